"""Minutes: what they are made of, what they never hold, and how they come back from what was sealed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from flows.model import Level
from flows.procedures import checklist
from flows.procedures.minutes import Minutes, as_json, as_text, compose, from_json
from flows.procedures.minutes_text import Block, Table, blocks
from flows.procedures.model import Track
from flows.procedures.run import Measure, MeasureState, Run
from flows.session import FreeText
from tests.flows.procedures.furu import (
    BASIS,
    CALENDAR,
    CALL,
    DAY,
    EVA,
    HOUR,
    KARI,
    LIV,
    MEET,
    NOW,
    OLA,
    PER,
    gathered,
    procedure,
    ticked,
)


@dataclass(frozen=True)
class Words:
    what: str = ""
    why: str = ""
    disagreement: str = ""


@dataclass(frozen=True)
class Told:
    author: int
    track: Track
    basis: str
    words: FreeText | None


@dataclass(frozen=True)
class Card:
    law: str


@pytest.fixture(autouse=True)
def _cards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.cards.packaged", lambda: {"strl_196": Card("straffeloven § 196")})


def nb(text: str) -> str:
    return text


def shouted(text: str) -> str:
    return re.sub(r"[^{}]+(?![^{]*})", lambda found: found[0].upper(), text)


LAWFUL = replace(MEET, tasks={**MEET.tasks, "call": replace(CALL, law=("strl_196", "bvl_99"))}, code="P0")


def composed(run: Run, *measures: Measure, words: dict[int, Words] | None = None, later: timedelta = DAY) -> Minutes:
    told = (
        Told(OLA, Track.CRIMINAL_CASE, "strl_196", FreeText("Sett ved skolen\nkl. 14")),
        Told(PER, Track.PREVENTION, "consent:2", FreeText("Borte i to uker")),
        Told(99, Track.PREVENTION, "", FreeText("Ukjent kilde")),
        Told(PER, Track.PREVENTION, "", None),
    )
    return compose(LAWFUL, run, measures, words or {}, told, CALENDAR, NOW + later, nb)


def measure(number: int, **more: object) -> Measure:
    decided = Measure(number, "risk_assessment", OLA, NOW + HOUR, NOW, KARI)
    return replace(decided, **more)  # type: ignore[arg-type]


def full() -> Minutes:
    run = checklist.set_meeting(gathered(level=Level.RED), KARI, NOW + HOUR, NOW)
    run = checklist.set_secretary(run, KARI, LIV, NOW)
    run = checklist.set_basis(run, OLA, "strl_196", anonymous=False, now=NOW)
    run = checklist.set_basis(run, PER, "", anonymous=True, now=NOW)
    run = checklist.set_basis(run, LIV, "consent", anonymous=False, now=NOW)
    run = ticked(run, ("call", KARI), ("clear", OLA, "yes"), ("lead", KARI), ("basis", EVA), of=LAWFUL)
    run = checklist.leave(run, EVA, NOW + HOUR)
    decided = (
        measure(1, urgent=True, disagreed=True),
        measure(2, state=MeasureState.DONE, kind="a kind of tomorrow"),
        measure(3, responsible=99, disagreed=True, due_at=NOW + 9 * DAY),
    )
    words = {1: Words("Ring skolen", "Hun ba om det", "Skolen er uenig")}
    return composed(run, *decided, words=words)


def test_people_are_told_by_role_and_function_and_never_by_name_or_number() -> None:
    minutes = full()
    assert [(one.role, one.functions) for one in minutes.participants] == [
        ("Koordinator", ("Møteleder",)),
        ("Politi 1", ()),
        ("Skole", ()),
        ("Politi 2", ()),
        ("Barnevern", ("Referent",)),
    ]
    assert [one.basis for one in minutes.participants] == ["", "straffeloven § 196", "", "", "samtykke"]
    assert [one.anonymous for one in minutes.participants] == [False, False, True, False, False]
    assert [one.left_at is not None for one in minutes.participants] == [False, False, False, True, False]
    assert minutes.called_by == "Koordinator"


def test_who_ticked_what_and_when_stands_at_each_step() -> None:
    steps = {step.task: step for step in full().steps}
    assert [(one.role, one.at, one.choice) for one in steps["clear"].ticks] == [("Politi 1", NOW, "Yes")]
    assert [one.role for one in steps["lead"].ticks] == ["Møteleder"]
    assert [one.role for one in steps["basis"].ticks] == ["Politi 2"]
    assert not steps["basis"].done
    assert "Skole" in steps["basis"].waits_for
    assert steps["call"].law == ("straffeloven § 196", "bvl_99")
    assert [step.number for step in full().steps] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert full().law == ("straffeloven § 196", "bvl_99")


def test_what_is_left_and_late_is_told() -> None:
    minutes = full()
    assert {step.task for step in minutes.not_done} == {"basis", "talk", "facts", "minutes", "found", "red_only"}
    assert [step.task for step in minutes.steps if step.overdue] == ["basis"]
    assert [(step.task, tick.choice) for step, tick in minutes.decisions] == [("clear", "Yes")]


def test_a_step_that_was_late_when_the_meeting_was_closed_stays_late() -> None:
    run = checklist.set_meeting(gathered(), KARI, NOW + HOUR, NOW)
    closed = checklist.close(MEET, run, "reported", KARI, NOW + 2 * HOUR)
    minutes = compose(MEET, closed, (), {}, (), CALENDAR, NOW + 90 * DAY, nb)
    assert [step.task for step in minutes.steps if step.overdue] == ["basis"]
    assert (minutes.result, minutes.closed_at, minutes.state) == ("Reported", NOW + 2 * HOUR, "Avsluttet")
    assert "- Avsluttet: 7.6.2027 12:00\n- Resultat: Reported\n" in as_text(minutes, nb)


def test_a_meeting_to_come_is_the_next_one() -> None:
    run = checklist.set_meeting(gathered(), KARI, NOW + DAY, NOW)
    before, after = composed(run, later=HOUR), composed(run, later=2 * DAY)
    assert (before.held_at, before.next_at) == (None, NOW + DAY)
    assert (after.held_at, after.next_at) == (NOW + DAY, None)
    assert (composed(gathered()).held_at, composed(gathered()).next_at) == (None, None)


def test_a_stopped_run_says_which_stop_fell() -> None:
    minutes = composed(checklist.stop(MEET, gathered(), "hand", KARI, NOW))
    assert minutes.stopped == "Stopp"
    assert "Stoppet: Stopp" in as_text(minutes, nb)


def test_measures_and_shared_information_hold_what_was_typed_and_nothing_forgotten() -> None:
    minutes = full()
    one, two, three = minutes.measures
    assert (one.kind, one.what, one.why, one.disagreement) == (
        "Risikovurdering bestilt hos politiet",
        "Ring skolen",
        "Hun ba om det",
        "Skolen er uenig",
    )
    assert (one.responsible, one.open, one.overdue, one.urgent, one.disagreed) == ("Politi 1", True, True, True, True)
    assert (two.kind, two.state, two.overdue, two.what) == ("a kind of tomorrow", "Gjort", False, "")
    assert (three.responsible, three.overdue) == ("En som ikke lenger er med", False)
    assert [(told.track, told.role, told.basis, told.words) for told in minutes.shared] == [
        ("Straffesak", "Politi 1", "straffeloven § 196", "Sett ved skolen\nkl. 14"),
        ("Forebygging", "Skole", "samtykke", "Borte i to uker"),
        ("Forebygging", "En som ikke lenger er med", "", "Ukjent kilde"),
    ]


def test_somebody_else_than_a_member_who_ticked_is_told_by_role() -> None:
    run = ticked(gathered(), ("clear", OLA, "yes"))
    alone = replace(run, members={KARI: run.members[KARI]})
    steps = {step.task: step for step in composed(alone).steps}
    assert [one.role for one in steps["clear"].ticks] == ["Politi"]


def test_minutes_come_back_from_what_was_sealed() -> None:
    minutes = full()
    sealed = json.dumps(as_json(minutes), ensure_ascii=False)
    assert from_json(sealed) == from_json(sealed.encode()) == minutes
    assert "KARI" not in sealed


CHANGES: tuple[dict[str, object], ...] = (
    {"zone": "Nowhere/At all"},
    {"zone": "../x"},
    {"level": "violet"},
    {"reference": 7},
    {"parts": {}},
    {"parts": [1]},
    {"called_at": "2027-06-07T08:00:00"},
    {"called_at": 5},
    {"more": "than there was"},
)


@pytest.mark.parametrize("broken", ["no JSON", "[]", "{}", '{"form": 2}', '{"form": 1}'])
def test_what_are_no_minutes_is_refused_without_a_quotation(broken: str) -> None:
    with pytest.raises(ValueError, match=r"^these are no minutes that this version can read$"):
        from_json(broken)


@pytest.mark.parametrize("change", CHANGES)
def test_minutes_that_were_changed_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no minutes"):
        from_json(json.dumps(as_json(full()) | change))


def test_the_text_tells_everything_in_the_municipalitys_time() -> None:
    text = as_text(full(), nb)
    for said in (
        "Referat – Furu-27\n=================\n",
        "Unntatt offentlighet, jf. ____________________ (kommunen fyller inn hjemmelen)",
        "- P0 Et lite løp\n- Hastegrad: Rød\n- Status: Pågår\n- Kalt inn: 7.6.2027 10:00 (Koordinator)\n",
        "- Holdt: 7.6.2027 11:00\n",
        "- Koordinator (Møteleder) · grunnlag for å dele: ikke oppgitt · med fra",
        "- Skole · grunnlag for å dele: bare anonym drøfting",
        "Beslutninger\n------------\n- Gjør clear: Yes (Politi 1, 7.6.2027 10:00)\n",
        "1. Risikovurdering bestilt hos politiet: Ring skolen (haster, Ikke gjort, over\n   fristen)\n",
        "   fristen)\n   Hvem: Politi 1\n   Frist: 7.6.2027 11:00\n",
        "   Hvorfor: Hun ba om det\n   Uenighet: Skolen er uenig\n",
        "2. a kind of tomorrow (Gjort)\n",
        "   Uenighet: Nei\n",
        "   Uenighet: Ja\n",
        "- Straffesak · Politi 1 (straffeloven § 196): Sett ved skolen\n  kl. 14\n",
        "Ikke gjort\n----------\n3. Gjør basis · Politi 2 7.6.2027 10:00 · venter på",
        "over fristen",
        "Lov\n---\n- straffeloven § 196\n- bvl_99\n",
        "versjon v1.",
        "Skrevet 8.6.2027 10:00",
    ):
        assert said in text, said
    assert "gikk ut 7.6.2027 11:00" in " ".join(text.split())
    assert max(len(line) for line in text.splitlines()) <= 78


def test_a_run_in_which_nothing_was_done_says_so() -> None:
    bare = procedure(replace(BASIS, each=False, due={}))
    minutes = compose(bare, gathered(bare), (), {}, (), CALENDAR, NOW, nb)
    text = as_text(minutes, nb)
    assert text.count("Ingen er ført.") == 2
    assert "venter på" in text
    assert "Lov\n" not in text
    assert "Opplysninger" not in text
    done = ticked(gathered(bare), ("basis", KARI), of=bare)
    assert "Alle steg er gjort." in as_text(compose(bare, done, (), {}, (), CALENDAR, NOW, nb), nb)


def test_the_table_of_measures_has_a_cell_for_every_head() -> None:
    tables: list[Block] = [block for block in blocks(full(), nb) if isinstance(block, Table)]
    assert len(tables) == 1
    table = tables[0]
    assert isinstance(table, Table)
    assert {len(row) for row in table.rows} == {len(table.head)} == {len(table.widths)}


def test_another_language_is_spoken_throughout() -> None:
    minutes = compose(LAWFUL, gathered(), (), {}, (), CALENDAR, NOW, shouted)
    assert minutes.title == "ET LITE LØP"
    assert {one.role for one in minutes.participants} >= {"SKOLE", "POLITI 1"}
    assert "REFERAT – Furu-27" in as_text(minutes, shouted)
