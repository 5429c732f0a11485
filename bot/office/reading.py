"""What somebody wrote, in full: the lists show how it begins, and these screens show the rest, page by page."""

from __future__ import annotations

from bot.buttons import Button, press
from bot.markup import escape
from bot.office import information, long_words, measures
from bot.office.visit import NotThere, View, Visit
from bot.screen import Screen
from flows.msgid import N_

PAGE_OF = N_("Side {page} av {pages}")


def piece(visit: Visit, reference: str, number: str, page: str = "0") -> View:
    """A piece of information, for those whose track sees it."""
    procedure, run = visit.enter(reference)
    me = information.me_in(visit, run)
    found = None if me.anonymous else information.find(visit, reference, me, number)
    if found is None:
        raise NotThere
    parts = long_words.pages(information.text_of(visit, found))
    at = _place(page, parts)
    shown = information.told_of(visit, procedure, run, found, parts[at])
    return _screen(visit, shown, parts, ("piece", reference, number, str(at)), ("info", reference))


def measure(visit: Visit, reference: str, number: str, page: str = "0") -> View:
    """The words of a measure; once they are forgotten, the measure itself."""
    visit.enter(reference)
    one = measures.found(visit, reference, number)
    said = "\n\n".join(measures.told_of(visit, reference, one))
    if not said:
        return measures.one(visit, reference, number)
    parts = long_words.pages(said)
    at = _place(page, parts)
    shown = f"<b>{escape(measures.named(visit, one))}</b>\n\n{escape(parts[at])}"
    return _screen(visit, shown, parts, ("measurewords", reference, number, str(at)), ("measure", reference, number))


def _place(page: str, parts: list[str]) -> int:
    """The page asked for, or the nearest there is: the text may have become shorter."""
    return min(max(int(page), 0), len(parts) - 1)


def _screen(visit: Visit, shown: str, parts: list[str], here: tuple[str, ...], back: tuple[str, ...]) -> View:
    verb, reference, number, page = here
    at, rows = int(page), [visit.back(*back)]
    if len(parts) > 1:
        shown += f"\n\n<i>{escape(visit.say(PAGE_OF, page=at + 1, pages=len(parts)))}</i>"
        before = [Button("‹", press(verb, reference, number, str(at - 1)))] if at else []
        after = [Button("›", press(verb, reference, number, str(at + 1)))] if at + 1 < len(parts) else []
        rows.insert(0, (*before, *after))
    return View(Screen(shown, tuple(rows)), press(*here))
