"""What is filed, remembered and expected when a talk is over, or when danger does not let it be finished."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flows.conditions import day_in, holds
from flows.days import day_of
from flows.document import parts
from flows.effects import Block, FileCase, Remember, Schedule
from flows.model import Flow, Level
from flows.session import Answer

_MEANINGS = {"ok_word": "ok", "danger_word": "danger"}


def file_case(
    flow: Flow,
    on_path: Iterable[str],
    known: Mapping[str, Answer],
    level: Level,
    reasons: tuple[str, ...],
    *,
    final: bool,
) -> FileCase:
    """Everything on the path, in its order, split into the parts that are sealed apart."""
    return FileCase(final, level, reasons, parts(flow.steps, on_path, known))


def remember(flow: Flow, on_path: Iterable[str], known: Mapping[str, Answer]) -> Iterator[Remember]:
    """Each code word that the person chose."""
    for name in on_path:
        meaning = _MEANINGS.get(flow.steps[name].sets or "")
        words = known[name].words
        if meaning and words:
            yield Remember(meaning, words)


def block(flow: Flow, on_path: Iterable[str], known: Mapping[str, Answer]) -> Iterator[Block]:
    """Those who must not get to know of it, as the person wrote them: also when danger files what there is so far."""
    for name in on_path:
        words = known[name].words
        if flow.steps[name].sets == "blocked" and words:
            yield Block(words)


def schedule(flow: Flow, known: Mapping[str, Answer], now: datetime, zone: ZoneInfo) -> Iterator[Schedule]:
    """Each sign of life to expect, due in UTC.

    Hours count from midnight as the day in question begins in the zone; when that would already be over, from now.
    When the day is not known, it is due so many days from now.
    """
    today = day_of(now, zone)
    for check in flow.checks:
        if holds(check.when, flow.facts, known, today):
            day = day_in(known.get(check.step))
            due = now + timedelta(days=check.fallback_days)
            if day is not None:
                due = datetime.combine(day, time(), zone).astimezone(UTC) + timedelta(hours=check.plus_hours)
                due = due if due > now else now + timedelta(hours=check.plus_hours)
            yield Schedule(check.name, due.astimezone(UTC))
