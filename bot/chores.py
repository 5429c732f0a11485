"""What is done when a time has come: signs of life that are missing, screens left open, and keeping the house."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.chat import FADE, FADE_AFTER, Chat
from bot.harbour import Harbour
from bot.office import handover, menu, reminders
from bot.paging import Paging
from bot.post import Post
from flows import checkin
from flows.model import Level
from storage import (
    alerts,
    audit,
    cases,
    checks,
    filing,
    invitations,
    jobs,
    outbox,
    people,
    recorder,
    roster,
    screens,
    sessions,
    updates,
)
from storage.checks import CaseCheck
from storage.jobs import Job

LOG = logging.getLogger(__name__)

EXPIRE, PRUNE = "expire", "prune"
EXPIRE_EVERY = timedelta(minutes=5)
PRUNE_EVERY = timedelta(hours=1)
REMEMBER_UPDATES = timedelta(days=3)
"""Telegram repeats an update for 24 hours; three days leave room for a clock that was wrong."""
REMEMBER_SCREENS = timedelta(days=30)
LONGEST = {FADE: FADE_AFTER, EXPIRE: EXPIRE_EVERY, PRUNE: PRUNE_EVERY, menu.HANDOVER: handover.OFFER_HOLDS}
"""How far ahead a job of each kind is put at most. One that is due later was put before the clock was set back."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How things stand, for the metrics and for `/readyz`."""

    waiting: int
    set_aside: int
    overdue_seconds: float
    on_duty: int
    held: int
    page_waits_seconds: float
    unacknowledged: dict[Level, int]


def begin(db: Connection, now: datetime) -> None:
    """See to it that the recurring chores are due, and that nothing waits for a server that died."""
    if db.dialect.name == "sqlite":
        outbox.free(db)
    jobs.put(db, EXPIRE, now, "")
    jobs.put(db, PRUNE, now, "")


def do(db: Connection, harbour: Harbour, job: Job, now: datetime) -> None:
    """One job. An unknown kind is from another version of the program, and is left to that."""
    match job.kind:
        case "fade":
            fade(db, harbour, int(job.key), now)
        case "expire":
            sessions.expire(db, now)
            jobs.put(db, EXPIRE, now + EXPIRE_EVERY, "")
        case "prune":
            updates.prune(db, now - REMEMBER_UPDATES)
            screens.prune(db, now - REMEMBER_SCREENS)
            invitations.prune(db, now)
            jobs.put(db, PRUNE, now + PRUNE_EVERY, "")
        case menu.HANDOVER:
            handover.not_answered(db, harbour, job.key, now)
        case reminders.RUN:
            reminders.remind(db, harbour, job.key, job.payload["since"], now)
        case unknown:
            LOG.warning("a job of unknown kind waits for the version of the program that knows it: %s", unknown)
            jobs.put(db, unknown, now + PRUNE_EVERY, job.key, job.payload)


def fade(db: Connection, harbour: Harbour, person_id: int, now: datetime) -> None:
    """A screen was left open: it turns into an innocent line without a sound, and the talk waits behind the face."""
    person = people.by_id(db, harbour.keyring, person_id)
    if person is None or person.face == people.HIDDEN:
        return
    Chat(db, harbour.keyring, person, now).cover()
    if person.state == people.BLOCKED:
        return  # Telegram takes nothing to that chat now
    Post(db, harbour.keyring, now).fade(person, harbour.municipality.face.spoken(person.language).line)


def sign_is_missing(db: Connection, harbour: Harbour, check: CaseCheck, now: datetime) -> None:
    """A sign of life did not come: whoever is on duty is called, never the young person and never the family."""
    case = cases.by_reference(db, check.reference)
    found = None if case is None else checkin.missing(check.expected, case.level, now)
    if found is None:
        checks.look_again(db, check.reference, check.expected.name, check.expected.stage, None)
        return
    recorded = recorder.sign_missing(
        db, harbour.keyring, check.reference, found.level, ladders=harbour.municipality.ladders, now=now
    )
    checks.look_again(db, check.reference, check.expected.name, found.stage, found.next_at)
    if recorded.alert is not None:
        Paging(db, harbour, now).carry_out(recorded.alert, recorded.paging)


def audit_timers(db: Connection, harbour: Harbour, now: datetime) -> int:
    """Compare what should happen with what will: an alert that waits for nothing rings now, and no job waits for a
    time that the clock has been set back from. The number of such alerts.
    """
    for kind, ahead in LONGEST.items():
        jobs.pull_forward(db, kind, now + ahead)
    silent = alerts.silent(db)
    for reference in silent:
        live = alerts.live(db, reference)
        if live is not None:
            LOG.error("an alert had fallen silent and rings again: %s", reference)
            audit.write(db, harbour.keyring, audit.CLOCK, "alert.silent", reference, now)
            alerts.save(db, replace(live, next_action_at=now))
    return len(silent)


def figures(db: Connection, harbour: Harbour, now: datetime) -> Figures:
    """How things stand now."""
    depth = outbox.depth(db)
    late = [since for _, since in (alerts.overdue(db, now), jobs.overdue(db, now)) if since is not None]
    open_alerts = [one for one in alerts.open_in(db, None) if not one.answered]
    on_duty = [roster.staffing(db, unit.id).on_duty for unit in harbour.municipality.units]
    return Figures(
        waiting=depth.waiting,
        set_aside=depth.aside,
        overdue_seconds=max(((now - since).total_seconds() for since in late), default=0.0),
        on_duty=sum(len(one) for one in on_duty),
        held=len(filing.held_units(db)),
        page_waits_seconds=0.0 if (since := outbox.oldest_page(db)) is None else (now - since).total_seconds(),
        unacknowledged={level: sum(one.level is level for one in open_alerts) for level in Level},
    )
