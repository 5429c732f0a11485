"""Procedures for `havn flows`: as a picture in a file, or all of them as a catalogue, in one language."""

from __future__ import annotations

import os
from pathlib import Path

from bot import municipality
from bot.catalogue import Entry, write
from bot.cli import Stop
from bot.clock import SystemClock
from bot.helplines import Audience
from bot.i18n import languages, voice
from bot.lanes_file import draw
from bot.lanes_words import Sheet, Words
from bot.settings import Settings
from flows import cards
from flows.procedures import reader
from flows.procedures.model import Procedure


class Gallery:
    """What this municipality serves, in one language: the one that is named, otherwise its first."""

    def __init__(self, language: str | None) -> None:
        self._local = municipality.load(Settings.read(os.environ).config)
        self._today = SystemClock().now().astimezone(self._local.zone).date()
        self.language = language or self._local.languages[0]
        if self.language not in languages():
            raise Stop(f"There are no texts in '{self.language}'. Choose one of: {', '.join(languages())}.")
        self.procedures = reader.served(self._local.procedures)

    def picture(self, name: str, path: Path) -> None:
        """Draw one of the procedures into a file. ValueError says which endings there are."""
        draw(self._sheet(self.procedures[name]), path)

    def catalogue(self, folder: Path) -> Path:
        """Write the catalogue of all procedures into a folder, and give the path of its page."""
        entries = [Entry(one, self._sheet(one)) for one in sorted(self.procedures.values(), key=_by_code)]
        return write(folder, entries, self._local.name, self.language, self._today)

    def _sheet(self, procedure: Procedure) -> Sheet:
        numbers = self._local.numbers(self._today, Audience.STAFF)
        sections = {name: card.law for name, card in cards.packaged().items() if card.law}
        return Words(procedure, voice(self.language), numbers, sections).sheet()


def _by_code(procedure: Procedure) -> tuple[bool, str, int, str]:
    """The meeting and what has no code first, then P1, P2 … P13."""
    letters = procedure.code.rstrip("0123456789")
    return bool(procedure.code), letters, int(procedure.code[len(letters) :] or 0), procedure.name
