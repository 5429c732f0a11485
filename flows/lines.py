"""Where things stand in a TOML source: tomllib gives values, this gives their lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEADER = re.compile(r"""\s*\[{1,2}\s*([\w.\-"' ]+?)\s*\]{1,2}\s*(?:#.*)?$""")
_FENCE = re.compile(r'"""|' + "'''")


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one table: its header on line `first` (counted from 1), its last line before `end`."""

    name: str
    first: int
    end: int


class Lines:
    """The lines of a source, by table, key and choice. What cannot be found is said to stand at its table's header."""

    def __init__(self, source: str) -> None:
        self._rows = source.splitlines()
        self._blocks: dict[str, list[Block]] = {"": []}
        name, first = "", 1
        for number, row in _outside_strings(self._rows):
            header = _HEADER.match(row)
            if header:
                self._blocks.setdefault(name, []).append(Block(name, first, number))
                name = ".".join(part.strip(" \"'") for part in header[1].split("."))
                first = number
        self._blocks.setdefault(name, []).append(Block(name, first, len(self._rows) + 1))

    def block(self, name: str, nth: int = 0) -> Block:
        """The table of this dotted name, the `nth` of its kind; the whole file when it has no header of its own."""
        blocks = self._blocks.get(name, [])
        if nth < len(blocks):
            return blocks[nth]
        whole = Block(name, 1, len(self._rows) + 1)
        last = name.rpartition(".")[2]
        line = self._search(whole, rf"""^\s*(?:[\w.]+\.)?["']?{re.escape(last)}["']?\s*[.=]""")
        return Block(name, line, len(self._rows) + 1)

    def key(self, block: Block, key: str) -> int:
        """The line where this key of the table is set, or where the first table of this name below it begins."""
        found = self._found(block, rf"""(?:^|[{{,])\s*["']?{re.escape(key)}["']?\s*[.=]""")
        return found or self._below(f"{block.name}.{key}".lstrip(".")) or block.first

    def choice(self, block: Block, identifier: str) -> int:
        """The line of the choice with this id."""
        return self._search(block, rf"""\bid\s*=\s*["']{re.escape(identifier)}["']""")

    def word(self, block: Block, word: str) -> int:
        """The line where this word first stands as a key, or else between quotes."""
        name = re.escape(word)
        line = self._search(block, rf"""(?:^|[{{,\s])["']?{name}["']?\s*=""")
        return line if line > block.first else self._search(block, rf"""["']{name}["']""")

    def _search(self, block: Block, pattern: str) -> int:
        return self._found(block, pattern) or block.first

    def _found(self, block: Block, pattern: str) -> int:
        """The first line of the table that has this; 0 for none."""
        wanted = re.compile(pattern)
        return next((n for n in range(block.first, block.end) if wanted.search(self._rows[n - 1])), 0)

    def _below(self, name: str) -> int:
        """The first line of a table of this name, or of one within it; 0 for none."""
        begin = [block.first for found, blocks in self._blocks.items() for block in blocks
                 if f"{found}.".startswith(f"{name}.")]  # fmt: skip
        return min(begin, default=0)


def _outside_strings(rows: list[str]) -> list[tuple[int, str]]:
    """The numbered lines that do not begin within a string of several lines."""
    outside: list[tuple[int, str]] = []
    fence = ""
    for number, row in enumerate(rows, 1):
        if not fence:
            outside.append((number, row))
        for mark in _FENCE.findall(row):
            if not fence:
                fence = mark
            elif fence == mark:
                fence = ""
    return outside
