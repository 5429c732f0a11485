"""How the keyring's file comes to be, and which files are refused."""

import json
import os
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import keyring_file, private_file
from storage.keyring import Bound, Keyring
from storage.seal_errors import (
    KeyringBroken,
    KeyringExposed,
    KeyringMissing,
    KeyringUnusable,
)

NOW = datetime(2027, 6, 1, 12, 0, tzinfo=UTC)
DRAFT = Bound("drafts", "17", "answers")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keyring.json"


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
