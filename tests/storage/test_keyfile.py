"""A reader's private key under a passphrase."""

import errno
import json
import os
import stat
from base64 import b64decode, b64encode
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import passphrase, private_file
from storage.bound import Bound
from storage.envelope import Reader, fingerprint, public_key, reader_id, seal
from storage.keyfile import NewKey, create, unlock
from storage.opening import open_sealed
from storage.passphrase import STANDARD, Cost
from storage.seal_errors import (
    KeyFileExists,
    KeyFileMissing,
    KeyFileUnusable,
    MemoryShort,
    PassphraseTooShort,
    WrongPassphrase,
)

NOW = datetime(2027, 6, 1, 12, 0, tzinfo=UTC)
CHEAP = Cost(memory_kib=8 * 1024, iterations=1, lanes=1)
WORDS = "lykt årer tåke svaber brygge"
PLACE = Bound("parts", "k-17", "answers")


def made(path: Path, *, words: str = WORDS, cost: Cost = CHEAP) -> NewKey:
    return create(path, name="Vakt Én", kind="coordinator", passphrase=words, now=NOW, cost=cost)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vakt.key"


def test_a_key_that_was_made_opens_what_is_sealed_to_it(path: Path) -> None:
    new = made(path)
    sealed = seal(b"answers", [Reader(new.reader_id, new.public_key)], PLACE)
    key = unlock(path, WORDS)
    assert (key.reader_id, key.name, key.kind) == (new.reader_id, "Vakt Én", "coordinator")
    assert public_key(key.seed) == new.public_key
    assert open_sealed(sealed.content, sealed.keys[0].wrapped, key.reader_id, key.seed, PLACE) == b"answers"


def test_the_standard_cost_is_written_in_the_file_and_opens(path: Path) -> None:
    create(path, name="Offline", kind="recovery", passphrase=WORDS, now=NOW)
    kdf = json.loads(path.read_text())["kdf"]
    assert (kdf["name"], Cost(kdf["memory_kib"], kdf["iterations"], kdf["lanes"])) == ("argon2id", STANDARD)
    assert STANDARD.memory_kib >= 64 * 1024
    assert unlock(path, WORDS).kind == "recovery"


def test_the_file_is_its_owners_alone_and_says_whose_it_is(path: Path) -> None:
    new = made(path)
    document = json.loads(path.read_text())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert document["created"] == "2027-06-01T12:00:00+00:00"
    assert (document["kind"], document["name"]) == ("coordinator", "Vakt Én")
    assert (document["reader_id"], document["fingerprint"]) == (reader_id(new.public_key), fingerprint(new.public_key))
    assert b64decode(document["public_key"]) == new.public_key
    assert WORDS not in path.read_text()


def test_neither_the_file_nor_what_is_printed_shows_the_seed(path: Path) -> None:
    new, key = made(path), unlock(path, WORDS)
    forms = [key.seed.hex(), b64encode(key.seed).decode(), repr(key.seed), repr(key.seed)[2:-1]]
    assert not any(form in text for form in forms for text in (path.read_text(), repr(key), str(key), repr(new)))


def test_two_keys_share_nothing(tmp_path: Path) -> None:
    one, other = made(tmp_path / "1"), made(tmp_path / "2")
    texts = [json.loads((tmp_path / name).read_text()) for name in ("1", "2")]
    assert one.reader_id != other.reader_id
    assert texts[0]["kdf"]["salt"] != texts[1]["kdf"]["salt"]
    assert texts[0]["cipher"]["nonce"] != texts[1]["cipher"]["nonce"]


def test_a_file_is_never_written_over(path: Path) -> None:
    made(path)
    before = path.read_bytes()
    with pytest.raises(KeyFileExists, match="another name"):
        made(path)
    assert path.read_bytes() == before
    dangling = path.with_name("dangling")
    dangling.symlink_to(path.with_name("nowhere"))
    with pytest.raises(KeyFileExists):
        made(dangling)


@pytest.mark.parametrize("words", ["", "elleve tegn", "a" * 11, "å" * 5 + "a\u030a" * 6])
def test_a_short_passphrase_is_refused_and_nothing_written(path: Path, words: str) -> None:
    with pytest.raises(PassphraseTooShort, match="12 characters") as refused:
        made(path, words=words)
    assert not words or words not in str(refused.value)
    assert not path.exists()


@pytest.mark.parametrize("wrong", ["", WORDS + " ", WORDS.upper(), "another passphrase"])
def test_a_wrong_passphrase_is_refused(path: Path, wrong: str) -> None:
    made(path)
    with pytest.raises(WrongPassphrase) as refused:
        unlock(path, wrong)
    assert refused.value.args == (WrongPassphrase.says,)


def test_a_letter_typed_as_one_sign_or_two_is_the_same(path: Path) -> None:
    made(path, words="blåbær på fjellet")
    assert unlock(path, "bla\u030abær pa\u030a fjellet").name == "Vakt Én"


def test_a_passphrase_that_the_terminal_could_not_decode_is_not_printed(path: Path) -> None:
    words = "tolv tegn \udce5\udce6\udcf8 her"
    made(path, words=words)
    assert unlock(path, words).name == "Vakt Én"


def test_a_missing_file_is_one_line(path: Path) -> None:
    with pytest.raises(KeyFileMissing, match="vakt"):
        unlock(path, WORDS)


def test_a_file_that_cannot_be_read_or_written_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyFileUnusable, match="directory"):
        unlock(tmp_path, WORDS)
    with pytest.raises(KeyFileUnusable, match="No such file"):
        made(tmp_path / "nowhere" / "vakt.key")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KeyFileUnusable, match="No space left"):
        made(tmp_path / "vakt.key")
    assert list(tmp_path.iterdir()) == []


def test_errors_without_words_are_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unwell(*_: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(private_file, "write_new", unwell)
    monkeypatch.setattr(private_file, "read", unwell)
    with pytest.raises(KeyFileUnusable, match="TimeoutError"):
        made(path)
    with pytest.raises(KeyFileUnusable, match="TimeoutError"):
        unlock(path, WORDS)


def test_a_machine_without_the_memory_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Starved:
        def __init__(self, **_: object) -> None:
            raise MemoryError

    monkeypatch.setattr(passphrase, "Argon2id", Starved)
    with pytest.raises(MemoryShort, match="256 MiB"):
        made(path, cost=STANDARD)
