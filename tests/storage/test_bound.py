"""What a ciphertext belongs to, and how long it seems."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import keyring_file
from storage.bound import framed
from storage.keyring import Bound, Keyring
from storage.padding import pad, unpad

DRAFT = Bound("drafts", "17", "answers")
RING = Keyring(Path("unwritten.json"), keyring_file.Keys.fresh(datetime(2027, 6, 1, tzinfo=UTC)))


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
