"""«Mine oppgaver»: what somebody must do, by when, in everything they take part in; and what waits for whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bot import versions
from bot.buttons import Button, press
from bot.duty_screens import MARKS
from bot.markup import escape, shorten
from bot.office.run_words import plain
from bot.office.visit import UNREADABLE, View, Visit
from bot.screen import Screen
from bot.times import moment
from flows.fault import ContentError
from flows.model import Level
from flows.msgid import N_
from flows.procedures import checklist
from flows.procedures.measures import MEASURES
from flows.procedures.model import Procedure, Task
from flows.procedures.run import MeasureState, Run, State
from storage import measures, runs

TITLE, NOTHING = N_("<b>Mine oppgaver</b>"), N_("Du har ingenting å gjøre akkurat nå.")
COUNTED = N_("{count} oppgaver, {late} over frist.")
NO_DEADLINE, MEASURE = N_("uten frist"), N_("Tiltak {number}: {kind}")
WAITING_FOR, NO_ONE_WAITS = N_("<b>Hva venter på hvem</b>"), N_("Ingenting venter på noen.")
EACH = N_("{name}: {count}, {late} over frist")
OF_OTHERS = N_("Hva venter på hvem")
MORE = N_("Vis flere")
ON_A_PAGE = 10
WITHOUT = datetime.max.replace(tzinfo=UTC)
"""Where something without a deadline stands in the order: last."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that waits for people: what, in which run, by when, and the button that leads to it."""

    run: Run
    text: str
    due: datetime | None
    people: tuple[int, ...]
    leads: str

    def late(self, now: datetime) -> bool:
        """Its deadline has passed."""
        return self.due is not None and self.due <= now

    @property
    def order(self) -> tuple[datetime, Level, str]:
        """Overdue first, then the soonest."""
        return self.due or WITHOUT, Level(Level.RED - self.run.level), self.run.reference


def mine(visit: Visit, page: str = "0") -> View:
    """What this person must do, overdue first."""
    found = waiting_for_me(visit)
    late = sum(one.late(visit.now) for one in found)
    lines = [visit.say(TITLE), visit.say(COUNTED, count=len(found), late=late) if found else visit.say(NOTHING)]
    start = int(page) * ON_A_PAGE
    rows = [(Button(_label(visit, one), one.leads),) for one in found[start : start + ON_A_PAGE]]
    if start + ON_A_PAGE < len(found):
        rows.append((visit.button(MORE, "tasks", str(int(page) + 1)),))
    rows.append((visit.button(OF_OTHERS, "waiting"),))
    return View(Screen("\n".join(lines), (*rows, visit.back("menu"))), press("tasks", page))


def waiting_for_me(visit: Visit) -> list[Item]:
    """What waits for this person now, overdue first."""
    found = _waiting(visit, runs.of_person(visit.db, visit.person.id))
    return sorted((one for one in found if visit.person.id in one.people), key=lambda one: one.order)


def _label(visit: Visit, one: Item) -> str:
    due = visit.say(NO_DEADLINE) if one.due is None else moment(one.due, visit.now, visit.calendar.zone)
    mark = "⏰" if one.late(visit.now) else MARKS[one.run.level]
    return f"{mark} {due} · {one.run.reference} · {shorten(one.text, 30)}"


def waiting_for_whom(visit: Visit) -> View:
    """For who leads: what waits for each person in the runs of the unit, or in those that they lead."""
    found = runs.in_unit(visit.db, visit.person.unit) if visit.coordinates else []
    led = [run for run in runs.of_person(visit.db, visit.person.id) if visit.may_lead(run)]
    known = {run.reference: run for run in [*found, *led]}
    items = list(_waiting(visit, list(known.values())))
    lines = [visit.say(WAITING_FOR)]
    for person in sorted({one for item in items for one in item.people}, key=visit.name):
        theirs = sorted((item for item in items if person in item.people), key=lambda one: one.order)
        late = sum(item.late(visit.now) for item in theirs)
        lines.append(f"\n<b>{escape(visit.say(EACH, name=visit.name(person), count=len(theirs), late=late))}</b>")
        lines += [escape(f"• {_label(visit, item)}") for item in theirs[:5]]
    if len(lines) == 1:
        lines.append(visit.say(NO_ONE_WAITS))
    return View(Screen("\n".join(lines), (visit.back("tasks"),)), press("waiting"))


def _open_now(procedure: Procedure, run: Run) -> list[Task]:
    """The tasks that are not done, in order; none while the run rests or is over."""
    if run.state is not State.OPEN:
        return []
    return [task for task in checklist.visible(procedure, run) if not checklist.done(procedure, run, task)]


def _phase(procedure: Procedure, run: Run) -> str:
    """The phase that is under way: what has no deadline in a later one waits."""
    return next((task.phase for task in _open_now(procedure, run)), "")


def _waiting(visit: Visit, found: list[Run]) -> Iterator[Item]:
    decided = measures.of_runs(visit.db, [run.reference for run in found])
    for run in found:
        try:
            yield from _tasks(visit, *versions.of_run(visit.db, visit.harbour, run))
        except (ContentError, LookupError):  # nobody may believe that nothing waits there
            there = tuple(member.person for member in run.present)
            yield Item(run, visit.say(UNREADABLE), None, there, press("run", run.reference))
        for one in decided[run.reference]:
            if one.state is MeasureState.OPEN:
                there = (one.responsible if run.member(one.responsible) else run.chair,)
                text = visit.say(MEASURE, number=one.number, kind=visit.say(MEASURES.get(one.kind, one.kind)))
                yield Item(run, text, one.due_at, there, press("measure", run.reference, str(one.number)))


def _tasks(visit: Visit, procedure: Procedure, run: Run) -> Iterator[Item]:
    said = visit.speaker(procedure)
    for task in _open_now(procedure, run):
        due = checklist.due(procedure, run, task, visit.calendar)
        if (due is not None or task.phase == _phase(procedure, run)) and not checklist.barred(procedure, run, task):
            people = checklist.responsible(procedure, run, task)
            yield Item(run, plain(said.say(task.do)), due, people, press("task", run.reference, task.id))
