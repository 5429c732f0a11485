"""Bokmål is what the program and the content are written in; the catalogues turn it into other languages."""

from __future__ import annotations

import gettext
import io
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DOMAINS = ("bot", "content")
SOURCE_LANGUAGE = "nb"


class Voice:
    """Says texts in one language. A text without a translation is said in Bokmål: a gap is never a blank screen."""

    def __init__(self, language: str, texts: dict[str, str]) -> None:
        self.language = language
        self._texts = texts

    def say(self, text: str, **values: object) -> str:
        """The text in this language, its {placeholders} filled in when values are given."""
        said = self._texts.get(text) or text
        return said.format(**values) if values else said

    def knowing(self, texts: Mapping[str, str]) -> Voice:
        """The same voice with more texts: those that a municipality's own procedure brings with it."""
        return Voice(self.language, {**self._texts, **texts}) if texts else self

    def translation(self, text: str) -> str | None:
        """The text in this language, or None where nobody has translated it."""
        return text if self.language == SOURCE_LANGUAGE else self._texts.get(text)


@cache
def voice(language: str) -> Voice:
    """The voice for a language; Bokmål for one that there is no catalogue for."""
    texts: dict[str, str] = {}
    for domain in DOMAINS:
        texts.update(_catalogue(language, domain))
    return Voice(language, texts)


def languages() -> tuple[str, ...]:
    """Every language that has a catalogue, Bokmål first."""
    found = sorted(entry.name for entry in files("locales").iterdir() if entry.joinpath("LC_MESSAGES").is_dir())
    return (SOURCE_LANGUAGE, *(name for name in found if name != SOURCE_LANGUAGE))


def _catalogue(language: str, domain: str) -> dict[str, str]:
    source = files("locales").joinpath(language, "LC_MESSAGES", f"{domain}.po")
    if not source.is_file():
        return {}
    with source.open("rb") as po:
        catalogue = read_po(po, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    translations = gettext.GNUTranslations(compiled)
    return {str(m.id): translations.gettext(str(m.id)) for m in catalogue if m.id and m.string and not m.fuzzy}
