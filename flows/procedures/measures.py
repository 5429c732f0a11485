"""Measures: the kinds there are, and how a decision is taken, done, dropped or given to somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from flows.msgid import N_
from flows.procedures.admitting import known_part, must_live
from flows.procedures.refusals import AlreadySettled, DueTooEarly, NotYours, UnknownMeasure
from flows.procedures.run import Measure, MeasureState, Run

MEASURES: Mapping[str, str] = {
    "safe_home": N_("Trygg bolig eller krisesenter"),
    "emergency_placement": N_("Akuttplassering (barnevernsloven § 4-2)"),
    "travel_ban_urgent": N_("Utreiseforbud, akutt (barnevernsloven § 4-6)"),
    "travel_ban_board": N_("Utreiseforbud i nemnda (barnevernsloven § 5-13)"),
    "passport_not_issued": N_("Pass utstedes ikke (passloven § 5)"),
    "passport_revoked": N_("Pass inndras (passloven § 7)"),
    "no_contact_order": N_("Besøksforbud (straffeprosessloven § 222 a)"),
    "electronic_control": N_("Elektronisk kontroll (straffeprosessloven § 222 g)"),
    "violence_alarm": N_("Voldsalarm"),
    "address_protection": N_("Gradert adresse (folkeregisterloven § 10-4)"),
    "police_report": N_("Anmeldelse"),
    "child_interview": N_("Tilrettelagt avhør"),
    "counsel": N_("Bistandsadvokat"),
    "risk_assessment": N_("Risikovurdering bestilt hos politiet"),
    "concern_report": N_("Bekymringsmelding sendt"),
    "health_care": N_("Helsehjelp"),
    "school_follow_up": N_("Oppfølging på skolen"),
    "support_person": N_("Støtteperson eller kontaktperson"),
    "safe_message": N_("Trygg beskjed til barnet"),
    "siblings": N_("Vurdering av søsken"),
    "interpreter": N_("Kvalifisert tolk"),
    "digital_safety": N_("Digital sikkerhet"),
    "plan_b": N_("Plan B ved utreise"),
    "foreign_service": N_("Kontakt med UD eller spesialutsending"),
    "expert_team": N_("Råd fra Kompetanseteamet"),
    "income": N_("Økonomi og NAV"),
    "other": N_("Annet tiltak"),
}
"""The kinds of measures that can be decided, by the code that is stored; in words they are sealed elsewhere."""


def decide(run: Run, measure: Measure) -> Measure:
    """The measure, when it can be decided so: by and for somebody who takes part, also before and after the meeting.

    Raises NotMember, AnonymousOnly, NotOpen (the run is closed), UnknownMeasure, and DueTooEarly when its deadline is
    not later than the decision.
    """
    must_live(run)
    known_part(run, measure.decided_by)
    known_part(run, measure.responsible)
    if measure.kind not in MEASURES:
        raise UnknownMeasure
    if measure.due_at <= measure.decided_at:
        raise DueTooEarly
    return measure


def settle(run: Run, measure: Measure, by: int, now: datetime) -> Measure:
    """The measure is done, says who has it or the chair; said again, nothing changes.

    Raises NotMember, AnonymousOnly, NotYours, and AlreadySettled when it was dropped. A closed run allows it too.
    """
    return _ended(run, measure, by, now, MeasureState.DONE)


def drop(run: Run, measure: Measure, by: int, now: datetime) -> Measure:
    """The measure is not carried out after all; the reason is kept by storage. Refused as `settle` is."""
    return _ended(run, measure, by, now, MeasureState.DROPPED)


def reassign(run: Run, measure: Measure, to: int, by: int) -> Measure:
    """Somebody else who takes part has the measure from now on, says who has it or the chair.

    Raises NotMember, AnonymousOnly, NotYours and AlreadySettled.
    """
    _must_answer(run, measure, by)
    known_part(run, to)
    _must_be_open(measure)
    return replace(measure, responsible=to)


def _ended(run: Run, measure: Measure, by: int, now: datetime, state: MeasureState) -> Measure:
    _must_answer(run, measure, by)
    if measure.state is state:
        return measure
    _must_be_open(measure)
    return replace(measure, state=state, settled_at=now, settled_by=by)


def _must_answer(run: Run, measure: Measure, by: int) -> None:
    known_part(run, by)
    if by not in {measure.responsible, run.chair}:
        raise NotYours


def _must_be_open(measure: Measure) -> None:
    if measure.settled_at is not None and measure.settled_by is not None:
        raise AlreadySettled(measure.settled_by, measure.settled_at)
