"""Which ticks can stand together: every state that ticking leads to, as far as a question looks.

A question looks at a few tasks, those that they depend on, and the level; only these are played through. A question
that looks at more than can be played through is answered as if all were possible, so that no fault is invented.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from flows.conditions import Holds, compiled, rows
from flows.model import Condition, Level
from flows.procedures.model import Procedure, Task
from flows.procedures.proofs.loops import unlooped
from flows.procedures.standing import LEVEL
from flows.session import Answer

Known = Mapping[str, Answer]
"""What conditions look at: what was chosen in each task that was ticked, and the level."""
Asks = Callable[[Known], bool]

_MOST = 5000
"""More states than this are not played through."""
_Marks = tuple[tuple[str, tuple[str, ...]], ...]


class Reach:
    """The states of one procedure. `tickable` are the tasks that can be ticked at all.

    Tasks that wait for each other are looked at as if they did not: that fault is told by itself.
    """

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = unlooped(procedure)
        self._compiled: dict[Condition, Holds] = {}
        self.tickable = self._tickable()

    def holds(self, condition: Condition | None, known: Known) -> bool:
        """Whether the condition is true in this state; nothing to hold always is."""
        if condition is None:
            return True
        found = self._compiled.get(condition)
        if found is None:
            found = self._compiled[condition] = compiled(condition, {})
        return found(known, date.min)

    def some(self, looked_at: Iterable[Condition | None], asks: Asks) -> bool | None:
        """Whether a state answers yes; None when there are too many. The conditions name the tasks to play through."""
        return self._some(looked_at, asks, self.tickable)

    def possible(self, condition: Condition | None, *, shown: Task | None = None) -> bool:
        """Whether the condition can hold, and this task be shown at once."""
        when = shown.when if shown else None
        found = self.some([condition, when], lambda known: self.holds(condition, known) and self.holds(when, known))
        return found is not False

    def groups_possible(self, condition: Condition) -> bool:
        """Whether each of several tables of a condition can be true by itself; True when there is but one."""
        apart = [Condition((group,)) for group in condition.groups] if len(condition.groups) > 1 else []
        return all(self.possible(one) for one in apart)

    def at_once(self, condition: Condition) -> bool:
        """Whether the condition holds at every level before anything is ticked."""
        return all(self.holds(condition, {LEVEL: Answer((level.key,))}) for level in Level)

    def _some(self, looked_at: Iterable[Condition | None], asks: Asks, tickable: set[str]) -> bool | None:
        for number, known in enumerate(self._states(looked_at, tickable)):
            if asks(known):
                return True
            if number == _MOST:
                return None
        return False

    def _tickable(self) -> set[str]:
        """The tasks that can be shown and get past their bars and needs, found by letting more and more be ticked."""
        found: set[str] = set()
        grown = True
        while grown:
            fresh = {
                task.id for task in self.procedure.tasks.values() if task.id not in found and self._gets(task, found)
            }
            grown = bool(fresh)
            found |= fresh
        return found

    def _gets(self, task: Task, tickable: set[str]) -> bool:
        bars = [bar.when for bar in self.procedure.bars if task.id in bar.tasks]
        needs = [self.procedure.tasks[name] for name in task.needs if name not in tickable]

        def free(known: Known) -> bool:
            return (
                self.holds(task.when, known)
                and not any(self.holds(bar, known) for bar in bars)
                and not any(self.holds(need.when, known) for need in needs)  # What is not shown is not waited for.
            )

        if any(need.when is None for need in needs):
            return False
        return self._some([task.when, *bars, *(need.when for need in needs)], free, tickable) is not False

    def _states(self, looked_at: Iterable[Condition | None], tickable: set[str]) -> Iterator[Known]:
        """Every state over what these conditions look at, each once; what is ticked stays ticked."""
        names = self._involved(looked_at)
        levels = tuple(Level) if LEVEL in names else (Level.BLUE,)
        tasks = [self.procedure.tasks[name] for name in sorted(names & tickable)]
        waiting: list[tuple[Level, _Marks]] = [(level, ()) for level in levels]
        seen = set(waiting)
        while waiting:
            level, marks = waiting.pop()
            known = {name: Answer(chosen) for name, chosen in marks} | {LEVEL: Answer((level.key,))}
            yield known
            after = [(other, marks) for other in levels]
            after += [(level, more) for task in tasks for more in self._ticked(task, dict(marks), known)]
            fresh = [state for state in after if state not in seen]
            seen.update(fresh)
            waiting += fresh

    def _ticked(self, task: Task, marks: dict[str, tuple[str, ...]], known: Known) -> Iterator[_Marks]:
        """What one more tick of this task leads to; with `each`, several agencies choose one after another."""
        before = marks.get(task.id)
        if (before is not None and not (task.each and task.choices)) or not self.holds(task.when, known):
            return
        for choice in [choice.id for choice in task.choices] or [""]:
            if choice not in (before or ()):
                chosen = tuple(sorted({*(before or ()), *([choice] if choice else [])}))
                yield tuple(sorted({**marks, task.id: chosen}.items()))

    def _involved(self, looked_at: Iterable[Condition | None]) -> set[str]:
        """The tasks that these conditions ask about, and those that the tasks' own conditions ask about."""
        found: set[str] = set()
        waiting = [condition for condition in looked_at if condition]
        while waiting:
            for row in rows(waiting.pop()):
                if row.key not in found:
                    found.add(row.key)
                    task = self.procedure.tasks.get(row.key)
                    if task and task.when:
                        waiting.append(task.when)
        return found
