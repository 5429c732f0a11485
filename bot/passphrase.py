"""Asks for a passphrase, or takes it from HAVN_PASSPHRASE. It is never an argument: those stand in the process list."""

from __future__ import annotations

import os
import warnings
from getpass import GetPassWarning, getpass

from bot.cli import Stop
from storage import passphrase

VARIABLE = "HAVN_PASSPHRASE"


def new_passphrase() -> str:
    """A passphrase for something that is made now, asked for twice. Raises PassphraseTooShort at once."""
    given = os.environ.get(VARIABLE)
    if given is None:
        given = _ask("New passphrase: ")
        if given != _ask("The same again: "):
            raise Stop("The two passphrases differ. Nothing was made; try again.")
    passphrase.check(given)
    return given


def known_passphrase(what: str) -> str:
    """The passphrase of something that exists."""
    given = os.environ.get(VARIABLE)
    return _ask(f"Passphrase of {what}: ") if given is None else given


def _ask(prompt: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", GetPassWarning)  # it would show on the screen what is typed
            return getpass(prompt)
    except (EOFError, GetPassWarning):
        raise Stop(f"There is no terminal to ask for the passphrase on. Set {VARIABLE}.") from None
