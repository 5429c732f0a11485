import base64
import json
import random
from pathlib import Path

import pytest

from tests.chaos import canaries
from tests.chaos.figures import missed
from tests.chaos.search import found_in, places
from tests.chaos.warm import Nursery

WORD = "Tsjirp æøå"


async def test_no_mark_in_clear(nursery: Nursery) -> None:
    assert missed(await canaries.campaign(nursery, 3, random.Random(1))) == []


@pytest.mark.parametrize("padding", range(3))
@pytest.mark.parametrize(
    "written",
    [
        WORD.encode(), WORD.casefold().encode(), WORD.encode("utf-16-le"), json.dumps(WORD).encode(),
        WORD.encode().hex().encode(),
        b"b64",
    ],
)  # fmt: skip
def test_the_search_finds_a_word_in_whatever_clothes(tmp_path: Path, written: bytes, padding: int) -> None:
    content = (
        b"\x01" * padding
        + (base64.b64encode(b"x" * padding + WORD.encode()) if written == b"b64" else written)
        + b"\x02"
    )
    (tmp_path / "file").write_bytes(content)
    assert len(found_in(places(tmp_path), [WORD])) >= 1


def test_the_search_finds_a_word_across_two_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.chaos.search.CHUNK", 7)
    (tmp_path / "file").write_bytes(b"0123" + WORD.encode() + b"456789")
    assert found_in(places(tmp_path), [WORD])
    assert found_in(places(tmp_path), ["something else"]) == []
