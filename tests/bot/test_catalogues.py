import io
import re
from collections import Counter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from locales import extract, flow_texts

TEMPLATES = {domain: extract.collected(domain) for domain in extract.DOMAINS}
WHOLE = ["nn", "en"]
PLACE = re.compile(r"\{[^{}]*\}")
CATALOGUES = [(language, domain) for language in WHOLE for domain in extract.DOMAINS]
TOLD = '[alarm]\nat = "red"\ntell = "Ring!"\nshort = "Fare"\n'
FLOW = f"""
title = "Prøve"
audience = "youth"
start = "first"
{TOLD}
[section.door]
title = "Først"

[step.first]
section = "door"
ask = "Er du trygg?"
help = "Vi spør alle."
label = "Trygg"
choices = [{{ id = "yes", text = "Ja" }}, {{ id = "no", text = "Nei" }}]
skip = "Vil ikke si"

[step.last]
kind = "end"
ask = "Takk."

[[level]]
name = "red"
because = "Ikke trygg"
when = {{ first = ["no"] }}
"""


def texts(catalogue: Catalog) -> dict[str, str]:
    return {str(m.id): str(m.string) for m in catalogue if m.id and m.string and not m.fuzzy}


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_every_text_is_translated(language: str, domain: str) -> None:
    assert set(texts(extract.existing(language, domain))) >= {str(m.id) for m in TEMPLATES[domain] if m.id}


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_no_text_is_translated_that_nobody_reads_any_more(language: str, domain: str) -> None:
    catalogue = extract.existing(language, domain)
    gone = {str(m.id) for m in catalogue if m.id and m.id not in TEMPLATES[domain]}
    assert gone | {str(old.id) for old in catalogue.obsolete.values()} == set()


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_placeholders_and_markup_survive_translation(language: str, domain: str) -> None:
    for text, said in texts(extract.existing(language, domain)).items():
        assert Counter(PLACE.findall(said)) == Counter(PLACE.findall(text)), text
        for mark in ("**", "`"):
            assert said.count(mark) == text.count(mark), text
        assert said == said.strip() or text != text.strip(), text


@pytest.mark.parametrize("language", WHOLE)
def test_one_text_has_one_translation_whichever_catalogue_it_stands_in(language: str) -> None:
    program, content = (texts(extract.existing(language, domain)) for domain in extract.DOMAINS)
    assert {text for text in program.keys() & content.keys() if program[text] != content[text]} == set()


def test_an_update_adds_what_is_new_keeps_what_was_said_and_gives_back_what_comes_again() -> None:
    catalogue = Catalog(locale="nn", domain="bot", fuzzy=False)
    catalogue.add("Ferdig", "Ferdig")
    catalogue.add("Jeg tar den", "Eg tek ho")
    for wanted in (["Ferdig", "Hopp over"], ["Ferdig", "Hopp over", "Jeg tar den"]):
        template = Catalog()
        for text in wanted:
            template.add(text)
        extract.updated(catalogue, template)
        assert [m.id for m in catalogue if m.id] == wanted
        assert len(catalogue.obsolete) == 3 - len(wanted)
    assert texts(catalogue) == {"Ferdig": "Ferdig", "Jeg tar den": "Eg tek ho"}


def test_a_changed_text_keeps_its_old_translation_as_a_suggestion_alone() -> None:
    catalogue = Catalog(locale="nn", domain="bot", fuzzy=False)
    catalogue.add("Du er ikke på vakt.", "Du er ikkje på vakt.")
    template = Catalog()
    template.add("Du er ikke på vakt nå.")
    extract.updated(catalogue, template)
    (message,) = (m for m in catalogue if m.id)
    assert message.fuzzy
    assert message.string == "Du er ikkje på vakt."


def test_obsolete_translations_go_when_asked_to() -> None:
    catalogue = Catalog(locale="nn", domain="bot", fuzzy=False)
    catalogue.add("Borte", "Borte")
    assert not extract.updated(catalogue, Catalog(), drop=True).obsolete


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_a_catalogue_is_written_the_same_however_often(language: str, domain: str) -> None:
    above = extract.header(language, domain)
    once = above + extract.written(extract.existing(language, domain))
    again = above + extract.written(read_po(io.BytesIO(once), locale=language, domain=domain))
    assert again == once
    assert b"X-Review-State: " in above
    assert above.endswith(b"\n\n")


def test_a_new_catalogue_begins_as_one_that_nobody_has_translated() -> None:
    catalogue = read_po(io.BytesIO(extract.header("so", "bot")), locale="so")
    assert b"X-Review-State: not yet translated" in extract.header("so", "bot")
    assert catalogue.charset == "utf-8"


def test_every_text_of_a_procedure_is_found() -> None:
    found = flow_texts.extract(io.BytesIO(FLOW.encode()), (), (), {})
    told = [text for _, _, text, _ in found]
    assert told[:7] == ["Prøve", "Ring!", "Fare", "Først", "Er du trygg?", "Vi spør alle.", "Trygg"]
    assert told[7:] == ["Ja", "Nei", "Vil ikke si", "Takk.", "Ikke trygg"]
