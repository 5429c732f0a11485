"""Where a word might stand in clear: every file of an installation, in every form that a program might give it."""

import base64
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

CHUNK = 8 * 1024 * 1024


def places(*roots: Path) -> Iterator[Path]:
    """Every file below these folders, and the roots that are files themselves."""
    for root in roots:
        yield from (path for path in ([root] if root.is_file() else root.rglob("*")) if path.is_file())


def forms(word: str) -> set[bytes]:
    """A word as it stands in clear, and as encodings that anybody can undo would write it."""
    spelled = {word, word.casefold(), word.upper(), json.dumps(word)[1:-1], quote(word), word.replace(" ", "")}
    plain = {one.encode(code) for one in spelled for code in ("utf-8", "utf-16-le", "utf-16-be")}
    utf8 = word.encode()
    hexed = {utf8.hex().encode(), utf8.hex().upper().encode()}
    return plain | hexed | {part for shift in range(3) for part in _base64(utf8, shift)}


def _base64(content: bytes, shift: int) -> set[bytes]:
    """The part of the word's base64 that does not depend on what stands before and after it."""
    whole = base64.b64encode(b"\0" * shift + content)
    inner = whole[4 if shift else 0 : -4]
    return {inner, inner.translate(bytes.maketrans(b"+/", b"-_"))}


def found_in(files: Iterable[Path], words: Iterable[str]) -> list[str]:
    """The files in which any form of a word stands, each with the place of the first byte."""
    wanted = sorted({form for word in words for form in forms(word)}, key=len)
    longest = len(wanted[-1])
    return [hit for path in files for hit in _in_file(path, wanted, longest)]


def _in_file(path: Path, wanted: list[bytes], longest: int) -> Iterator[str]:
    before, start = b"", 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                content = before + chunk
                for form in wanted:
                    if (at := content.find(form)) >= 0:
                        yield f"{path}: byte {start - len(before) + at}"
                start += len(chunk)
                before = content[-longest:]
    except FileNotFoundError:  # a temporary file that has gone meanwhile
        return
