"""The service's own keys: what they open, what they refuse, and rotation."""

import json
import os
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from storage import keyring_file
from storage.bound import framed
from storage.keyring import Bound, Keyring
from storage.seal_errors import (
    KeyActive,
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
