"""Moves that answer nothing: ticking, going back, changing an answer from the summary.

Each gives a new session with the next turn, or the notice that says why it cannot be done here.
"""

from __future__ import annotations

from datetime import date

from flows import notices
from flows.document import is_asked
from flows.model import Flow, Kind
from flows.path import walk
from flows.plan import Plan
from flows.session import Answer, Session


def tick(flow: Flow, session: Session, choice: str) -> Session | str:
    """Tick or untick one of several answers; one that stands alone unticks the others, and they it."""
    step = flow.steps[session.state]
    chosen = step.choice(choice)
    if step.kind is not Kind.CHOICES or chosen is None:
        return notices.UNFAMILIAR
    after = _turned(session)
    if choice in session.ticked:
        ticked = set(session.ticked) - {choice}
    elif chosen.alone:
        ticked = {choice}
    else:
        ticked = {choice, *session.ticked} - {each.id for each in step.choices if each.alone}
    after.ticked = tuple(each.id for each in step.choices if each.id in ticked)
    return after


def back(made: Plan, session: Session, today: date) -> Session | str:
    """The step before, its answer kept. While an answer is being changed and nothing new is asked: the summary."""
    after = _turned(session)
    if session.returning is not None:
        known: dict[str, Answer] = {}
        end = walk(made, session.answers, (session.trail or [session.state])[0], known, today)
        if end == session.returning and end not in known:
            after.state, after.trail, after.returning = end, list(known), None
            return after
    if not session.trail:
        return notices.FIRST
    after.state = after.trail.pop()
    after.ticked = ticks(made.flow, after)
    return after


def change(flow: Flow, session: Session, wanted: str) -> Session | str:
    """From the summary to an answered step; what was confirmed there before is no longer."""
    if flow.steps[session.state].kind is not Kind.SUMMARY:
        return notices.NOT_HERE
    if wanted not in session.trail or not is_asked(flow.steps[wanted]):
        return notices.NOT_HERE
    after = _turned(session)
    after.answers.pop(session.state, None)
    after.trail = session.trail[: session.trail.index(wanted)]
    after.returning = session.state
    after.state = wanted
    after.ticked = ticks(flow, after)
    return after


def ticks(flow: Flow, session: Session) -> tuple[str, ...]:
    """The boxes that are ticked when the session's step is shown: those of the answer that it has."""
    step = flow.steps[session.state]
    answer = session.answers.get(step.id)
    if step.kind is not Kind.CHOICES or answer is None:
        return ()
    return tuple(choice.id for choice in step.choices if choice.id in answer.coded)


def _turned(session: Session) -> Session:
    after = session.copy()
    after.turn += 1
    after.ticked = ()
    return after
