"""A made-up strategy meeting with three people, and a procedure just large enough to pin."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from flows.model import Choice, Level
from flows.procedures.model import Procedure, Task, Track
from flows.procedures.run import Mark, Measure, Member, Run
from flows.session import FreeText
from storage import (
    blocked,
    consents,
    information,
    measures,
    meeting_invitations,
    minutes,
    readers,
    run_log,
    runs,
    views,
)
from storage.keyring import Keyring
from storage.measures import MeasureWords
from storage.people import Person
from tests.storage import scene
from tests.storage.scene import CANARY, HOUR, MINUTE, NOW

REFERENCE = "Furu-27"
PROCEDURE = Procedure(
    name="strategy_meeting",
    title="Strategimøte",
    trigger="Noen er i fare",
    phases={"before": "Før"},
    tasks={"call": Task("call", "before", "Ring politiet", 10, ("child_welfare",))},
    results=(Choice("agreed", "Enige"), Choice("none", "Ingen")),
    version="a" * 64,
    source='title = "Strategimøte"\n',
    meeting=True,
)


@dataclass(frozen=True, slots=True)
class People:
    """Who meets: the chair, and somebody from the police and from the school."""

    chair: Person
    police: Person
    school: Person

    @property
    def members(self) -> Mapping[int, Member]:
        """All three, in the order they joined."""
        roles = ((self.chair, "child_welfare"), (self.school, "school"), (self.police, "police"))
        return {one.id: Member(one.id, role, NOW) for one, role in roles}


def people(db: Connection, keyring: Keyring) -> People:
    """Three members of staff."""
    names = ("Kari Åsen", "Per Berg", "Siv Dal")
    return People(*(scene.staff(db, keyring, 20 + at, name, "staff") for at, name in enumerate(names)))


def begun(who: People, reference: str = REFERENCE, at: datetime = NOW, **more: object) -> Run:
    """A run that the chair has just called."""
    run = Run(
        reference=reference,
        procedure=PROCEDURE.name,
        version=PROCEDURE.version,
        unit="midt",
        level=Level.ORANGE,
        called_by=who.chair.id,
        chair=who.chair.id,
        started_at=at,
        changed_at=at,
        members=who.members,
    )
    return replace(run, **more)  # type: ignore[arg-type]


def held(db: Connection, keyring: Keyring, reference: str = REFERENCE) -> People:
    """A meeting that has begun, kept."""
    who = people(db, keyring)
    runs.start(db, PROCEDURE, begun(who, reference))
    return who


def ticked(person: Person, task: str = "call", role: str = "child_welfare", choice: str = "") -> Mark:
    """A tick a minute after the beginning."""
    return Mark(task, role, person.id, NOW + MINUTE, choice)


def measure(who: People, **more: object) -> Measure:
    """Something the police do within an hour."""
    decided = Measure(0, "risk_assessment", who.police.id, NOW + HOUR, NOW, who.chair.id)
    return replace(decided, **more)  # type: ignore[arg-type]


def fill(db: Connection, keyring: Keyring, case: str) -> None:
    """A meeting on a case with rows in every table of its own; every free text is the canary."""
    who = people(db, keyring)
    runs.start(db, PROCEDURE, begun(who, case=case))
    runs.mark(db, REFERENCE, ticked(who.police))
    run_log.write(db, keyring, REFERENCE, "untick", who.chair.id, NOW, task="call", words=FreeText(CANARY))
    measures.add(db, keyring, REFERENCE, measure(who), said())
    piece = information.add(db, keyring, REFERENCE, who.school.id, Track.PREVENTION, FreeText(CANARY), NOW)
    consent = consents.give(db, REFERENCE, "child_welfare", "spoken", who.school.id, NOW)
    information.share(db, REFERENCE, piece, Track.CHILD_WELFARE, consents.basis(consent), who.school.id, NOW)
    meeting_invitations.invite(db, keyring, REFERENCE, "health", CANARY, who.chair.id, NOW)
    for reference in (REFERENCE, case):
        blocked.block(db, keyring, reference, FreeText(CANARY), NOW)
    readers.register(db, "Per Berg", readers.PARTICIPANT, "midt", scene.key(9), NOW)
    to = [reader for _, reader in readers.of_people(db, ["Per Berg"])]
    minutes.file(db, REFERENCE, CANARY.encode(), to, NOW)
    views.show(db, who.police.id, f"run:{REFERENCE}")
    views.stale(db, REFERENCE, who.chair.id)


def said(words: str = CANARY) -> MeasureWords:
    """What was written about a measure."""
    return MeasureWords(FreeText(f"hva {words}"), FreeText(f"hvorfor {words}"), FreeText(words))
