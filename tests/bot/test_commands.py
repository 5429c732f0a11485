"""What each command does on an installation that is in use."""

import json
import os
import re
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.clock import SystemClock
from bot.installation import opened
from flows.effects import FileCase, Line
from flows.model import Level, Part
from flows.session import FreeText
from storage import audit, cases, filing, invitations, meta, people, roster
from tests.bot.typed import Desk

WORDS = "De tok passet mitt <b>og</b> sa ingenting"
NOW = SystemClock().now()
LINES = (
    Line("fear", "Hva er du **redd** for?", ("married", "violence"), ("Å bli giftet bort", "Vold"), None),
    Line("words", "Fortell med `egne` ord.", (), (), FreeText(WORDS)),
    Line("travel", "Når reiser du?", ("2027-07-12",), (), None),
    Line("place", "Hvor skal du?", ("skipped",), ("Vil ikke si",), None),
)
NAME = Line("name", "Hva heter du?", (), (), FreeText("Prøveperson Havnviksdatter"))


def declared(desk: Desk, *, final: bool = True, level: Level = Level.RED) -> str:
    """A declaration came in; the reference of its case."""
    with opened(os.environ) as havn:
        filed = FileCase(final, level, ("Ikke trygg nå",), {Part.ANSWERS: LINES, Part.IDENTITY: (NAME,)})
        talk = NOW - timedelta(minutes=len(havn.store.read(cases.listing)))

        def file(db: Connection) -> str:
            young = people.meet(db, havn.keyring, 4711, "nb", NOW)
            unit = havn.municipality.unit()
            return filing.file(
                db, havn.keyring, person_id=young.id, unit=unit, filed=filed, talk=talk, now=NOW
            ).reference

        return havn.store.run(file)


def staffed(desk: Desk, name: str, role: str = "coordinator", *, on_duty: bool = False) -> None:
    """Somebody redeemed the code that `havn invite` printed."""
    code = desk.good("invite", role, "--name", name).split()[0]
    with opened(os.environ) as havn:

        def come(db: Connection) -> None:
            person = people.meet(db, havn.keyring, hash(name) % 10_000_000, "nb", NOW)
            assert invitations.redeem(db, code, person.id, NOW) is not None
            if on_duty:
                roster.go_on(db, person.id, NOW)

        havn.store.run(come)


@pytest.fixture
def key(desk: Desk) -> Path:
    """Kari's key."""
    path = desk.folder / "kari.key"
    desk.good("keys", "new", "--name", "Kari", "--out", path)
    return path


def test_a_case_is_opened_in_full_and_who_opened_it_is_written_down(desk: Desk, key: Path) -> None:
    reference = declared(desk)
    said = desk.good("open", reference.lower().replace("-", ""), "--key", key)
    assert said.startswith(f"Sak {reference} · RED\n")
    assert "  – Ikke trygg nå" in said
    assert "Hva er du redd for?\n    Å bli giftet bort, Vold" in said
    assert f"Fortell med egne ord.\n    {WORDS}" in said
    assert "Når reiser du?\n    2027-07-12" in said
    assert "Hvor skal du?\n    Vil ikke si" in said
    assert "== Hvem det gjelder ==\nHva heter du?\n    Prøveperson Havnviksdatter" in said
    with opened(os.environ) as havn:
        newest = havn.store.read(lambda db: audit.newest(db, 1))[0]
    assert (newest.action, newest.reference, newest.actor.startswith("key:")) == ("case.opened", reference, True)


def test_an_unfinished_case_says_so(desk: Desk, key: Path) -> None:
    assert "ikke fullført" in desk.good("open", declared(desk, final=False), "--key", key)


def test_a_case_is_opened_for_another_program(desk: Desk, key: Path) -> None:
    reference = declared(desk, level=Level.ORANGE)
    told = json.loads(desk.good("open", reference, "--key", key, "--json"))
    assert (told["reference"], told["level"], told["complete"]) == (reference, "orange", True)
    assert told["reasons"] == ["Ikke trygg nå"]
    lines = {line["step"]: line for line in told["parts"]["answers"]}
    assert lines["fear"] == {
        "step": "fear", "question": "Hva er du redd for?", "coded": ["married", "violence"],
        "texts": ["Å bli giftet bort", "Vold"], "words": None,
    }  # fmt: skip
    assert lines["words"]["words"] == WORDS


def test_a_wrong_passphrase_opens_nothing_and_is_no_opening(desk: Desk, key: Path) -> None:
    reference = declared(desk)
    desk.env.setenv("HAVN_PASSPHRASE", "en helt annen passfrase her")
    assert "passphrase is wrong" in desk.wrong("open", reference, "--key", key)
    with opened(os.environ) as havn:
        actions = [row.action for row in havn.store.read(lambda db: audit.newest(db, 100))]
    assert "case.opened" not in actions


