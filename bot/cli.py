"""The command `havn`. A command imports only what it needs, so that each but `run` and `demo` answers at once."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from typing import NoReturn

COMMANDS = {
    "run": "serve: Telegram with a bot token, the demo without one",
    "demo": "the demo, whatever the environment says",
    "invite": "make a single-use code for a coordinator, a member of staff or an administrator",
    "keys": "make a coordinator's key, a participant's key or the offline recovery key",
    "keyring": "show, rotate or clean up the service's own keys",
    "cases": "list the cases: reference, level, state, age",
    "runs": "list the meetings and procedures under way: name, level, state, progress",
    "open": "open one case with a private key",
    "minutes": "list the minutes of meetings, or open some with a private key",
    "check": "prove the content: every flow, every language",
    "flows": "list the procedures, draw one, try one, or make a page of all",
    "roster": "who is on duty now and next",
    "audit": "check the audit log",
    "backup": "write an encrypted backup, tested by restoring it",
    "restore": "restore a backup into an empty installation",
    "dismiss": "somebody left or lost the phone: no role, no duty, no key",
    "doctor": "say what is wrong with this installation, and the mend",
}
DONE, FOUND, WRONG = 0, 1, 2


class Stop(Exception):
    """The call or the configuration is wrong: one line for the person who typed it."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """End with one line that says what is wrong with the call and where help is."""
        self.exit(WRONG, f"{self.prog}: {' '.join(message.split())}. Try: {self.prog} --help\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status: 0 done, 1 a check found something, 2 the call or setup is wrong."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    chosen = next((word for word in given if word in COMMANDS), None)
    parsed = _parser(chosen).parse_args(given)
    try:
        status = parsed.does(parsed)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # who read has read enough, as `head` does
        return DONE
    except Exception as trouble:
        if (line := _one_line(trouble)) is None:
            raise
        print(f"havn: {line}", file=sys.stderr)  # noqa: T201 - the answer to a wrong call
        return WRONG
    except KeyboardInterrupt:
        return 130
    return DONE if status is None else int(status)


def _parser(chosen: str | None) -> argparse.ArgumentParser:
    """The parser with the arguments of the chosen command alone, so that the others need not be imported."""
    parser = _Parser(prog="havn", description="Havn: a declaration reaches the duty coordinator.")
    parser.add_argument("--version", action="version", version=f"havn {version('havn')}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, what in COMMANDS.items():
        command = commands.add_parser(name, help=what, description=what[0].upper() + what[1:] + ".")
        if name == chosen:
            import_module(f"bot.commands.{name}").arguments(command)
    return parser


def _one_line(trouble: BaseException) -> str | None:
    """What to tell of an expected fault; None for one that nobody expected."""
    from bot.faults import expected

    return expected(trouble)


if __name__ == "__main__":
    sys.exit(main())
