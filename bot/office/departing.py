"""Somebody leaves what they take part in: what they did stays, what they had to do falls to another."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot import versions
from bot.buttons import press
from bot.harbour import Harbour
from bot.office import company, menu, reminders
from bot.office.keeping_out import is_kept_out
from flows.fault import ContentError
from flows.msgid import N_
from flows.procedures import checklist
from flows.procedures.run import MeasureState, Run
from flows.refusal import Refusal
from storage import jobs, measures, people, run_log, runs, views

LOG = logging.getLogger(__name__)
DECLINED = N_("{reference}: den du spurte, kan ikke ta over. Spør en annen.")
UNREACHABLE = N_("{reference}: en deltaker kan ikke nås her lenger. Ring dem.")
TAKEN_OVER = N_("{reference}: du leder dette nå, fordi den som ledet, har sluttet.")


def from_everything(db: Connection, harbour: Harbour, person: int, now: datetime) -> list[str]:
    """Somebody no longer works here. Gives the runs that nobody is left in and no coordinator could take over.

    A run that cannot be read is one of those: it keeps nobody in the rest.
    """
    cancel_offers(db, harbour, person, now)
    left = []
    for found in runs.of_person(db, person):
        try:
            with db.begin_nested():
                gone = _from_one(db, harbour, found.reference, person, now)
        except (ContentError, LookupError) as broken:
            LOG.error("%s is still led as before: %s", found.reference, type(broken).__name__)  # noqa: TRY400 - a named fault
            gone = False
        left += [] if gone else [found.reference]
    return left


def cancel_offers(db: Connection, harbour: Harbour, person: int, now: datetime) -> None:
    """Somebody no longer works here: what they offered is offered no more, and who had asked them asks another."""
    for key, offer in jobs.of_kind(db, menu.HANDOVER):
        reference, _, giver = key.rpartition(":")
        if person not in {offer["to"], int(giver)}:
            continue
        jobs.cancel(db, menu.HANDOVER, key)
        if int(giver) != person:
            company.ring(db, harbour, int(giver), DECLINED, reference, now)


def _from_one(db: Connection, harbour: Harbour, reference: str, person: int, now: datetime) -> bool:
    found = runs.load(db, reference, lock=True)
    if found is None:
        return True
    procedure, run = versions.of_run(db, harbour, found)
    versions.kept(db, procedure, found, run)
    after = _left(db, harbour, run, person, now)
    if after is None:
        return False
    moved = reassign(db, reference, person, after.chair)
    run_log.write(db, harbour.keyring, reference, "leave", person, now)
    runs.save(db, after)
    reminders.plan(db, harbour, procedure, after, now)
    views.stale(db, reference, person)
    if after.chair != run.chair:
        company.ring(db, harbour, after.chair, TAKEN_OVER, reference, now)
    elif moved:
        company.ring(db, harbour, after.chair, company.NEW_FOR_YOU, reference, now, press("tasks", "0"))
    return True


def _left(db: Connection, harbour: Harbour, run: Run, person: int, now: datetime) -> Run | None:
    """The run without the person; a coordinator of the unit takes over when nobody who could lead is left."""
    try:
        return checklist.leave(run, person, now, away(db, harbour, run))
    except checklist.LastMember:
        others = [one for one in people.coordinators(db, harbour.keyring, run.unit) if one.id != person]
        able = [one.id for one in others if _may_lead(db, harbour, run, one.id, one.name)]
        return checklist.hand_over(run, person, able[0], now) if able else None


def _may_lead(db: Connection, harbour: Harbour, run: Run, person: int, name: str | None) -> bool:
    """Not who only listens there, nor who must not know."""
    member = run.member(person)
    return not (member is not None and member.anonymous) and not is_kept_out(db, harbour, run, name)


def adopt(db: Connection, harbour: Harbour, coordinator: int, unit: str, now: datetime) -> None:
    """A coordinator came in: whatever is led by somebody who was dismissed is theirs to lead.

    A run that cannot be read, or that they must not lead, keeps nobody out of the rest.
    """
    for one in runs.in_unit(db, unit):
        try:
            with db.begin_nested():
                _adopt_one(db, harbour, one.reference, coordinator, now)
        except (ContentError, LookupError, Refusal) as broken:
            LOG.error("%s still has nobody who leads it: %s", one.reference, type(broken).__name__)  # noqa: TRY400 - a named fault


def _adopt_one(db: Connection, harbour: Harbour, reference: str, coordinator: int, now: datetime) -> None:
    found = runs.load(db, reference, lock=True)
    leads = None if found is None else people.by_id(db, harbour.keyring, found.chair)
    if found is None or leads is None or leads.role != people.YOUTH:
        return
    procedure, run = versions.of_run(db, harbour, found)
    if not _may_lead(db, harbour, run, coordinator, people.names(db).get(coordinator)):
        return
    versions.kept(db, procedure, found, run)
    after = checklist.hand_over(run, run.chair, coordinator, now)
    reassign(db, run.reference, run.chair, coordinator)
    run_log.write(db, harbour.keyring, run.reference, "hand", coordinator, now)
    runs.save(db, after)
    reminders.plan(db, harbour, procedure, after, now)
    company.ring(db, harbour, coordinator, TAKEN_OVER, run.reference, now)


def unreachable(db: Connection, harbour: Harbour, person: int, now: datetime) -> None:
    """Somebody stopped the bot: nothing reaches them here, and who leads must telephone instead."""
    for run in runs.of_person(db, person):
        leader = run.chair if run.chair != person else next((o.person for o in run.present if o.person != person), None)
        if leader is not None:
            company.ring(db, harbour, leader, UNREACHABLE, run.reference, now, press("people", run.reference))


def away(db: Connection, harbour: Harbour, run: Run) -> frozenset[int]:
    """Who takes part and cannot be reached here."""
    there = people.with_ids(db, harbour.keyring, [one.person for one in run.present])
    return frozenset(one.id for one in there if one.state == people.BLOCKED)


def reassign(db: Connection, reference: str, person: int, to: int) -> bool:
    """The open measures of somebody who is gone fall to another; say whether there were any.

    Whoever they had asked to take their part over is asked no longer.
    """
    jobs.cancel(db, menu.HANDOVER, f"{reference}:{person}")
    fell = [one for one in measures.of_run(db, reference) if one.responsible == person]
    waiting = [one for one in fell if one.state is MeasureState.OPEN]
    for one in waiting:
        measures.save(db, reference, replace(one, responsible=to))
    return bool(waiting)
