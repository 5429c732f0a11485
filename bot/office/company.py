"""What one person's act means for another's chat: a measure for them, a door opened, a part taken over or away.

Nothing of what it is about stands in what rings on a phone: a neutral name and that something waits.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.buttons import Button, press
from bot.chat import Chat
from bot.harbour import Harbour
from bot.i18n import voice
from bot.markup import escape
from bot.screen import Screen
from flows.msgid import N_
from storage import people, sessions, views

SEE, RETURN, MENU = N_("Åpne"), N_("Tilbake til samtalen"), N_("≡ Meny")
NEW_FOR_YOU = N_("{reference}: det er noe nytt til deg.")
WELCOME = N_("Du er med i {reference}.")
TAKEN_OUT = N_("Du er ikke lenger med i {reference}.")
OVER = N_("Invitasjonen gjelder ikke lenger. Spør den som inviterte deg.")
AT_THE_DOOR = N_("{reference}: noen venter på å bli sluppet inn.")
FORWARDED = N_(
    "{reference}: en invitasjon ble åpnet av en annen enn den var til. Den er brukt opp, og ingen slapp inn. "
    "Lag en ny, og gi den direkte til rett person."
)
KINSHIP = N_("{reference}: den du inviterte, kjenner familien og slapp ikke inn. Inviter en annen.")


def ring(
    db: Connection, harbour: Harbour, person: int, text: str, reference: str, now: datetime, leads: str = ""
) -> None:
    """Let somebody know, with a sound, that something waits in a run; the button leads to it, or to what is named.

    A declaration that they fill in with a young person just then stays one tap away.
    """
    reader = people.by_id(db, harbour.keyring, person)
    if reader is None or reader.role == people.YOUTH or reader.state == people.BLOCKED:
        return  # somebody who was dismissed is a stranger, and to a stranger nothing is sent unasked
    said = voice(reader.language)
    rows = [(Button(said.say(SEE), leads or press("run", reference)),)]
    if sessions.load(db, harbour.keyring, person) is not None:
        rows.append((Button(said.say(RETURN), press("again")),))
    drawn = Screen(escape(said.say(text, reference=reference)), tuple(rows))
    Chat(db, harbour.keyring, reader, now).ring(drawn)


def put_out(
    db: Connection, harbour: Harbour, person: int, reference: str, now: datetime, text: str = TAKEN_OUT
) -> None:
    """Take a run off the screen of somebody who takes part no longer, and say so."""
    reader = people.by_id(db, harbour.keyring, person)
    if reader is None:
        return
    if _busy_elsewhere(db, harbour, person, reference):
        ring(db, harbour, person, text, reference, now, press("tasks", "0"))
        return
    said = voice(reader.language)
    views.leave(db, person)
    menu = Button(said.say(MENU), press("menu"))
    rows = () if reader.role == people.YOUTH else ((menu,),)
    drawn = Screen(escape(said.say(text, reference=reference)), rows)
    Chat(db, harbour.keyring, reader, now).draw(drawn)


def _busy_elsewhere(db: Connection, harbour: Harbour, person: int, reference: str) -> bool:
    """Whether they fill in a declaration, or were asked for words in another run: neither is taken from under them."""
    shown = views.of(db, person)
    if shown is None:
        return sessions.load(db, harbour.keyring, person) is not None
    return bool(shown.expects) and reference not in shown.expects.split(":")
