"""The commands of the contract, typed."""

import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.chaos.warm import Nursery
from tests.contract.office import Office, imported_by

CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\n")
QUICK = (
    ("invite", "admin", "--name", "Ada"),
    ("cases",),
    ("flows",),
    ("roster",),
    ("audit", "verify"),
    ("keys", "list"),
)


@pytest.fixture
def office(tmp_path: Path, nursery: Nursery) -> Office:
    return Office(tmp_path, nursery)


@pytest.mark.parametrize("role", ["coordinator", "staff", "admin"])
def test_an_invitation_is_one_line_with_a_code(office: Office, role: str) -> None:
    assert CODE.fullmatch(office.good("invite", role, "--name", "Kari Prøve", "--unit", "havnvik"))


def test_the_first_command_makes_what_is_missing_for_its_owner_alone(office: Office) -> None:
    office.good("cases")
    assert stat.S_IMODE(office.data.stat().st_mode) == 0o700
    assert {path.name for path in office.data.iterdir()} >= {"havn.db", "keyring.json"}
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in office.data.iterdir())


def test_a_key_is_made_under_a_passphrase_and_never_written_over(office: Office) -> None:
    path = office.folder / "kari.key"
    said = office.good("keys", "new", "--name", "Kari Prøve", "--out", str(path))
    assert "Fingerprint" in said
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "Kari Prøve" in office.good("keys", "list")
    assert "exists" in office.wrong("keys", "new", "--name", "Kari Prøve", "--out", str(path))
    office.wrong(
        "keys", "new", "--name", "Ola Prøve", "--out", str(office.folder / "short"), env={"HAVN_PASSPHRASE": "kort"}
    )
    assert not (office.folder / "short").exists()
    office.good("keys", "new", "--name", "Nød", "--out", str(office.folder / "recovery"), "--recovery")


def test_without_a_terminal_the_passphrase_is_not_asked_for(office: Office) -> None:
    new = ("keys", "new", "--name", "Kari Prøve", "--out", str(office.folder / "kari.key"))
    assert "HAVN_PASSPHRASE" in office.wrong(*new, env={"HAVN_PASSPHRASE": None})
    assert not (office.folder / "kari.key").exists()


def test_the_lists_of_an_empty_installation(office: Office) -> None:
    assert office.good("cases") == "No open cases.\n"
    assert "nobody is on duty" in office.good("roster")
    assert "declaration" in office.good("flows")
    assert "safe_now" in office.good("flows", "declaration")
    assert "the chain is whole" in office.good("audit", "verify")
    assert "active" in office.good("keyring", "show")


def test_the_content_is_proved(office: Office) -> None:
    done = office.run("check", within=60)
    assert done.status == 0, done.out
    assert re.search(r"1 flow, \d+ procedures, \d+ steps, \d+ cards, 3 languages: 0 faults", done.out)


@pytest.mark.parametrize("kind", ["mmd", "svg", "png"])
def test_a_flow_is_drawn(office: Office, kind: str) -> None:
    picture = office.folder / f"declaration.{kind}"
    office.good("flows", "declaration", "--diagram", str(picture))
    begins = {"mmd": b"", "svg": b"<", "png": b"\x89PNG"}[kind]
    assert picture.read_bytes().startswith(begins)
    assert picture.stat().st_size > 1000


def test_a_backup_is_restored_into_an_empty_installation_and_nowhere_else(
    office: Office, nursery: Nursery, tmp_path: Path
) -> None:
    code = office.good("invite", "coordinator", "--name", "Kari Prøve").strip()
    backup = office.folder / "backup"
    assert "restored for a test and whole" in office.good("backup", str(backup))
    assert "exists" in office.wrong("backup", str(backup))
    other = Office(tmp_path / "other", nursery)
    other.folder.mkdir()
    wrong = other.wrong("restore", str(backup), env={"HAVN_PASSPHRASE": "en annen passfrase"})
    assert "assphrase" in wrong
    assert not (other.data / "keyring.json").exists()
    assert "are restored" in other.good("restore", str(backup))
    assert other.good("audit", "verify").split("Its head")[0].endswith("the chain is whole. ")
    assert "exists" in other.wrong("restore", str(backup))
    assert code not in backup.read_bytes().decode("latin-1")


def test_a_damaged_backup_is_refused_and_leaves_nothing(office: Office, nursery: Nursery, tmp_path: Path) -> None:
    office.good("invite", "coordinator", "--name", "Kari Prøve")
    backup = office.folder / "backup"
    office.good("backup", str(backup))
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)
    other = Office(tmp_path / "other", nursery)
    other.folder.mkdir()
    other.wrong("restore", str(backup))
    assert not (other.data / "keyring.json").exists()


def test_the_doctor_says_what_is_wrong_with_the_mend(office: Office) -> None:
    done = office.run("doctor")
    assert done.status == 1
    assert "havn keys new" in done.out
    assert "havn invite coordinator" in done.out
    office.good("cases")
    (office.data / "keyring.json").chmod(0o644)
    assert office.run("doctor").status == 1
    assert "keyring" in office.wrong("cases")


def test_the_audit_log_tells_of_an_edit(office: Office) -> None:
    office.good("invite", "coordinator", "--name", "Kari Prøve")
    office.good("invite", "admin", "--name", "Ada Prøve")
    import sqlite3  # noqa: PLC0415 - here the test is the burglar

    with sqlite3.connect(office.data / "havn.db") as db:
        db.execute("UPDATE audit SET action = 'invite.staff' WHERE id = (SELECT min(id) FROM audit)")
    done = office.run("audit", "verify")
    assert done.status == 1
    assert "altered" in done.out


@pytest.mark.parametrize(
    "typed",
    [
        (), ("nonsense",), ("invite", "king", "--name", "x"), ("invite", "coordinator"), ("open", "ABC-DEF"),
        ("open", "ABC-DEF", "--key", "nowhere"), ("flows", "nothing"), ("restore", "nowhere"), ("keys",), ("audit",),
        ("invite", "coordinator", "--name", " "), ("invite", "coordinator", "--name", "Kari", "--unit", "none"),
        ("dismiss", "Ingen"),
    ],
)  # fmt: skip
def test_a_wrong_call_gets_one_line_and_two(office: Office, typed: tuple[str, ...]) -> None:
    office.wrong(*typed)


@pytest.mark.parametrize("typed", QUICK)
def test_a_command_answers_within_two_seconds_and_does_not_load_the_door(
    office: Office, typed: tuple[str, ...]
) -> None:
    done = office.run(*typed)
    assert done.status == 0
    assert done.cpu < 2
    assert not {name for name in imported_by(*typed, folder=office.folder) if name.startswith(("aiogram", "aiohttp"))}


def test_who_reads_only_the_beginning_is_no_fault(office: Office) -> None:
    shell = f"{sys.executable} -m bot.cli flows declaration | head -1"
    done = subprocess.run(["sh", "-c", shell], env=office.environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1)
