"""Whether the name of somebody is one that must not know, asked again whenever they would come in."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.harbour import Harbour
from flows.procedures.run import Run
from storage import blocked


def is_kept_out(db: Connection, harbour: Harbour, run: Run, name: str | None) -> bool:
    """Whether a word of the name is kept out of the run or of its case: it may have been written down since."""
    known = [run.reference, *([run.case] if run.case else [])]
    return blocked.is_blocked(db, harbour.keyring, known, name or "")
