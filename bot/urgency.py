"""The deadlines of each level as a municipality writes them: «15 min», «24 h», «3 working days», and the ladder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from flows import usual
from flows.deadlines import ANSWER, Term
from flows.ladder import Ladder, Plan, Rung
from flows.model import Level
from flows.paging import Audience
from flows.table import Table

LONGEST_SILENCE = timedelta(days=7)
_UNITS = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "day": timedelta(days=1), "days": timedelta(days=1)}
_SPAN = re.compile(r"([0-9]{1,4}) (min|h|days?)")
_WORKING_DAYS = re.compile(r"([0-9]{1,2}) working days?")
_REACHES = tuple(audience for audience in Audience if audience is not Audience.ONE)


@dataclass(frozen=True, slots=True)
class Urgency:
    """What each level demands: when the person is answered, and the plan of the coordinators."""

    answers: Mapping[Level, Term]
    plans: Mapping[Level, Plan]


def span(text: str) -> timedelta | None:
    """The time that «15 min», «24 h» or «3 days» says, or None."""
    found = _SPAN.fullmatch(text)
    return int(found[1]) * _UNITS[found[2]] if found else None


def term(text: str) -> Term | None:
    """The term that «15 min», «24 h» or «3 working days» says, or None; nothing at all is no term."""
    found = _WORKING_DAYS.fullmatch(text)
    if found:
        return Term(working_days=int(found[1])) if int(found[1]) else None
    elapsed = span(text)
    return Term(elapsed) if elapsed else None


def read_urgency(top: Table) -> Urgency:
    """The [level.NAME] tables; a level or deadline that is left out keeps the usual one. Faults are noted there."""
    answers, plans = dict(ANSWER), dict(usual.PLANS)
    known = [level.key for level in Level]
    for name, values in top.tables("level").items():
        block = top.source.lines.block(f"level.{name}")
        table = Table(top.source, values, block, said=f"level {name}")
        if name not in known:
            table.complain(f"there is no such level; it can be {', '.join(known)}.")
            continue
        level = Level.named(name)
        table.only("answer", "contact", "remind", "ladder")
        answers[level] = _term(table, "answer", answers[level])
        plan = plans[level]
        remind = _remind(table)
        plans[level] = Plan(
            ladder=_ladder(table) or plan.ladder,
            contact=_term(table, "contact", plan.contact),
            reminders=usual.reminders(remind) if remind else plan.reminders,
        )
    return Urgency(answers, plans)


def _term(table: Table, key: str, usually: Term) -> Term:
    text = table.text(key)
    if not text:
        return usually
    found = term(text)
    if found is None:
        table.complain(f'\'{key}\' is \'{text}\'; write it as "15 min", "24 h" or "3 working days".', key)
    return found or usually


def _remind(table: Table) -> timedelta | None:
    text = table.text("remind")
    found = span(text)
    if text and not found:
        table.complain(f'\'remind\' is \'{text}\'; write it as "15 min", "4 h" or "1 day".', "remind")
    return found


def _ladder(table: Table) -> Ladder | None:
    """The ladder, or None when there is none or it is wrong."""
    listed = table.listed("ladder")
    rungs = [_rung(table, dict(values), number) for number, values in enumerate(listed, 1)]
    if not listed or None in rungs:
        return None
    try:
        ladder = Ladder(tuple(rung for rung in rungs if rung is not None))
    except ValueError as error:
        table.complain(f"'ladder': {error}.", "ladder")
        return None
    if ladder.longest_silence > LONGEST_SILENCE:
        table.complain(f"'ladder' may not be silent for more than {LONGEST_SILENCE.days} days.", "ladder")
    if ladder.rungs[-1].audience.breadth < Audience.ALL.breadth:
        table.complain("'ladder' never reaches all. Its last rung must be to all or to administrators.", "ladder")
    return ladder


def _rung(table: Table, values: dict[str, object], number: int) -> Rung | None:
    said = f"rung {number} of 'ladder'"
    if sorted(values) != ["after", "every", "to"]:
        table.complain(f"{said} must hold after, to and every, and nothing else.", "ladder")
        return None
    after, every = (span(str(values[key])) for key in ("after", "every"))
    if after is None or every is None:
        table.complain(f'{said}: write after and every as "15 min", "4 h" or "1 day".', "ladder")
        return None
    if values["to"] not in _REACHES:
        table.complain(f"{said}: to can be {', '.join(_REACHES)}.", "ladder")
        return None
    return Rung(after, Audience(str(values["to"])), every)
