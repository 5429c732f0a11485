"""Proves cards before they are shown: checked in time, plain, translated, and fit for one message."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from flows.cards.model import Audience, Card
from flows.fault import Fault, meant
from flows.proofs.screens import MESSAGE
from flows.proofs.wording import SOURCE, Catalogue, short
from flows.readability import FOR_STAFF, FOR_YOUTH, lix
from flows.texts import placeholders

AROUND = 400
"""What stands on a card's screen besides its texts: section, dates, a warning; in UTF-16 units."""


def prove_cards(
    cards: Mapping[str, Card], catalogues: Mapping[str, Catalogue], today: date, numbers: Collection[str]
) -> list[Fault]:
    """Every fault of these cards, in the order of their files; empty when they can be shown.

    `catalogues` are those of the languages that are offered here (Bokmål needs none), `numbers` the keys of the
    telephone numbers that a young person may be shown today.
    """
    found = {fault for card in cards.values() for fault in _card(card, catalogues, today, numbers)}
    return sorted(found)


def _card(card: Card, catalogues: Mapping[str, Catalogue], today: date, numbers: Collection[str]) -> Iterator[Fault]:
    said = [text for text in (card.title, card.says, card.not_when, card.source) if text]
    texts = [*_checked(card, today), *_plain(card), *_filled(said, numbers), *_marked(said)]
    texts += _fits(SOURCE, said)
    for language, catalogue in catalogues.items():
        if language != SOURCE:
            texts += _translated(language, said, catalogue)
    for text in texts:
        yield Fault(card.file, card.line, card.id, text)


def _checked(card: Card, today: date) -> Iterator[str]:
    if card.outdated(today):
        yield f"the card was to be checked again by {card.review_by.isoformat()}. Check it, and set both dates."
    if card.checked > today:
        yield f"'checked' is {card.checked.isoformat()}, which is still to come. Write the day it was checked."


def _plain(card: Card) -> Iterator[str]:
    most = FOR_YOUTH if card.audience is Audience.YOUTH else FOR_STAFF
    found = lix(f"{card.says}\n{card.not_when}")
    if found > most:
        yield f"LIX is {found:.0f}, more than {most}. Write shorter sentences and shorter words."


def _filled(said: Collection[str], numbers: Collection[str]) -> Iterator[str]:
    for name in {name for text in said for name in placeholders(text)}:
        kind, _, key = name.partition(":")
        if kind != "number" or not key:
            yield f"{{{name}}} is no placeholder. On a card there is number:KEY only."
        elif key not in numbers:
            yield f"{{{name}}} is no telephone number that may be shown.{meant(key, numbers)}"


def _marked(said: Collection[str]) -> Iterator[str]:
    for text in said:
        for mark in _open_marks(text):
            yield f"{mark} is opened but not closed in «{short(text)}»."


def _translated(language: str, said: Collection[str], catalogue: Catalogue) -> Iterator[str]:
    spoken = {text: catalogue(text) for text in said}
    for text, words in spoken.items():
        if not words:
            yield f"«{short(text)}» is not translated to '{language}'."
        elif placeholders(words) != placeholders(text):
            kept = ", ".join(placeholders(text)) or "none"
            yield f"in '{language}', «{short(text)}» has other placeholders. It needs: {kept}."
        for mark in _open_marks(words or ""):
            yield f"in '{language}', {mark} is opened but not closed in «{short(text)}»."
    yield from _fits(language, [words or text for text, words in spoken.items()])


def _open_marks(text: str) -> list[str]:
    return [mark for mark in ("**", "`") if text.count(mark) % 2]


def _fits(language: str, said: Collection[str]) -> Iterator[str]:
    over = sum(len(text.encode("utf-16-le")) // 2 for text in said) + AROUND - MESSAGE
    if over > 0:
        yield f"in '{language}' the card can be {over} characters longer than a message. Shorten it."
