"""A procedure of several people, tried in the terminal by one: who tries it may tick whatever a role may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time

from bot.i18n import Voice
from bot.markup import to_html
from bot.municipality import Audience, Municipality
from bot.play import plain
from bot.times import moment
from flows.cards import Card
from flows.model import Level
from flows.procedures import checklist
from flows.procedures.model import CHAIR, EVERYONE, SECRETARY, Procedure, Task
from flows.procedures.refusals import Barred
from flows.procedures.run import Run, State
from flows.refusal import Refusal

_WHO = 1
_REFERENCE = "Furu-1"
_HELP = """A number shows that step; where a step asks, a number chooses, or changes the answer.
An empty line shows all steps.
t 3 ticks step 3 (t 3 2 with its second choice), u 3 unticks it, d 3 shows its document
s shows the stops, s 1 stops, l red sets the level (blue, yellow, orange, red), c closes"""


class RunPlay:
    """One run of a procedure, at level yellow to begin with. A meeting is held on the next working day at 10."""

    help = _HELP

    def __init__(
        self, procedure: Procedure, voice: Voice, local: Municipality, cards: Mapping[str, Card], now: datetime
    ) -> None:
        self._procedure = procedure
        self._voice = voice.knowing(procedure.spoken.get(voice.language, {}))
        self._local = local
        self._cards = cards
        self._now = now
        self._numbers = local.numbers(now.astimezone(local.zone).date(), Audience.STAFF)
        self._asks: Callable[[int], str] | None = None
        self._warned = False
        self.run = self._begun()

    @property
    def over(self) -> bool:
        """Whether the run is closed."""
        return self.run.state is State.CLOSED

    def show(self) -> str:
        """What the procedure is for, and every step that applies now."""
        how_far = checklist.progress(self._procedure, self.run, self._now, self._local.calendar)
        code = f" ({self._procedure.code})" if self._procedure.code else ""
        level = f"{self.run.level.key}, {how_far.done} of {how_far.total} steps done"
        rows = [f"{self._say(self._procedure.title)}{code} – {level}", self._say(self._procedure.trigger)]
        rows += [f"! {self._say(self._procedure.reminder)}"] if self._procedure.reminder else []
        phase = ""
        for task in checklist.visible(self._procedure, self.run):
            if task.phase != phase:
                phase = task.phase
                rows += ["", self._say(self._procedure.phases[phase])]
            rows.append(self._row(task))
        return "\n".join(rows)

    def typed(self, line: str) -> str:
        """Do what the line says."""
        asks, self._asks = self._asks, None
        warned, self._warned = self._warned, False
        match line.casefold().split():
            case []:
                return ""
            case [number] if number.isdecimal():
                return asks(int(number)) if asks else self._at(number, self._step)
            case ["t", number]:
                return self._at(number, self._tick)
            case ["t", number, choice] if choice.isdecimal():
                return self._at(number, lambda task: self._choose(task, int(choice)))
            case ["u", number]:
                return self._at(number, self._untick)
            case ["d", number]:
                return self._at(number, self._document)
            case ["s", *which] if len(which) < 2:  # noqa: PLR2004 - the stop's number, if any
                return self._stops(which)
            case ["l", level] if level in {each.key for each in Level}:
                return self._set_level(Level.named(level))
            case ["c"]:
                return self._ask_result(sure=warned)
            case _:
                return "That is not understood. Type ? for help."

    # What can be done ------------------------------------------------------------------------------------------------

    def _step(self, task: Task) -> str:
        if task.choices:
            self._asks = lambda number: self._choose(task, number)
        answered = task.choices and task.id in self.run.marks
        change = ["      A number changes the answer; an empty line leaves it."] if answered else []
        return "\n".join([*self._told(task), *change])

    def _tick(self, task: Task) -> str:
        if task.choices:
            return self._step(task)
        return self._done(task, "")

    def _choose(self, task: Task, number: int) -> str:
        if not 1 <= number <= len(task.choices):
            self._asks = (lambda again: self._choose(task, again)) if task.choices else None
            return f"Choose a number from 1 to {len(task.choices)}." if task.choices else "There is nothing to choose."
        before, choice = self.run, task.choices[number - 1].id
        if any(mark.choice != choice for mark in before.marks.get(task.id, {}).values()):
            self._untick(task)
        said = self._done(task, choice)
        if task.id not in self.run.marks:
            self.run = before  # The other answer was refused: the first one stays.
        return said

    def _done(self, task: Task, choice: str) -> str:
        try:
            self.run = checklist.tick(self._procedure, self.run, task.id, _WHO, self._now, choice)
        except Barred as barred:
            return f"{self._voice.say(barred.says)} {self._say(barred.because)}"
        except Refusal as refusal:
            return self._voice.say(refusal.says)
        return self._stopped() if self.run.state is State.STOPPED else ""

    def _untick(self, task: Task) -> str:
        try:
            for role in self.run.marks.get(task.id, {"": None}):
                self.run = checklist.untick(self._procedure, self.run, task.id, role, _WHO, self._now)
        except Refusal as refusal:
            return self._voice.say(refusal.says)
        return ""

    def _document(self, task: Task) -> str:
        document = self._procedure.documents.get(task.document)
        if document is None:
            return "This step has no document."
        return f"{self._say(document.title)}\n\n{self._say(document.body)}"

    def _stops(self, which: list[str]) -> str:
        stops = list(self._procedure.stops.values())
        if not which:
            return self._listed("s and a number stops:", [stop.label for stop in stops]) if stops else "There is none."
        if not which[0].isdecimal() or not 1 <= int(which[0]) <= len(stops):
            return "There is no such stop."
        try:
            self.run = checklist.stop(self._procedure, self.run, stops[int(which[0]) - 1].id, _WHO, self._now)
        except Refusal as refusal:
            return self._voice.say(refusal.says)
        return self._stopped()

    def _set_level(self, level: Level) -> str:
        change = checklist.raise_level if level > self.run.level else checklist.lower_level
        try:
            self.run = change(self.run, level, _WHO, self._now)
        except Refusal as refusal:
            return self._voice.say(refusal.says)
        return ""

    def _ask_result(self, *, sure: bool) -> str:
        steps = checklist.visible(self._procedure, self.run)
        waiting = [task for task in steps if not checklist.done(self._procedure, self.run, task)]
        if waiting and self.run.state is State.OPEN and not sure:
            self._warned = True
            rows = [f"  {self._number(task)} {self._say(task.do)}" for task in waiting]
            return "\n".join(["These steps are not done:", *rows, "Type c again to close all the same."])
        self._asks = self._close
        return self._listed("What came of it?", [result.text for result in self._procedure.results])

    def _close(self, number: int) -> str:
        results = self._procedure.results
        if not 1 <= number <= len(results):
            self._asks = self._close
            return f"Choose a number from 1 to {len(results)}."
        self.run = checklist.close(self._procedure, self.run, results[number - 1].id, _WHO, self._now)
        return f"Closed: {self._say(results[number - 1].text)}"

    # What is said ----------------------------------------------------------------------------------------------------

    def _row(self, task: Task) -> str:
        due = checklist.due(self._procedure, self.run, task, self._local.calendar)
        mark = "x" if checklist.done(self._procedure, self.run, task) else " "
        chosen = ", ".join(self._chosen(task))
        when = f" – by {moment(due, self._now, self._local.zone)}" if due and mark == " " else ""
        who = ", ".join(self._say(self._procedure.role(role)) for role in task.roles)
        return f"{self._number(task):>3} [{mark}] {self._say(task.do)}{f' → {chosen}' if chosen else ''} ({who}){when}"

    def _told(self, task: Task) -> list[str]:
        rows = [self._row(task)]
        rows += [f"      {self._say(task.why)}"] if task.why else []
        if because := checklist.barred(self._procedure, self.run, task):
            rows.append(f"      Must wait: {self._say(because)}")
        for name in (*task.law, *task.cards):
            card = self._cards.get(name)
            rows.append(f"      {name}: {self._say(card.title)}" if card else f"      {name}: there is no such card")
        rows += [f"      d {self._number(task)} shows its document"] if task.document else []
        return rows + [f"      {number}) {self._say(choice.text)}" for number, choice in enumerate(task.choices, 1)]

    def _stopped(self) -> str:
        stop = self._procedure.stops[self.run.stop]
        return f"STOPPED – {self._say(stop.label)}\n{self._say(stop.tell)}\nOnly c, to close it, is left."

    def _listed(self, said: str, texts: list[str]) -> str:
        return "\n".join([said, *(f"  {number}) {self._say(text)}" for number, text in enumerate(texts, 1))])

    def _chosen(self, task: Task) -> list[str]:
        marks = self.run.marks.get(task.id, {}).values()
        choices = [choice for mark in marks if (choice := task.choice(mark.choice))]
        return list(dict.fromkeys(self._say(choice.text) for choice in choices))

    def _say(self, msgid: str) -> str:
        """The text in the chosen language: as the file says it, or else as the catalogue does."""
        return plain(to_html(self._voice.say(msgid), self._fill))

    def _fill(self, name: str) -> str:
        kind, _, key = name.partition(":")
        if kind == "number":
            return self._numbers.get(key, "")
        task = self._procedure.tasks.get(key)
        return ", ".join(self._chosen(task)) or "________" if task else ""

    # Where it stands -------------------------------------------------------------------------------------------------

    def _at(self, number: str, does: Callable[[Task], str]) -> str:
        tasks = list(self._procedure.tasks.values())
        if not number.isdecimal() or not 1 <= int(number) <= len(tasks):
            return f"There is no step {number}; they are numbered from 1 to {len(tasks)}."
        return does(tasks[int(number) - 1])

    def _number(self, task: Task) -> int:
        return list(self._procedure.tasks).index(task.id) + 1

    def _begun(self) -> Run:
        named = (role for task in self._procedure.tasks.values() for role in task.roles)
        role = next((role for role in named if role not in {EVERYONE, CHAIR, SECRETARY}), "coordinator")
        run = checklist.begin(
            self._procedure, _REFERENCE, unit=self._local.unit(), level=Level.YELLOW, by=_WHO, role=role, now=self._now
        )
        if not self._procedure.meeting:
            return run
        day = self._local.calendar.working_day(self._now.astimezone(self._local.zone).date(), 1)
        at = datetime.combine(day, time(10), self._local.zone).astimezone(UTC)
        return checklist.set_meeting(run, _WHO, at, self._now)
