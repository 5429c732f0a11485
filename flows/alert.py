"""An alert's life, from raised to closed, as values: who is paged now, and when something happens next.

Every function gives the alert afterwards and what follows from it. An alert that nobody has acknowledged, or whose
person nobody has contacted, always has a `next_action_at`: it cannot fall silent, whatever the clock does.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flows.ladder import Ladder, Ladders, Place
from flows.model import Level
from flows.paging import Announce, Audience, Event, Page, PagingEffect, Why
from flows.refusal import AlreadyAcknowledged, Closed, NotAcknowledged

# Replicas' clocks differ a little; only what lies further back than this is a clock that was set back.
SKEW = timedelta(minutes=1)
WAITING = -1  # Acknowledged, and the time to contact has not passed: no rung of the reminders reached yet.


class Cause(enum.StrEnum):
    """Why an alert is raised."""

    FILED = "filed"
    CHECKIN = "checkin"
    DANGER_WORD = "danger_word"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True, slots=True)
class Alert:
    """Somebody must act on the case `reference`. All times are aware UTC.

    `since` is when the present ladder began, `rung` and `repeats` the last page on it, `acted_at` the last change.
    `passed_to` is paged beside the audience of each rung; `passed_by` passed the case on. `contact_by` is when the
    person must have been contacted.
    """

    reference: str
    kind: Cause
    level: Level
    raised_at: datetime
    since: datetime
    acted_at: datetime
    next_action_at: datetime | None
    rung: int = 0
    repeats: int = 0
    acknowledged_by: int | None = None
    acknowledged_at: datetime | None = None
    passed_by: int | None = None
    passed_to: int | None = None
    contact_by: datetime | None = None
    contacted_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def answered(self) -> bool:
        """Somebody has the case."""
        return self.acknowledged_by is not None

    def late(self, now: datetime) -> bool:
        """Somebody has the case, and the time to make contact has passed."""
        return self.answered and self.contact_by is not None and now >= self.contact_by


Outcome = tuple[Alert, tuple[PagingEffect, ...]]


def raised(reference: str, kind: Cause, level: Level, ladders: Ladders, now: datetime) -> Outcome:
    """A new alert, and the first page."""
    alert = _start(Alert(reference, kind, level, now, now, now, None), ladders.ladder(level), now)
    return alert, (_page(alert, ladders, Why.RAISED),)


def is_due(alert: Alert, now: datetime) -> bool:
    """`escalate` has something to do: its time has come, or the clock was set back and cannot be waited for."""
    return alert.next_action_at is not None and (now >= alert.next_action_at or now < alert.acted_at - SKEW)


def escalate(alert: Alert, ladders: Ladders, now: datetime) -> Outcome:
    """What is due now: one page, at the rung where the alert should be by now. Nothing when nothing is due."""
    if not is_due(alert, now):
        return alert, ()
    settled = _settle(alert, now)
    if now < settled.since:  # The clock was set back while the time to contact runs: it runs on from where it was.
        return settled, ()
    ladder = _climbing(settled, ladders)
    place = ladder.place(now - settled.since)
    later = _at(settled, ladder, place, now)
    why = Why.NOT_CONTACTED if alert.answered else Why.NOT_ACKNOWLEDGED
    return later, (_page(later, ladders, why, repeat=place.rung == alert.rung),)


def missed(alert: Alert, ladders: Ladders, now: datetime) -> Alert:
    """Somebody who was paged can never get the page: the next rung is due now. The last rung repeats by itself."""
    ladder, following = ladders.ladder(alert.level), alert.rung + 1
    if alert.closed_at is not None or alert.answered or following >= len(ladder.rungs):
        return alert
    return replace(alert, since=now - ladder.rungs[following].after, acted_at=now, next_action_at=now)


def acknowledge(alert: Alert, ladders: Ladders, now: datetime, by: int) -> Outcome:
    """`by` has the case and must contact the person in time. A second tap by the same person changes nothing.

    Raises AlreadyAcknowledged when somebody else has it and still has time to make contact, and Closed. Whoever let
    that time pass may have had an accident: others are reminded, so one of them must be able to take over.
    """
    settled = _open(alert, now)
    if alert.acknowledged_by == by:
        return alert, ()
    if alert.acknowledged_by is not None and not alert.late(now):
        raise AlreadyAcknowledged(alert.acknowledged_by)
    taken = replace(settled, acknowledged_by=by, acknowledged_at=now, passed_by=None, passed_to=None)
    return _await_contact(taken, ladders, now), (Announce(Event.ACKNOWLEDGED, by),)


def pass_on(alert: Alert, ladders: Ladders, now: datetime, by: int, to: int | None = None) -> Outcome:
    """`by` hands the case to `to`, or to the next in line; it must be acknowledged anew, from the first rung.

    A case that nobody had taken keeps its clock: passing it on never postpones the next rung.
    Raises AlreadyAcknowledged when somebody else than `by` has it, and Closed.
    """
    settled = _open(alert, now)
    if alert.acknowledged_by is not None and alert.acknowledged_by != by:
        raise AlreadyAcknowledged(alert.acknowledged_by)
    passed = replace(settled, acknowledged_by=None, acknowledged_at=None, passed_by=by, passed_to=to, acted_at=now)
    if alert.answered:
        passed = _start(passed, ladders.ladder(alert.level), now)
    first = Page(Audience.NEXT if to is None else Audience.ONE, Why.PASSED, person=to, past=by)
    return passed, (first, Announce(Event.PASSED, by, to))


def raise_level(alert: Alert, ladders: Ladders, now: datetime, level: Level, signal: Cause | None = None) -> Outcome:
    """The case is at least this urgent. Nothing when it was already, unless `signal` says that something new happened.

    Unanswered: the ladder starts again, reaching at least those it had reached. Answered: the owner is paged and must
    make contact again; at red the need to acknowledge is open again. Raises Closed.
    """
    settled = _open(alert, now)
    if level <= alert.level and signal is None:
        return alert, ()
    risen = replace(settled, level=max(level, alert.level), kind=signal or alert.kind, contacted_at=None, acted_at=now)
    risen = replace(risen, passed_by=None)  # Whoever it was passed to is paged beside the first in line, not instead.
    told = Announce(Event.RISEN)
    ladder = ladders.ladder(risen.level)
    if alert.answered and risen.level < Level.RED:
        owner = Page(Audience.ONE, Why.RISEN, person=alert.acknowledged_by)
        return _await_contact(risen, ladders, now), (owner, told)
    if alert.answered:
        owned = alert.acknowledged_by
        risen = replace(risen, acknowledged_by=None, acknowledged_at=None, passed_to=owned)
        risen = _start(risen, ladder, now)
    elif level > alert.level:
        reached = ladders.ladder(alert.level).audience(alert.rung)
        risen = _start(risen, ladder, now, ladder.reaching(reached))
    return risen, (_page(risen, ladders, Why.RISEN), told)


def lower_level(alert: Alert, ladders: Ladders, now: datetime, level: Level, by: int) -> Outcome:
    """A person found the case less urgent. Who has it gets the time to contact of the lower level, counted from now.

    Raises NotAcknowledged when nobody has the case, and Closed.
    """
    settled = _answered(alert, now)
    if level >= alert.level:
        return alert, ()
    lowered = replace(settled, level=level, acted_at=now)
    if alert.contacted_at is None:
        lowered = _await_contact(replace(lowered, contact_by=None), ladders, now)
    return lowered, (Announce(Event.LOWERED, by),)


def contacted(alert: Alert, now: datetime, by: int) -> Outcome:
    """The person has been contacted: the reminders end. Raises NotAcknowledged and Closed."""
    settled = _answered(alert, now)
    if alert.contacted_at is not None:
        return alert, ()
    met = replace(settled, contacted_at=now, contact_by=None, next_action_at=None, acted_at=now)
    return met, (Announce(Event.CONTACTED, by),)


def closed(alert: Alert, now: datetime, by: int) -> Outcome:
    """The case is closed (`flows.case` decides whether it may be). Raises NotAcknowledged and Closed."""
    settled = _answered(alert, now)
    return replace(settled, closed_at=now, next_action_at=None, acted_at=now), (Announce(Event.CLOSED, by),)


def _open(alert: Alert, now: datetime) -> Alert:
    if alert.closed_at is not None:
        raise Closed
    return _settle(alert, now)


def _answered(alert: Alert, now: datetime) -> Alert:
    settled = _open(alert, now)
    if not alert.answered:
        raise NotAcknowledged
    return settled


def _settle(alert: Alert, now: datetime) -> Alert:
    """The alert by a clock that was set back since: what was left to wait is what is left to wait."""
    back = alert.acted_at - now
    if back <= timedelta():
        return alert
    return replace(
        alert,
        acted_at=now,
        since=alert.since - back,
        contact_by=alert.contact_by and alert.contact_by - back,
        next_action_at=alert.next_action_at and alert.next_action_at - back,
    )


def _climbing(alert: Alert, ladders: Ladders) -> Ladder:
    return ladders.reminders(alert.level) if alert.answered else ladders.ladder(alert.level)


def _start(alert: Alert, ladder: Ladder, now: datetime, rung: int = 0) -> Alert:
    return _at(replace(alert, since=now - ladder.rungs[rung].after), ladder, Place(rung, 0), now)


def _at(alert: Alert, ladder: Ladder, place: Place, now: datetime) -> Alert:
    following = alert.since + ladder.following(place)
    return replace(alert, rung=place.rung, repeats=place.repeats, acted_at=now, next_action_at=following)


def _await_contact(alert: Alert, ladders: Ladders, now: datetime) -> Alert:
    """Whoever has the case has just been told: the reminders begin when the time to contact has passed."""
    if alert.contacted_at is not None:
        return replace(alert, next_action_at=None, acted_at=now)
    term = ladders.contact_by(alert.level, now)
    by = min(alert.contact_by or term, term)
    if by <= now:
        return replace(_start(alert, ladders.reminders(alert.level), now), contact_by=by)
    return replace(alert, since=by, rung=WAITING, repeats=0, contact_by=by, next_action_at=by, acted_at=now)


def _page(alert: Alert, ladders: Ladders, why: Why, *, repeat: bool = False) -> Page:
    """The page of the rung where the alert is."""
    audience = _climbing(alert, ladders).audience(alert.rung)
    if alert.answered:
        return Page(audience, why, person=alert.acknowledged_by, repeat=repeat)
    if alert.rung == 0 and alert.passed_by is not None:
        audience = Audience.NEXT if alert.passed_to is None else Audience.ONE
        return Page(audience, why, person=alert.passed_to, past=alert.passed_by, repeat=repeat)
    return Page(audience, why, person=alert.passed_to, repeat=repeat)
