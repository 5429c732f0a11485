"""What a meeting decided, as work: a row in clear with a coded kind, and its words under the keyring."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from flows.procedures.run import Measure, MeasureState
from flows.session import FreeText
from storage import numbers
from storage.bound import Bound
from storage.keyring import Keyring
from storage.sealed_json import open_json, seal_json
from storage.tables import run_measures

_OPEN = run_measures.c.state == MeasureState.OPEN.value
_OF_RUN = select(run_measures).where(run_measures.c.reference == bindparam("run")).order_by(run_measures.c.number)
_OF_PERSON = (
    select(run_measures)
    .where(run_measures.c.responsible == bindparam("person"), _OPEN)
    .order_by(run_measures.c.due_at, run_measures.c.reference, run_measures.c.number)
)
_SAVE = update(run_measures).where(
    run_measures.c.reference == bindparam("run"), run_measures.c.number == bindparam("which")
)


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """What a measure is, why, and what somebody who disagreed wanted noted; each may be empty."""

    what: FreeText = field(default=FreeText(), repr=False)
    why: FreeText = field(default=FreeText(), repr=False)
    disagreement: FreeText = field(default=FreeText(), repr=False)


def add(db: Connection, keyring: Keyring, reference: str, measure: Measure, words: MeasureWords) -> Measure:
    """Keep a measure under the next number of the run, and give it back with that number.

    Call it under the run's lock.
    """
    added = replace(measure, number=numbers.following(db, run_measures, reference))
    said = [words.what, words.why, words.disagreement]
    sealed = seal_json(keyring, said, bound(reference, added.number))
    row = {"reference": reference, "number": added.number, "words": sealed}
    db.execute(insert(run_measures), row | _row(added))
    return added


def save(db: Connection, reference: str, measure: Measure) -> None:
    """Keep a measure as it is now; its words stay as they were written."""
    db.execute(_SAVE, {"run": reference, "which": measure.number} | _row(measure))


def write(db: Connection, keyring: Keyring, reference: str, number: int, words: MeasureWords) -> None:
    """Keep other words for a measure."""
    said = [words.what, words.why, words.disagreement]
    sealed = seal_json(keyring, said, bound(reference, number))
    db.execute(_SAVE, {"run": reference, "which": number, "words": sealed})


def of_run(db: Connection, reference: str) -> list[Measure]:
    """The measures of a run, by number."""
    return [_measure(row) for row in db.execute(_OF_RUN, {"run": reference})]


def of_runs(db: Connection, references: Iterable[str]) -> dict[str, list[Measure]]:
    """The measures of several runs in one query, by number; a run without any has an empty list."""
    found: dict[str, list[Measure]] = {reference: [] for reference in references}
    chosen = select(run_measures).where(run_measures.c.reference.in_(list(found))).order_by(run_measures.c.number)
    for row in db.execute(chosen):
        found[row.reference].append(_measure(row))
    return found


def of_person(db: Connection, person: int) -> list[tuple[str, Measure]]:
    """The open measures that this person answers for, in closed runs too, each with its run; the first due first."""
    return [(row.reference, _measure(row)) for row in db.execute(_OF_PERSON, {"person": person})]


def words(db: Connection, keyring: Keyring, reference: str) -> dict[int, MeasureWords]:
    """What was written about the measures of a run, by number; those whose words were forgotten are left out."""
    found = {}
    for row in db.execute(_OF_RUN, {"run": reference}):
        if row.words is not None:
            said = open_json(keyring, row.words, bound(reference, row.number))
            found[row.number] = MeasureWords(*(FreeText(text) for text in said))
    return found


def forget_words(db: Connection, reference: str) -> int:
    """Wipe what was written about the measures of a run; the measures stay. Say how many had words."""
    said = (run_measures.c.reference == reference) & run_measures.c.words.is_not(None)
    return db.execute(update(run_measures).where(said).values(words=None)).rowcount


def bound(reference: str, number: int) -> Bound:
    """The place of the words of a measure."""
    return Bound("run_measures", f"{reference}:{number}", "words")


def _row(measure: Measure) -> dict[str, Any]:
    return {
        "kind": measure.kind,
        "responsible": measure.responsible,
        "due_at": measure.due_at,
        "decided_at": measure.decided_at,
        "decided_by": measure.decided_by,
        "state": measure.state.value,
        "settled_at": measure.settled_at,
        "settled_by": measure.settled_by,
        "disagreed": measure.disagreed,
        "urgent": measure.urgent,
    }


def _measure(row: Row[Any]) -> Measure:
    return Measure(
        number=row.number,
        kind=row.kind,
        responsible=row.responsible,
        due_at=row.due_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        state=MeasureState(row.state),
        settled_at=row.settled_at,
        settled_by=row.settled_by,
        disagreed=row.disagreed,
        urgent=row.urgent,
    )
