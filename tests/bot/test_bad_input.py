"""Every bad input ends with status 2 and one line that says what to do; nothing is lost and nothing half written."""

import os
import socket
import sqlite3

import pytest

from bot.installation import opened
from flows import reader
from flows.fault import ContentError, Fault
from storage import connect
from storage.errors import StoreFull
from tests.bot.typed import PASSPHRASE, Desk
from tests.bot_api.process import free_port


def everything(desk: Desk) -> dict[str, bytes]:
    """Every file of the installation, to be compared; the lock file says nothing."""
    return {path.name: path.read_bytes() for path in desk.data.iterdir() if path.suffix not in {".lock", ".db-shm"}}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HAVN_BOT_TOKEN", "nonsense"),
        ("HAVN_TELEGRAM_URL", "telegram"),
        ("HAVN_DATABASE_URL", "mysql://havn"),
        ("HAVN_DATABASE_URL", "postgres://havn@localhost/havn"),
        ("HAVN_CONFIG", "/no/such/file.toml"),
        ("HAVN_WEB_URL", "http://havn.example"),
        ("HAVN_HOST", "not a host"),
        ("HAVN_PORT", "eighty"),
        ("HAVN_LOG", "loud"),
        ("HAVN_DTA", "data"),
    ],
)
def test_a_wrong_variable_is_named_and_nothing_is_made(desk: Desk, name: str, value: str) -> None:
    desk.env.setenv(name, value)
    for command in ("cases", "run"):
        assert name in desk.wrong(command)
    assert not desk.data.exists()


def test_a_broken_municipality_is_told_with_its_line(desk: Desk) -> None:
    ours = desk.folder / "ours.toml"
    ours.write_text('name = "Vår"\nlanguages = ["norsk"]\n', encoding="utf-8")
    desk.env.setenv("HAVN_CONFIG", str(ours))
    assert "ours.toml:2: 'norsk' is no language code" in desk.wrong("cases")
    assert not desk.data.exists()


def test_an_exposed_keyring_is_refused_and_nothing_changes(desk: Desk) -> None:
    desk.good("cases")
    (desk.data / "keyring.json").chmod(0o644)
    before = everything(desk)
    assert "chmod 600" in desk.wrong("invite", "admin", "--name", "Ada")
    assert everything(desk) == before


def test_a_missing_keyring_is_never_replaced(desk: Desk) -> None:
    desk.good("invite", "admin", "--name", "Ada")
    (desk.data / "keyring.json").unlink()
    desk.wrong("cases")
    assert not (desk.data / "keyring.json").exists()


def test_a_newer_database_is_left_alone(desk: Desk) -> None:
    desk.good("cases")
    with sqlite3.connect(desk.data / "havn.db") as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    db.close()
    before = everything(desk)
    assert "newer version of Havn (schema 9999)" in desk.wrong("invite", "admin", "--name", "Ada")
    assert everything(desk)["havn.db"] == before["havn.db"]


def test_what_is_no_database_is_left_alone(desk: Desk) -> None:
    desk.data.mkdir(mode=0o700)
    (desk.data / "havn.db").write_bytes(b"a shopping list" * 100)
    desk.wrong("cases")
    assert (desk.data / "havn.db").read_bytes() == b"a shopping list" * 100


def test_a_second_server_is_kept_out(desk: Desk) -> None:
    with opened(os.environ, serving=True):
        assert "another program" in desk.wrong("keyring", "rotate")
        desk.good("cases")


def test_an_unknown_case_is_told_and_a_key_is_never_written_over(desk: Desk) -> None:
    path = desk.folder / "kari.key"
    assert "There is no case ABC-DEF" in desk.wrong("open", "ABC-DEF", "--key", path)
    desk.good("keys", "new", "--name", "Kari", "--out", path)
    before = path.read_bytes()
    assert "exists" in desk.wrong("keys", "new", "--name", "Kari", "--out", path)
    assert path.read_bytes() == before


def test_a_key_that_cannot_be_registered_is_not_left_behind(desk: Desk) -> None:
    desk.good("cases")
    with desk.env.context() as disk:
        disk.setattr("bot.commands.keys.readers.register", _full)
        assert "The disk of the database is full" in desk.wrong(
            "keys", "new", "--name", "Kari", "--out", desk.folder / "k"
        )
    assert not (desk.folder / "k").exists()


def _full(*_: object, **__: object) -> None:
    raise StoreFull


