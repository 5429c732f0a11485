"""One person's visit to the office, inside one transaction: what every part of it needs, and what every act leaves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection

from bot import versions
from bot.buttons import Button, press
from bot.harbour import Harbour
from bot.helplines import Audience
from bot.i18n import Voice, voice
from bot.markup import escape
from bot.office import reminders
from bot.screen import Screen
from flows.deadlines import Calendar
from flows.msgid import N_
from flows.procedures import checklist
from flows.procedures.model import Procedure
from flows.procedures.run import MeasureState, Run, State
from flows.refusal import Refusal
from flows.session import FreeText
from storage import (
    blocked,
    cases,
    information,
    measures,
    meeting_invitations,
    meta,
    people,
    run_log,
    runs,
    views,
)
from storage.cases import Case
from storage.people import Person

BACK, MENU = N_("‹ Tilbake"), N_("≡ Meny")
SOMEBODY = N_("Noen som er sluttet")
UNREADABLE = N_("kan ikke leses")
"""What stands where a run would, whose procedure cannot be read in the version that it began in."""


class NotThere(Refusal):
    """There is no such meeting or procedure, or this person takes no part in it: nobody learns which."""

    says = N_("Den finnes ikke, eller du er ikke med i den.")


@dataclass(frozen=True, slots=True)
class View:
    """A screen, and what is known of it later: `showing` draws it again, `expects` says what written words are for.

    Both are the data of a button.
    """

    screen: Screen
    showing: str = ""
    expects: str = ""

    def told(self, notice: str) -> View:
        """The same with a line above that says what happened, or why nothing did."""
        text = f"<i>{escape(notice)}</i>\n\n{self.screen.text}"
        return replace(self, screen=replace(self.screen, text=text))


@dataclass(frozen=True)
class Visit:
    """Who is here and when; `absent` when a screen is drawn anew without anybody having tapped."""

    db: Connection
    harbour: Harbour
    person: Person
    now: datetime
    absent: bool = False

    @cached_property
    def voice(self) -> Voice:
        """The person's language."""
        return voice(self.person.language)

    @cached_property
    def calendar(self) -> Calendar:
        """The municipality's working days."""
        return self.harbour.municipality.calendar

    @cached_property
    def names(self) -> dict[int, str]:
        """What staff are called."""
        return people.names(self.db)

    def name(self, person: int | None) -> str:
        """What somebody is called."""
        return self.names.get(person or 0) or self.voice.say(SOMEBODY)

    def say(self, text: str, **values: object) -> str:
        """A text of the office in the person's language."""
        return self.voice.say(text, **values)

    def speaker(self, procedure: Procedure) -> Voice:
        """The person's language, with what a municipality's own procedure says in it."""
        return self.voice.knowing(procedure.spoken.get(self.person.language, {}))

    @cached_property
    def numbers(self) -> dict[str, str]:
        """The telephone numbers that staff are shown today."""
        today = self.now.astimezone(self.calendar.zone).date()
        return self.harbour.municipality.numbers(today, Audience.STAFF)

    def link(self, code: str) -> str:
        """How somebody comes in by a code: by a link, or by the code alone while the bot has no known name."""
        bot = meta.read(self.db, meta.BOT_NAME)
        return code if bot is None else f"https://t.me/{bot}?start={code}"

    def fill(self, name: str) -> str:
        """What the placeholder {number:KEY} stands for; nothing for any other."""
        kind, _, key = name.partition(":")
        return self.numbers.get(key, "") if kind == "number" else ""

    # Runs ----------------------------------------------------------------------------------------------------------

    def enter(self, reference: str, *, act: bool = False) -> tuple[Procedure, Run]:
        """A run that the person takes part in, which nobody else changes until the transaction ends. Raises NotThere.

        Who only looks holds it too, so that whatever changes next finds their screen and marks it stale; a screen that
        is drawn anew must not, for its row is held already. `act` brings the run along to an edited procedure.
        """
        found = runs.load(self.db, reference, lock=not self.absent)
        if found is None or found.member(self.person.id) is None:
            raise NotThere
        return self.here(found) if act else versions.of_run(self.db, self.harbour, found)

    def here(self, found: Run) -> tuple[Procedure, Run]:
        """A run that is held, brought along to an edited procedure."""
        procedure, run = versions.of_run(self.db, self.harbour, found)
        versions.kept(self.db, procedure, found, run)
        return procedure, run

    def keep(self, procedure: Procedure, run: Run) -> Run:
        """Write a run down as it is now, set its next reminder, and have everybody who looks at it see it anew."""
        runs.save(self.db, run)
        self.changed(procedure, run)
        return run

    def changed(self, procedure: Procedure, run: Run) -> None:
        """Something in a run is new: its next reminder, and the screens of those who look at it."""
        reminders.plan(self.db, self.harbour, procedure, run, self.now)
        views.stale(self.db, run.reference, self.person.id)

    def note(self, run: Run, action: str, *, task: str = "", words: FreeText | None = None) -> None:
        """Write a line in the run's log: who did what and when."""
        run_log.write(
            self.db, self.harbour.keyring, run.reference, action, self.person.id, self.now, task=task, words=words
        )

    @property
    def coordinates(self) -> bool:
        """Whether this person answers for the cases of their unit."""
        return self.person.role in {people.COORDINATOR, people.ADMIN}

    @property
    def open_cases(self) -> list[Case]:
        """The open cases of a coordinator's unit; none for anybody else."""
        return cases.listing(self.db, self.person.unit) if self.coordinates else []

    def open_measures(self, reference: str) -> int:
        """How many measures of a run wait to be done."""
        return sum(one.state is MeasureState.OPEN for one in measures.of_run(self.db, reference))

    def forget(self, reference: str) -> None:
        """A run is over: nothing that was typed in it stays readable here. Its log, marks and minutes stay."""
        for part in (run_log, measures, information, meeting_invitations):
            part.forget_words(self.db, reference)
        blocked.forget(self.db, reference)
        views.stale(self.db, reference, self.person.id)

    def may_lead(self, run: Run) -> bool:
        """Whether this person chairs it."""
        return run.chair == self.person.id

    def must_lead(self, run: Run) -> None:
        """Raises NotChair."""
        if not self.may_lead(run):
            raise checklist.NotChair

    def must_live(self, run: Run) -> None:
        """Raises NotOpen for what is closed: nothing is written about anybody any more."""
        if run.state is State.CLOSED:
            raise checklist.NotOpen

    def came_from(self, *verbs: str) -> str:
        """The screen that stands in the chat now, when it is one of these: the way back to it."""
        shown = views.of(self.db, self.person.id)
        return shown.showing if shown is not None and shown.showing.partition(":")[0] in verbs else ""

    # Buttons -------------------------------------------------------------------------------------------------------

    def button(self, text: str, verb: str, *arguments: str, **values: object) -> Button:
        """A button of the office."""
        return Button(self.say(text, **values), press(verb, *arguments))

    def back(self, verb: str, *arguments: str) -> tuple[Button, ...]:
        """The last row of every screen: one step back, and the menu."""
        return (self.button(BACK, verb, *arguments), self.button(MENU, "menu"))
