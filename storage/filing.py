"""A declaration becomes a case, sealed to its readers. A newer snapshot takes the older one's place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from flows.case import State
from flows.effects import FileCase
from flows.model import Part
from storage import cases as known
from storage import declaration, envelope, readers, references
from storage.bound import Bound
from storage.cases import Case
from storage.keyring import Keyring
from storage.tables import case_keys, case_parts, cases


@dataclass(frozen=True, slots=True)
class SealedPart:
    """A part of a case and its key as sealed to one reader; `opening.open_sealed` takes these as they are."""

    part: Part
    content: bytes
    wrapped: bytes
    bound: Bound


def file(
    db: Connection, keyring: Keyring, *, person_id: int, unit: str, filed: FileCase, talk: datetime, now: datetime
) -> Case:
    """Seal what the talk that began at `talk` has given, in its case or a new one; a final case stays as it is.

    While the unit has no reader at all, the parts are held under the keyring: see `seal_held`. The level of a case that
    is there already is not changed: see `calls.call`.
    """
    case = known.of_talk(db, person_id, talk)
    if case is None:
        case = _opened(db, person_id, unit, filed, talk, now)
    elif case.final:
        return case
    else:
        _emptied(db, case, final=filed.final, now=now)
    to = readers.for_unit(db, case.unit)
    for part in sorted({Part.ANSWERS, *filed.parts}):
        _keep(db, keyring, to, case.reference, part, declaration.written(part, filed, now))
    return replace(case, final=filed.final, changed_at=now)


def seal_held(db: Connection, keyring: Keyring) -> int:
    """Seal what was held for units that now have a reader, and wipe what was held; say how many parts.

    Call it in the transaction that registers a reader.
    """
    held = select(case_parts, cases.c.unit).join(cases).where(case_parts.c.held.is_not(None))
    sealed = 0
    for row in db.execute(held.with_for_update(of=case_parts)).all():
        to = readers.for_unit(db, row.unit)
        if to:
            plaintext = keyring.decrypt(row.held, bound=held_bound(row.reference, row.part))
            db.execute(delete(case_parts).where(case_parts.c.reference == row.reference, case_parts.c.part == row.part))
            _keep(db, keyring, to, row.reference, Part(row.part), plaintext)
            sealed += 1
    return sealed


def held_units(db: Connection) -> list[str]:
    """The units that have held parts, because nobody could read them when they were filed."""
    units = select(cases.c.unit).join(case_parts).where(case_parts.c.held.is_not(None)).distinct()
    return sorted(db.execute(units).scalars())


def sealed_for(db: Connection, reference: str, reader_id: str) -> list[SealedPart]:
    """The parts of a case that were sealed to this reader; empty when none was."""
    same = (case_keys.c.reference == case_parts.c.reference) & (case_keys.c.part == case_parts.c.part)
    chosen = select(case_parts.c.part, case_parts.c.content, case_keys.c.wrapped).join(case_keys, same)
    mine = chosen.where(case_parts.c.reference == reference, case_keys.c.reader_id == reader_id)
    return [
        SealedPart(Part(row.part), row.content, row.wrapped, _content_bound(reference, row.part))
        for row in db.execute(mine.order_by(case_parts.c.part))
    ]


def held_bound(reference: str, part: str) -> Bound:
    """The place of a part that is held under the keyring."""
    return Bound("case_parts", f"{reference}:{part}", "held")


def _opened(db: Connection, person_id: int, unit: str, filed: FileCase, talk: datetime, now: datetime) -> Case:
    reference = references.fresh(db)
    case = Case(reference, unit, filed.level, State.RECEIVED, filed.final, now, now, talk, person_id)
    row = {name: getattr(case, name) for name in ("reference", "unit", "level", "final", "talk", "person_id")}
    row |= {"state": case.state.value, "created_at": now, "changed_at": now, "verified": False}
    db.execute(insert(cases).values(row))
    return case


def _emptied(db: Connection, case: Case, *, final: bool, now: datetime) -> None:
    """Make room for a newer snapshot; the older one is overwritten on disk."""
    db.execute(delete(case_keys).where(case_keys.c.reference == case.reference))
    db.execute(delete(case_parts).where(case_parts.c.reference == case.reference))
    db.execute(update(cases).where(cases.c.reference == case.reference).values(final=final, changed_at=now))


def _keep(
    db: Connection, keyring: Keyring, to: Sequence[envelope.Reader], reference: str, part: Part, plaintext: bytes
) -> None:
    if not to:
        held = keyring.encrypt(plaintext, bound=held_bound(reference, part))
        db.execute(insert(case_parts), {"reference": reference, "part": part.value, "held": held})
        return
    sealed = envelope.seal(plaintext, to, _content_bound(reference, part))
    db.execute(insert(case_parts), {"reference": reference, "part": part.value, "content": sealed.content})
    keys = [
        {"reference": reference, "part": part.value, "reader_id": key.reader, "wrapped": key.wrapped}
        for key in sealed.keys
    ]
    db.execute(insert(case_keys), keys)


def _content_bound(reference: str, part: str) -> Bound:
    return Bound("case_parts", f"{reference}:{part}", "content")
