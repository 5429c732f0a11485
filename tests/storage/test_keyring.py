"""The service's own keys: what they open, what they refuse, and how their file lives."""

import json
import os
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import keyring_file, private_file
from storage.bound import framed
from storage.keyring import Bound, Keyring
from storage.padding import pad, unpad
from storage.seal_errors import (
    KeyActive,
    KeyringBroken,
    KeyringExposed,
    KeyringMissing,
    KeyringUnusable,
    KeyUnknown,
    SealingRefusal,
    Tampered,
)

NOW = datetime(2027, 6, 1, 12, 0, tzinfo=UTC)
DRAFT = Bound("drafts", "17", "answers")
RING = Keyring(Path("unwritten.json"), keyring_file.Keys.fresh(NOW))
names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
bounds = st.builds(Bound, names, names, names, st.integers(0, 3))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keyring.json"


@given(st.binary(max_size=2000), bounds)
def test_what_is_sealed_opens_in_its_place(plaintext: bytes, bound: Bound) -> None:
    sealed = RING.encrypt(plaintext, bound=bound)
    assert RING.decrypt(sealed, bound=bound) == plaintext
    assert sealed != RING.encrypt(plaintext, bound=bound)


@given(st.binary(max_size=600), bounds, st.data())
def test_any_flipped_bit_is_refused(plaintext: bytes, bound: Bound, data: st.DataObject) -> None:
    altered = bytearray(RING.encrypt(plaintext, bound=bound))
    at = data.draw(st.integers(0, len(altered) - 1))
    altered[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(KeyUnknown if 1 <= at <= 8 else Tampered):
        RING.decrypt(bytes(altered), bound=bound)


@given(bounds, bounds)
def test_no_two_places_share_a_ciphertext(here: Bound, there: Bound) -> None:
    sealed = RING.encrypt(b"text", bound=here)
    if here == there:
        assert RING.decrypt(sealed, bound=there) == b"text"
    else:
        with pytest.raises(Tampered):
            RING.decrypt(sealed, bound=there)


@pytest.mark.parametrize("other", [{"table": "people"}, {"row": "18"}, {"field": "name"}, {"version": 2}])
def test_each_part_of_the_place_is_bound(other: dict[str, Any]) -> None:
    with pytest.raises(Tampered):
        RING.decrypt(RING.encrypt(b"text", bound=DRAFT), bound=replace(DRAFT, **other))


@given(st.binary(max_size=400), st.integers(0, 500))
def test_cut_or_lengthened_is_refused(plaintext: bytes, kept: int) -> None:
    sealed = RING.encrypt(plaintext, bound=DRAFT)
    for wrong in (sealed[: min(kept, len(sealed) - 1)], sealed + b"\0"):
        with pytest.raises(Tampered):
            RING.decrypt(wrong, bound=DRAFT)


def test_a_place_must_be_named_whole() -> None:
    for wrong in (("", "r", "f", 1), ("t", "", "f", 1), ("t", "r", "", 1), ("t", "r", "f", -1)):
        with pytest.raises(ValueError, match="names a table"):
            Bound(*wrong)


@given(st.lists(st.binary(max_size=5), max_size=4), st.lists(st.binary(max_size=5), max_size=4))
def test_framing_is_unambiguous(one: list[bytes], other: list[bytes]) -> None:
    assert (framed(*one) == framed(*other)) == (one == other)


@given(st.binary(max_size=3000))
def test_padding_hides_the_length_in_powers_of_two(plaintext: bytes) -> None:
    padded = pad(plaintext)
    assert len(padded) >= max(256, len(plaintext) + 4)
    assert len(padded).bit_count() == 1
    assert len(padded) == 256 or len(padded) < 2 * (len(plaintext) + 4)
    assert unpad(padded) == plaintext


@given(st.binary(max_size=300))
def test_unpad_takes_only_what_pad_gives(wrong: bytes) -> None:
    with pytest.raises(ValueError, match="pad"):
        unpad(wrong)


def test_the_lengths_around_a_bucket() -> None:
    assert [len(pad(bytes(n))) for n in (0, 252, 253, 508, 509)] == [256, 256, 512, 512, 1024]
    assert len({len(RING.encrypt(bytes(n), bound=DRAFT)) for n in range(253)}) == 1


def test_the_form_is_as_written_down_and_only_padded_texts_open(path: Path) -> None:
    keys = keyring_file.Keys.fresh(NOW)
    ring, key = Keyring(path, keys), keys.data[0]
    parts = (b"havn/keyring", b"1", b"drafts", b"17", b"answers", b"1", key.id.encode())
    place = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    head = b"\x01" + bytes.fromhex(key.id) + bytes(12)
    padded = b"\0\0\0\x04text" + bytes(248)
    assert ring.decrypt(head + AESGCM(key.key).encrypt(bytes(12), padded, place), bound=DRAFT) == b"text"
    with pytest.raises(Tampered):
        ring.decrypt(head + AESGCM(key.key).encrypt(bytes(12), b"bare", place), bound=DRAFT)


@given(names, names, names, names)
def test_blind_indexes_are_equal_only_for_the_same_kind_and_value(k1: str, v1: str, k2: str, v2: str) -> None:
    assert (RING.index(k1, v1) == RING.index(k2, v2)) == ((k1, v1) == (k2, v2))
    assert len(RING.index(k1, v1)) == 32
    assert RING.index(k1, v1 + v2) != RING.index(k1 + v1, v2)


def test_indexes_and_macs_depend_on_their_own_keys() -> None:
    other = Keyring(Path("other.json"), keyring_file.Keys.fresh(NOW))
    assert RING.index("telegram", "1") != other.index("telegram", "1")
    assert RING.audit_mac(b"row") == RING.audit_mac(b"row") != other.audit_mac(b"row")
    assert RING.audit_mac(framed(b"havn/index/1", b"telegram", b"1")) != RING.index("telegram", "1")


def test_nothing_printed_shows_a_key(path: Path) -> None:
    ring = Keyring.load_or_create(path, NOW)
    printed = f"{ring!r} {ring} {ring._keys!r} {ring._keys.data[0]}"
    document = json.loads(path.read_text())
    secret = [document["index_key"], document["audit_key"], document["data_keys"][0]["key"]]
    assert ring.active_id in printed
    keys = (ring._keys.index, ring._keys.audit, ring._keys.data[0].key)
    assert not any(text in printed for text in (*secret, *(form for key in keys for form in (key.hex(), repr(key)))))


def test_the_first_start_makes_a_file_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "keyring.json"
    umask = os.umask(0o377)
    try:
        ring = Keyring.load_or_create(path, datetime(2027, 6, 1, 14, tzinfo=timezone(timedelta(hours=2))))
    finally:
        os.umask(umask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) & 0o077 == 0
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["keyring.json", "keyring.json.lock"]
    assert ring.created == {ring.active_id: NOW}
    again = Keyring.load_or_create(path, NOW + timedelta(days=1))
    assert again.decrypt(ring.encrypt(b"draft", bound=DRAFT), bound=DRAFT) == b"draft"
    assert (again.active_id, again.index("k", "v"), again.audit_mac(b"r")) == (
        ring.active_id,
        ring.index("k", "v"),
        ring.audit_mac(b"r"),
    )


def test_two_first_starts_at_once_make_one_keyring(path: Path) -> None:
    made: list[str] = []
    barrier = threading.Barrier(4)

    def start() -> None:
        barrier.wait(10)
        made.append(Keyring.load_or_create(path, NOW).active_id)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(made) == 4
    assert len(set(made)) == 1


def test_a_start_that_waited_for_another_takes_what_that_one_made(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Keyring.load_or_create(path.with_name("made.json"), NOW)

    @contextmanager
    def after_the_other(at: Path) -> Iterator[None]:
        at.with_name("made.json").rename(at)
        yield

    monkeypatch.setattr(private_file, "locked", after_the_other)
    assert Keyring.load_or_create(path, NOW).active_id == made.active_id


def test_a_keyring_that_stands_needs_no_lock_so_its_folder_may_be_read_only(path: Path) -> None:
    made = Keyring.load_or_create(path, NOW)
    path.with_name("keyring.json.lock").unlink()
    assert Keyring.load_or_create(path, NOW).active_id == made.active_id
    assert [entry.name for entry in path.parent.iterdir()] == ["keyring.json"]


def test_a_keyring_needs_an_aware_time(path: Path) -> None:
    with pytest.raises(ValueError, match="aware"):
        Keyring.load_or_create(path, NOW.replace(tzinfo=None))
    assert not path.exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o610, 0o602, 0o777])
