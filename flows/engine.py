"""A session and an input -> the session afterwards and what follows. Pure: the given session is never changed."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from flows import notices
from flows.days import OSLO, day_of
from flows.effects import Ask, Turn
from flows.following import follow
from flows.hearing import heard
from flows.inputs import Back, Change, Chose, Done, Input, Other, Said, Show, Skip, Ticked
from flows.model import Flow
from flows.path import path
from flows.plan import plan
from flows.session import Session
from flows.turning import back, change, tick

__all__ = ["advance", "begin", "path"]


def begin(flow: Flow, now: datetime, language: str = "nb", *, staff: bool = False) -> Turn:
    """A new session at the flow's start (for staff at theirs), in this language or else in the flow's first."""
    start = (staff and flow.staff_start) or flow.start
    spoken = language if language in flow.languages else flow.languages[0]
    session = Session(flow.name, flow.version, start, started_at=now, touched_at=now, language=spoken)
    return Turn(session, plan(flow).asks[start])


def advance(flow: Flow, session: Session, given: Input, now: datetime, zone: ZoneInfo = OSLO) -> Turn:
    """What follows from this input. `flow` is the session's version of it; `now` is aware, days are the zone's.

    Never raises. A tap on an older screen changes nothing and gives a stale turn; an input that is no answer here
    changes nothing and gives a notice.
    """
    made = plan(flow)
    if not isinstance(given, (Said, Show, Other)) and given.turn != session.turn:
        return Turn(session, made.asks[session.state], stale=True)
    if session.ended and not isinstance(given, Show):
        return Turn(session, (Ask(session.state, notices.ENDED),))
    today = day_of(now, zone)
    match given:
        case Chose() | Done() | Said() | Skip():
            said = heard(made, session, given, today)
            if said.answer is not None:
                return follow(made, session, said.answer, said.notice, now, zone, today)
            turned: Session | str = said.notice or notices.UNFAMILIAR
        case Ticked():
            turned = tick(made.flow, session, given.choice)
        case Back():
            turned = back(made, session, today)
        case Change():
            turned = change(made.flow, session, given.step)
        case Show():
            turned = session.copy()
        case Other():
            turned = notices.for_kind(given.kind)
        case _:
            assert_never(given)
    if isinstance(turned, str):
        return Turn(session, (Ask(session.state, turned),))
    turned.touched_at = now
    return Turn(turned, made.asks[turned.state])
