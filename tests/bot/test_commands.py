"""What each command does on an installation that is in use."""

import os
import re
import sqlite3
from pathlib import Path

from bot.installation import opened
from flows.alert import Cause, raised
from flows.model import Level
from storage import alerts, meta
from tests.bot.in_use import NOW, WORDS, declared, staffed
from tests.bot.typed import Desk
from tests.storage.scene import LADDERS


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
        r"declaration\s+Egenerklæring: \d+ steps, checked 20\d\d-\d\d-\d\d, [0-9a-f]{12} \(", desk.good("flows")
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


def test_the_doctor_names_an_alert_that_nobody_hears(desk: Desk) -> None:
    alert, _ = raised(declared(desk), Cause.FILED, Level.RED, LADDERS, NOW)
    with opened(os.environ) as havn:
        havn.store.run(lambda db: alerts.save(db, alert))
    assert "An alert reaches nobody in its unit." in desk.type("doctor").out
    staffed(desk, "Jonas")
    assert "An alert reaches nobody in its unit." not in desk.type("doctor").out


class _Usage:
    free = 1024 * 1024


def test_the_doctor_tells_what_keeps_it_from_looking(desk: Desk) -> None:
    desk.good("cases")
    (desk.data / "keyring.json").chmod(0o644)
    said = desk.type("doctor")
    assert said.status == 1
    assert "chmod 600" in said.out
