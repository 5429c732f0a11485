"""Cards: what a law means, what staff should know, what a young person has a right to. Read, found and proved."""

from flows.cards.model import Audience, Card, Kind
from flows.cards.proof import prove_cards
from flows.cards.reader import load, packaged, read
from flows.cards.search import find
from flows.cards.texts import texts

__all__ = ["Audience", "Card", "Kind", "find", "load", "packaged", "prove_cards", "read", "texts"]
