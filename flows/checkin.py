"""When a sign of life is due, and what a missing one means (domain/declaration.md, point 43)."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.model import Level
from flows.msgid import N_

SAFE_ADULT_AFTER = timedelta(hours=24)
LEFT_ABROAD_AFTER = timedelta(hours=48)


class Stage(enum.IntEnum):
    """How far a missing sign of life has come: whom it concerns now."""

    DUTY = 0
    SAFE_ADULT = 1
    LEFT_ABROAD = 2

    @property
    def level(self) -> Level:
        """The level that the case has at least."""
        return (Level.YELLOW, Level.ORANGE, Level.RED)[self]

    @property
    def says(self) -> str:
        """What the coordinator is asked to do (a msgid); for the case, never for an alert."""
        return (
            N_("Livstegn mangler. Prøv den trygge kontaktveien."),
            N_("Livstegn har manglet i et døgn. Snakk med den trygge voksne eller skolen. Ikke varsle familien."),
            N_("Livstegn mangler. Følg prosedyren for etterlatt i utlandet (P9) nå. Ikke varsle familien."),
        )[self]


@dataclass(frozen=True, slots=True)
class Expected:
    """A sign of life expected at `due` (aware UTC). `stage` is the last one acted on when it did not come."""

    name: str
    due: datetime
    stage: Stage | None = None
    met_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """What follows now: raise the case to at least `level`; look again at `next_at` (None: the alert goes on alone)."""

    stage: Stage
    level: Level
    next_at: datetime | None


def missing(check: Expected, case_level: Level, now: datetime, *, danger: bool = False) -> Missing | None:
    """What a sign of life that has not come means now, or None when it has come, is not due or was already acted on.

    After 0 h the duty, after 24 h the safe adult or the school, after 48 h procedure P9. P9 at once when the case is
    orange or red by anything but this check, and on a danger signal even before the sign is due. Missed stages are
    not caught up with one by one.
    """
    if check.met_at is not None or (now < check.due and not danger):
        return None
    stage = _stage(check, case_level, now, danger=danger)
    if check.stage is not None and stage <= check.stage:
        return None
    following = {Stage.DUTY: check.due + SAFE_ADULT_AFTER, Stage.SAFE_ADULT: check.due + LEFT_ABROAD_AFTER}
    return Missing(stage, stage.level, following.get(stage))


def _stage(check: Expected, case_level: Level, now: datetime, *, danger: bool) -> Stage:
    raised_here = Level.BLUE if check.stage is None else check.stage.level
    late = now - check.due
    if danger or late >= LEFT_ABROAD_AFTER or (case_level >= Level.ORANGE and case_level > raised_here):
        return Stage.LEFT_ABROAD
    return Stage.SAFE_ADULT if late >= SAFE_ADULT_AFTER else Stage.DUTY
