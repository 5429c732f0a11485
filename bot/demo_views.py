"""What the demo's page shows beside the phones: the rows of the database, and what keys open of them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from bot import opened, opened_minutes
from bot.cli import Stop
from bot.clock import MovableClock
from bot.i18n import voice
from bot.installation import Installation
from bot.minutes_pdf import as_pdf
from bot.simulator.behind import Looked, Paper
from bot.simulator.demo import PEOPLE
from flows.model import Level
from flows.procedures.minutes import Minutes, as_text
from storage import cases, tables
from storage.keyfile import UnlockedKey

FIRST = (
    "cases",
    "case_parts",
    "case_keys",
    "alerts",
    "pages",
    "sessions",
    "outbox",
    "people",
    "audit",
    "words",
    "checks",
)
"""The tables that are shown first, in this order."""
VOICE = voice("nb")
CASES_KEY = PEOPLE["duty"]
"""Whose key opens the cases: that of who is on duty first."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One version of a meeting's minutes: what the page shows of it, and what it says if any key opened it."""

    number: int
    shown: dict[str, object]
    minutes: Minutes | None


class DemoViews:
    """Looks into one installation with the demo's keys; what has not changed is not opened again."""

    def __init__(self, havn: Installation, keys: Mapping[str, UnlockedKey], clock: MovableClock) -> None:
        self._havn = havn
        self._keys = keys
        self._clock = clock
        self._seen: dict[str, tuple[object, dict[str, Any]]] = {}
        self._read: dict[str, Tried] = {}

    async def database(self) -> Looked:
        """The rows as they lie in the database."""
        return await asyncio.to_thread(self._havn.store.read, _rows)

    async def opened(self) -> Looked:
        """What the coordinators' key opens of the cases."""
        found = await asyncio.to_thread(self._havn.store.read, lambda db: cases.listing(db, None, include_closed=True))
        key, shown = self._keys[CASES_KEY], []
        for case in found:
            known, view = self._seen.get(case.reference, (None, {}))
            if known != case.changed_at:
                read = await asyncio.to_thread(opened.open_case, self._havn, case.reference, key, self._clock.now())
                view = _view(read, key)
                self._seen[case.reference] = (case.changed_at, view)
            shown.append({**view, "level": case.level.key})
        return shown

    async def minutes(self) -> Looked:
        """The newest minutes of each meeting: their bytes, whose keys open them, and what the first of these shows."""
        return await asyncio.to_thread(self._minutes)

    async def document(self, reference: str, ending: str) -> Paper | None:
        """A meeting's newest minutes as a file, opened with the key of somebody who took part."""
        return await asyncio.to_thread(self._document, reference, ending)

    def _minutes(self) -> Looked:
        return [self._tried(*one).shown for one in self._havn.store.read(_filed)]

    def _tried(self, reference: str, number: int, content: bytes) -> Tried:
        """Every key of the demo tried on the newest minutes of a meeting; a participant's is the one read with."""
        known = self._read.get(reference)
        if known is not None and known.number == number:
            return known
        found = {name: self._opens(reference, key, number) for name, key in self._keys.items()}
        readable = {name: minutes for name, minutes in found.items() if minutes is not None}
        opener = next(iter(sorted(readable, key=lambda name: self._keys[name].kind != "participant")), "")
        shown: dict[str, object] = {
            "reference": reference,
            "sealed": content,
            "keys": [{"name": name, "opens": name in readable} for name in found],
            "opened_by": opener,
            "text": as_text(readable[opener], VOICE.say) if opener else "",
        }
        self._read[reference] = Tried(number, shown, readable.get(opener))
        return self._read[reference]

    def _opens(self, reference: str, key: UnlockedKey, number: int) -> Minutes | None:
        try:
            return opened_minutes.open_minutes(self._havn, reference, key, self._clock.now(), number)
        except Stop:
            return None

    def _document(self, reference: str, ending: str) -> Paper | None:
        found = [one for one in self._havn.store.read(_filed) if one[0] == reference]
        minutes = self._tried(*found[0]).minutes if found else None
        if minutes is None:
            return None
        if ending == "pdf":
            return Paper(as_pdf(minutes, VOICE), "application/pdf", f"{reference}.pdf")
        return Paper(as_text(minutes, VOICE.say).encode(), "text/plain", f"{reference}.txt")


def _filed(db: Connection) -> list[tuple[str, int, bytes]]:
    """The newest minutes of each meeting: reference, number and the sealed bytes."""
    made = tables.run_minutes
    rows = db.execute(select(made.c.reference, made.c.number, made.c.content).order_by(made.c.filed_at, made.c.number))
    newest = {row.reference: (row.reference, row.number, row.content) for row in rows}
    return list(newest.values())


def _rows(db: Connection) -> list[dict[str, object]]:
    named = {table.name: table for table in tables.metadata.sorted_tables}
    order = [name for name in FIRST if name in named] + [name for name in named if name not in FIRST]
    return [
        {
            "table": name,
            "columns": [column.name for column in named[name].columns],
            "rows": [[_plain(value) for value in row] for row in db.execute(named[name].select()).all()],
        }
        for name in order
        if name != "flow_versions"
    ]


def _plain(value: object) -> object:
    return value.key if isinstance(value, Level) else value


def _view(case: opened.OpenCase, key: UnlockedKey) -> dict[str, Any]:
    parts = [
        {"title": opened.TITLES[part.part], "question": opened.plain(line.question), "answer": opened.answer(line)}
        for part in case.parts
        for line in part.lines
    ]
    why = [{"title": "Derfor dette nivået", "question": "", "answer": reason} for reason in case.reasons]
    return {"reference": case.reference, "level": case.level.key, "opened_by": key.name, "parts": [*why, *parts]}
