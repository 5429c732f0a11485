"""A card: one thing to know, short enough for one screen, with where it comes from and when it was checked."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date

from flows.msgid import N_


class Kind(enum.StrEnum):
    """What a card is about; each kind has a file of its own, named for it."""

    LAW = "law"
    LEARNING = "learning"
    RIGHTS = "rights"

    @property
    def says(self) -> str:
        """The kind as staff read it (a msgid)."""
        return KINDS[self]


KINDS = {
    Kind.LAW: N_("Lovkort"),
    Kind.LEARNING: N_("Læringskort"),
    Kind.RIGHTS: N_("Den unges rettigheter"),
}


class Audience(enum.StrEnum):
    """Who a card is written for."""

    STAFF = "staff"
    YOUTH = "youth"


@dataclass(frozen=True, slots=True)
class Card:
    """One card. `title`, `says`, `not_when` and `source` are msgids; `law` names the section, in Norwegian everywhere.

    `words` are search words besides those of the texts; `line` is where the card stands in the file of its kind.
    """

    id: str
    kind: Kind
    title: str
    says: str
    not_when: str
    law: str
    words: tuple[str, ...]
    checked: date
    review_by: date
    source: str
    audience: Audience
    line: int

    @property
    def file(self) -> str:
        """The file that the card stands in, as faults name it."""
        return file_of(self.kind)

    def outdated(self, today: date) -> bool:
        """The date by which somebody had to check the card again has passed."""
        return self.review_by < today


def file_of(kind: str) -> str:
    """The name of the file with the cards of this kind, in the folder of the content."""
    return f"cards/{kind}.toml"
