"""`havn minutes`: lists the minutes there are, or opens some with a private key; that is written down first."""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import Stop
from bot.clock import SystemClock
from bot.installation import Installation, opened

if TYPE_CHECKING:
    from flows.procedures.minutes import Minutes

ENDINGS = (".pdf", ".txt")


def arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    command.add_argument("reference", nargs="?", metavar="REF", help="the meeting; without it, a line for each")
    command.add_argument("--key", type=Path, metavar="FILE", help="your private key")
    command.add_argument("--number", type=int, metavar="N", help="which minutes; by default the newest you can open")
    command.add_argument("--out", type=Path, metavar="FILE", help="write them into a new file: .pdf or .txt")
    command.add_argument("--json", action="store_true", help="as JSON, for another program")
    command.set_defaults(does=run)


def run(given: argparse.Namespace) -> None:
    """List or open."""
    now = SystemClock().now()
    if given.reference is None:
        with opened() as havn:
            _list(havn)
        return
    _refuse_what_cannot_be(given)
    with opened() as havn:
        minutes = _opened(havn, given, now)
        language = havn.municipality.languages[0]
    _give(minutes, given, language)


def _list(havn: Installation) -> None:
    from storage import minutes_listed

    found = havn.store.read(minutes_listed.everywhere)
    for one in found:
        local = one.filed_at.astimezone(havn.municipality.zone)
        print(f"{one.reference:<14} {one.number:>3}  {local:%Y-%m-%d %H:%M}  {', '.join(one.names)}")
    if not found:
        print("No minutes.")


def _refuse_what_cannot_be(given: argparse.Namespace) -> None:
    """Raise Stop before a passphrase is asked for, or an opening written down, in vain."""
    if given.key is None:
        raise Stop("Say which key opens them: --key FILE.")
    if given.json and given.out is not None:
        raise Stop("--json writes to standard output. Leave out --out, or --json.")
    if given.out is not None and given.out.suffix.lower() not in ENDINGS:
        raise Stop(f"{given.out}: let its name end in {' or '.join(ENDINGS)}.")
    if given.out is not None and given.out.exists():
        raise Stop(f"{given.out} is there already. Nothing is written over; choose another name.")


def _opened(havn: Installation, given: argparse.Namespace, now: datetime) -> Minutes:
    from bot import opened_minutes
    from bot.passphrase import known_passphrase
    from storage import keyfile

    opened_minutes.known(havn, given.reference)
    key = keyfile.unlock(given.key, known_passphrase(str(given.key)))
    return opened_minutes.open_minutes(havn, given.reference, key, now, given.number)


def _give(minutes: Minutes, given: argparse.Namespace, language: str) -> None:
    from bot.i18n import voice
    from flows.procedures.minutes import as_json, as_text

    speaks = voice(language)
    if given.json:
        print(json.dumps(as_json(minutes), ensure_ascii=False, indent=2))
    elif given.out is None:
        print(as_text(minutes, speaks.say), end="")
    else:
        from storage import private_file

        private_file.write_new(given.out, _paper(minutes, given.out, language))
        print(given.out)


def _paper(minutes: Minutes, out: Path, language: str) -> bytes:
    from bot.i18n import voice
    from flows.procedures.minutes import as_text

    if out.suffix.lower() == ".txt":
        return as_text(minutes, voice(language).say).encode()
    from bot.minutes_pdf import as_pdf

    return as_pdf(minutes, voice(language))
