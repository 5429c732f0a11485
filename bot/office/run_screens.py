"""How a run looks from above: its card, and a phase with its tasks. The same run always gives the same screens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.buttons import Button, press
from bot.duty_screens import MARKS, NAMES
from bot.i18n import Voice
from bot.markup import escape, shorten, to_html
from bot.office.run_words import DUE_LATE, LEADS_TO, LOG, MINUTES, MORE, SHORT, RunWords, plain
from bot.office.task_screen import TaskScreen
from bot.office.visit import View, Visit
from bot.screen import Screen
from flows.msgid import N_
from flows.procedures import checklist
from flows.procedures.model import Opens, Procedure, Stop, Task
from flows.procedures.run import Run, State

NEXT, ALL_DONE = N_("▶ Neste: {task}"), N_("Alle steg er gjort.")
CHAIRED = N_("Leder: {name}")
STEPS = N_("Steg {step} av {total} · {done} gjort")
OVERDUE = N_("⏰ {count} over frist")
NEXT_DUE = N_("Neste frist: {due}")
MEETING_AT = N_("Møtet: {when}")
NO_TIME = N_("Møtet har ikke fått et tidspunkt ennå.")
EMPTY = N_("Ingen er med for: {roles}. Leder har ansvaret for stegene deres.")
OUTDATED = N_("⚠ Innholdet skulle vært kontrollert innen {date}. Spør {owner} før du følger det.")
NEVER_CHECKED = N_("⚠ Ingen har kontrollert dette innholdet. Spør {owner} før du følger det.")
PAUSED = N_("På pause til {until}. Fristene går som før.")
ENDED = N_("Avsluttet {when}: {result}")
PEOPLE, MEASURES, PIECES = N_("Deltakere ({count})"), N_("Tiltak ({count})"), N_("Opplysninger")
IN_A_ROW = 6


@dataclass(frozen=True, slots=True)
class RunScreens(RunWords):
    """The screens of one run as one person sees them."""

    def card(self) -> View:
        """How far it has come, what is next, and the ways to everything in it."""
        said, run = self.said, self.run
        lines = [f"<b>{escape(said.say(self.procedure.title))} · {escape(run.reference)}</b>", self._standing()]
        lines += [*self._warnings(), *self._progress()]
        rows = [*self._onward(), *self._phases(), *self._parts(), *self._stops(), self.visit.back("runs")]
        return View(Screen("\n".join(lines), tuple(rows)), press("run", run.reference))

    def _standing(self) -> str:
        level = f"{MARKS[self.run.level]} {self.visit.say(NAMES[self.run.level])}"
        chair = self.visit.say(CHAIRED, name=self.visit.name(self.run.chair))
        return escape(f"{level} · {self.visit.say(self.run.state.says)} · {chair}")

    def _warnings(self) -> Iterator[str]:
        if warning := outdated(self.procedure, self.visit):
            yield escape(warning)
        if self.procedure.reminder:
            yield to_html(self.said.say(self.procedure.reminder), self.fill)
        if self.run.state is State.PAUSED and self.run.paused_until:
            yield escape(self.visit.say(PAUSED, until=self.spelled(self.run.paused_until)))
        if self.run.stop:
            yield "⛔ " + to_html(self.said.say(self.procedure.stops[self.run.stop].tell), self.fill)

    def _progress(self) -> Iterator[str]:
        run, visit = self.run, self.visit
        if run.state is State.CLOSED and run.closed_at:
            ended = {choice.id: choice.text for choice in self.procedure.results}.get(run.result, run.result)
            yield escape(visit.say(ENDED, when=self.moment(run.closed_at), result=self.said.say(ended)))
            return
        far = checklist.progress(self.procedure, run, visit.now, visit.calendar)
        counted = visit.say(STEPS, step=far.step, total=far.total, done=far.done)
        yield " · ".join([counted, *([visit.say(OVERDUE, count=far.overdue)] if far.overdue else [])])
        if due := checklist.next_due(self.procedure, run, visit.calendar):
            yield escape(visit.say(NEXT_DUE if due > visit.now else DUE_LATE, due=self.spelled(due)))
        if self.procedure.meeting:
            held = run.meeting_at
            yield escape(visit.say(MEETING_AT, when=self.spelled(held)) if held else visit.say(NO_TIME))
        if self.procedure.meeting and (missing := checklist.empty_roles(self.procedure, run)):
            yield escape(visit.say(EMPTY, roles=self.roles(missing)))

    def _onward(self) -> Iterator[tuple[Button, ...]]:
        me = self.run.member(self.visit.person.id)
        asks = self.procedure.meeting and self.run.state is not State.CLOSED
        if asks and me is not None and not me.basis and not me.anonymous:
            yield (self.visit.button(LEADS_TO[Opens.BASIS][0], "basis", self.run.reference),)
        task = self.next_task()
        if task is not None:
            label = self.visit.say(NEXT, task=shorten(plain(self.said.say(task.do)), SHORT))
            yield (Button(label, press("task", self.run.reference, task.id)),)

    def _phases(self) -> Iterator[tuple[Button, ...]]:
        buttons = []
        for phase, title in self.procedure.phases.items():
            tasks = [task for task in checklist.visible(self.procedure, self.run) if task.phase == phase]
            done = sum(checklist.done(self.procedure, self.run, task) for task in tasks)
            label = f"{self.said.say(title)} {done}/{len(tasks)}"
            buttons.append(Button(label, press("phase", self.run.reference, phase)))
        yield from (tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3))

    def _parts(self) -> Iterator[tuple[Button, ...]]:
        name, visit = self.run.reference, self.visit
        yield (
            visit.button(PEOPLE, "people", name, count=len(self.run.present)),
            visit.button(MEASURES, "measures", name, count=visit.open_measures(name)),
        )
        minutes = (visit.button(MINUTES, "minutes", name),) if self.procedure.meeting else ()
        yield (visit.button(PIECES, "info", name), *minutes)
        yield (visit.button(LOG, "log", name, "0"), visit.button(MORE, "more", name))

    def _stops(self) -> Iterator[tuple[Button, ...]]:
        if self.run.state in {State.OPEN, State.PAUSED}:
            for stop in self.procedure.stops.values():
                yield (stop_button(stop, self.run, self.said),)

    def phase(self, identifier: str) -> View:
        """The tasks of a phase, numbered as in the whole procedure, each with its state, role and deadline."""
        tasks = checklist.visible(self.procedure, self.run)
        mine = [(number, task) for number, task in enumerate(tasks, 1) if task.phase == identifier]
        title = f"<b>{escape(self.said.say(self.procedure.phases[identifier]))} · {escape(self.run.reference)}</b>"
        lines = [title, *(self._line(number, task) for number, task in mine)]
        buttons = [Button(self._label(n, task), press("task", self.run.reference, task.id)) for n, task in mine]
        rows = [tuple(buttons[at : at + IN_A_ROW]) for at in range(0, len(buttons), IN_A_ROW)]
        rows.append(self.visit.back("run", self.run.reference))
        return View(Screen("\n".join(lines), tuple(rows)), press("phase", self.run.reference, identifier))

    def _label(self, number: int, task: Task) -> str:
        return f"{'☑' if checklist.done(self.procedure, self.run, task) else '☐'} {number}"

    def _line(self, number: int, task: Task) -> str:
        text = escape(plain(self.said.say(task.do)))
        if checklist.done(self.procedure, self.run, task):
            chosen = self.chosen(task)
            return f"☑ {number}. {text}" + (f" – <i>{escape(chosen)}</i>" if chosen else "")
        due = checklist.due(self.procedure, self.run, task, self.visit.calendar)
        when = "" if due is None else f" · {'⏰ ' if due <= self.visit.now else ''}{self.moment(due)}"
        roles = self.roles(checklist.outstanding(self.procedure, self.run, task))
        return f"☐ {number}. {text} <i>({escape(roles)}{when})</i>"

    def task(self, identifier: str) -> View:
        """One task; the card when it does not apply to the run."""
        if self.procedure.tasks[identifier] not in checklist.visible(self.procedure, self.run):
            return self.card()
        return TaskScreen(self.visit, self.procedure, self.run).draw(identifier)


def outdated(procedure: Procedure, visit: Visit) -> str:
    """The warning that the content's check date has passed; empty while it is good."""
    today = visit.now.astimezone(visit.calendar.zone).date()
    if not procedure.outdated(today):
        return ""
    said, owner = visit.speaker(procedure), procedure.owner
    if procedure.review_by is None:
        return visit.say(NEVER_CHECKED, owner=said.say(owner))
    return visit.say(OUTDATED, date=f"{procedure.review_by:%d.%m.%Y}", owner=said.say(owner))


def stop_button(stop: Stop, run: Run, voice: Voice) -> Button:
    """The button of a stop rule."""
    return Button("⛔ " + voice.say(stop.label), press("stop", run.reference, stop.id))
