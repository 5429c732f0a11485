"""Sealing a part of a case to its readers."""

import json
import re
from base64 import b64decode
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.bound import Bound
from storage.envelope import Reader, Sealed, check_public_key, fingerprint, public_key, reader_id, seal
from storage.opening import open_sealed
from storage.seal_errors import BrokenKey, NoReaders, ReaderTwice

PLACE = Bound("parts", "k-17", "answers")
SEEDS = {name: bytes([at]) * 32 for at, name in enumerate(("anne", "bo", "cis", "recovery"))}
READERS = [Reader(name, public_key(seed)) for name, seed in SEEDS.items()]
BROWSER = json.loads((Path(__file__).parent / "browser_envelope.json").read_text())


def opened(sealed: Sealed) -> list[bytes]:
    return [open_sealed(sealed.content, key.wrapped, key.reader, SEEDS[key.reader], PLACE) for key in sealed.keys]


@settings(max_examples=30)
@given(st.binary(max_size=5000), st.integers(1, len(READERS)))
def test_each_reader_opens_what_was_sealed(plaintext: bytes, count: int) -> None:
    sealed = seal(plaintext, READERS[:count], PLACE)
    assert [key.reader for key in sealed.keys] == [reader.id for reader in READERS[:count]]
    assert opened(sealed) == [plaintext] * count


def test_nothing_of_the_text_and_nothing_twice_stands_in_the_envelope() -> None:
    text = "Jeg er redd for å bli sendt til".encode() * 20
    one, two = seal(text, READERS, PLACE), seal(text, READERS, PLACE)
    pieces = {text[at : at + 8] for at in range(len(text) - 8)}
    assert not any(piece in blob for piece in pieces for blob in (one.content, *(key.wrapped for key in one.keys)))
    assert one.content != two.content
    assert len({key.wrapped for key in (*one.keys, *two.keys)}) == 2 * len(READERS)


def test_lengths_say_little() -> None:
    assert len({len(seal(bytes(size), READERS[:1], PLACE).content) for size in range(0, 253, 12)}) == 1
    assert len(seal(bytes(3000), READERS[:1], PLACE).content) == 1 + 12 + 4096 + 16
    assert {len(key.wrapped) for key in seal(b"", READERS, PLACE).keys} == {1169}


def test_nobody_to_seal_to_is_refused() -> None:
    with pytest.raises(NoReaders, match="havn keys new"):
        seal(b"text", [], PLACE)


def test_a_reader_given_twice_is_sealed_to_once_and_two_keys_of_one_name_are_refused() -> None:
    assert len(seal(b"text", [READERS[0], READERS[0], READERS[1]], PLACE).keys) == 2
    with pytest.raises(ReaderTwice, match="anne"):
        seal(b"text", [READERS[0], Reader("anne", READERS[1].public_key)], PLACE)


def test_a_good_public_key_is_accepted() -> None:
    for reader in READERS:
        check_public_key(reader.public_key)


SMALL_ORDER = (
    bytes(32),
    b"\x01" + bytes(31),
    bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
    bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
    bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
)


@pytest.mark.parametrize("point", SMALL_ORDER)
def test_an_x25519_point_of_small_order_is_refused(point: bytes) -> None:
    broken = READERS[0].public_key[:1184] + point
    with pytest.raises(BrokenKey, match="havn keys new"):
        check_public_key(broken)
    with pytest.raises(BrokenKey):
        seal(b"text", [READERS[1], Reader("x", broken)], PLACE)


@given(st.integers(0, 767))
def test_an_ml_kem_coefficient_out_of_range_is_refused(at: int) -> None:
    broken = bytearray(READERS[0].public_key)
    broken[at // 2 * 3 : at // 2 * 3 + 3] = b"\xff\xff\xff"
    with pytest.raises(BrokenKey):
        check_public_key(bytes(broken))


@pytest.mark.parametrize("length", [0, 32, 1184, 1215, 1217, 2432])
def test_a_public_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(BrokenKey):
        check_public_key((READERS[0].public_key * 2)[:length])


def test_the_public_key_is_the_one_a_browser_derives() -> None:
    assert public_key(b64decode(BROWSER["seed"])) == b64decode(BROWSER["public_key"])


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_seed_has_32_bytes(length: int) -> None:
    with pytest.raises(BrokenKey):
        public_key(bytes(length))


@settings(max_examples=20)
@given(st.binary(min_size=32, max_size=32))
def test_fingerprints_and_ids_belong_to_one_key(seed: bytes) -> None:
    public = public_key(seed)
    assert re.fullmatch(r"(\d{5} ){7}\d{5}", fingerprint(public))
    assert re.fullmatch(r"[a-z2-7]{26}", reader_id(public))
    changed = public[:-1] + bytes([public[-1] ^ 1])
    assert fingerprint(changed) != fingerprint(public)
    assert reader_id(changed) != reader_id(public)


def test_fingerprints_stay_what_they_were_when_people_compared_them() -> None:
    public = b64decode(BROWSER["public_key"])
    assert (fingerprint(public), reader_id(public)) == (BROWSER["fingerprint"], BROWSER["reader_id"])
