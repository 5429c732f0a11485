"""A meeting that was held, and its minutes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from flows.model import Level
from flows.procedures import checklist
from flows.procedures.minutes import Minutes, compose
from flows.procedures.model import Track
from flows.procedures.run import Measure, MeasureState, Run
from flows.session import FreeText
from tests.flows.procedures.furu import (
    CALENDAR,
    CALL,
    DAY,
    EVA,
    HOUR,
    KARI,
    LIV,
    MEET,
    NOW,
    OLA,
    PER,
    gathered,
    ticked,
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    what: str = ""
    why: str = ""
    disagreement: str = ""


@dataclass(frozen=True)
class Told:
    author: int
    track: Track
    basis: str
    words: FreeText | None


@dataclass(frozen=True)
class Card:
    law: str


def nb(text: str) -> str:
    return text


def shouted(text: str) -> str:
    return re.sub(r"[^{}]+(?![^{]*})", lambda found: found[0].upper(), text)


LAWFUL = replace(MEET, tasks={**MEET.tasks, "call": replace(CALL, law=("strl_196", "bvl_99"))}, code="P0")


def composed(run: Run, *measures: Measure, words: dict[int, Words] | None = None, later: timedelta = DAY) -> Minutes:
    told = (
        Told(OLA, Track.CRIMINAL_CASE, "strl_196", FreeText("Sett ved skolen\nkl. 14")),
        Told(PER, Track.PREVENTION, "consent:2", FreeText("Borte i to uker")),
        Told(99, Track.PREVENTION, "", FreeText("Ukjent kilde")),
        Told(PER, Track.PREVENTION, "", None),
    )
    return compose(LAWFUL, run, measures, words or {}, told, CALENDAR, NOW + later, nb)


def measure(number: int, **more: object) -> Measure:
    decided = Measure(number, "risk_assessment", OLA, NOW + HOUR, NOW, KARI)
    return replace(decided, **more)  # type: ignore[arg-type]


def full() -> Minutes:
    run = checklist.set_meeting(gathered(level=Level.RED), KARI, NOW + HOUR, NOW)
    run = checklist.set_secretary(run, KARI, LIV, NOW)
    run = checklist.set_basis(run, OLA, "strl_196", anonymous=False, now=NOW)
    run = checklist.set_basis(run, PER, "", anonymous=True, now=NOW)
    run = checklist.set_basis(run, LIV, "consent", anonymous=False, now=NOW)
    run = ticked(run, ("call", KARI), ("clear", OLA, "yes"), ("lead", KARI), ("basis", EVA), of=LAWFUL)
    run = checklist.leave(run, EVA, NOW + HOUR)
    decided = (
        measure(1, urgent=True, disagreed=True),
        measure(2, state=MeasureState.DONE, kind="a kind of tomorrow"),
        measure(3, responsible=99, disagreed=True, due_at=NOW + 9 * DAY),
    )
    words = {1: Words("Ring skolen", "Hun ba om det", "Skolen er uenig")}
    return composed(run, *decided, words=words)
