"""What an input answers to the current step, or the notice that says why it is no answer."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from flows import notices
from flows.answers import Heard, hear
from flows.inputs import Chose, Done, Said, Skip
from flows.model import Kind
from flows.plan import Plan
from flows.session import SKIPPED, Answer, Session

_SKIPPED = Heard(Answer((SKIPPED,)))
_READ = Heard(Answer())
_UNFAMILIAR = Heard(notice=notices.UNFAMILIAR)
_WRITTEN = frozenset({Kind.TEXT, Kind.PLACE, Kind.DATE, Kind.TIME, Kind.DAYS})


def heard(made: Plan, session: Session, given: Chose | Done | Said | Skip, today: date) -> Heard:
    """The answer that this input is to the session's step. `today` is the date where the person lives."""
    step = made.flow.steps[session.state]
    match given:
        case Chose():
            return made.taps[step.id].get(given.choice, _UNFAMILIAR)
        case Said():
            if step.kind in _WRITTEN:
                return hear(step.kind, given.words, today)
            return Heard(notice=notices.TAP if step.choices else notices.READ)
        case Skip():
            return Heard(notice=notices.NO_SKIP) if step.skip is None else _SKIPPED
        case Done():
            if step.kind is Kind.CHOICES:
                return Heard(Answer(session.ticked)) if session.ticked else Heard(notice=notices.TICK)
            return _READ if step.kind is Kind.TELL and not step.choices else _UNFAMILIAR
        case _:
            assert_never(given)
