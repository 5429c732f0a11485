"""The minutes of a run, made of what was ticked, shared and decided: roles and times, never who a person is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Protocol

from flows import cards
from flows.deadlines import Calendar
from flows.msgid import N_
from flows.procedures import checklist
from flows.procedures.measures import MEASURES
from flows.procedures.minuted import Decided, Minutes, Part, Participant, Shared, Step, Ticked
from flows.procedures.minutes_json import as_json, from_json
from flows.procedures.minutes_text import as_text
from flows.procedures.model import CHAIR, EVERYONE, ROLES, SECRETARY, Procedure, Task, Track
from flows.procedures.run import Measure, MeasureState, Member, Run

__all__ = ["Minutes", "Piece", "Typed", "as_json", "as_text", "compose", "from_json"]

Say = Callable[[str], str]
BLANK = "________"
_NUMBER = re.compile(r"\{number:([A-Za-z0-9_-]+)\}")
CONSENT = "consent"
CONSENTED = N_("samtykke")
UNKNOWN_ROLE = N_("En som ikke lenger er med")
MEASURE_STATES = {
    MeasureState.OPEN: N_("Ikke gjort"),
    MeasureState.DONE: N_("Gjort"),
    MeasureState.DROPPED: N_("Falt bort"),
}


class Typed(Protocol):
    """The words of a measure, as somebody typed them."""

    @property
    def what(self) -> str:
        """What is to be done."""

    @property
    def why(self) -> str:
        """Why."""

    @property
    def disagreement(self) -> str:
        """Who disagreed, and what they said; empty when nobody did."""


class Piece(Protocol):
    """A piece of information that may be shared with all who take part. `author` is a person's number."""

    @property
    def author(self) -> int:
        """Whose it is."""

    @property
    def track(self) -> Track:
        """The track where it was written."""

    @property
    def basis(self) -> str:
        """The law card on which it was shared, or `consent:NUMBER`; empty when it never crossed to another track."""

    @property
    def words(self) -> str | None:
        """What was written; None once it was forgotten."""


def compose(  # noqa: PLR0913, PLR0917 - everything that minutes are made of
    procedure: Procedure,
    run: Run,
    measures: Iterable[Measure],
    words: Mapping[int, Typed],
    pieces: Iterable[Piece],
    calendar: Calendar,
    now: datetime,
    say: Say,
    numbers: Mapping[str, str] = MappingProxyType({}),
) -> Minutes:
    """The minutes as of `now` (aware), in the language of `say` (msgid -> text).

    `words` are those of the measures by number; a measure without words is there with its kind alone. `pieces` are
    what the caller may share with everybody who takes part. `numbers` are telephone numbers that steps name, by key.
    """
    say = _plainly(say, numbers)
    people = _called(procedure, run, say)
    at = run.meeting_at
    return Minutes(
        reference=run.reference,
        title=say(procedure.title),
        code=procedure.code,
        version=procedure.version,
        level=run.level.key,
        state=say(run.state.says),
        zone=calendar.zone.key,
        called_by=people.get(run.called_by, say(UNKNOWN_ROLE)),
        called_at=run.started_at,
        held_at=at if at is not None and at <= now else None,
        next_at=at if at is not None and at > now else None,
        closed_at=run.closed_at,
        written_at=now.astimezone(UTC),
        result=next((say(result.text) for result in procedure.results if result.id == run.result), ""),
        stopped=say(procedure.stops[run.stop].label) if run.stop in procedure.stops else "",
        participants=tuple(_participant(run, one, people, say) for one in run.members.values()),
        parts=_parts(procedure, run, people, calendar, now, say),
        shared=tuple(
            Shared(
                say(one.track.says), people.get(one.author, say(UNKNOWN_ROLE)), _basis(one.basis, say), str(one.words)
            )
            for one in pieces
            if one.words is not None
        ),
        measures=tuple(_decided(one, words.get(one.number), people, now, say) for one in measures),
    )


