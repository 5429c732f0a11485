"""A turn's effects -> rows, in the transaction of the update that caused it. Screens are the doors' own business."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection

from flows.alert import Alert, Cause
from flows.case import State
from flows.effects import Ask, Block, Effect, FileCase, Finish, RaiseAlert, Remember, Schedule, Speak, Turn, Warn
from flows.ladder import Ladders
from flows.model import Level
from flows.paging import PagingEffect
from storage import audit, blocked, calls, cases, checks, filing, people, sessions, words
from storage.calls import Call
from storage.cases import Case
from storage.keyring import Keyring
from storage.people import Person


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a turn left: the case of this talk, if it has one by now, the alert if help was called, and whom to page."""

    case: Case | None = None
    alert: Alert | None = None
    paging: tuple[PagingEffect, ...] = ()

    @property
    def alerted(self) -> bool:
        """Somebody is called because of this turn."""
        return bool(self.paging)


@dataclass(frozen=True, slots=True)
class _Recording:
    db: Connection
    keyring: Keyring
    person: Person
    turn: Turn
    unit: str
    ladders: Ladders
    now: datetime

    def case(self) -> Case | None:
        return cases.of_talk(self.db, self.person.id, self.turn.session.started_at)

    def file(self, filed: FileCase, before: Case | None) -> Case:
        case = filing.file(
            self.db,
            self.keyring,
            person_id=self.person.id,
            unit=self.unit,
            filed=filed,
            talk=self.turn.session.started_at,
            now=self.now,
        )
        if before is None or (filed.final and not before.final):
            action = "case.filed" if filed.final else "case.filed_early"
            audit.write(self.db, self.keyring, audit.person(self.person.id), action, case.reference, self.now)
        return case

    def apply(self, effect: Effect, case: Case | None) -> None:
        match effect:
            case Speak(language):
                people.set_language(self.db, self.keyring, self.person.id, language)
            case Remember(meaning, word) if case is not None:
                words.remember(self.db, self.keyring, case.reference, meaning, word)
            case Block(names) if case is not None:
                blocked.block(self.db, self.keyring, case.reference, names, self.now)
            case Schedule(name, due) if case is not None:
                checks.schedule(self.db, case.reference, name, due)
            case Finish():
                sessions.forget(self.db, self.person.id, self.turn.session.turn)
            case Ask() | Warn() | FileCase() | RaiseAlert() | Remember() | Block() | Schedule():
                pass  # drawn by the doors, or written before these
            case _:
                assert_never(effect)


def record(
    db: Connection, keyring: Keyring, person: Person, turn: Turn, *, unit: str, ladders: Ladders, now: datetime
) -> Recorded:
    """Write down what follows from a turn, except the session itself (sessions.save), pages and screens.

    The case is filed before its alert is raised, whatever the order of the effects; an alert without a filing files
    what the session says of itself, so that no alert is lost.
    """
    recording = _Recording(db, keyring, person, turn, unit, ladders, now)
    raising = [effect for effect in turn.effects if isinstance(effect, RaiseAlert)]
    filings = [effect for effect in turn.effects if isinstance(effect, FileCase)]
    case = recording.case() if filings or raising or turn.session.alarmed else None
    if raising and not filings and case is None:
        filings = [FileCase(final=False, level=raising[0].level, reasons=raising[0].reasons, parts={})]
    for filed in filings:
        case = recording.file(filed, case)
    for effect in turn.effects:
        recording.apply(effect, case)
    level = max([*(one.level for one in raising), *(one.level for one in filings)], default=Level.BLUE)
    # Whoever closed the case did not know what is told after it, so what is filed then calls them again.
    closed = case is not None and bool(filings) and case.state is State.CLOSED
    if case is None or not (raising or closed or level > case.level):
        return Recorded(case)
    return _called(db, keyring, Call(case.reference, Cause.FILED, level, audit.person(person.id)), ladders, now)


def call_for_help(
    db: Connection, keyring: Keyring, person: Person, reference: str, *, ladders: Ladders, now: datetime
) -> Recorded:
    """The person said the danger word or tapped for help: the case is red, and somebody is paged anew."""
    call = Call(reference, Cause.DANGER_WORD, Level.RED, audit.person(person.id))
    return _called(db, keyring, call, ladders, now)


def sign_missing(
    db: Connection, keyring: Keyring, reference: str, level: Level, *, ladders: Ladders, now: datetime
) -> Recorded:
    """A sign of life did not come (`flows.checkin` says which level that means): somebody is paged anew."""
    return _called(db, keyring, Call(reference, Cause.CHECKIN, level, audit.CLOCK), ladders, now)


def _called(db: Connection, keyring: Keyring, call: Call, ladders: Ladders, now: datetime) -> Recorded:
    alert, paging = calls.make(db, keyring, call, ladders, now)
    return Recorded(cases.by_reference(db, call.reference), alert, paging)
