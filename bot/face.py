"""What the chat shows outside a talk: the innocent face, the way back in, and short answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.buttons import Button, press
from bot.card_text import body
from bot.i18n import Voice
from bot.markup import escape, to_html
from bot.screen import HIDE, Screen
from flows.case import State
from flows.msgid import N_
from storage.cases import Case

if TYPE_CHECKING:
    from bot.looks import Face

HOME = N_("Nummeret ditt er `{reference}`. {standing}\n\nHar noe blitt verre? Trykk på «Noe er galt nå».")
STANDING = {
    State.RECEIVED: N_("Den som har vakt, er varslet. Ingen har tatt saken ennå."),
    State.ACKNOWLEDGED: N_("En voksen hos oss har saken din nå."),
    State.CONTACTED: N_("En voksen hos oss har saken din og er i gang."),
}
"""What a person sees of how far their case has come, when they open the chat to look; nobody is sent it."""
WRONG_NOW = N_("Noe er galt nå")
SAFE_HOME = N_("Jeg er trygg")
TELL_MORE = N_("Jeg vil fortelle mer")
RIGHTS = N_("Rettighetene dine")
NOTED = N_("Takk for at du sa fra. Den som har vakt, får vite det og sjekker at det er deg.")
CALLED = N_(
    "Vi har varslet den som har vakt, med en gang.\n\n**Er du i fare nå? Ring politiet på {police}.** "
    "Er du skadet, ring {medical}. Du kan også ringe Alarmtelefonen på {children}.\n\n"
    "Er du i utlandet? Ring politiet der du er, eller {abroad}, natt og dag.",
)
BROKEN = N_("Det gikk ikke akkurat nå, og det er vår feil. Prøv en gang til om litt.\n\nHaster det, ring {police}.")
BACK = N_("‹ Tilbake")
HOME_BUTTONS = (
    (WRONG_NOW, "danger"), (SAFE_HOME, "safe"), (TELL_MORE, "anew"), (RIGHTS, "rights"), (HIDE, "hide"),
)  # fmt: skip
PLACES = {"police": "police", "medical": "medical", "children": "alarmtelefonen", "abroad": "udops"}
"""Which number of the municipality's list stands where in these texts."""


def innocent(face: Face) -> Screen:
    """What anybody sees who opens the chat after a quick exit: nothing that needs an explanation."""
    return Screen(escape(face.text), ((Button(face.on, press("open")),),))


def home(case: Case, voice: Voice) -> Screen:
    """What a person sees whose case is filed: whether anybody has it, and how to say that all is well or is not."""
    filled = {"reference": case.reference, "standing": voice.say(STANDING.get(case.state, ""))}
    said = to_html(voice.say(HOME), lambda name: filled[name])
    rows = tuple((Button(voice.say(text), press(verb)),) for text, verb in HOME_BUTTONS)
    return Screen(said, rows)


def noted(voice: Voice) -> Screen:
    """The sign of life was received; a person checks it."""
    return _said(escape(voice.say(NOTED)), voice)


def help_is_called(voice: Voice, numbers: Mapping[str, str]) -> Screen:
    """Danger: the coordinator is called, and these are the numbers to call oneself."""
    return _said(_with_numbers(CALLED, voice, numbers), voice)


def broken(voice: Voice, numbers: Mapping[str, str]) -> Screen:
    """Something of ours failed: try again, and do not wait for us when it is urgent."""
    return _said(_with_numbers(BROKEN, voice, numbers), voice)


def _with_numbers(text: str, voice: Voice, numbers: Mapping[str, str]) -> str:
    return body(voice.say(text), {name: numbers[key] for name, key in PLACES.items() if key in numbers})


def _said(text: str, voice: Voice) -> Screen:
    return Screen(text, ((Button(voice.say(BACK), press("again")),), (Button(voice.say(HIDE), press("hide")),)))
