"""How somebody comes into a run: by a code that works once, after the question about kinship, and past the chair."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot import versions
from bot.access import code_in
from bot.arrivals import Event, Tapped, Written
from bot.buttons import Button, Press, press
from bot.chat import Chat
from bot.harbour import Harbour
from bot.i18n import voice
from bot.markup import escape
from bot.office import company, joining_words, reminders
from bot.office.keeping_out import is_kept_out
from bot.office.office import Office
from bot.screen import Screen
from flows.msgid import N_
from flows.procedures import checklist
from flows.procedures.run import State
from flows.refusal import Refusal
from storage import meeting_invitations, people, run_log, runs, views
from storage.meeting_invitations import MeetingInvitation
from storage.people import Person

THANKS = N_("Takk for at du sier fra. Da er det best at en annen tar dette. Den som inviterte deg, får beskjed.")
WAIT = N_("Takk. Den som inviterte deg, ringer deg og slipper deg inn. Du får en melding her.")
TURNED_AWAY = N_("Denne invitasjonen er til en annen. Den virker ikke mer. Be den som inviterte, om en ny.")


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody with a code in their hand, inside one transaction."""

    db: Connection
    harbour: Harbour
    person: Person
    now: datetime

    def take(self, event: Event) -> bool:
        """Let it happen; False when the event is about nothing of this."""
        code = code_in(event)
        if code is not None and meeting_invitations.find(self.db, code, self.now) is not None:
            self._ask(code)
            if isinstance(event, Written):
                Chat(self.db, self.harbour.keyring, self.person, self.now).clean(event.message)
            return True
        match event:
            case Tapped(Press("kin", (code, answer)), _):
                return self._answered(code, kin=answer != "no")
            case _:
                return False

    def _ask(self, code: str) -> None:
        said = voice(self.person.language).say
        row = tuple(Button(said(text), press("kin", code, key)) for key, text in joining_words.ANSWERS.items())
        self._draw(Screen(said(joining_words.KIN), (row,)))

    def _answered(self, code: str, *, kin: bool) -> bool:
        """The answer uses the code up; False for a code that is worth nothing, which nobody learns anything from."""
        found = meeting_invitations.redeem(self.db, self.harbour.keyring, code, self.person.id, self.now)
        if found is None:
            return False
        self._answer(found, kin=kin)
        return True

    def _answer(self, found: MeetingInvitation, *, kin: bool) -> None:
        run = runs.load(self.db, found.reference)
        if run is None or run.state is State.CLOSED:
            self._say(company.OVER)  # it has been closed since: nobody comes in, and nobody is rung
        elif any(is_kept_out(self.db, self.harbour, run, name) for name in (self.person.name, found.name)):
            self._turned_away(found, "invite.blocked", company.OVER, company.KINSHIP)
        elif kin:
            self._turned_away(found, "invite.kin", THANKS, company.KINSHIP)
        elif self.person.role == people.YOUTH:
            self._knock(found)
        elif _words(self.person.name) == _words(found.name):
            self._join(found)
        elif _words(self.person.name) & _words(found.name):
            self._knock(found)
        else:
            self._turned_away(found, "invite.forwarded", TURNED_AWAY, company.FORWARDED)

    def _turned_away(self, found: MeetingInvitation, action: str, told: str, inviter_told: str) -> None:
        meeting_invitations.refuse(self.db, found.id, self.now)
        self._note(found, action)
        self._ring(found, inviter_told)
        self._say(told)

    def _knock(self, found: MeetingInvitation) -> None:
        """Nobody knows who this is: the chair calls the one who was invited, and lets them in or not."""
        self._note(found, "invite.opened")
        self._ring(found, company.AT_THE_DOOR, lead=True)
        self._say(WAIT)

    def _ring(self, found: MeetingInvitation, text: str, *, lead: bool = False) -> None:
        """Tell who invited; who leads, when it is for them or the other takes part no longer."""
        run = runs.load(self.db, found.reference)
        if run is not None:
            to = run.chair if lead or run.member(found.invited_by) is None else found.invited_by
            leads = press("people", found.reference) if lead else ""
            company.ring(self.db, self.harbour, to, text, found.reference, self.now, leads)

    def _join(self, found: MeetingInvitation) -> None:
        """Somebody whom Havn knows by the very name comes in at once; who shares a word of it knocks."""
        before = runs.load(self.db, found.reference, lock=True)
        if before is None or not meeting_invitations.admit(self.db, found.id, self.now):
            self._say(company.OVER)
            return
        procedure, run = versions.of_run(self.db, self.harbour, before)
        versions.kept(self.db, procedure, before, run)
        try:
            run = checklist.join(run, self.person.id, found.role, self.now)
        except Refusal as refused:
            self._say(refused.says)
            return
        runs.save(self.db, run)
        self._note(found, "join")
        reminders.plan(self.db, self.harbour, procedure, run, self.now)
        views.stale(self.db, run.reference, self.person.id)
        Office(self.db, self.harbour, self._come_in(), self.now).pressed(Press("run", (found.reference,)), 0)

    def _note(self, found: MeetingInvitation, action: str) -> None:
        run_log.write(self.db, self.harbour.keyring, found.reference, action, self.person.id, self.now, task=found.role)

    def _say(self, text: str) -> None:
        self._draw(Screen(escape(voice(self.person.language).say(text))))

    def _draw(self, drawn: Screen) -> None:
        views.leave(self.db, self.person.id)
        Chat(self.db, self.harbour.keyring, self._come_in(), self.now).draw(drawn)

    def _come_in(self) -> Person:
        """Whoever brings a code looks at the chat: what it shows then is theirs to go on in, and it fades."""
        people.set_face(self.db, self.person.id, people.OPEN)
        return replace(self.person, face=people.OPEN)


def _words(name: str | None) -> frozenset[str]:
    """The words of a name, in whatever order and case they are written."""
    return frozenset((name or "").casefold().split())
