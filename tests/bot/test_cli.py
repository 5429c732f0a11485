"""The command itself: what it offers, and how it ends."""

import argparse
import errno
from pathlib import Path

import pytest

from bot import cli, faults
from flows import reader
from flows.refusal import Closed
from storage.seal_errors import WrongPassphrase
from tests.bot.typed import Desk


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        (OSError(errno.EADDRINUSE, "in use"), "The port is in use"),
        (OSError(errno.ENOSPC, "full", "/data/x"), "The disk is full (/data/x); nothing was written"),
        (OSError(errno.EDQUOT, "quota"), "The disk is full; nothing was written"),
        (PermissionError(errno.EACCES, "no", "/data/x"), "The rights forbid it (/data/x)"),
        (FileNotFoundError(errno.ENOENT, "no", "/data/x"), "There is no such file or folder (/data/x)."),
        (OSError(errno.EIO, "Input/output error", "/data/x"), "The system refused (/data/x): Input/output error."),
        (OSError(), "The system refused: OSError."),
        (cli.Stop("Do this.\n  Then that."), "Do this. Then that."),
        (WrongPassphrase(), str(WrongPassphrase())),
        (Closed(), "Saken er avsluttet."),
    ],
)
def test_every_expected_fault_has_one_line(trouble: Exception, says: str) -> None:
    told = faults.expected(trouble)
    assert told is not None
    assert told.startswith(says)
    assert "\n" not in told


def test_what_nobody_expected_keeps_its_traceback(desk: Desk) -> None:
    assert faults.expected(KeyError("x")) is None
    desk.env.setattr(reader, "packaged", lambda: {"flow": 1}["nothing"])
    with pytest.raises(KeyError):
        desk.type("flows")


def test_an_interrupted_command_ends_as_a_shell_expects(desk: Desk) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    desk.env.setattr(reader, "packaged", interrupted)
    said = desk.type("flows")
    assert (said.status, said.out, said.err) == (130, "", "")


@pytest.mark.parametrize(
    "typed", [(), ("nonsense",), ("invite", "king", "--name", "x"), ("open",), ("keys",), ("audit", "x")]
)
def test_a_wrong_call_gets_one_line(desk: Desk, typed: tuple[str, ...]) -> None:
    assert "--help" in desk.wrong(*typed)
    assert not desk.data.exists()


def test_every_command_says_what_it_does(desk: Desk) -> None:
    listed = desk.good("--help")
    for name, what in cli.COMMANDS.items():
        assert name in listed
        assert what[1:20] in desk.good(name, "--help")
    assert desk.good("--version").startswith("havn ")


def test_every_command_module_is_offered() -> None:
    import bot.commands  # noqa: PLC0415 - only its folder is wanted

    there = {path.stem for path in Path(bot.commands.__path__[0]).glob("*.py")} - {"__init__"}
    assert there == set(cli.COMMANDS)


def test_a_command_that_gives_no_number_is_done(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_parser", lambda _: _Always())
    assert cli.main([]) == 0


class _Always(argparse.ArgumentParser):
    def parse_args(self, *_: object, **__: object) -> argparse.Namespace:  # type: ignore[override]
        return argparse.Namespace(does=lambda _: None)
