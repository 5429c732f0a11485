"""A person on the way through the declaration: what the tests of its content share."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial

from flows import engine
from flows.effects import Effect, Turn
from flows.inputs import Chose, Done, Said, Skip, Ticked
from flows.model import Flow, Kind, Level, Step
from flows.reader import packaged
from flows.session import FreeText, freeze, thaw

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
FLOW: Flow = packaged()["declaration"]
TYPED = {Kind.TEXT, Kind.PLACE, Kind.DATE, Kind.TIME, Kind.DAYS}
SAFE: dict[str, object] = {"safe_now": "yes", "phone_seen": "no", "age": "15", "understand": "yes"}
LONG: dict[str, object] = {**SAFE, "violence": "no", "self_harm": "no", "death_threat": "no"}
Tap = Callable[[int], Chose | Ticked | Done | Skip]


class Person:
    """Answers by step: a choice, several, written words, or None to skip; the rest is the first button, or by dice."""

    def __init__(self, answers: Mapping[str, object], dice: random.Random | None = None) -> None:
        self.answers = answers
        self.dice = dice
        self.turn: Turn = engine.begin(FLOW, NOW)
        self.effects: list[Effect] = []
        self.seen: list[str] = []
        self.taps = 0

    def go(self) -> Person:
        """To an end; the session is written and read back between all its steps."""
        for _ in range(120):
            step = FLOW.steps[self.turn.session.state]
            self.seen.append(step.id)
            if step.kind is Kind.END:
                return self
            self.answer(step)
        raise AssertionError(f"no end after {self.seen}")

    def answer(self, step: Step) -> None:
        wanted = self.answers.get(step.id, self._usual(step))
        if wanted is None and step.skip:
            self._do(Skip)
        elif step.kind is Kind.CHOICES:
            ticked = (wanted,) if isinstance(wanted, str) else wanted
            assert isinstance(ticked, tuple)
            for choice in ticked:
                self._do(partial(Ticked, choice))
            self._do(Done)
        elif step.kind in TYPED:
            self.turn = self._advance(Said(FreeText(str(wanted))))
        elif step.choices:
            self._do(partial(Chose, str(wanted)))
        else:
            self._do(Done)

    def _usual(self, step: Step) -> object:
        if self.dice is None:
            return None if step.kind in TYPED or not step.choices else step.choices[0].id
        usual = [choice.id for choice in step.choices if choice.id != "change"] or ["12. juli"]
        return None if step.skip and self.dice.random() < 0.2 else self.dice.choice(usual)

    def _do(self, tap: Tap) -> None:
        self.taps += 1
        self.turn = self._advance(tap(self.turn.session.turn))

    def _advance(self, given: Chose | Ticked | Done | Skip | Said) -> Turn:
        before = self.turn.session
        turn = engine.advance(FLOW, thaw(freeze(before)), given, NOW)
        assert not turn.stale
        assert turn.session.turn == before.turn + 1, f"{before.state} did not take {given}"
        self.effects.extend(turn.effects)
        return turn

    @property
    def level(self) -> Level | None:
        return self.turn.session.level


def went(**answers: object) -> Person:
    return Person(answers).go()
