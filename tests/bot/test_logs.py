"""Logs without persons: whatever fails, its class and place are told and never its words."""

import asyncio
import json
import logging

import pytest

from bot import logs

SECRET = "kanarifugl-tsjirp"
LOG = logging.getLogger("bot.test")


def fails(words: str) -> None:
    raise ValueError(words)


@pytest.mark.parametrize("kind", ["text", "json"])
def test_an_exceptions_words_are_never_logged(kind: logs.Kind, capsys: pytest.CaptureFixture[str]) -> None:
    logs.begin(kind)
    try:
        fails(SECRET)
    except ValueError:
        LOG.exception("something of ours failed")
    said = capsys.readouterr().err
    assert SECRET not in said
    assert "something of ours failed" in said
    assert "ValueError at " in said
    assert f"{__name__}:" in said


@pytest.mark.parametrize("kind", ["text", "json"])
async def test_a_task_that_nobody_waited_for_is_logged_without_its_words(
    kind: logs.Kind, capsys: pytest.CaptureFixture[str]
) -> None:
    async def wrong(words: str) -> None:
        raise ValueError(words)

    logs.begin(kind)
    task = asyncio.create_task(wrong(SECRET), name=SECRET)
    await asyncio.wait({task})
    context = {"message": "Task exception was never retrieved", "exception": task.exception(), "future": task}
    asyncio.get_running_loop().call_exception_handler(context)
    said = capsys.readouterr().err
    assert SECRET not in said
    assert "ValueError at " in said


@pytest.mark.parametrize("kind", ["text", "json"])
async def test_a_callback_that_failed_is_logged_without_what_it_was_given(
    kind: logs.Kind, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.begin(kind)
    asyncio.get_running_loop().call_soon(int, SECRET)
    await asyncio.sleep(0.01)
    said = capsys.readouterr().err
    assert SECRET not in said
    assert "ValueError" in said


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.begin("json")
    LOG.info("to\nlinjer «og» %s", "æøå")
    LOG.warning("en til")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert (first["level"], first["from"], first["says"]) == ("info", "bot.test", "to\nlinjer «og» æøå")
    assert first["at"].endswith("+00:00")
    assert (second["level"], "trouble" in second) == ("warning", False)


def test_text_says_when_how_bad_and_from_where(capsys: pytest.CaptureFixture[str]) -> None:
    logs.begin("text")
    LOG.warning("noe %s", "skjedde")
    assert capsys.readouterr().err.rstrip().endswith(" WARNING bot.test: noe skjedde")


@pytest.mark.parametrize("name", logs.QUIET)
def test_the_libraries_talk_of_updates_and_statements_is_left_out(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.begin("text")
    logging.getLogger(f"{name}.more").info("INSERT INTO people VALUES (%s)", SECRET)
    logging.getLogger(f"{name}.more").warning("en advarsel")
    said = capsys.readouterr().err
    assert SECRET not in said
    assert "en advarsel" in said


def test_a_place_is_a_module_and_a_line() -> None:
    with pytest.raises(ValueError, match=SECRET) as trouble:
        fails(SECRET)
    module, _, line = logs.place(trouble.value).partition(":")
    assert (module, line.isdigit()) == (__name__, True)
    assert logs.place(ValueError(SECRET)) == "nowhere"
