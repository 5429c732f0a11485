"""What is sealed: one part of a case as JSON, written at filing and read by whoever holds a key."""

import json
from dataclasses import dataclass
from datetime import datetime

from flows.effects import FileCase, Line
from flows.model import Level, Part
from flows.session import FreeText


@dataclass(frozen=True, slots=True)
class Declared:
    """One opened part of a case: the questions with their answers, the level it was filed at, and why."""

    part: Part
    filed_at: datetime
    final: bool
    level: Level
    reasons: tuple[str, ...]
    lines: tuple[Line, ...]


def written(part: Part, filed: FileCase, now: datetime) -> bytes:
    """A part as UTF-8 JSON. The reasons lie with the answers, not with who the person is."""
    return json.dumps(
        {
            "part": part.value,
            "filed_at": now.isoformat(),
            "final": filed.final,
            "level": filed.level.key,
            "reasons": list(filed.reasons) if part is Part.ANSWERS else [],
            "lines": [
                {
                    "step": line.step,
                    "question": line.question,
                    "coded": list(line.coded),
                    "texts": list(line.texts),
                    "words": line.words,
                }
                for line in filed.parts.get(part, ())
            ],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def read(content: bytes) -> Declared:
    """What `written` wrote. Raises ValueError or KeyError for anything else."""
    found = json.loads(content)
    lines = tuple(
        Line(
            line["step"],
            line["question"],
            tuple(line["coded"]),
            tuple(line["texts"]),
            None if line["words"] is None else FreeText(line["words"]),
        )
        for line in found["lines"]
    )
    filed_at, level = datetime.fromisoformat(found["filed_at"]), Level.named(found["level"])
    return Declared(Part(found["part"]), filed_at, found["final"], level, tuple(found["reasons"]), lines)
