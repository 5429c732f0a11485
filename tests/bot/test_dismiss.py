from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot import cli
from bot.clock import SystemClock
from bot.installation import Installation, opened
from flows import alert as alert_life
from flows import case as case_life
from flows.alert import Cause
from flows.effects import FileCase
from flows.model import Level
from flows.procedures import checklist
from flows.procedures import reader as procedure_reader
from flows.procedures.measures import MEASURES
from flows.procedures.run import Measure
from storage import alerts, calls, cases, filing, invitations, measures, outbox, pages, people, readers, roster, runs
from storage.measures import MeasureWords

LEAVES, STAYS = "Den Som Slutter", "Den Som Blir"
NOW = SystemClock().now()


@pytest.fixture
def havn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    monkeypatch.setenv("HAVN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HAVN_PASSPHRASE", "fem helt tilfeldige ord her")
    with opened() as installation:
        for number, name in enumerate((LEAVES, STAYS), start=1):
            installation.store.run(partial(_comes, havn=installation, telegram_id=number, name=name))
            assert cli.main(["keys", "new", "--name", name, "--out", str(tmp_path / f"{number}.key")]) == 0
        yield installation


def _comes(db: Connection, *, havn: Installation, telegram_id: int, name: str) -> None:
    person = people.meet(db, havn.keyring, telegram_id, "nb", NOW)
    code = invitations.invite(db, "coordinator", name, havn.municipality.unit(), NOW)
    assert invitations.redeem(db, code, person.id, NOW) is not None
    roster.go_on(db, person.id, NOW)


def _taken(db: Connection, havn: Installation, by: int) -> str:
    """A red case that this person has acknowledged."""
    young = people.meet(db, havn.keyring, 99, "nb", NOW)
    filed = FileCase(final=True, level=Level.RED, reasons=(), parts={})
    unit, ladders = havn.municipality.unit(), havn.municipality.ladders
    case = filing.file(db, havn.keyring, person_id=young.id, unit=unit, filed=filed, talk=NOW, now=NOW)
    calls.make(db, havn.keyring, calls.Call(case.reference, Cause.FILED, Level.RED, "test"), ladders, NOW)
    live = alerts.live(db, case.reference)
    assert live is not None
    alerts.save(db, alert_life.acknowledge(live, ladders, NOW, by)[0])
    cases.save_life(db, case_life.acknowledge(cases.life(db, case.reference), by), NOW)
    return case.reference


def test_whoever_is_dismissed_has_no_role_no_duty_and_no_key(havn: Installation) -> None:
    assert cli.main(["dismiss", LEAVES]) == 0
    unit = havn.municipality.unit()
    assert [one.name for one in havn.store.read(lambda db: people.coordinators(db, havn.keyring, unit))] == [STAYS]
    assert [one.name for one in havn.store.read(lambda db: roster.on_duty(db, havn.keyring, unit))] == [STAYS]
    kept = havn.store.read(readers.registered)
    assert {one.name: one.retired_at is None for one in kept} == {LEAVES: False, STAYS: True}


def test_the_cases_of_whoever_is_dismissed_go_to_the_next_in_line(havn: Installation) -> None:
    by_name = {name: number for number, name in havn.store.read(people.names).items()}
    reference = havn.store.run(lambda db: _taken(db, havn, by_name[LEAVES]))
    assert cli.main(["dismiss", LEAVES]) == 0
    live = havn.store.run(lambda db: alerts.live(db, reference))
    assert live is not None
    assert live.acknowledged_by is None
    assert live.next_action_at is not None
    paged = havn.store.read(lambda db: pages.latest(db, reference))
    assert by_name[STAYS] in {page.person_id for page in paged}


def test_nobody_of_that_name_is_said_in_one_line(havn: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["dismiss", "Ukjent"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def _in_a_meeting(db: Connection, havn: Installation, *, alone: bool) -> str:
    """Who leaves leads a meeting with an open measure of theirs."""
    procedure, unit = procedure_reader.packaged()["strategy_meeting"], havn.municipality.unit()
    leaving, staying = (person for person, _ in sorted(people.names(db).items()))
    begun = checklist.begin(procedure, "Furu-27", unit=unit, level=Level.RED, by=leaving, role="coordinator", now=NOW)
    run = begun if alone else checklist.join(begun, staying, "police", NOW)
    runs.start(db, procedure, run)
    decided = Measure(0, next(iter(MEASURES)), leaving, NOW + timedelta(days=1), NOW, leaving)
    measures.add(db, havn.keyring, run.reference, decided, MeasureWords())
    return run.reference


@pytest.mark.parametrize("alone", [True, False])
def test_meetings_and_measures_of_who_is_dismissed_fall_to_another(havn: Installation, *, alone: bool) -> None:
    reference = havn.store.run(lambda db: _in_a_meeting(db, havn, alone=alone))
    leaving, staying = sorted(havn.store.read(people.names))
    assert cli.main(["dismiss", LEAVES]) == 0
    run = havn.store.read(lambda db: runs.load(db, reference))
    assert run is not None
    assert (run.chair, [one.person for one in run.present]) == (staying, [staying])
    assert [one.responsible for one in havn.store.read(lambda db: measures.of_run(db, reference))] == [staying]
    now = SystemClock().now()
    waiting = havn.store.run(lambda db: outbox.take(db, havn.keyring, now, 9, timedelta(seconds=5)))
    assert {one.message.kind for one in waiting if one.message.person_id == leaving} == {"hide"}


def test_a_meeting_that_nobody_is_left_in_is_named(havn: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["dismiss", STAYS]) == 0
    reference = havn.store.run(lambda db: _in_a_meeting(db, havn, alone=True))
    capsys.readouterr()
    assert cli.main(["dismiss", LEAVES]) == 0
    assert f"{reference} has nobody left" in capsys.readouterr().out
