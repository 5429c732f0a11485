"""The only code that opens a case, and all that it must refuse."""

import json
from base64 import b64decode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

import storage.opening
from storage.bound import Bound
from storage.envelope import Reader, content_binding, key_binding, public_key, seal
from storage.opening import open_sealed
from storage.seal_errors import BrokenKey, NotForThisKey, Tampered
from storage.xwing import SUITE, recipient

PLACE = Bound("parts", "k-17", "answers")
ANNE, BO = b"a" * 32, b"b" * 32
TEXT = b"Jeg vil ikke reise i sommer."
SEALED = seal(TEXT, [Reader("anne", public_key(ANNE)), Reader("bo", public_key(BO))], PLACE)
FOR_ANNE, FOR_BO = (key.wrapped for key in SEALED.keys)


def altered(original: bytes, data: st.DataObject) -> bytes:
    """Flip one bit anywhere, cut the end off, or add to it."""
    how = data.draw(st.sampled_from(("flip", "cut", "grow")))
    if how == "cut":
        return original[: data.draw(st.integers(0, len(original) - 1))]
    if how == "grow":
        return original + data.draw(st.binary(min_size=1, max_size=40))
    at, bit = data.draw(st.integers(0, len(original) - 1)), data.draw(st.integers(0, 7))
    return original[:at] + bytes([original[at] ^ 1 << bit]) + original[at + 1 :]


def test_each_opens_with_their_own_key() -> None:
    assert open_sealed(SEALED.content, FOR_ANNE, "anne", ANNE, PLACE) == TEXT
    assert open_sealed(SEALED.content, FOR_BO, "bo", BO, PLACE) == TEXT


@given(st.data())
def test_an_altered_content_is_refused(data: st.DataObject) -> None:
    with pytest.raises(Tampered):
        open_sealed(altered(SEALED.content, data), FOR_ANNE, "anne", ANNE, PLACE)


@given(st.data())
def test_an_altered_wrapped_key_is_refused(data: st.DataObject) -> None:
    with pytest.raises((Tampered, NotForThisKey)):
        open_sealed(SEALED.content, altered(FOR_ANNE, data), "anne", ANNE, PLACE)


@pytest.mark.parametrize(
    ("wrapped", "reader", "seed"),
    [
        (FOR_BO, "anne", ANNE),
        (FOR_BO, "bo", ANNE),
        (FOR_ANNE, "bo", ANNE),
        (FOR_ANNE, "anne", BO),
        (FOR_BO, "anne", BO),
    ],
)
def test_another_owner_is_refused(wrapped: bytes, reader: str, seed: bytes) -> None:
    with pytest.raises(NotForThisKey):
        open_sealed(SEALED.content, wrapped, reader, seed, PLACE)


@pytest.mark.parametrize("other", [{"table": "notes"}, {"row": "k-18"}, {"field": "summary"}, {"version": 2}])
def test_another_place_is_refused(other: dict[str, Any]) -> None:
    elsewhere = replace(PLACE, **other)
    with pytest.raises(NotForThisKey):
        open_sealed(SEALED.content, FOR_ANNE, "anne", ANNE, elsewhere)
    there = seal(b"other", [Reader("anne", public_key(ANNE))], elsewhere)
    with pytest.raises(NotForThisKey):
        open_sealed(SEALED.content, there.keys[0].wrapped, "anne", ANNE, PLACE)
    with pytest.raises(Tampered):
        open_sealed(there.content, FOR_ANNE, "anne", ANNE, PLACE)


def test_the_content_itself_is_bound_to_its_place() -> None:
    """Even where somebody who knows the content key wraps it anew for another place."""
    elsewhere = replace(PLACE, row="k-18")
    key, nonce = bytes(32), bytes(12)
    content = b"\x01" + nonce + AESGCM(key).encrypt(nonce, bytes(256), content_binding(PLACE))
    wrapped = b"\x01" + SUITE.encrypt(key, recipient(public_key(ANNE)), info=key_binding(elsewhere, "anne"))
    with pytest.raises(Tampered):
        open_sealed(content, wrapped, "anne", ANNE, elsewhere)


def test_an_envelope_of_an_earlier_sealing_of_the_same_place_does_not_mix() -> None:
    again = seal(TEXT, [Reader("anne", public_key(ANNE))], PLACE)
    with pytest.raises(Tampered):
        open_sealed(again.content, FOR_ANNE, "anne", ANNE, PLACE)


def test_an_authentic_text_that_was_not_padded_is_refused() -> None:
    key, nonce = bytes(32), bytes(12)
    content = b"\x01" + nonce + AESGCM(key).encrypt(nonce, b"bare", content_binding(PLACE))
    wrapped = b"\x01" + SUITE.encrypt(key, recipient(public_key(ANNE)), info=key_binding(PLACE, "anne"))
    with pytest.raises(Tampered):
        open_sealed(content, wrapped, "anne", ANNE, PLACE)


def test_a_seed_of_another_length_is_refused() -> None:
    with pytest.raises(BrokenKey):
        open_sealed(SEALED.content, FOR_ANNE, "anne", ANNE[:31], PLACE)


def test_what_a_browser_sealed_opens_here() -> None:
    letter = json.loads((Path(__file__).parent / "browser_envelope.json").read_text())
    place = Bound(letter["table"], letter["row"], letter["field"], letter["version"])
    content, wrapped, seed = (b64decode(letter[part]) for part in ("content", "wrapped", "seed"))
    assert open_sealed(content, wrapped, letter["reader"], seed, place).decode() == letter["plaintext"]


def test_no_other_module_of_storage_opens_a_wrapped_key() -> None:
    room = Path(storage.opening.__file__).parent
    opens = {path.name for path in room.rglob("*.py") if {"SUITE.decrypt", "private_key("} & set_of_calls(path)}
    assert opens == {"opening.py"}


def set_of_calls(path: Path) -> set[str]:
    """Which of the two names that opening needs are used in a file, its own definitions aside."""
    text = path.read_text().replace("def private_key(", "")
    return {name for name in ("SUITE.decrypt", "private_key(") if name in text}


def test_a_refusal_tells_nothing_of_the_content_or_the_key() -> None:
    for content, seed in ((SEALED.content[:-1] + b"\0", ANNE), (SEALED.content, BO)):
        with pytest.raises((Tampered, NotForThisKey)) as refused:
            open_sealed(content, FOR_ANNE, "anne", seed, PLACE)
        assert refused.value.args == (type(refused.value).says,)
        assert refused.value.__suppress_context__
