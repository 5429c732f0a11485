"""Random walks: people who join, leave, tick, untick, pause and go on, as a seeded random wills."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from flows.model import Level
from flows.procedures import checklist
from flows.procedures.model import Procedure, Task
from flows.procedures.run import Run, State
from flows.refusal import Refusal
from tests.flows.procedures.furu import DAY, MINUTE, NOW, begun

ROLES = ("police", "school", "child_welfare", "nav")
PEOPLE = range(1, 9)


@dataclass
class Walk:
    """A run on its way; `refused` has the name of each refusal that came, `taken` each input that was taken."""

    of: Procedure
    random: Random
    run: Run
    now: datetime = NOW
    refused: list[str] = field(default_factory=list)
    taken: list[tuple[object, ...]] = field(default_factory=list)

    def step(self) -> None:
        self.now += MINUTE
        name = self.random.choice(("tick",) * 10 + ("untick", "join", "join", "leave", "more"))
        before = self.run
        try:
            self.run = getattr(self, f"_{name}")()
        except Refusal as refusal:
            self.refused.append(type(refusal).__name__)
            assert self.run is before

    def _person(self) -> int:
        there = [member.person for member in self.run.present]
        return self.random.choice((*there, *there, self.random.choice(PEOPLE)))

    def _tick(self) -> Run:
        task = self.of.tasks[self.random.choice(list(self.of.tasks))]
        choice = self.random.choice(task.choices).id if task.choices else ""
        choice = "yes" if choice == "evidence" and self.random.random() < 0.9 else choice
        return checklist.tick(self.of, self.run, task.id, self._person(), self.now, choice)

    def _untick(self) -> Run:
        there = [mark for marks in self.run.marks.values() for mark in marks.values()]
        if not there:
            return self.run
        mark = self.random.choice(there)
        return checklist.untick(self.of, self.run, mark.task, mark.role, self._person(), self.now)

    def _join(self) -> Run:
        return checklist.join(self.run, self.random.choice(PEOPLE), self.random.choice(ROLES), self.now)

    def _leave(self) -> Run:
        person, other = self._person(), self.random.choice(PEOPLE)
        return self.random.choice(
            (
                lambda: checklist.leave(self.run, person, self.now),
                lambda: checklist.remove(self.run, person, self.run.chair, self.now),
                lambda: checklist.hand_over(self.run, person, other, self.now),
                lambda: checklist.set_basis(self.run, person, "", self.random.random() < 0.4, self.now),
            )
        )()

    def _more(self) -> Run:
        person = self._person()
        return self.random.choice(
            (
                lambda: checklist.set_chair(self.run, self.run.chair, person, self.now),
                lambda: checklist.set_secretary(self.run, self.run.chair, person, self.now),
                lambda: checklist.pause(self.run, person, self.now + DAY, self.now),
                lambda: checklist.resume(self.run, person, self.now),
                lambda: checklist.set_meeting(self.run, person, self.now + DAY, self.now),
                lambda: checklist.raise_level(self.run, self.random.choice(list(Level)), person, self.now),
            )
        )()


def walked(of: Procedure, random: Random, steps: int) -> Walk:
    walk = Walk(of, random, begun(of, random.choice(list(Level))))
    for _ in range(steps):
        walk.step()
    return walk


def finished(of: Procedure, run: Run) -> Run:
    """The run with everything ticked that can be, and closed; AssertionError when something waits for nobody."""
    if run.state is State.PAUSED:
        run = checklist.resume(run, run.chair, NOW + DAY)
    for _ in range(2 * len(of.tasks)):
        open_tasks = [one for one in checklist.visible(of, run) if not checklist.done(of, run, one)]
        free = [one for one in open_tasks if checklist.barred(of, run, one) is None]
        if run.state is not State.OPEN or not free:
            break
        for one in free:
            run = _ticked(of, run, one)
    return checklist.close(of, run, of.results[0].id, run.chair, NOW + 2 * DAY)


def _ticked(of: Procedure, run: Run, task: Task) -> Run:
    """The task ticked by all who have to, unless it was barred or stopped on the way."""
    for _ in range(len(run.present) + 3):  # Each agency, the chair and the secretary, and a look at the end.
        over = run.state is not State.OPEN or checklist.done(of, run, task) or task not in checklist.visible(of, run)
        if over or checklist.barred(of, run, task) is not None:
            return run
        able = [one.person for one in run.present if checklist.may_tick(of, run, task, one.person) is not None]
        assert able, f"{task.id} waits for nobody"
        run = checklist.tick(of, run, task.id, able[0], NOW + DAY, task.choices[-1].id if task.choices else "")
    raise AssertionError(f"{task.id} is never done")
