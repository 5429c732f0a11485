"""Long words: read in full page by page, put together when a telephone cut them, and never lost in silence."""

from __future__ import annotations

from bot.going_on import AT_ONCE, FULL, NEARLY_FULL
from bot.office import card_views, menu
from bot.office.visit import View, Visit
from flows.msgid import N_
from flows.session import FreeText

MOST = 12_000
"""How much is kept in one place, in characters: what a telephone sends as three messages."""
A_SEARCH = 200
"""Nobody searches for more: what is longer was meant to be kept somewhere."""
PAGE = 1_800
"""How much of a long text one screen shows, in characters; even if each counts twice, Telegram takes it."""
SPACE = "space"
TOO_LONG = N_(
    "Det siste du sendte, ble ikke ført: her er det plass til {most} tegn. Skriv det kortere, eller del det i flere."
)
NOT_KEPT = N_("Dette ble ikke ført. Trykk der det skal stå, og send det på nytt.")
MISSED = N_("Det du skrev mens skjermen var skjult, ble ikke ført. Trykk der det skal stå, og send det på nytt.")
LOST = "lost"
"""What is expected of a hidden chat whose owner wrote something long there: nothing, but it must be said."""


def too_long(visit: Visit) -> str:
    """What is said instead of cutting."""
    return visit.say(TOO_LONG, most=MOST)


def since(visit: Visit, words: FreeText) -> tuple[str, ...]:
    """When a message came that a telephone may have cut, and whether it was cut at a space: arguments for what is
    expected next. Nothing for a message that was not so long.
    """
    return (str(int(visit.now.timestamp())), SPACE if len(words) < FULL else "") if len(words) >= NEARLY_FULL else ()


def goes_on(visit: Visit, since: str) -> bool:
    """Whether what comes now comes right behind such a message."""
    return 0 <= int(visit.now.timestamp()) - int(since) <= AT_ONCE.total_seconds()


def joined(before: FreeText, words: FreeText, cut_at: str) -> FreeText:
    """The whole text: a telephone cuts at the limit, or at a space before it, which it takes away."""
    return FreeText(before + (" " if cut_at == SPACE else "") + words)


def unasked(visit: Visit, words: FreeText) -> View:
    """Words that no screen asked for: a search, or something that was meant to be kept and was not."""
    return not_kept(visit) if len(words) > A_SEARCH else card_views.find(visit, words)


def not_kept(visit: Visit) -> View:
    """Somebody believes that it was kept: say that it was not."""
    return menu.menu(visit).told(visit.say(NOT_KEPT))


def pages(text: str) -> list[str]:
    """The text in parts that a screen holds, cut between words where there are such."""
    found, left = [], text
    while len(left) > PAGE:
        between = max(left.rfind(" ", PAGE // 2, PAGE), left.rfind("\n", PAGE // 2, PAGE))
        end = between + 1 if between > 0 else PAGE
        found.append(left[:end])
        left = left[end:]
    return [*found, left]
