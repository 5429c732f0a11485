"""Where a fault stands in the file of a flow that was read; the lines are looked up only when there is a fault."""

from __future__ import annotations

from functools import cached_property

from flows.fault import Fault
from flows.lines import Lines
from flows.model import Flow


class Places:
    """Makes faults with the right line."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.flow.source)

    def step(self, step: str, text: str, key: str = "") -> Fault:
        """A fault of a step, or of one of its keys."""
        line = self.flow.steps[step].line
        return self._fault(self._lines.key(self._lines.block(f"step.{step}"), key) if key else line, step, text)

    def choice(self, step: str, choice: str, text: str) -> Fault:
        """A fault of one of a step's choices."""
        return self._fault(self._lines.choice(self._lines.block(f"step.{step}"), choice), step, text)

    def word(self, step: str, word: str, text: str) -> Fault:
        """A fault where this word, such as a step that is led to, stands in a step."""
        return self._fault(self._lines.word(self._lines.block(f"step.{step}"), word), step, text)

    def line(self, line: int, text: str) -> Fault:
        """A fault that belongs to no step."""
        return self._fault(line, "", text)

    def table(self, name: str, key: str, text: str) -> Fault:
        """A fault of a key in a table such as `alarm`, or in the head of the file when `name` is empty."""
        return self._fault(self._lines.key(self._lines.block(name), key), "", text)

    def _fault(self, line: int, step: str, text: str) -> Fault:
        return Fault(f"{self.flow.name}.toml", line, step, text)
