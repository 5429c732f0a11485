"""A deadline of a procedure in words: «2 timer», «rød: 2 timer · ellers: 3 virkedager», «samme dag etter steg 4»."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from babel.units import format_unit

from bot.i18n import Voice
from bot.times import LOCALES
from flows.deadlines import Term
from flows.model import Level
from flows.msgid import N_
from flows.procedures.minutes_text import LEVELS
from flows.procedures.model import MEETING, START, Due

AT_ONCE, AT_START, AT_MEETING = N_("straks"), N_("når det starter"), N_("når møtet begynner")
AT_STEP = N_("med en gang steg {step} er gjort")
ONE_WORKING_DAY, WORKING_DAYS, SAME_DAY = N_("1 virkedag"), N_("{count} virkedager"), N_("samme dag")
AFTER_MEETING, AFTER_STEP = N_("{term} etter at møtet begynte"), N_("{term} etter steg {step}")
FOR_LEVEL, OTHERWISE = N_("{level}: {deadline}"), N_("ellers: {deadline}")
NOW = Term(timedelta(minutes=15))
"""What content writes as "now"."""
_DAYS = (("week", timedelta(weeks=1)), ("day", timedelta(days=1)))
_TIMES = (("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1)), ("second", timedelta(seconds=1)))


def deadline(due: Mapping[Level, Due], places: Mapping[str, int], voice: Voice) -> str:
    """The deadline of a task, empty when it has none; `places` are the numbers of the steps by task."""
    by_due: dict[str, list[Level]] = {}
    for level in reversed(Level):
        if level in due:
            by_due.setdefault(_one(due[level], places, voice), []).append(level)
    if len(by_due) == 1 and len(due) == len(Level):
        return next(iter(by_due))
    return " · ".join(_for_levels(said, levels, voice) for said, levels in by_due.items())


def _for_levels(said: str, levels: list[Level], voice: Voice) -> str:
    if len(levels) > 1 and Level.BLUE in levels:
        return voice.say(OTHERWISE, deadline=said)
    return voice.say(FOR_LEVEL, level=", ".join(voice.say(LEVELS[level]).lower() for level in levels), deadline=said)


def _one(due: Due, places: Mapping[str, int], voice: Voice) -> str:
    step = places.get(due.base, 0)
    if due.term is None:
        fixed = {START: AT_START, MEETING: AT_MEETING}
        return voice.say(fixed[due.base]) if due.base in fixed else voice.say(AT_STEP, step=step)
    if due == Due(START, NOW):
        return voice.say(AT_ONCE)
    term = _term(due.term, voice)
    if due.base == START:
        return term
    return voice.say(AFTER_MEETING, term=term) if due.base == MEETING else voice.say(AFTER_STEP, term=term, step=step)


def _term(term: Term, voice: Voice) -> str:
    if term.working_days:
        return voice.say(WORKING_DAYS, count=term.working_days) if term.working_days > 1 else voice.say(ONE_WORKING_DAY)
    if term.same_day:
        return voice.say(SAME_DAY)
    span, units = (term.span, _TIMES) if term.span else (timedelta(days=term.days), _DAYS)
    unit, length = next(unit for unit in units if span % unit[1] == timedelta())
    return format_unit(span // length, unit, "long", locale=LOCALES.get(voice.language, voice.language))