def test_a_case_that_was_not_sealed_to_a_key_names_the_way_out(desk: Desk, key: Path) -> None:
    reference = declared(desk)
    desk.good("keys", "new", "--name", "Ola", "--out", desk.folder / "ola.key")
    said = desk.wrong("open", reference, "--key", desk.folder / "ola.key")
    assert f"Case {reference} was not sealed to the key of Ola." in said


def test_a_missing_key_file_is_told(desk: Desk, key: Path) -> None:
    assert "nowhere.key" in desk.wrong("open", declared(desk), "--key", desk.folder / "nowhere.key")


def test_what_waited_for_a_first_key_is_sealed_to_it(desk: Desk) -> None:
    reference = declared(desk)
    said = desk.good("keys", "new", "--name", "Kari", "--out", desk.folder / "kari.key")
    assert re.search(r"\d+ declarations had waited for a reader and are sealed now\.", said)
    assert WORDS in desk.good("open", reference, "--key", desk.folder / "kari.key")


def test_the_recovery_key_opens_too(desk: Desk, key: Path) -> None:
    desk.good("keys", "new", "--name", "Safen", "--recovery", "--out", desk.folder / "safe.key")
    assert WORDS in desk.good("open", declared(desk), "--key", desk.folder / "safe.key")


def test_the_keys_are_listed_with_their_fingerprints(desk: Desk) -> None:
    made = desk.good("keys", "new", "--name", "Kari", "--out", desk.folder / "kari.key")
    fingerprint = re.search(r"Fingerprint: (.+)", made)
    assert fingerprint
    assert re.fullmatch(rf"{re.escape(fingerprint[1])}  coordinator  havnvik\s+Kari\n", desk.good("keys", "list"))


def test_the_passphrase_is_asked_for_twice_when_it_is_not_set(desk: Desk) -> None:
    asked: list[str] = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return "fem andre tilfeldige ord"

    desk.env.delenv("HAVN_PASSPHRASE")
    desk.env.setattr("bot.passphrase.getpass", ask)
    desk.good("keys", "new", "--name", "Kari", "--out", desk.folder / "kari.key")
    reference = declared(desk)
    assert WORDS in desk.good("open", reference, "--key", desk.folder / "kari.key")
    assert len(asked) == 3
    assert "kari.key" in asked[2]


def test_cases_are_listed_by_urgency_without_content(desk: Desk, key: Path) -> None:
    blue, red = declared(desk, level=Level.BLUE), declared(desk, level=Level.RED)
    listed = desk.good("cases")
    assert [line.split()[:3] for line in listed.splitlines()] == [[red, "red", "received"], [blue, "blue", "received"]]
    assert "passet" not in listed
    assert desk.good("cases", "--all") == listed


def test_an_empty_list_says_so(desk: Desk) -> None:
    assert desk.good("cases") == "No open cases.\n"
    assert desk.good("cases", "--all") == "No cases.\n"


def test_the_roster_says_who_is_on_duty_and_who_is_next(desk: Desk) -> None:
    assert desk.good("roster") == "havnvik: nobody is on duty; an alert goes to everyone at once.\n"
    staffed(desk, "Kari", on_duty=True)
    staffed(desk, "Jonas", on_duty=True)
    staffed(desk, "Liv")
    assert desk.good("roster").splitlines() == ["havnvik: now   Kari", "havnvik: next  Jonas", "havnvik: off   Liv"]


def test_an_invitation_carries_a_link_when_the_bots_name_is_known(desk: Desk) -> None:
    assert re.fullmatch(r"\S{14}\n", desk.good("invite", "coordinator", "--name", "Kari"))
    with opened(os.environ) as havn:
        havn.store.run(lambda db: meta.keep(db, meta.BOT_NAME, "proeve_bot"))
    code, link = desk.good("invite", "staff", "--name", "Liv", "--unit", "havnvik").split()
    assert link == f"https://t.me/proeve_bot?start={code}"


def test_an_invitation_needs_a_name_and_a_known_unit(desk: Desk) -> None:
    assert "needs a name" in desk.wrong("invite", "coordinator", "--name", "  ")
    assert "There is no unit 'nord'" in desk.wrong("invite", "coordinator", "--name", "Kari", "--unit", "nord")


def test_the_audit_log_is_whole_until_somebody_alters_it(desk: Desk) -> None:
    desk.good("invite", "admin", "--name", "Ada")
    desk.good("invite", "admin", "--name", "Bo")
    assert re.fullmatch(r"2 rows, the chain is whole\. Its head is [0-9a-f]{64}\.\n", desk.good("audit", "verify"))
    with sqlite3.connect(desk.data / "havn.db") as db:
        db.execute("UPDATE audit SET action = 'invite.staff' WHERE id = 2")
    db.close()
    said = desk.type("audit", "verify")
    assert (said.status, said.out) == (1, "The audit log was altered: the chain breaks at row 2 of 2.\n")


