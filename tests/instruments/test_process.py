import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot_api import BotApi
from tests.bot_api.process import PASSPHRASE, PROJECT, HavnProcess, command_of

STAND_IN = [sys.executable, str(Path(__file__).with_name("stand_in.py"))]


@pytest.fixture
async def havn(api: BotApi, tmp_path: Path) -> AsyncIterator[HavnProcess]:
    async with HavnProcess(api, data=tmp_path / "data", command=STAND_IN) as process:
        yield process


def exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_the_program_runs_and_answers(api: BotApi, havn: HavnProcess) -> None:
    assert havn.running
    user = api.user()
    await user.send("hei")
    await user.wait_for_text("hei")
    assert await havn.page("/metrics") == f"pid {havn.pid}"
    assert await havn.status("/nowhere") == 404
    assert havn.data.stat().st_mode & 0o777 == 0o700


async def test_a_killed_program_starts_again_on_the_same_data(api: BotApi, havn: HavnProcess) -> None:
    user = api.user()
    await user.send("før")
    await user.wait_for_text("før")
    first = havn.pid
    await havn.kill9()
    assert not havn.running
    assert not exists(first)
    assert await havn.status("/healthz") is None
    await user.send("etter")
    await havn.start()
    assert havn.pid != first
    shown = await user.wait_for_text("etter")
    assert "før" in shown.text


@pytest.mark.parametrize("kill", [False, True])
async def test_a_restart_is_another_process(havn: HavnProcess, *, kill: bool) -> None:
    first = havn.pid
    await havn.restart(kill=kill)
    assert havn.pid != first
    assert not exists(first)
    assert await havn.status("/healthz") == 200


async def test_terminate_answers_the_exit_status(havn: HavnProcess) -> None:
    assert await havn.terminate() == 0
    assert not havn.running


async def test_a_program_that_will_not_end_is_reported_and_still_ended(api: BotApi, tmp_path: Path) -> None:
    async with HavnProcess(api, data=tmp_path, command=STAND_IN, env={"HAVN_LOG": "stubborn"}) as havn:
        with pytest.raises(TimeoutError, match="still running"):
            await havn.terminate(within=0.3)
        pid = havn.pid
        await havn.kill9()
    assert not exists(pid)


async def test_a_frozen_program_is_silent_until_thawed(api: BotApi, havn: HavnProcess) -> None:
    user = api.user()
    await havn.freeze()
    assert await havn.status("/healthz") is None
    await user.send("hei")
    assert not user.from_bot()
    await havn.thaw()
    await user.wait_for_text("hei")


async def test_a_program_that_ends_at_once_says_why(api: BotApi, tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(AssertionError, match=r"ended with status 2(.|\n)*Oppsettet er feil"):
        await HavnProcess(api, data=tmp_path, command=STAND_IN, env={"HAVN_CONFIG": "crash"}).start()
    assert time.monotonic() - began < 5


async def test_commands_run_beside_the_service(havn: HavnProcess) -> None:
    done = await havn.cli("invite", "coordinator", "--name", "Kari", text="passord\n")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["arguments"] == ["invite", "coordinator", "--name", "Kari"]
    assert told["typed"] == "passord\n"
    assert told["env"]["HAVN_PASSPHRASE"] == PASSPHRASE
    assert told["env"]["HAVN_DATA"] == str(havn.data)
    failed = await havn.cli("crash")
    assert (failed.returncode, failed.stderr) == (2, "Oppsettet er feil: sett HAVN_CONFIG\n")
    with pytest.raises(subprocess.TimeoutExpired):
        await havn.cli("run", within=0.2, env={"HAVN_PORT": "0"})


async def test_the_environment_is_the_contracts_and_nothing_of_the_testers(
    api: BotApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAVN_DATABASE_URL", "sqlite:///the-testers-own.db")
    process = HavnProcess(api, data=tmp_path, env={"HAVN_LOG": "json", "HAVN_PASSPHRASE": None})
    named = {name: value for name, value in process.environment.items() if name.startswith("HAVN_")}
    assert named == {
        "HAVN_BOT_TOKEN": api.token, "HAVN_TELEGRAM_URL": api.url, "HAVN_DATA": str(tmp_path), "HAVN_LOG": "json",
        "HAVN_HOST": "127.0.0.1", "HAVN_PORT": str(process.port),
    }  # fmt: skip


def test_the_command_is_the_projects_own() -> None:
    command = command_of()
    assert command[0].startswith(str(Path(sys.executable).parent))
    assert (PROJECT / "pyproject.toml").exists()
