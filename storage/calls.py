"""Somebody must act on a case: its alert is raised, or the one it has, and the case follows. Whole or not at all."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from flows import alert as alert_life
from flows import case as case_life
from flows.alert import Cause, Outcome
from flows.case import State
from flows.ladder import Ladders
from flows.model import Level
from storage import alerts, audit, cases
from storage.keyring import Keyring


@dataclass(frozen=True, slots=True)
class Call:
    """Who or what (an actor of the audit log) calls for help on which case, why, and how urgently at least."""

    reference: str
    cause: Cause
    level: Level
    actor: str


def make(db: Connection, keyring: Keyring, call: Call, ladders: Ladders, now: datetime) -> Outcome:
    """The case's alert afterwards, and whom to page. A level only rises; a closed case is opened again.

    Filing the same again changes nothing; a danger word or a missing sign of life pages anew whatever the level was.
    Raises NoResultFound for an unknown case.
    """
    before = cases.life(db, call.reference)
    life, signal = _reopened(before), None if call.cause is Cause.FILED else call.cause
    live = alerts.live(db, call.reference)
    if live is None:
        level = max(call.level, life.level)
        alert, effects = alert_life.raised(call.reference, call.cause, level, ladders, now)
    else:
        alert, effects = alert_life.raise_level(live, ladders, now, call.level, signal)
    life = case_life.raise_level(life, call.level)
    life = life if signal is None else case_life.call_again(life)
    if life != before:
        cases.save_life(db, life, now)
    if effects:
        alerts.save(db, alert)
        audit.write(db, keyring, call.actor, f"alert.{call.cause.value}", call.reference, now)
    return alert, effects


def _reopened(case: case_life.Case) -> case_life.Case:
    if case.state is not State.CLOSED:
        return case
    return replace(case, state=State.RECEIVED, owner=None, outcome=None, verified=False)
