"""Cards and services in the office: what is searched for, what is listed, and one card."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.buttons import press
from bot.office import cards
from bot.office.visit import View, Visit
from flows.cards import find as find_cards
from flows.session import FreeText

FIND = press("findcard")


def home(visit: Visit) -> View:
    """Where a search begins: written words are searched for."""
    return View(cards.home(visit.voice), press("cards"), FIND)


def ask(visit: Visit) -> View:
    """After «Søk»."""
    return View(cards.search(visit.voice), press("findcard"), FIND)


def find(visit: Visit, words: FreeText) -> View:
    """The cards that hold the words."""
    said = str(words)[:100]
    found = find_cards(visit.harbour.cards, said, visit.voice.say)
    return View(cards.listing(found, said, visit.voice), press("cards"), FIND)


def listing(visit: Visit, kind: str, page: str = "0") -> View:
    """A page of one kind of cards."""
    found = [card for card in visit.harbour.cards.values() if card.kind == kind]
    if not found:
        return home(visit)
    return View(cards.listing(found, "", visit.voice, int(page)), press("cardlist", kind, page), FIND)


def card(visit: Visit, identifier: str) -> View:
    """One card; the way back leads to where the person was, when that was a task."""
    shown = cards.card(
        visit.harbour.cards[identifier], visit.voice, _today(visit), visit.numbers, visit.came_from("task", "run")
    )
    return View(shown, press("card", identifier))


def services(visit: Visit) -> View:
    """Every telephone number and local service."""
    return View(cards.services(visit.harbour.municipality, visit.voice, _today(visit)), press("services"))


def service(visit: Visit, identifier: str) -> View:
    """One service."""
    return View(cards.service(visit.harbour.municipality, identifier, visit.voice, _today(visit)), press("services"))


def _today(visit: Visit) -> date:
    return visit.now.astimezone(visit.calendar.zone).date()


READ: dict[str, Callable[..., View]] = {
    "cards": home, "findcard": ask, "cardlist": listing, "card": card, "services": services, "service": service,
}  # fmt: skip
WRITTEN: dict[str, Callable[..., View]] = {"findcard": find}
