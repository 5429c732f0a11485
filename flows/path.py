"""Which steps count: those that the answers lead along from the start. After going back, others may lie beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from flows.days import OSLO, day_of
from flows.model import Flow
from flows.plan import Plan, plan
from flows.session import Answer, Session


class Walker:
    """Walks where a session would, without being one."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


def path(flow: Flow, session: Session, zone: ZoneInfo = OSLO) -> tuple[str, ...]:
    """The answered steps that count, in order: those behind the session, and on from its step as the answers lead.

    Days are counted from when the session was last touched. Only these steps are shown, weighed and filed.
    """
    return tuple(counting(plan(flow), session, day_of(session.touched_at, zone)))


def counting(made: Plan, session: Session, today: date) -> dict[str, Answer]:
    """The answers that count, by step, in the order of the path."""
    answers = session.answers
    known = {step: answers[step] for step in session.trail}
    walk(made, answers, session.state, known, today)
    return known


def walk(made: Plan, answers: Mapping[str, Answer], state: str, known: dict[str, Answer], today: date) -> str:
    """Go on from a step for as long as there are answers, adding them to those known; the step where it ends.

    It ends at a step without an answer, or at one that is known already.
    """
    walker = Walker(state)
    while walker.state in answers and walker.state not in known:
        known[walker.state] = answers[walker.state]
        made.trigger(walker, known, today)
    return walker.state
