"""TOML -> cards. What is wrong is told all at once, each with file, line, card and the mend."""

from __future__ import annotations

import re
from datetime import date
from importlib import resources
from pathlib import Path

from flows.cards.model import Audience, Card, Kind, file_of
from flows.fault import ContentError, Fault
from flows.parsing import parsed, written
from flows.table import Source, Table

_KEYS = ("title", "says", "not_when", "law", "words", "checked", "review_by", "source", "audience")
_UNKNOWN = date.min
_ID = re.compile(r"[a-z0-9_]{1,48}")
"""Fits behind `card:` and `right:` in the 64 bytes that a button carries."""


def packaged() -> dict[str, Card]:
    """Every card that comes with the program, by id, in the order of the files. ContentError tells all faults."""
    return _together([(packaged_text(kind), kind) for kind in Kind])


def packaged_text(kind: Kind) -> str:
    """The file of this kind that comes with the program."""
    return written(resources.files("flows") / "content" / file_of(kind))


def load(path: Path) -> dict[str, Card]:
    """The cards of one file, named law.toml, learning.toml or rights.toml. ContentError; OSError when unreadable."""
    return read(written(path), path.stem)


def read(text: str, name: str) -> dict[str, Card]:
    """The cards that this TOML text holds, by id; `name` is their kind. ContentError with every fault found."""
    if name not in tuple(Kind):
        said = f"there is no kind of card '{name}'. Name the file {', '.join(f'{kind}.toml' for kind in Kind)}."
        raise ContentError([Fault(file_of(name), 1, "", said)])
    return _together([(text, Kind(name))])


def _together(files: list[tuple[str, Kind]]) -> dict[str, Card]:
    cards: dict[str, Card] = {}
    faults: list[Fault] = []
    for text, kind in files:
        source = Source(text, file_of(kind))
        for card in _read(source, text, kind):
            if card.id in cards:
                said = f"{cards[card.id].file} has a card of this id already. Rename one of them."
                source.complaints.note(card.line, card.id, said)
            cards[card.id] = card
        faults += source.complaints.faults
    if faults:
        raise ContentError(faults)
    return cards


def _read(source: Source, text: str, kind: Kind) -> list[Card]:
    try:
        values = parsed(text, source)
    except ContentError as broken:
        source.complaints.faults += broken.faults
        return []
    top = Table(source, values, source.lines.block(""))
    top.only("card")
    tables = top.tables("card")
    if not tables:
        top.complain("there is no card. Add [card.some_name].")
    return [
        _card(Table(source, written, source.lines.block(f"card.{name}"), step=name), kind)
        for name, written in tables.items()
    ]


def _card(table: Table, kind: Kind) -> Card:
    table.only(*_KEYS)
    if not _ID.fullmatch(table.step):
        table.complain("a card's id is a-z, 0-9 and _ only, at most 48 of them, for it stands on a button.")
    of_law = kind is Kind.LAW
    audience = table.one_of("audience", tuple(Audience), Audience.STAFF)
    if (audience == Audience.YOUTH) is not (kind is Kind.RIGHTS):
        table.complain('cards of rights, and no others, are for the young: audience = "youth".', "audience")
    for key in ("checked", "review_by"):
        if key not in table.values:
            table.complain(f"'{key}' is missing. Add a date such as {key} = 2027-07-01.")
    checked, review_by = table.day("checked") or _UNKNOWN, table.day("review_by") or date.max
    if review_by <= checked:
        table.complain(f"'review_by' is {review_by}, which is not after 'checked'.", "review_by")
    return Card(
        id=table.step,
        kind=kind,
        title=table.text("title", needed=True),
        says=table.text("says", needed=True).strip(),
        not_when=table.text("not_when", needed=of_law),
        law=table.text("law", needed=of_law),
        words=table.words("words", ()),
        checked=checked,
        review_by=review_by,
        source=table.text("source", needed=True),
        audience=Audience(audience),
        line=table.block.first,
    )
