"""What a reader's key opens: the one module that can make a sealed case readable. The service itself never calls it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.cli import Stop
from bot.i18n import voice
from bot.installation import Installation
from bot.screen import spoken
from flows.effects import Line
from flows.model import Level, Part
from storage import audit, cases, declaration, filing, references
from storage.declaration import Declared
from storage.keyfile import UnlockedKey
from storage.opening import open_sealed

TITLES = {Part.ANSWERS: "Erklæringen", Part.IDENTITY: "Hvem det gjelder"}
OPENED = "case.opened"


@dataclass(frozen=True, slots=True)
class OpenCase:
    """One case as its reader sees it."""

    reference: str
    level: Level
    final: bool
    created_at: datetime
    parts: tuple[Declared, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it has this level."""
        return tuple(reason for part in self.parts for reason in part.reasons)


def known(havn: Installation, reference: str) -> cases.Case:
    """The case with this reference, however it is written. Raises Stop when there is none."""
    case = havn.store.read(lambda db: cases.by_reference(db, references.normal(reference)))
    if case is None:
        raise Stop(f"There is no case {reference}. havn cases lists them.")
    return case


def open_case(havn: Installation, reference: str, key: UnlockedKey, now: datetime) -> OpenCase:
    """Open a case. That it was opened, and by whose key, is on disk before a word of it is shown."""
    case = known(havn, reference)
    sealed = havn.store.read(lambda db: filing.sealed_for(db, case.reference, key.reader_id))
    if not sealed:
        raise Stop(
            f"Case {case.reference} was not sealed to the key of {key.name}. "
            "Another reader's key, or the recovery key, opens it."
        )
    opened = [open_sealed(one.content, one.wrapped, key.reader_id, key.seed, one.bound) for one in sealed]

    def note(db: Connection) -> None:
        audit.write(db, havn.keyring, f"key:{key.reader_id}", OPENED, case.reference, now)

    havn.store.run(note)
    parts = tuple(declaration.read(content) for content in opened)
    return OpenCase(case.reference, case.level, case.final, case.created_at, parts)


def as_json(case: OpenCase) -> dict[str, Any]:
    """The case for another program: coded answers beside the texts and the person's own words."""
    return {
        "reference": case.reference,
        "level": case.level.key,
        "complete": case.final,
        "created_at": case.created_at.isoformat(),
        "reasons": list(case.reasons),
        "parts": {one.part.value: [_line(line) for line in one.lines] for one in case.parts},
    }


def as_text(case: OpenCase) -> str:
    """The case for a person, in Bokmål."""
    whole = "" if case.final else " – ikke fullført: dette er det som var svart da faren ble kjent"
    out = [f"Sak {case.reference} · {case.level.key.upper()}{whole}", f"Mottatt {case.created_at:%Y-%m-%d %H:%M} UTC"]
    if case.reasons:
        out += ["", "Derfor dette nivået:", *(f"  – {reason}" for reason in case.reasons)]
    for one in case.parts:
        if one.lines:
            out += ["", f"== {TITLES[one.part]} =="]
        for line in one.lines:
            out += [plain(line.question), f"    {answer(line)}"]
    return "\n".join(out)


def _line(line: Line) -> dict[str, Any]:
    return {
        "step": line.step,
        "question": plain(line.question),
        "coded": list(line.coded),
        "texts": list(line.texts),
        "words": None if line.words is None else str(line.words),
    }


def answer(line: Line) -> str:
    """The whole answer: the reader of a case is never shown a shortened one."""
    return str(line.words) if line.words else spoken(line, voice("nb"))


def plain(text: str) -> str:
    """A question without its markup."""
    return text.replace("**", "").replace("`", "")