def _plainly(say: Say, numbers: Mapping[str, str]) -> Say:
    """The same texts on paper: without markup, with telephone numbers, and a line to write on where one is missing."""

    def plain(text: str) -> str:
        said = _NUMBER.sub(lambda found: numbers.get(found[1], BLANK), say(text))
        return said.replace("**", "").replace("`", "")

    return plain


def _called(procedure: Procedure, run: Run, say: Say) -> dict[int, str]:
    """What each person is called here: the role, with a number where several have had the same one."""
    held = Counter(one.role for one in run.members.values())
    seen = Counter[str]()
    called = {}
    for one in run.members.values():
        seen[one.role] += 1
        role = say(procedure.role(one.role))
        called[one.person] = role if held[one.role] == 1 else f"{role} {seen[one.role]}"
    return called


def _participant(run: Run, one: Member, people: Mapping[int, str], say: Say) -> Participant:
    functions = {CHAIR: run.chair, SECRETARY: run.secretary}
    return Participant(
        role=people[one.person],
        functions=tuple(say(ROLES[name]) for name, person in functions.items() if person == one.person),
        joined_at=one.joined_at,
        left_at=one.left_at,
        basis=_basis(one.basis, say),
        anonymous=one.anonymous,
    )


def _basis(basis: str, say: Say) -> str:
    return say(CONSENTED) if basis.partition(":")[0] == CONSENT else _section(basis)


def _section(card: str) -> str:
    """The section that a law card is about; the card's id where there is no such card."""
    found = cards.packaged().get(card)
    return found.law if found is not None else card


def _parts(
    procedure: Procedure, run: Run, people: Mapping[int, str], calendar: Calendar, now: datetime, say: Say
) -> tuple[Part, ...]:
    numbers = {name: number for number, name in enumerate(procedure.tasks, start=1)}
    by = run.closed_at or now
    steps: dict[str, list[Step]] = {phase: [] for phase in procedure.phases}
    for task in checklist.visible(procedure, run):
        done = checklist.done(procedure, run, task)
        due = checklist.due(procedure, run, task, calendar)
        marks = run.marks.get(task.id, {}).values()
        step = Step(
            number=numbers[task.id],
            task=task.id,
            text=say(task.do),
            done=done,
            ticks=tuple(
                Ticked(_role(procedure, one.role, one.by, people, say), one.at, _choice(task, one.choice, say))
                for one in marks
            ),
            waits_for=()
            if done
            else tuple(say(procedure.role(role)) for role in checklist.outstanding(procedure, run, task)),
            due_at=due,
            overdue=not done and due is not None and due < by,
            law=tuple(_section(card) for card in task.law),
        )
        steps[task.phase].append(step)
    return tuple(Part(say(title), tuple(steps[phase])) for phase, title in procedure.phases.items() if steps[phase])


def _role(procedure: Procedure, role: str, person: int, people: Mapping[int, str], say: Say) -> str:
    """Who ticked: as the person is called here, or the function in which they did it."""
    if role in {CHAIR, SECRETARY} or (role != EVERYONE and person not in people):
        return say(procedure.role(role))
    return people.get(person, say(UNKNOWN_ROLE))


def _choice(task: Task, choice: str, say: Say) -> str:
    found = task.choice(choice)
    return say(found.text) if found is not None else ""


def _decided(one: Measure, typed: Typed | None, people: Mapping[int, str], now: datetime, say: Say) -> Decided:
    still = one.state is MeasureState.OPEN
    return Decided(
        number=one.number,
        kind=say(MEASURES[one.kind]) if one.kind in MEASURES else one.kind,
        what=str(typed.what) if typed else "",
        why=str(typed.why) if typed else "",
        responsible=people.get(one.responsible, say(UNKNOWN_ROLE)),
        due_at=one.due_at,
        state=say(MEASURE_STATES[one.state]),
        open=still,
        overdue=still and one.due_at < now,
        urgent=one.urgent,
        disagreed=one.disagreed,
        disagreement=str(typed.disagreement) if typed else "",
    )
