"""People, talks and declarations to store: made up, and recognisable when they turn up where they must not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from flows import usual
from flows.deadlines import Calendar
from flows.effects import Effect, FileCase, Line, RaiseAlert, Turn
from flows.model import Flow, Level, Part
from flows.session import Answer, FreeText, Session
from storage import flow_versions, people, xwing
from storage.envelope import fingerprint, reader_id
from storage.keyfile import NewKey
from storage.keyring import Keyring
from storage.people import Person

NOW = datetime(2027, 3, 15, 9, 30, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
LADDERS = usual.ladders(Calendar(ZoneInfo("Europe/Oslo"), lambda _: False))
FLOW = Flow("declaration", "Egenerklæring", "youth", "safe_now", {}, "f" * 64, 'title = "Egenerklæring"\n')
CANARY = "kanarifugl-tsjirp-æøå"


P = ParamSpec("P")
T = TypeVar("T")


def doing(
    query: Callable[Concatenate[Connection, P], T], *arguments: P.args, **named: P.kwargs
) -> Callable[[Connection], T]:
    """A work that asks this one query; unlike a lambda in a loop it has its arguments at once."""
    return lambda db: query(db, *arguments, **named)


def youth(db: Connection, keyring: Keyring, telegram_id: int = 5_000_000_001) -> Person:
    """A young person, whose flow is pinned."""
    flow_versions.pin(db, FLOW, NOW)
    return people.meet(db, keyring, telegram_id, "nb", NOW)


def staff(
    db: Connection, keyring: Keyring, telegram_id: int, name: str, role: str = "coordinator", unit: str = "midt"
) -> Person:
    """Somebody who was invited."""
    met = people.meet(db, keyring, telegram_id, "nb", NOW)
    people.become(db, met.id, role, name, unit, None)
    return replace(met, role=role, name=name, unit=unit)


def talk(words: str = CANARY, *, started_at: datetime = NOW, turn: int = 4) -> Session:
    """A talk with one answer in the person's own words."""
    answers = {"safe_now": Answer(("no",)), "fear": Answer((), FreeText(words))}
    return Session(
        "declaration",
        FLOW.version,
        "fear",
        started_at,
        NOW,
        turn=turn,
        answers=answers,
        trail=["safe_now"],
        alarmed=True,
    )


def filing(words: str = CANARY, *, final: bool = True, level: Level = Level.RED) -> FileCase:
    """What a talk files: an answer, and who the person is."""
    fear = Line("fear", "Hva er du redd for?", (), (), FreeText(words))
    name = Line("name", "Hva heter du?", ("skipped",), ("Vil ikke si",), FreeText(f"navn {words}"))
    return FileCase(final, level, ("Ikke trygg nå",), {Part.ANSWERS: (fear,), Part.IDENTITY: (name,)})


def turn(*effects: Effect, session: Session | None = None) -> Turn:
    """A turn with these effects."""
    return Turn(session or talk(), effects)


def alarm(level: Level = Level.RED) -> RaiseAlert:
    """The call for help that goes with a filing."""
    return RaiseAlert(level, ("Ikke trygg nå",))


def key(seed: int) -> NewKey:
    """A reader's public key; the private one is `bytes([seed]) * 32`."""
    public = xwing.public_key(bytes([seed]) * 32)
    return NewKey(reader_id(public), public, fingerprint(public))
