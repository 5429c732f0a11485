"""A small procedure and a run of it, to try things on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from flows.deadlines import Calendar, Term
from flows.model import Choice, Condition, Level, Row
from flows.procedures import checklist
from flows.procedures.model import CHAIR, EVERYONE, MEETING, SECRETARY, Bar, Due, Opens, Procedure, Stop, Task
from flows.procedures.run import Run

OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2027, 6, 7, 8, tzinfo=UTC)  # a Monday, 10 o'clock in Oslo
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
KARI, OLA, PER, EVA, LIV = 1, 2, 3, 4, 5
HOLIDAYS = frozenset(
    {
        date(2026, 12, 25),
        date(2027, 1, 1),
        date(2027, 3, 25),
        date(2027, 3, 26),
        date(2027, 3, 29),
        date(2027, 5, 6),
        date(2027, 5, 17),
    }
)
CALENDAR = Calendar(OSLO, HOLIDAYS.__contains__)


def oslo(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=OSLO)  # type: ignore[misc,arg-type]


def levels(**terms: Due) -> dict[Level, Due]:
    """A deadline by level, `other` for those that are not named."""
    return {level: terms.get(level.key, terms["other"]) for level in Level}


def always(base: str = "start", term: Term | None = None) -> dict[Level, Due]:
    return dict.fromkeys(Level, Due(base, term))


def task(name: str, *roles: str, **more: object) -> Task:
    return replace(Task(name, "before", f"Gjør {name}", 1, roles or ("coordinator",)), **more)  # type: ignore[arg-type]


def choices(*names: str) -> tuple[Choice, ...]:
    return tuple(Choice(name, name.capitalize()) for name in names)


def chose(name: str, *among: str) -> Condition:
    return Condition(((Row(name, frozenset(among)),),))


def unless(condition: Condition) -> Condition:
    return Condition(((replace(condition, negated=True),),))


def procedure(*tasks: Task, **more: object) -> Procedure:
    made = Procedure(
        name="furu",
        title="Et lite løp",
        trigger="Når det trengs.",
        phases={"before": "Før", "after": "Etter"},
        tasks={one.id: one for one in tasks},
        results=choices("reported", "nothing"),
        version="v1",
        source="",
        meeting=True,
    )
    return replace(made, **more)  # type: ignore[arg-type]


CALL = task(
    "call",
    due=levels(red=Due(term=Term(2 * HOUR)), orange=Due(term=Term(24 * HOUR)), other=Due(term=Term(working_days=3))),
)
CLEAR = task("clear", "police", "child_welfare", choices=choices("yes", "no"))
BASIS = task("basis", EVERYONE, each=True, opens=Opens.BASIS, due=always(MEETING))
TALK = task("talk", "child_welfare", when=chose("clear", "yes", "no"), needs=("call",))
FACTS = task("facts", "police", "school", each=True, due=always(MEETING, Term(24 * HOUR)))
MINUTES = task("minutes", SECRETARY, due=always("facts", Term(same_day=True)))
LEAD = task("lead", CHAIR)
FOUND = task("found", EVERYONE, choices=choices("evidence", "none"))
RED_ONLY = task("red_only", EVERYONE, when=chose("level", "red"))

MEET = procedure(
    *(CALL, CLEAR, BASIS, TALK, FACTS, MINUTES, LEAD, FOUND, RED_ONLY),
    stops={
        "evidence": Stop("evidence", "Bevis", "Stopp nå.", 1, chose("found", "evidence")),
        "hand": Stop("hand", "Stopp", "Stopp.", 1),
    },
    bars=(Bar(("talk",), "Ikke klarert.", unless(chose("clear", "yes")), 1),),
)


def begun(of: Procedure = MEET, level: Level = Level.YELLOW) -> Run:
    """Kari (coordinator) called it."""
    return checklist.begin(of, "Furu-27", unit="midt", level=level, by=KARI, role="coordinator", now=NOW)


def gathered(of: Procedure = MEET, level: Level = Level.YELLOW) -> Run:
    """Kari leads; Ola and Eva are the police, Per the school, Liv the child welfare service."""
    run = begun(of, level)
    for person, role in ((OLA, "police"), (PER, "school"), (EVA, "police"), (LIV, "child_welfare")):
        run = checklist.join(run, person, role, NOW)
    return run


def ticked(run: Run, *pairs: tuple[str, int] | tuple[str, int, str], of: Procedure = MEET, now: datetime = NOW) -> Run:
    for name, by, *choice in pairs:
        run = checklist.tick(of, run, name, by, now, *choice)
    return run
