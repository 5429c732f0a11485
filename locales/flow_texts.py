"""The texts of a content file, for translators: Babel calls one of these for every file that content.cfg names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePath
from typing import IO, Any

from flows import cards, reader
from flows.procedures import reader as procedure_reader
from flows.procedures.texts import texts as procedure_texts
from flows.texts import Text, texts


def extract(
    source: IO[bytes],
    keywords: Collection[str],  # noqa: ARG001 - Babel's signature: content has no keywords
    comment_tags: Collection[str],  # noqa: ARG001 - the same: comments in content are for those who own it
    options: Mapping[str, Any],  # noqa: ARG001 - the same: there is nothing to set
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Every text of a flow that a person may read, in the order of the file. Raises ContentError when it is none."""
    flow = reader.read(source.read().decode(), _name(source))
    yield 1, None, flow.title, ["title"]
    for text in texts(flow):
        line = flow.steps[text.step].line if text.step else text.line
        yield line, None, text.msgid, [_about(text)]


def extract_procedure(
    source: IO[bytes],
    keywords: Collection[str],  # noqa: ARG001 - as above
    comment_tags: Collection[str],  # noqa: ARG001
    options: Mapping[str, Any],  # noqa: ARG001
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Every text of a procedure of several people. Raises ContentError when it is none."""
    procedure = procedure_reader.read(source.read().decode(), _name(source))
    for text in procedure_texts(procedure):
        yield text.line, None, text.text, [f"{procedure.name}.{text.step}" if text.step else procedure.name]


def extract_cards(
    source: IO[bytes],
    keywords: Collection[str],  # noqa: ARG001 - as above
    comment_tags: Collection[str],  # noqa: ARG001
    options: Mapping[str, Any],  # noqa: ARG001
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Every text of the cards of one kind. Raises ContentError when they cannot be read."""
    for msgid, line, card in cards.texts(cards.read(source.read().decode(), _name(source))):
        yield line, None, msgid, [f"card.{card}"]


def _name(source: IO[bytes]) -> str:
    return PurePath(getattr(source, "name", "content")).stem


def _about(text: Text) -> str:
    """Where it stands, for whoever translates it."""
    staff = ", read by staff alone" if text.for_staff else ""
    return f"{text.step or text.table}.{text.key}{staff}"
