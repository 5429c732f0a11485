"""How the bot looks to somebody who takes the phone: a neutral name, an innocent face, the words that hide a talk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from flows.table import Table

# Telegram's own limits: setMyName, setMyShortDescription, setMyDescription, BotCommand.
LONGEST = {"name": 64, "short_description": 120, "description": 512, "text": 4096, "line": 4096, "on": 64}
LONGEST_COMMAND_TEXT = 256
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_AROUND = " \t\n.,:;!?…\"'«»/"


@dataclass(frozen=True, slots=True)
class Face:
    """What is seen in one language: `text` after a quick exit, with the button `on`; `line` stays in the chat."""

    name: str
    short_description: str
    description: str
    text: str
    on: str
    line: str
    commands: Mapping[str, str]
    stop_words: frozenset[str] = frozenset()
    others: Mapping[str, Face] = field(default_factory=dict, repr=False)

    def is_stop(self, said: str) -> bool:
        """Whether these words, and nothing else, ask to hide the talk, in any of the languages."""
        return _plain(said) in self.stop_words

    def spoken(self, language: str) -> Face:
        """The face in this language; the Bokmål one where the municipality has written none."""
        return self.others.get(language, self)


def _plain(said: str) -> str:
    word = said.strip(_AROUND).casefold()
    return word.partition("@")[0] if said.strip().startswith("/") else word


def read_face(top: Table, languages: tuple[str, ...]) -> Face:
    """The [face] table, its [face.LANGUAGE] tables and [face.stop]; what is wrong is noted in the file."""
    table = _below(top, "face", "face")
    table.only("name", "short_description", "description", "text", "on", "line", "commands", "stop", *languages[1:])
    face = _read(table, None)
    stop = _below(table, "stop", "face.stop")  # Any language: also one in which the talk is not offered.
    words = {_plain(word) for language in stop.values for word in stop.words(language, ())}
    if not words - {""}:
        table.complain('there is no word that hides a talk. Add [face.stop] with nb = ["stopp"].')
    face = replace(face, stop_words=frozenset(words - {""}))
    others = {
        language: _read(_below(table, language, f"face.{language}"), face)
        for language in languages[1:]
        if language in table.values
    }
    return replace(face, others=others)


def _below(table: Table, key: str, name: str) -> Table:
    values = table.values.get(key)
    if not isinstance(values, dict):
        table.complain(
            f"[{name}] is missing. Add it." if values is None else f"'{key}' must be the table [{name}].", key
        )
        values = {}
    return Table(table.source, values, table.source.lines.block(name), said=name)


def _read(table: Table, first: Face | None) -> Face:
    """The words of one language; those that are left out are the ones of `first`."""
    if first is not None:
        table.only(*LONGEST, "commands")
    said = {key: table.text(key, getattr(first, key, ""), needed=first is None) for key in LONGEST}
    for key, longest in LONGEST.items():
        if len(said[key]) > longest:
            table.complain(f"'{key}' has {len(said[key])} characters; Telegram takes {longest}. Shorten it.", key)
    commands = first.commands if first is not None else {}
    if first is None or "commands" in table.values:
        commands = _commands(_below(table, "commands", f"{table.said}.commands"))
    return Face(
        name=said["name"],
        short_description=said["short_description"],
        description=said["description"],
        text=said["text"],
        on=said["on"],
        line=said["line"],
        commands=commands,
        stop_words=first.stop_words if first is not None else frozenset(),
    )


def _commands(table: Table) -> dict[str, str]:
    found = {}
    for command in table.values:
        text = table.text(command)
        if not _COMMAND.fullmatch(command):
            table.complain(f"'{command}' is no command. Write a-z, 0-9 and _ only, without the slash.", command)
        if len(text) > LONGEST_COMMAND_TEXT:
            table.complain(f"'{command}' says more than {LONGEST_COMMAND_TEXT} characters. Shorten it.", command)
        found[command] = text
    return found
