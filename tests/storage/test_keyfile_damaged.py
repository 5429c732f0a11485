"""Key files that somebody changed."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import keyfile, passphrase
from storage.envelope import public_key
from storage.keyfile import NewKey, create, unlock
from storage.passphrase import Cost
from storage.seal_errors import (
    KeyFileBroken,
    WrongPassphrase,
)

NOW = datetime(2027, 6, 1, 12, 0, tzinfo=UTC)
CHEAP = Cost(memory_kib=8 * 1024, iterations=1, lanes=1)
WORDS = "lykt årer tåke svaber brygge"


def made(path: Path) -> NewKey:
    return create(path, name="Vakt Én", kind="coordinator", passphrase=WORDS, now=NOW, cost=CHEAP)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vakt.key"


def spoiled() -> dict[str, Callable[[dict[str, Any]], object]]:
    """Ways to damage a good file that are seen before any passphrase is tried."""
    short = b64encode(bytes(11)).decode()
    return {
        "format": lambda d: d.update(format="other"),
        "version": lambda d: d.update(version=2),
        "kind": lambda d: d.update(kind="admin"),
        "kind_type": lambda d: d.update(kind=["coordinator"]),
        "name": lambda d: d.update(name=7),
        "reader_id": lambda d: d.update(reader_id="x"),
        "fingerprint": lambda d: d.update(fingerprint="00000"),
        "public_key": lambda d: d.update(public_key=b64encode(bytes(1216)).decode()),
        "public_key_type": lambda d: d.update(public_key=5),
        "no_kdf": lambda d: d.pop("kdf"),
        "kdf_type": lambda d: d.update(kdf=[]),
        "kdf_name": lambda d: d["kdf"].update(name="argon2d"),
        "memory_vast": lambda d: d["kdf"].update(memory_kib=(1 << 20) + 1),
        "memory_small": lambda d: d["kdf"].update(memory_kib=8),
        "memory_float": lambda d: d["kdf"].update(memory_kib=8192.0),
        "iterations_vast": lambda d: d["kdf"].update(iterations=17),
        "iterations_bool": lambda d: d["kdf"].update(iterations=True),
        "iterations_none": lambda d: d["kdf"].update(iterations=0),
        "lanes_vast": lambda d: d["kdf"].update(lanes=17),
        "salt": lambda d: d["kdf"].update(salt=short),
        "cipher": lambda d: d["cipher"].update(name="none"),
        "nonce": lambda d: d["cipher"].update(nonce=short),
        "nonce_text": lambda d: d["cipher"].update(nonce="!"),
        "no_box": lambda d: d.pop("sealed"),
        "box_type": lambda d: d.update(sealed=None),
    }


@pytest.mark.parametrize("way", spoiled())
def test_a_damaged_file_is_refused_before_the_passphrase_costs_anything(
    path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(path)
    document = json.loads(path.read_text())
    spoiled()[way](document)
    path.write_text(json.dumps(document))
    monkeypatch.setattr(passphrase, "derive", lambda *_: pytest.fail("Argon2id was run"))
    with pytest.raises(KeyFileBroken):
        unlock(path, WORDS)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"1", b"\xff", b"[" * 200_000, bytes((1 << 20) + 1)])
def test_what_is_no_key_file_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(KeyFileBroken):
        unlock(path, WORDS)


@pytest.mark.parametrize(
    "change",
    [{"name": "Vakt To"}, {"kind": "recovery"}, {"created": "2020-01-01T00:00:00+00:00"}, {"more": 1}, {"sealed": ""}],
    ids=str,
)
def test_what_the_file_says_in_clear_cannot_be_exchanged(path: Path, change: dict[str, Any]) -> None:
    made(path)
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(WrongPassphrase):
        unlock(path, WORDS)


def test_another_public_key_cannot_be_put_in(tmp_path: Path) -> None:
    made(tmp_path / "1")
    made(tmp_path / "2")
    one, other = (json.loads((tmp_path / name).read_text()) for name in ("1", "2"))
    one |= {field: other[field] for field in ("public_key", "reader_id", "fingerprint")}
    (tmp_path / "1").write_text(json.dumps(one))
    with pytest.raises(WrongPassphrase):
        unlock(tmp_path / "1", WORDS)


@pytest.mark.parametrize("seed", [b"s" * 32, b"s" * 31], ids=["another", "short"])
def test_a_seed_that_does_not_belong_to_the_public_key_is_refused(path: Path, seed: bytes) -> None:
    """Even where somebody who knows the passphrase put it there."""
    made(path)
    head = json.loads(path.read_text())
    del head["sealed"]
    key = passphrase.derive(WORDS, b64decode(head["kdf"]["salt"]), CHEAP)
    box = AESGCM(key).encrypt(b64decode(head["cipher"]["nonce"]), seed, keyfile._associated(head))
    path.write_text(json.dumps({**head, "sealed": b64encode(box).decode()}))
    with pytest.raises(KeyFileBroken):
        unlock(path, WORDS)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_changed_letter_anywhere_never_opens_another_key(path: Path, data: st.DataObject) -> None:
    path.unlink(missing_ok=True)
    new = made(path)
    content = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] = data.draw(st.integers(32, 126).filter(lambda sign: sign != content[at]))
    path.write_bytes(content)
    try:
        key = unlock(path, WORDS)
    except (KeyFileBroken, WrongPassphrase):
        return
    # JSON has several spellings of one document (its spaces), and base64 of one key (its last bits).
    assert (key.reader_id, key.name, public_key(key.seed)) == (new.reader_id, "Vakt Én", new.public_key)
