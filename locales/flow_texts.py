"""The texts of a content file, for translators: Babel calls `extract` for every file that content.cfg names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePath
from typing import IO, Any

from flows import reader
from flows.texts import Text, texts


def extract(
    source: IO[bytes],
    keywords: Collection[str],  # noqa: ARG001 - Babel's signature: content has no keywords
    comment_tags: Collection[str],  # noqa: ARG001 - the same: comments in content are for those who own it
    options: Mapping[str, Any],  # noqa: ARG001 - the same: there is nothing to set
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Every text that a person may read, in the order of the file. Raises ContentError when it is no procedure."""
    flow = reader.read(source.read().decode(), PurePath(getattr(source, "name", "content")).stem)
    yield 1, None, flow.title, ["title"]
    for text in texts(flow):
        line = flow.steps[text.step].line if text.step else text.line
        yield line, None, text.msgid, [_about(text)]


def _about(text: Text) -> str:
    """Where it stands, for whoever translates it."""
    staff = ", read by staff alone" if text.for_staff else ""
    return f"{text.step or text.table}.{text.key}{staff}"
