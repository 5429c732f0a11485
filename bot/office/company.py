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
from bot.office.keeping_out import is_kept_out
from bot.screen import Screen
from flows.msgid import N_
from flows.procedures.run import Run, State
from storage import people, runs, sessions, views
from storage.people import Person

SEE, RETURN, MENU = N_("Åpne"), N_("Tilbake til samtalen"), N_("≡ Meny")
NEW_FOR_YOU = N_("{reference}: det er noe nytt til deg.")
WELCOME = N_("Du er med i {reference}.")
LEADS = N_("{reference}: du leder dette nå.")
INSTEAD = N_("⏰ {reference}: noe venter på en som ikke kan nås her. Ring dem, eller ta det selv.")
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

    A declaration that they fill in with a young person just then stays one tap away. What would ring for somebody who
    takes part and cannot be reached, rings for who can telephone them.
    """
    reader = people.by_id(db, harbour.keyring, person)
    if reader is None or reader.role == people.YOUTH:
        return  # somebody who was dismissed is a stranger, and to a stranger nothing is sent unasked
    if reader.state == people.ACTIVE:
        _ring(db, harbour, reader, text, reference, now, leads or press("run", reference))
        return
    run = runs.load(db, reference)
    if run is None or run.state is State.CLOSED or run.member(person) is None:
        return
    for other in _instead_of(db, harbour, run, person):
        way = press("run", reference) if run.member(other.id) else press("waiting")
        _ring(db, harbour, other, INSTEAD, reference, now, way)


def reaches(db: Connection, harbour: Harbour, person: int) -> bool:
    """Whether what rings comes to them."""
    reader = people.by_id(db, harbour.keyring, person)
    return reader is not None and reader.state == people.ACTIVE


def _ring(
    db: Connection, harbour: Harbour, reader: Person, text: str, reference: str, now: datetime, leads: str
) -> None:
    said = voice(reader.language)
    rows = [(Button(said.say(SEE), leads),)]
    if sessions.load(db, harbour.keyring, reader.id) is not None:
        rows.append((Button(said.say(RETURN), press("again")),))
    drawn = Screen(escape(said.say(text, reference=reference)), tuple(rows))
    Chat(db, harbour.keyring, reader, now).ring(drawn)


def _instead_of(db: Connection, harbour: Harbour, run: Run, person: int) -> list[Person]:
    """Who leads; when it is they who cannot be reached, all others who take part, and those who answer for the unit.

    Not whoever has left it: they may be about to be dismissed.
    """
    there = people.with_ids(db, harbour.keyring, [one.person for one in run.present if one.person != person])
    known = {one.id: one for one in there if one.state == people.ACTIVE and one.role != people.YOUTH}
    if run.chair in known:
        return [known[run.chair]]
    unit = people.coordinators(db, harbour.keyring, run.unit)
    new = (one for one in unit if one.id not in run.members)
    may_know = {one.id: one for one in new if not is_kept_out(db, harbour, run, one.name)}
    return list((known | may_know).values())


def put_out(
    db: Connection, harbour: Harbour, person: int, reference: str, now: datetime, text: str = TAKEN_OUT
) -> None:
    """Take a run off the screen of somebody who takes part no longer, and say so; the innocent face stays."""
    reader = people.by_id(db, harbour.keyring, person)
    if reader is None:
        return
    if reader.face == people.HIDDEN or _busy_elsewhere(db, harbour, person, reference):
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
