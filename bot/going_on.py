"""A long text that a telephone sent as several messages: what comes right behind a full one goes on with it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flows import engine, inputs
from flows.effects import Turn
from flows.model import Flow, Kind
from flows.session import FreeText, Session

FULL = 4096
"""Telegram's limit on a message, in characters; a telephone cuts what is longer."""
NEARLY_FULL = 3500
"""It may cut at a space some way before."""
AT_ONCE = timedelta(seconds=3)
"""The parts come together; nobody answers the next question so soon after writing so much."""


def joined(flow: Flow, session: Session, given: inputs.Input, now: datetime, zone: ZoneInfo) -> Turn | None:
    """The turn in which these words are added to the answer just given, or None when they answer for themselves."""
    if not isinstance(given, inputs.Said) or not timedelta() <= now - session.touched_at <= AT_ONCE:
        return None
    step = _just_answered(flow, session)
    before = None if step is None else session.answers[step].words
    if step is None or before is None:
        return None
    summed_up = flow.steps[session.state].kind is Kind.SUMMARY
    way = inputs.Change(step, session.turn) if summed_up else inputs.Back(session.turn)
    asked_again = engine.advance(flow, session, way, now, zone).session
    if asked_again.state != step:
        return None
    whole = FreeText(before + ("" if len(before) % FULL == 0 else " ") + given.words)
    return engine.advance(flow, asked_again, inputs.Said(whole), now, zone)


def _just_answered(flow: Flow, session: Session) -> str | None:
    """The step whose answer may go on: the last one; at a summary, the only one with so long an answer."""
    long = [step for step in session.trail if len(session.answers[step].words or "") >= NEARLY_FULL]
    if flow.steps[session.state].kind is Kind.SUMMARY and len(long) == 1:
        return long[0]
    return long[-1] if long and long[-1] == session.trail[-1] else None
