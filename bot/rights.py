"""The rights of a young person as screens: short, warm, one at a time, with the quick exit on each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from bot.buttons import Button, Press, press
from bot.card_text import body, day
from bot.i18n import Voice
from bot.markup import escape
from bot.screen import BACK, HIDE, Screen
from flows import cards
from flows.cards import Card, Kind
from flows.msgid import N_

WHICH = N_("Dette har du rett til. Hva vil du lese om?")
ALL_RIGHTS = N_("‹ Alle rettighetene")
LAW = N_("Lov: {law}. Kontrollert {day}.")
CHECKED = N_("Kontrollert {day}.")


@cache
def packaged() -> Mapping[str, Card]:
    """The cards that are written for the young, by id."""
    return {name: each for name, each in cards.packaged().items() if each.kind is Kind.RIGHTS}


def listing(voice: Voice) -> Screen:
    """What one can read about."""
    rows = [(Button(voice.say(each.title), press("right", each.id)),) for each in packaged().values()]
    return Screen(
        f"<b>{escape(voice.say(WHICH))}</b>", (*rows, _last(BACK, voice, "again"), _last(HIDE, voice, "hide"))
    )


def card(card: Card, voice: Voice, numbers: Mapping[str, str]) -> Screen:
    """One right. `numbers` are those that a young person may be shown today, by key."""
    about = (
        voice.say(LAW, law=card.law, day=day(card.checked)) if card.law else voice.say(CHECKED, day=day(card.checked))
    )
    parts = [f"<b>{escape(voice.say(card.title))}</b>", body(voice.say(card.says), numbers), f"<i>{escape(about)}</i>"]
    rows = (_last(ALL_RIGHTS, voice, "rights"), _last(BACK, voice, "again"), _last(HIDE, voice, "hide"))
    return Screen("\n\n".join(parts), rows)


def pressed(button: Press, voice: Voice, numbers: Mapping[str, str]) -> Screen:
    """What «Rettighetene dine» (`rights`) and a right on the list (`right:ID`) lead to; the list for an unknown one."""
    chosen = packaged().get(button.arguments[0]) if button.arguments else None
    return listing(voice) if chosen is None else card(chosen, voice, numbers)


def _last(text: str, voice: Voice, verb: str) -> tuple[Button, ...]:
    return (Button(voice.say(text), press(verb)),)
