"""How a run looks: its card, a phase with its tasks, one task. Pure: the same run always gives the same screens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.buttons import Button, press
from bot.duty_screens import MARKS, NAMES
from bot.i18n import Voice
from bot.markup import escape, shorten, to_html
from bot.office.visit import View, Visit
from bot.screen import Screen
from bot.times import moment, spelled
from flows.msgid import N_
from flows.procedures import checklist
from flows.procedures.model import Opens, Procedure, Stop, Task
from flows.procedures.run import Mark, Run, State

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
MINUTES, LOG, MORE, DOCUMENTS = N_("Referat"), N_("Logg"), N_("Mer …"), N_("📄 {title}")
RESPONSIBLE, DUE, DUE_LATE = N_("Ansvar: {who}"), N_("Frist: {due}"), N_("⏰ Fristen gikk ut {due}")
DUE_WAITS = {
    "meeting": N_("Frist: regnes fra møtet"),
    "": N_("Frist: regnes fra et tidligere steg"),
}
DONE_BY, STILL = N_("☑ {role}: {name}, {when}"), N_("Mangler: {roles}")
STRICT = N_("Bare disse kan gjøre dette: {roles}. Er ingen av dem med, så inviter dem under Deltakere.")
TICK, UNDO, NEXT_TASK = N_("✓ Gjort"), N_("Angre …"), N_("Neste ›")
WRITE = N_("✎ Skriv en opplysning")
WHERE = N_("{phase} · steg {number} av {total}")
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
IN_A_ROW = 6
PLACEHOLDER = re.compile(r"\{([a-z]+:[A-Za-z0-9_-]+)\}")


@dataclass(frozen=True, slots=True)
class RunScreens:
    """The screens of one run as one person sees them."""

    visit: Visit
    procedure: Procedure
    run: Run

    # The card ------------------------------------------------------------------------------------------------------

    def card(self) -> View:
        """How far it has come, what is next, and the ways to everything in it."""
        said, run = self._voice, self.run
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
            yield to_html(self._voice.say(self.procedure.reminder), self._fill)
        if self.run.state is State.PAUSED and self.run.paused_until:
            yield escape(self.visit.say(PAUSED, until=self._spelled(self.run.paused_until)))
        if self.run.stop:
            yield "⛔ " + to_html(self._voice.say(self.procedure.stops[self.run.stop].tell), self._fill)

    def _progress(self) -> Iterator[str]:
        run, visit = self.run, self.visit
        if run.state is State.CLOSED and run.closed_at:
            ended = {choice.id: choice.text for choice in self.procedure.results}.get(run.result, run.result)
            yield escape(visit.say(ENDED, when=self._moment(run.closed_at), result=self._voice.say(ended)))
            return
        far = checklist.progress(self.procedure, run, visit.now, visit.calendar)
        counted = visit.say(STEPS, step=far.step, total=far.total, done=far.done)
        yield " · ".join([counted, *([visit.say(OVERDUE, count=far.overdue)] if far.overdue else [])])
        if due := checklist.next_due(self.procedure, run, visit.calendar):
            yield escape(visit.say(NEXT_DUE if due > visit.now else DUE_LATE, due=self._spelled(due)))
        if self.procedure.meeting:
            held = run.meeting_at
            yield escape(visit.say(MEETING_AT, when=self._spelled(held)) if held else visit.say(NO_TIME))
        if self.procedure.meeting and (missing := checklist.empty_roles(self.procedure, run)):
            yield escape(visit.say(EMPTY, roles=self._roles(missing)))

    def _onward(self) -> Iterator[tuple[Button, ...]]:
        me = self.run.member(self.visit.person.id)
        if self.procedure.meeting and me is not None and not me.basis and not me.anonymous:
            yield (self.visit.button(LEADS_TO[Opens.BASIS][0], "basis", self.run.reference),)
        task = self.next_task()
        if task is not None:
            label = self.visit.say(NEXT, task=shorten(plain(self._voice.say(task.do)), SHORT))
            yield (Button(label, press("task", self.run.reference, task.id)),)

    def next_task(self, after: str = "") -> Task | None:
        """The first task that is not done, after this one if there is such."""
        tasks = checklist.visible(self.procedure, self.run)
        waiting = [task for task in tasks if not checklist.done(self.procedure, self.run, task)]
        if self.run.state is not State.OPEN:
            return None
        places = [task.id for task in tasks]
        behind = [one for one in waiting if not after or places.index(one.id) > places.index(after)]
        return next(iter(behind or [one for one in waiting if one.id != after]), None)

    def _phases(self) -> Iterator[tuple[Button, ...]]:
        buttons = []
        for phase, title in self.procedure.phases.items():
            tasks = [task for task in checklist.visible(self.procedure, self.run) if task.phase == phase]
            done = sum(checklist.done(self.procedure, self.run, task) for task in tasks)
            label = f"{self._voice.say(title)} {done}/{len(tasks)}"
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
        for document in self.procedure.documents.values():
            title = self._voice.say(document.title)
            yield (visit.button(DOCUMENTS, "document", name, document.id, title=shorten(title, SHORT)),)
        yield (visit.button(LOG, "log", name, "0"), visit.button(MORE, "more", name))

    def _stops(self) -> Iterator[tuple[Button, ...]]:
        if self.run.state in {State.OPEN, State.PAUSED}:
            for stop in self.procedure.stops.values():
                yield (stop_button(stop, self.run, self._voice),)

    # A phase -------------------------------------------------------------------------------------------------------

    def phase(self, identifier: str) -> View:
        """The tasks of a phase, numbered as in the whole procedure, each with its state, role and deadline."""
        tasks = checklist.visible(self.procedure, self.run)
        mine = [(number, task) for number, task in enumerate(tasks, 1) if task.phase == identifier]
        title = f"<b>{escape(self._voice.say(self.procedure.phases[identifier]))} · {escape(self.run.reference)}</b>"
        lines = [title, *(self._line(number, task) for number, task in mine)]
        buttons = [Button(self._label(n, task), press("task", self.run.reference, task.id)) for n, task in mine]
        rows = [tuple(buttons[at : at + IN_A_ROW]) for at in range(0, len(buttons), IN_A_ROW)]
        rows.append(self.visit.back("run", self.run.reference))
        return View(Screen("\n".join(lines), tuple(rows)), press("phase", self.run.reference, identifier))

    def _label(self, number: int, task: Task) -> str:
        return f"{'☑' if checklist.done(self.procedure, self.run, task) else '☐'} {number}"

    def _line(self, number: int, task: Task) -> str:
        text = escape(plain(self._voice.say(task.do)))
        if checklist.done(self.procedure, self.run, task):
            chosen = self._chosen(task)
            return f"☑ {number}. {text}" + (f" – <i>{escape(chosen)}</i>" if chosen else "")
        due = checklist.due(self.procedure, self.run, task, self.visit.calendar)
        when = "" if due is None else f" · {'⏰ ' if due <= self.visit.now else ''}{self._moment(due)}"
        roles = self._roles(checklist.outstanding(self.procedure, self.run, task))
        return f"☐ {number}. {text} <i>({escape(roles)}{when})</i>"

    def _chosen(self, task: Task) -> str:
        marks = self.run.marks.get(task.id, {}).values()
        found = [choice for mark in marks if (choice := task.choice(mark.choice))]
        return ", ".join(dict.fromkeys(self._voice.say(choice.text) for choice in found))

    # A task --------------------------------------------------------------------------------------------------------

    def task(self, identifier: str) -> View:
        """One step: what, why, who, by when, the law it rests on, who did it, and the way to do it."""
        task = self.procedure.tasks[identifier]
        tasks = [one.id for one in checklist.visible(self.procedure, self.run)]
        if identifier not in tasks:
            return self.card()
        here = self.visit.say(
            WHERE,
            phase=self._voice.say(self.procedure.phases[task.phase]),
            number=tasks.index(identifier) + 1,
            total=len(tasks),
        )
        lines = [f"{escape(here)}\n<b>{to_html(self._voice.say(task.do), self._fill)}</b>"]
        if task.why:
            lines.append(to_html(self._voice.say(task.why), self._fill))
        lines += [part for part in (self._whose(task), self._dates(task), *self._done(task)) if part]
        if task.strict and not checklist.done(self.procedure, self.run, task):
            lines.append(escape(self.visit.say(STRICT, roles=self._roles(task.roles))))
        if barred := checklist.barred(self.procedure, self.run, task):
            lines.append("⛔ " + escape(self._voice.say(barred)))
        rows = [*self._acts(task), *self._cards(task), self._last(task)]
        return View(Screen("\n".join(lines), tuple(rows)), press("task", self.run.reference, identifier))

    def _whose(self, task: Task) -> str:
        people = [self.visit.name(one) for one in checklist.responsible(self.procedure, self.run, task)]
        who = f"{self._roles(task.roles)} ({', '.join(people)})"
        return escape(self.visit.say(RESPONSIBLE, who=who))

    def _dates(self, task: Task) -> str:
        if not task.due or checklist.done(self.procedure, self.run, task):
            return ""
        due = checklist.due(self.procedure, self.run, task, self.visit.calendar)
        if due is None:
            base = task.due[self.run.level].base
            return escape(self.visit.say(DUE_WAITS.get(base, DUE_WAITS[""])))
        return escape(self.visit.say(DUE_LATE if due <= self.visit.now else DUE, due=self._spelled(due)))

    def _done(self, task: Task) -> Iterator[str]:
        for mark in self.run.marks.get(task.id, {}).values():
            chosen = task.choice(mark.choice)
            told = f" – {self._voice.say(chosen.text)}" if chosen else ""
            yield escape(self._mark(mark) + told)
        outstanding = checklist.outstanding(self.procedure, self.run, task)
        if outstanding and self.run.marks.get(task.id):
            yield escape(self.visit.say(STILL, roles=self._roles(outstanding)))

    def _mark(self, mark: Mark) -> str:
        role = self._voice.say(self.procedure.role(mark.role))
        return self.visit.say(DONE_BY, role=role, name=self.visit.name(mark.by), when=self._moment(mark.at))

    def _acts(self, task: Task) -> Iterator[tuple[Button, ...]]:
        name, visit = self.run.reference, self.visit
        me = visit.person.id
        may = self.run.state is State.OPEN and checklist.may_tick(self.procedure, self.run, task, me) is not None
        if may and checklist.barred(self.procedure, self.run, task) is None:
            if task.choices:
                for choice in task.choices:
                    yield (Button(self._voice.say(choice.text), press("tick", name, task.id, choice.id)),)
            else:
                yield (visit.button(TICK, "tick", name, task.id),)
        for role, mark in self.run.marks.get(task.id, {}).items():
            if self.run.state is State.OPEN and (mark.by == me or visit.may_lead(self.run)):
                yield (visit.button(UNDO, "undo", name, task.id, role),)
        if task.opens is not None:
            label, verb = LEADS_TO[task.opens]
            yield (visit.button(label, verb, name),)
        if task.document:
            title = shorten(self._voice.say(self.procedure.documents[task.document].title), SHORT)
            yield (visit.button(DOCUMENTS, "document", name, task.document, title=title),)

    def _cards(self, task: Task) -> Iterator[tuple[Button, ...]]:
        known = self.visit.harbour.cards
        buttons = [
            Button(shorten(self.visit.say(known[card].title), SHORT), press("card", card))
            for card in (*task.law, *task.cards)
            if card in known
        ]
        yield from (tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))

    def _last(self, task: Task) -> tuple[Button, ...]:
        back = self.visit.back("phase", self.run.reference, task.phase)
        following = self.next_task(task.id)
        if following is None:
            return back
        return (back[0], self.visit.button(NEXT_TASK, "task", self.run.reference, following.id))

    # Words ---------------------------------------------------------------------------------------------------------

    @property
    def _voice(self) -> Voice:
        return self.visit.speaker(self.procedure)

    def _roles(self, roles: tuple[str, ...]) -> str:
        return ", ".join(self._voice.say(self.procedure.role(role)) for role in roles)

    def _moment(self, when: datetime) -> str:
        return moment(when, self.visit.now, self.visit.calendar.zone)

    def _spelled(self, when: datetime) -> str:
        return spelled(when, self.visit.voice, self.visit.calendar.zone)

    def filled(self, body: str) -> str:
        """A document with what was chosen filled in."""
        return PLACEHOLDER.sub(lambda found: self._fill(found[1]), body)

    def _fill(self, name: str) -> str:
        """What a placeholder stands for: {number:KEY} or {answer:TASK}."""
        kind, _, key = name.partition(":")
        if kind == "number":
            return self.visit.numbers.get(key, "")
        task = self.procedure.tasks.get(key) if kind == "answer" else None
        return "" if task is None else self._chosen(task) or "________"


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


def plain(text: str) -> str:
    """A text without its markup, for buttons."""
    return text.replace("**", "").replace("`", "")