def test_a_keyring_that_others_may_use_is_refused_with_the_mend(path: Path, mode: int) -> None:
    Keyring.load_or_create(path, NOW)
    path.chmod(mode)
    with pytest.raises(KeyringExposed, match=f"chmod 600 {path}$") as refused:
        Keyring.load(path)
    assert refused.value.path == path
    path.chmod(0o600)
    Keyring.load(path)


def test_the_mend_can_be_pasted_into_a_shell(tmp_path: Path) -> None:
    path = tmp_path / "my keys; rm x" / "ring {0}.json"
    Keyring.load_or_create(path, NOW)
    path.chmod(0o644)
    with pytest.raises(KeyringExposed) as refused:
        Keyring.load(path)
    assert str(refused.value).endswith(f"chmod 600 '{path}'")


def test_a_missing_keyring_is_not_made_when_it_must_be_there(path: Path) -> None:
    with pytest.raises(KeyringMissing, match="backup"):
        Keyring.load(path)
    with pytest.raises(KeyringMissing):
        Keyring(path, keyring_file.Keys.fresh(NOW)).rotate(NOW)
    assert not path.exists()


def spoiled() -> list[Callable[[dict[str, Any]], object]]:
    """Ways to damage a good file, each of which alone must be refused."""
    return [
        lambda d: d.update(format="other"),
        lambda d: d.update(version=2),
        lambda d: d.update(more=1),
        lambda d: d.pop("audit_key"),
        lambda d: d.update(data_keys=[]),
        lambda d: d.update(data_keys=3),
        lambda d: d.update(data_keys=["text"]),
        lambda d: d.update(index_key=d["audit_key"]),
        lambda d: d.update(index_key="AAAA"),
        lambda d: d.update(index_key="not base64!"),
        lambda d: d.update(index_key=None),
        lambda d: d["data_keys"].append(dict(d["data_keys"][0])),
        lambda d: d["data_keys"].append({**d["data_keys"][0], "id": "00" * 8}),
        lambda d: d["data_keys"].append({**d["data_keys"][0], "id": "00" * 8, "key": d["audit_key"]}),
        lambda d: d["data_keys"][0].update(id=d["data_keys"][0]["id"][2:]),
        lambda d: d["data_keys"][0].update(id="A" * 16),
        lambda d: d["data_keys"][0].update(id="x" * 16),
        lambda d: d["data_keys"][0].update(created="2027-06-01T12:00:00"),
        lambda d: d["data_keys"][0].update(created="soon"),
        lambda d: d["data_keys"][0].pop("created"),
    ]


