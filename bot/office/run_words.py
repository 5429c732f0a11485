"""What every screen of a run says alike: roles, times, choices, what is next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from bot.i18n import Voice
from bot.office.visit import Visit
from bot.times import moment, spelled
from flows.msgid import N_
from flows.procedures import checklist
from flows.procedures.model import Opens, Procedure, Task
from flows.procedures.run import Run, State

PLACEHOLDER = re.compile(r"\{([a-z]+:[A-Za-z0-9_-]+)\}")
MINUTES, LOG, MORE, DOCUMENTS = N_("Referat"), N_("Logg"), N_("Mer …"), N_("📄 {title}")
RESPONSIBLE, DUE, DUE_LATE = N_("Ansvar: {who}"), N_("Frist: {due}"), N_("⏰ Fristen gikk ut {due}")
LEADS_TO = {
    Opens.PEOPLE: (N_("Åpne deltakerne"), "people"),
    Opens.TIME: (N_("Sett tidspunkt"), "time"),
    Opens.BASIS: (N_("Oppgi grunnlaget ditt"), "basis"),
    Opens.MEASURES: (N_("Åpne tiltakene"), "measures"),
    Opens.INFORMATION: (N_("Åpne opplysningene"), "info"),
    Opens.MINUTES: (N_("Åpne referatet"), "minutes"),
}
SHORT = 34
"""How much of a task's text stands on a button, in characters."""


@dataclass(frozen=True, slots=True)
class RunWords:
    """One run as one person sees it."""

    visit: Visit
    procedure: Procedure
    run: Run

    def next_task(self, after: str = "") -> Task | None:
        """The first task that is not done, after this one if there is such."""
        tasks = checklist.visible(self.procedure, self.run)
        undone = [task for task in tasks if not checklist.done(self.procedure, self.run, task)]
        waiting = [task for task in undone if not checklist.barred(self.procedure, self.run, task)] or undone
        if self.run.state is not State.OPEN:
            return None
        places = [task.id for task in tasks]
        behind = [one for one in waiting if not after or places.index(one.id) > places.index(after)]
        return next(iter(behind or [one for one in waiting if one.id != after]), None)

    def chosen(self, task: Task) -> str:
        """What was chosen in a task, in words."""
        marks = self.run.marks.get(task.id, {}).values()
        found = [choice for mark in marks if (choice := task.choice(mark.choice))]
        return ", ".join(dict.fromkeys(self.said.say(choice.text) for choice in found))

    @property
    def said(self) -> Voice:
        """The person's language, with what the procedure itself says in it."""
        return self.visit.speaker(self.procedure)

    def roles(self, roles: tuple[str, ...]) -> str:
        """Roles as people call them."""
        return ", ".join(self.said.say(self.procedure.role(role)) for role in roles)

    def moment(self, when: datetime) -> str:
        """The hour, or the day with it."""
        return moment(when, self.visit.now, self.visit.calendar.zone)

    def spelled(self, when: datetime) -> str:
        """The whole day and hour."""
        return spelled(when, self.visit.voice, self.visit.calendar.zone)

    def filled(self, body: str) -> str:
        """A document with what was chosen filled in."""
        return PLACEHOLDER.sub(lambda found: self.fill(found[1]), body)

    def fill(self, name: str) -> str:
        """What a placeholder stands for: {number:KEY} or {answer:TASK}."""
        kind, _, key = name.partition(":")
        if kind == "number":
            return self.visit.numbers.get(key, "")
        task = self.procedure.tasks.get(key) if kind == "answer" else None
        return "" if task is None else self.chosen(task) or "________"


def plain(text: str) -> str:
    """A text without its markup, for buttons."""
    return text.replace("**", "").replace("`", "")