def test_a_backup_under_another_passphrase_restores_nothing(desk: Desk) -> None:
    desk.good("backup", desk.folder / "backup")
    desk.env.setenv("HAVN_PASSPHRASE", "en helt annen passfrase her")
    desk.env.setenv("HAVN_DATA", str(desk.folder / "other"))
    assert "passphrase is wrong" in desk.wrong("restore", desk.folder / "backup")
    assert not (desk.folder / "other" / "keyring.json").exists()


def test_a_short_passphrase_makes_nothing(desk: Desk) -> None:
    desk.env.setenv("HAVN_PASSPHRASE", "kort")
    assert "too short" in desk.wrong("keys", "new", "--name", "Kari", "--out", desk.folder / "k")
    assert not (desk.folder / "k").exists()


def test_two_different_passphrases_make_nothing(desk: Desk) -> None:
    asked = iter([PASSPHRASE, f"{PASSPHRASE} nei"])
    desk.env.delenv("HAVN_PASSPHRASE")
    desk.env.setattr("bot.passphrase.getpass", lambda _: next(asked))
    assert "differ" in desk.wrong("keys", "new", "--name", "Kari", "--out", desk.folder / "k")
    assert not (desk.folder / "k").exists()


def test_without_a_terminal_the_passphrase_has_to_be_set(desk: Desk) -> None:
    def ended(_: str) -> str:
        raise EOFError

    desk.env.delenv("HAVN_PASSPHRASE")
    desk.env.setattr("bot.passphrase.getpass", ended)
    assert "Set HAVN_PASSPHRASE" in desk.wrong("keys", "new", "--name", "Kari", "--out", desk.folder / "k")


def test_a_broken_flow_file_is_told_with_file_line_and_step(desk: Desk) -> None:
    def broken() -> None:
        raise ContentError([Fault("declaration.toml", 7, "safe_now", "there is no step 'x'. Did you mean 'y'?")])

    desk.env.setattr(reader, "packaged", broken)
    desk.env.setenv("HAVN_BOT_TOKEN", "1:x")
    checked = desk.type("check")
    assert checked.status == 1
    for said in (checked.out, *(desk.wrong(command) for command in ("flows", "run"))):
        assert "declaration.toml:7" in said
        assert "safe_now" in said


def test_a_port_in_use_is_told_and_nothing_asked_of_telegram(desk: Desk) -> None:
    port = free_port()
    desk.env.setenv("HAVN_BOT_TOKEN", "1:x")
    desk.env.setenv("HAVN_TELEGRAM_URL", "http://127.0.0.1:1")
    desk.env.setenv("HAVN_PORT", str(port))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        said = desk.type("run")
    assert said.status == 2
    assert (
        said.err.splitlines()[-1]
        == "havn: The port is in use. Stop the other program, or set HAVN_PORT to another one."
    )
    assert "Traceback" not in said.err


def test_a_full_database_disk_loses_nothing_and_writes_no_half(desk: Desk) -> None:
    desk.good("invite", "admin", "--name", "Ada")
    with sqlite3.connect(desk.data / "havn.db") as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        known = db.execute("SELECT count(*) FROM invitations").fetchone()[0]
    db.close()
    desk.env.setattr(connect, "SQLITE_SETTINGS", (*connect.SQLITE_SETTINGS, f"PRAGMA max_page_count = {pages}"))
    large = "Ada" * 60
    refused = next(said for said in (desk.type("invite", "admin", "--name", large) for _ in range(200)) if said.status)
    assert (refused.status, refused.err) == (2, f"havn: {StoreFull()}\n")
    desk.env.setattr(connect, "SQLITE_SETTINGS", connect.SQLITE_SETTINGS[:-1])
    assert "the chain is whole" in desk.good("audit", "verify")
    with sqlite3.connect(desk.data / "havn.db") as db:
        assert db.execute("SELECT count(*) FROM invitations").fetchone()[0] >= known
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    db.close()


def test_a_full_disk_under_a_picture_is_told(desk: Desk) -> None:
    (desk.folder / "flow.svg").symlink_to("/dev/full")  # a device of Linux that is always full
    assert "The disk is full" in desk.wrong("flows", "declaration", "--diagram", desk.folder / "flow.svg")


def test_a_picture_of_an_unknown_kind_is_refused(desk: Desk) -> None:
    assert ".svg" in desk.wrong("flows", "declaration", "--diagram", desk.folder / "flow.docx")
    assert "havn flows declaration --diagram" in desk.wrong("flows", "--diagram", desk.folder / "flow.svg")
    assert "There is no flow called nothing" in desk.wrong("flows", "nothing")
