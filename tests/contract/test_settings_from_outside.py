"""The environment of the contract: what each variable does, and the one line when it is wrong."""

import asyncio
import json
import sqlite3
from pathlib import Path

import pytest

from tests.bot_api import BotApi
from tests.bot_api.process import HavnProcess, command_of, free_port
from tests.chaos.warm import Nursery, WarmHavn
from tests.contract.office import Office
from tests.contract.town import Town, say

WRONG = {
    "HAVN_BOT_TOKEN": "not a token",
    "HAVN_TELEGRAM_URL": "ftp://telegram.example",
    "HAVN_DATABASE_URL": "mysql://havn",
    "HAVN_CONFIG": "nowhere.toml",
    "HAVN_WEB_URL": "http://havn.example",
    "HAVN_HOST": "not a host",
    "HAVN_PORT": "99999",
    "HAVN_LOG": "loud",
    "HAVN_DATABSE_URL": "sqlite:///x.db",
}


@pytest.fixture
def office(tmp_path: Path, nursery: Nursery) -> Office:
    return Office(tmp_path, nursery)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_variable_is_named_in_one_line_and_nothing_is_made(office: Office, name: str) -> None:
    said = office.wrong("run", env={"HAVN_BOT_TOKEN": "1:x", name: WRONG[name]})
    assert name in said
    assert WRONG[name] not in said or name in {"HAVN_CONFIG", "HAVN_DATABSE_URL"}
    assert not office.data.exists()


def test_a_data_folder_that_is_a_file_is_refused(office: Office) -> None:
    office.data.write_text("here")
    assert "HAVN_DATA" in office.wrong("cases")


def test_a_keyring_that_others_may_read_is_refused(office: Office) -> None:
    office.good("cases")
    (office.data / "keyring.json").chmod(0o640)
    said = office.wrong("run", env={"HAVN_BOT_TOKEN": "1:x"})
    assert "chmod 600" in said or "0600" in said


def test_a_lost_keyring_is_not_silently_replaced(office: Office) -> None:
    office.good("cases")
    (office.data / "keyring.json").unlink()
    office.wrong("cases")
    assert not (office.data / "keyring.json").exists()


def test_a_database_of_a_newer_version_is_left_alone(office: Office) -> None:
    office.good("cases")
    with sqlite3.connect(office.data / "havn.db") as db:
        [table] = db.execute(
            "SELECT name FROM sqlite_master WHERE name LIKE '%version%' AND name <> 'flow_versions'"
        ).fetchone()
        db.execute(f"UPDATE {table} SET version_num = '9999_future'")  # noqa: S608 - a name out of the schema
    assert "newer version" in office.wrong("cases")
    assert "newer version" in office.wrong("run", env={"HAVN_BOT_TOKEN": "1:x"})


def test_the_keyring_and_the_database_lie_where_they_are_told_to(office: Office) -> None:
    ring, database = office.folder / "keys" / "ring.json", office.folder / "elsewhere.db"
    office.good("cases", env={"HAVN_KEYRING": str(ring), "HAVN_DATABASE_URL": f"sqlite:///{database}"})
    assert ring.exists()
    assert database.exists()
    assert not (office.data / "havn.db").exists()


def test_a_broken_municipality_is_told_with_its_line(office: Office) -> None:
    config = office.folder / "ours.toml"
    config.write_text('name = "Vår"\nzone = "Europe/Atlantis"\n', "utf-8")
    said = office.wrong("run", env={"HAVN_BOT_TOKEN": "1:x", "HAVN_CONFIG": str(config)})
    assert "ours.toml:2" in said


async def test_a_port_in_use_is_said_in_one_line(office: Office, api: BotApi) -> None:
    port = api.url.rpartition(":")[2]
    said = office.wrong("run", env={"HAVN_BOT_TOKEN": api.token, "HAVN_TELEGRAM_URL": api.url, "HAVN_PORT": port})
    assert "HAVN_PORT" in said


async def test_a_second_server_on_the_same_file_is_kept_out(office: Office, town: Town) -> None:
    env = {name: value for name, value in town.havn.environment.items() if name.startswith("HAVN_")}
    said = office.wrong("run", env=env | {"HAVN_PORT": str(free_port())})
    assert "another program" in said
    assert await town.havn.status("/healthz") == 200


async def test_a_token_that_telegram_does_not_know_ends_the_program_with_the_mend(office: Office, api: BotApi) -> None:
    env = {"HAVN_BOT_TOKEN": "1:wrong", "HAVN_TELEGRAM_URL": api.url, "HAVN_PORT": str(free_port())}
    done = await asyncio.to_thread(office.run, "run", env=env)
    assert done.status == 2
    assert "HAVN_BOT_TOKEN" in done.err.splitlines()[-1]
    assert "Traceback" not in done.err


async def test_logs_are_json_when_asked_for_and_hold_no_token(api: BotApi, nursery: Nursery, tmp_path: Path) -> None:
    async with WarmHavn(nursery, api, data=tmp_path / "data", env={"HAVN_LOG": "json"}) as havn:
        await say(api.user(), ["/start"])
        await api.idle()
        lines = [json.loads(line) for line in havn.output().splitlines()]
    assert lines
    assert {"at", "level", "from", "says"} <= lines[0].keys()
    assert api.token not in havn.output()


async def test_the_command_itself_serves_and_ends_in_order(api: BotApi, tmp_path: Path) -> None:
    async with HavnProcess(api, data=tmp_path / "data", command=command_of()) as havn:
        youth = api.user()
        await say(youth, ["/start"])
        await youth.wait_for_text("Er du trygg", 10)
        for path in ("/healthz", "/readyz", "/metrics"):
            assert await havn.status(path) == 200
        assert await havn.status("/nothing") == 404
        assert await havn.terminate() == 0
