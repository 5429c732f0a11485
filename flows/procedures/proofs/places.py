"""Where a fault stands in the file of a procedure that was read; the lines are looked up only when there is a fault."""

from __future__ import annotations

from functools import cached_property

from flows.fault import Fault
from flows.lines import Lines
from flows.procedures.model import Procedure


class Places:
    """Makes faults with the right line."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.procedure.source)

    def task(self, task: str, text: str, key: str = "", word: str = "") -> Fault:
        """A fault of a task; of one of its keys, where this word stands behind it if there is one."""
        line = self.procedure.tasks[task].line
        block = self._lines.block(f"task.{task}")
        if word:
            line = self._lines.word(block, word)
        elif key:
            line = self._lines.key(block, key)
        return self.line(line, text, task)

    def choice(self, task: str, choice: str, text: str) -> Fault:
        """A fault of one of a task's choices."""
        return self.line(self._lines.choice(self._lines.block(f"task.{task}"), choice), text, task)

    def head(self, key: str, text: str) -> Fault:
        """A fault of a key in the head of the file; at its beginning when the key is missing."""
        return self.line(self._lines.key(self._lines.block(""), key), text)

    def table(self, name: str, key: str, text: str) -> Fault:
        """A fault of a key in a table such as `phase.before`."""
        return self.line(self._lines.key(self._lines.block(name), key), text)

    def line(self, line: int, text: str, task: str = "") -> Fault:
        """A fault on this line."""
        return Fault(f"{self.procedure.name}.toml", line, task, text)
