"""Minutes to read and to file: made up, and recognisable when they turn up where they must not."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from bot.installation import opened
from flows.deadlines import Calendar
from flows.model import Level
from flows.procedures import checklist
from flows.procedures.minutes import Minutes, as_json, compose
from flows.procedures.model import Track
from flows.procedures.run import Measure, Run
from flows.session import FreeText
from storage import minutes, people, readers, runs
from storage.information import Piece
from storage.measures import MeasureWords
from tests.bot.havnvik import HAVNVIK
from tests.bot.small_procedure import small
from tests.bot.typed import Desk

NOW = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
REFERENCE = "Furu-27"
WORDS = "Snakk med jenta alene på tirsdag, ikke hjemme"


def meeting(chair: int = 1, officer: int = 2) -> Run:
    """A meeting with a chair and somebody from the police; the first step is done."""
    procedure = small()
    run = checklist.begin(procedure, REFERENCE, unit="havnvik", level=Level.RED, by=chair, role="coordinator", now=NOW)
    run = checklist.join(run, officer, "police", NOW)
    return checklist.tick(procedure, run, "ring", officer, NOW + timedelta(minutes=3))


def composed(run: Run, *, many: int = 1, words: str = WORDS, calendar: Calendar = HAVNVIK.calendar) -> Minutes:
    """Its minutes, with so many measures in these words."""
    decided = [
        Measure(n, "risk_assessment", run.chair, NOW + timedelta(days=n), NOW, run.chair, disagreed=n == 2)
        for n in range(1, many + 1)
    ]
    typed = {one.number: MeasureWords(FreeText(words), FreeText("Fordi."), FreeText("")) for one in decided}
    pieces = [Piece(1, run.chair, Track.PREVENTION, NOW, FreeText("Borte fra skolen i to uker"))]
    return compose(small(), run, decided, typed, pieces, calendar, NOW + timedelta(hours=2), str)


def filed(desk: Desk, *names: str, words: str = WORDS) -> None:
    """Minutes of the meeting were filed, sealed to those of these people who have a key."""
    with opened(os.environ) as havn:

        def file(db: Connection) -> None:
            if runs.load(db, REFERENCE) is None:
                staff = [people.meet(db, havn.keyring, 4700 + n, "nb", NOW).id for n in range(2)]
                runs.start(db, small(), meeting(*staff))
            run = runs.load(db, REFERENCE, lock=True)
            assert run is not None
            content = json.dumps(as_json(composed(run, words=words)), ensure_ascii=False).encode()
            minutes.file(db, REFERENCE, content, [reader for _, reader in readers.of_people(db, names)], NOW)

        havn.store.run(file)
