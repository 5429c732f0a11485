"""What is under way when content was edited: it comes along to the new version where that is safe, else it stays."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection

from bot.harbour import Harbour
from flows import reader
from flows.model import Flow
from flows.procedures import reader as procedure_reader
from flows.procedures.edits import Edit, carried, carried_session, classify
from flows.procedures.model import Procedure
from flows.procedures.run import Run, State
from flows.session import Session
from storage import flow_versions, runs


def of_run(db: Connection, harbour: Harbour, run: Run) -> tuple[Procedure, Run]:
    """The procedure that a run goes on in, and the run as it is there; `kept` writes that down."""
    served = harbour.procedures.get(run.procedure)
    began = harbour.procedure(db, run.procedure, run.version)
    if served is None or served.version == run.version or run.state is State.CLOSED:
        return began, run
    here = carried(run, _edit_of_procedure(began.source, served.source, run.procedure))
    return (began, run) if here.version == run.version else (served, here)


def kept(db: Connection, procedure: Procedure, before: Run, run: Run) -> None:
    """Write down that a run came along to another version, before anything else is written in it."""
    if before.version != run.version:
        runs.carry(db, procedure, run)


def of_talk(db: Connection, harbour: Harbour, session: Session, now: datetime) -> tuple[Flow, Session]:
    """The declaration that a talk goes on in, and the talk as it is there."""
    served, began = harbour.flows.get(session.flow), harbour.flow(db, session.flow, session.version)
    if served is None or served.version == session.version:
        return began, session
    here = carried_session(session, began, served, _edit_of_flow(began.source, served.source, session.flow))
    if here.version == session.version:
        return began, session
    flow_versions.pin(db, served, now)
    return served, here


@lru_cache(maxsize=64)
def _edit_of_procedure(old: str, new: str, name: str) -> Edit:
    return classify(procedure_reader.read(old, name), procedure_reader.read(new, name))


@lru_cache(maxsize=64)
def _edit_of_flow(old: str, new: str, name: str) -> Edit:
    return classify(reader.read(old, name), reader.read(new, name))
