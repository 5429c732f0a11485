"""Every text of cards that somebody reads, with its place: for the catalogues and for the prover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows.cards.model import Card


def texts(cards: Mapping[str, Card]) -> Iterator[tuple[str, int, str]]:
    """Every msgid with its card's line and id, in the order of the cards. One that is used twice comes twice."""
    for card in cards.values():
        for msgid in (card.title, card.says, card.not_when, card.source):
            if msgid:
                yield msgid, card.line, card.id
