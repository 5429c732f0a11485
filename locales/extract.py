"""Brings the catalogues up to date with program and content: `python -m locales.extract`, in the project's folder.

A new text is added without a translation; one that was changed keeps its old translation, marked fuzzy; one that is
gone is kept as obsolete until `--drop`. Nothing else of what a translator wrote is touched.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterable
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALES = Path(__file__).resolve().parent
DOMAINS = {"bot": "the program's own texts", "content": "the texts of the procedures"}
KEYWORDS = {"N_": None}
WIDTH = 120
HEADER = r"""# Havn in {name}: {about}. The msgid is the Bokmål text.
msgid ""
msgstr ""
"Project-Id-Version: Havn\n"
"Language: {language}\n"
"Plural-Forms: {plural}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"X-Review-State: not yet translated\n"

"""


def main(arguments: Iterable[str] | None = None) -> int:
    """Update every catalogue there is, and say of each how complete it is."""
    parser = argparse.ArgumentParser(prog="python -m locales.extract", description=__doc__)
    parser.add_argument("--drop", action="store_true", help="forget the translations of texts that are gone")
    parser.add_argument("language", nargs="*", help="also begin catalogues in these languages, such as so or ckb")
    chosen = parser.parse_args(None if arguments is None else list(arguments))
    for domain in DOMAINS:
        template = collected(domain)
        for language in sorted({*languages(), *chosen.language}):
            catalogue = updated(existing(language, domain), template, drop=chosen.drop)
            path(language, domain).parent.mkdir(parents=True, exist_ok=True)
            path(language, domain).write_bytes(header(language, domain) + written(catalogue))
            print(f"{language}/{domain}: {_standing(catalogue)}")  # noqa: T201 - the answer to the command
    return 0


def languages() -> list[str]:
    """The languages that have catalogues."""
    return sorted(folder.parent.name for folder in LOCALES.glob("*/LC_MESSAGES"))


def path(language: str, domain: str) -> Path:
    """Where a catalogue lies."""
    return LOCALES / language / "LC_MESSAGES" / f"{domain}.po"


def collected(domain: str) -> Catalog:
    """Every text of a domain that stands in the project now, without translations. Raises ContentError."""
    with (LOCALES / f"{domain}.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    template = Catalog(domain=domain, charset="utf-8")
    found = extract_from_dir(str(ROOT), methods, options, keywords=KEYWORDS)
    for file, line, text, comments, _ in sorted(found, key=lambda each: each[:2]):
        template.add(text, locations=[(file, line)], auto_comments=comments)
    return template


def existing(language: str, domain: str) -> Catalog:
    """A catalogue as it is on the disk; an empty one where there is none yet."""
    if path(language, domain).is_file():
        with path(language, domain).open("rb") as source:
            return read_po(source, locale=language, domain=domain)
    return Catalog(locale=language, domain=domain, charset="utf-8", fuzzy=False)


def updated(catalogue: Catalog, template: Catalog, *, drop: bool = False) -> Catalog:
    """The same catalogue with exactly the texts of the template, and the translations that it had for them."""
    for key in [key for key, old in catalogue.obsolete.items() if old.id in template]:
        back = catalogue.obsolete.pop(key)
        catalogue[back.id] = back
    catalogue.update(template, update_creation_date=False)
    if drop:
        catalogue.obsolete.clear()
    return catalogue


def header(language: str, domain: str) -> bytes:
    """What stands above the texts: as it is in the file, which says how far the language was reviewed; or a new one."""
    if path(language, domain).is_file():
        above, blank, _ = path(language, domain).read_bytes().partition(b"\n\n")
        return above + blank
    locale = Locale.parse(language)
    plural = Catalog(locale=language).plural_forms
    new = HEADER.format(name=locale.english_name, about=DOMAINS[domain], language=language, plural=plural)
    return new.encode()


def written(catalogue: Catalog) -> bytes:
    """The texts of a catalogue as the bytes of its file, without line numbers, which would change with every edit."""
    target = io.BytesIO()
    write_po(target, catalogue, width=WIDTH, omit_header=True, include_lineno=False, include_previous=True)
    return target.getvalue()


def _standing(catalogue: Catalog) -> str:
    missing = sum(1 for message in catalogue if message.id and (not message.string or message.fuzzy))
    return f"{len(catalogue)} texts, {missing} to translate, {len(catalogue.obsolete)} obsolete"


if __name__ == "__main__":
    sys.exit(main())