@pytest.mark.parametrize("spoil", spoiled(), ids=lambda spoil: str(spoil.__code__.co_firstlineno))
def test_a_damaged_keyring_is_refused(path: Path, spoil: Callable[[dict[str, Any]], object]) -> None:
    Keyring.load_or_create(path, NOW)
    document = json.loads(path.read_text())
    spoil(document)
    path.write_text(json.dumps(document))
    with pytest.raises(KeyringBroken, match="backup") as refused:
        Keyring.load(path)
    assert refused.value.__suppress_context__


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"null", b"\xff", b"[" * 200_000, b" " * ((1 << 20) + 1)])
def test_what_is_no_keyring_at_all_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeyringBroken):
        Keyring.load(path)


def test_a_file_too_large_for_keys_is_refused_though_it_begins_as_a_keyring(path: Path) -> None:
    Keyring.load_or_create(path, NOW)
    with path.open("ab") as file:
        file.write(b" " * private_file.LARGEST)
    with pytest.raises(KeyringBroken):
        Keyring.load(path)


def test_the_disk_has_the_file_before_its_name_and_the_name_before_it_counts(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    sync, rename = os.fsync, Path.replace

    def synced(descriptor: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        sync(descriptor)

    def renamed(source: Path, target: Path) -> Path:
        steps.append("name")
        return rename(source, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", renamed)
    Keyring.load_or_create(path, NOW)
    assert steps.index("file") < steps.index("name")
    assert steps[-2:] == ["name", "folder"]


@settings(max_examples=60)
@given(st.data())
def test_a_file_cut_anywhere_is_refused(data: st.DataObject) -> None:
    whole = keyring_file.written(keyring_file.Keys.fresh(NOW))
    assert keyring_file.read(whole).data
    with pytest.raises(ValueError, match="not a keyring"):
        keyring_file.read(whole[: data.draw(st.integers(0, len(whole) - 3))])


def test_a_pipe_or_a_folder_in_the_place_of_a_keyring_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(KeyringBroken):
        Keyring.load(tmp_path / "pipe")
    with pytest.raises(KeyringUnusable, match="directory"):
        Keyring.load(tmp_path)


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KeyringUnusable, match="Mend the disk"):
        Keyring.load_or_create(tmp_path / "file" / "keyring.json", NOW)


def test_after_rotation_the_old_opens_and_the_new_seals(path: Path) -> None:
    first = Keyring.load_or_create(path, NOW)
    old = first.encrypt(b"old", bound=DRAFT)
    second = first.rotate(NOW - timedelta(days=1))
    new = second.encrypt(b"new", bound=DRAFT)
    assert list(second.created) == [first.active_id, second.active_id]
    assert [second.decrypt(sealed, bound=DRAFT) for sealed in (old, new)] == [b"old", b"new"]
    assert (second.needs_rotation(old), second.needs_rotation(new)) == (True, False)
    assert not first.needs_rotation(old)
    assert Keyring.load(path).active_id == second.active_id
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert second.index("k", "v") == first.index("k", "v")
    with pytest.raises(KeyUnknown, match=second.active_id):
        first.decrypt(new, bound=DRAFT)


def test_two_processes_that_rotate_lose_no_key(path: Path) -> None:
    one = Keyring.load_or_create(path, NOW)
    two = Keyring.load(path)
    sealed = one.rotate(NOW).encrypt(b"x", bound=DRAFT)
    two.rotate(NOW)
    assert Keyring.load(path).decrypt(sealed, bound=DRAFT) == b"x"


def test_a_retired_key_opens_nothing_more(path: Path) -> None:
    first = Keyring.load_or_create(path, NOW)
    old = first.encrypt(b"old", bound=DRAFT)
    second = first.rotate(NOW)
    with pytest.raises(KeyActive, match="Rotate"):
        second.retire(second.active_id)
    with pytest.raises(KeyUnknown):
        second.retire("00" * 8)
    last = second.retire(first.active_id)
    assert list(last.created) == [second.active_id]
    for ring in (last, Keyring.load(path)):
        with pytest.raises(KeyUnknown):
            ring.decrypt(old, bound=DRAFT)


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_rotation_that_fails_leaves_the_old_keyring(path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    ring = Keyring.load_or_create(path, NOW)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr({"fsync": os, "replace": Path}[step], step, full)
        with pytest.raises(KeyringUnusable, match="No space left"):
            ring.rotate(NOW)
    assert path.read_bytes() == before
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["keyring.json", "keyring.json.lock"]


def test_what_a_crash_left_is_swept_away_and_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link, target = tmp_path / "keyring.json", tmp_path / "real" / "ring.json"
    first = Keyring.load_or_create(target, NOW)
    link.symlink_to(target)
    (target.parent / ".ring.json.new").write_bytes(b"half of a ke")
    second = Keyring.load(link).rotate(NOW)
    assert link.is_symlink()
    assert list(Keyring.load(target).created) == [first.active_id, second.active_id]
    assert not (target.parent / ".ring.json.new").exists()


def test_an_error_without_words_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unwell(_: Path) -> tuple[bytes, bool]:
        raise TimeoutError

    monkeypatch.setattr(private_file, "read", unwell)
    with pytest.raises(KeyringUnusable, match="TimeoutError"):
        Keyring.load(path)


def test_every_refusal_is_one_line() -> None:
    stack, seen = [SealingRefusal], 0
    while stack:
        kind = stack.pop()
        stack += kind.__subclasses__()
        if (says := getattr(kind, "says", None)) is not None:
            seen += 1
            assert "\n" not in says
            assert says.count(".") + says.count(":") >= 1
    assert seen >= 18