def test_a_new_keyring_key_takes_everything_over(desk: Desk, key: Path) -> None:
    staffed(desk, "Kari", on_duty=True)
    before = desk.good("keyring", "show")
    assert "are under the new key" in desk.good("keyring", "rotate")
    after = desk.good("keyring", "show")
    assert after.split()[0] != before.split()[0]
    assert after.count("active") == 1
    assert len(after.splitlines()) == 1
    assert desk.good("roster").startswith("havnvik: now   Kari")
    assert "the chain is whole" in desk.good("audit", "verify")


def test_a_backup_brings_everything_back(desk: Desk, key: Path) -> None:
    reference = declared(desk)
    staffed(desk, "Kari", on_duty=True)
    assert "restored for a test and whole" in desk.good("backup", desk.folder / "backup")
    desk.env.setenv("HAVN_DATA", str(desk.folder / "restored"))
    assert "rows in" in desk.good("restore", desk.folder / "backup")
    assert WORDS in desk.good("open", reference, "--key", key)
    assert desk.good("roster").startswith("havnvik: now   Kari")
    assert "the chain is whole" in desk.good("audit", "verify")


def test_the_content_is_listed_drawn_and_proved(desk: Desk) -> None:
    assert re.match(
        r"declaration\s+Egenerklæring: \d+ steps, checked 20\d\d-\d\d-\d\d, [0-9a-f]{12}\n", desk.good("flows")
    )
    assert re.search(r"^safe_now\s+choice\s+Er du trygg", desk.good("flows", "declaration"), re.MULTILINE)
    assert desk.good("flows", "declaration", "--diagram", desk.folder / "d.mmd") == f"{desk.folder / 'd.mmd'}\n"
    assert "safe_now" in (desk.folder / "d.mmd").read_text(encoding="utf-8")
    said = desk.type("check")
    assert (said.status, said.err) == (0, "")
    assert said.out.endswith(" languages: 0 faults.\n")


def test_a_fault_in_the_content_is_found(desk: Desk) -> None:
    ours = desk.folder / "ours.toml"
    text = Path("bot/municipality.toml").read_text(encoding="utf-8")
    ours.write_text(text.replace("checked = 2026-11-22", "checked = 2020-01-01"), encoding="utf-8")
    desk.env.setenv("HAVN_CONFIG", str(ours))
    said = desk.type("check")
    assert said.status == 1
    assert "declaration.toml:" in said.out


def test_the_doctor_finds_nothing_wrong_with_a_sound_installation(desk: Desk, key: Path) -> None:
    ours = desk.folder / "ours.toml"
    today = NOW.date().isoformat()
    text = Path("bot/municipality.toml").read_text(encoding="utf-8")
    ours.write_text(re.sub(r"checked = \S+", f"checked = {today}", text), encoding="utf-8")
    desk.env.setenv("HAVN_CONFIG", str(ours))
    desk.env.setenv("HAVN_BOT_TOKEN", "1:x")
    desk.good("keys", "new", "--name", "Safen", "--recovery", "--out", desk.folder / "safe.key")
    staffed(desk, "Kari")
    staffed(desk, "Ada", "admin")
    assert desk.good("doctor") == "Nothing is wrong.\n"


def test_the_doctor_names_the_mend_for_everything_that_is_wrong(desk: Desk) -> None:
    declared(desk)
    staffed(desk, "Jonas")
    desk.data.chmod(0o755)
    desk.env.setattr("shutil.disk_usage", lambda _: _Usage())
    with sqlite3.connect(desk.data / "havn.db") as db:
        db.execute("UPDATE audit SET action = 'x' WHERE id = 1")
        db.execute(
            "INSERT INTO jobs (kind, key, due, payload) VALUES ('expire', '', '2020-01-01 00:00:00.000000', '{}')"
        )
    db.close()
    said = desk.type("doctor")
    assert said.status == 1
    for wrong in (
        "HAVN_BOT_TOKEN is empty", "HAVN_CONFIG is not set", "Others may look into", "Only 1 MiB are free",
        "No coordinator has a key", "There is no recovery key", "declarations under the service's own key",
        "has no administrator", "Jonas has no key", "is havn run running?", "altered at row 1",
    ):  # fmt: skip
        assert wrong in said.out, wrong
    assert said.out.rstrip().endswith(f"{said.out.count('✗')} things are wrong.")


class _Usage:
    free = 1024 * 1024


def test_the_doctor_tells_what_keeps_it_from_looking(desk: Desk) -> None:
    desk.good("cases")
    (desk.data / "keyring.json").chmod(0o644)
    said = desk.type("doctor")
    assert said.status == 1
    assert "chmod 600" in said.out
