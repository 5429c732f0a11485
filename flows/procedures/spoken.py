"""Texts of a procedure as its file writes them: words in Bokmål, or { nb = "…", en = "…" } with other languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flows.lines import Block
from flows.table import Table

SOURCE = "nb"


class Spoken:
    """Hands out the msgid of a text and keeps the translations that stand beside it, by language."""

    def __init__(self, languages: Sequence[str]) -> None:
        self.languages = tuple(languages)
        self.found: dict[str, dict[str, str]] = {}

    def text(self, table: Table, key: str, *, needed: bool = False) -> str:
        """The Bokmål text of this key, which is its msgid; noted when it is missing, or not in a language."""
        written = table.values.get(key)
        if not isinstance(written, Mapping):
            return table.text(key, needed=needed)
        line = table.source.lines.key(table.block, key)
        block = Block(table.block.name, line, table.block.end)
        said = f"{table.said}: '{key}'" if table.said else f"'{key}'"
        return self._in_languages(Table(table.source, written, block, step=table.step, said=said), written)

    def _in_languages(self, here: Table, written: Mapping[str, Any]) -> str:
        for language in written:
            if language not in self.languages:
                here.complain(f"'{language}' is not among the file's 'languages'. Add it there.", language)
        for language in self.languages:
            if language not in written:
                here.complain(f"the text in '{language}' is missing. Add {language} = \"…\".")
        msgid = here.text(SOURCE)
        for language in self.languages:
            text = here.text(language) if language != SOURCE else ""
            if msgid and text:
                self._keep(here, language, msgid, text)
        return msgid

    def _keep(self, here: Table, language: str, msgid: str, text: str) -> None:
        earlier = self.found.setdefault(language, {}).setdefault(msgid, text)
        if earlier != text:
            here.complain(f"«{msgid}» is «{earlier}» in '{language}' further up. Say it in one way.", language)
