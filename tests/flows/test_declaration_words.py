"""The words of the declaration: plain, short, in every language, and nothing that is kept elsewhere."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from flows.model import Step
from flows.prover import prove
from flows.texts import placeholders, step_texts, texts
from tests.flows.declaring import FLOW

OTHERS = ("nn", "en")
STAFF_ONLY = {step for step in FLOW.steps if step.startswith("staff_") or step.endswith("_staff")}
YOUTH = [step for step in FLOW.steps.values() if step.id not in STAFF_ONLY]
NUMBERS = {"police", "medical", "legevakt", "alarmtelefonen", "kompetanseteamet", "udops", "vo_linjen", "rode_kors"}
POINT_FIVE = (
    "Vi forteller det ikke til foreldrene dine",
    "må vi si fra til barnevernet eller politiet",
    "også hvis du sier nei",
    "Da kan foreldrene få vite noe",
    "Vi prøver å snakke med deg først",
)
NOT_NYNORSK = re.compile(
    r"\b(jeg|ikke|hva|hvem|hvor|hvordan|noen|noe|fra|bare|være|komme|skolen|foreldrene)\b", re.IGNORECASE
)
LONG_WORD = 6
WORD = re.compile(r"[^\W_]+(?:[-–'][^\W_]+)*")


def catalogue(language: str) -> Catalog:
    with files("locales").joinpath(language, "LC_MESSAGES", "content.po").open("rb") as po:
        return read_po(po, locale=language, abort_invalid=True)


OURS = {text.msgid for text in texts(FLOW)}
"""The catalogue also holds what the procedures and the cards say: tests/bot/test_catalogues.py looks after all."""
SAID = {language: {str(m.id): str(m.string) for m in catalogue(language) if m.id in OURS} for language in OTHERS}


def shown(step: Step, language: str = "nb") -> str:
    """What the screen says above its buttons, with a telephone number as one word."""
    parts = [part for part in (step.ask, step.help) if part]
    said = "\n".join(parts if language == "nb" else [SAID[language][part] for part in parts])
    return re.sub(r"\{[^}]*\}", "112", said).replace("**", "").replace("`", "")


def lix(text: str) -> float:
    """Björnsson's LIX: words a sentence, and how many of 100 are longer than six letters. A line ends a sentence."""
    sentences = [part for part in re.split(r"[.?!:…]+(?:\s|$)|\n", text) if WORD.search(part)]
    words = WORD.findall(text)
    return len(words) / len(sentences) + 100 * sum(len(word) > LONG_WORD for word in words) / len(words)


def test_lix_is_worked_out_as_its_author_did() -> None:
    assert lix("Du kan ringe nå. Barnevernet hjelper deg.") == pytest.approx(3.5 + 200 / 7)


@pytest.mark.parametrize("step", YOUTH, ids=lambda step: step.id)
def test_a_screen_for_the_young_is_easy_to_read(step: Step) -> None:
    assert lix(shown(step)) <= 30


@pytest.mark.parametrize("language", ["nb", *OTHERS])
def test_no_screen_is_long(language: str) -> None:
    assert [step.id for step in FLOW.steps.values() if len(shown(step, language)) > 900] == []


def test_no_sentence_for_the_young_is_long() -> None:
    sentences = [(step.id, part) for step in YOUTH for part in re.split(r"[.?:]\s|\n", shown(step))]
    assert [(step, part) for step, part in sentences if len(WORD.findall(part)) > 21] == []


def test_no_number_stands_in_the_text_and_the_young_see_only_lines_that_are_for_them() -> None:
    said = [text.msgid for text in texts(FLOW)] + [text for words in SAID.values() for text in words.values()]
    assert [text for text in said if re.search(r"\d{3}|\d\d \d\d", re.sub(r"\{[^}]*\}|§ 196", "", text))] == []
    used = {name for step in FLOW.steps.values() for text in step_texts(step) for name in placeholders(text.msgid)}
    assert {name for name in used if name.startswith("number:")} == {f"number:{key}" for key in NUMBERS}


def test_nobody_is_shouted_at() -> None:
    assert [text.msgid for text in texts(FLOW) if "!" in text.msgid] == []


def test_suicide_meets_exactly_the_three_lines_that_answer_at_night() -> None:
    for step in ("self_harm_now", "self_harm_sometimes"):
        numbers = {name for name in placeholders(FLOW.steps[step].ask) if name.startswith("number:")}
        assert numbers == {"number:medical", "number:legevakt", "number:alarmtelefonen"}


@pytest.mark.parametrize("step", ["understand", "understand_short", "advice_if_told"])
def test_what_the_law_cannot_keep_secret_is_said(step: str) -> None:
    said = FLOW.steps[step].ask
    for part in POINT_FIVE:
        assert part in said


@pytest.mark.parametrize("step", [step for step in FLOW.steps.values() if step.files], ids=lambda step: step.id)
def test_every_receipt_has_the_reference_and_when_an_answer_comes(step: Step) -> None:
    assert {"reference", "answer_by", "number:police"} <= set(placeholders(step.ask))
    assert "/start" in step.ask
    if step.id != "receipt_child":
        assert "Slett" in step.ask
        assert "finnes fortsatt" in step.ask


def test_whoever_may_be_abroad_sees_the_number_that_answers_there() -> None:
    assert FLOW.alarm is not None
    receipts = [FLOW.steps[step].ask for step in ("receipt", "receipt_short", "receipt_travel")]
    for text in (FLOW.alarm.tell, FLOW.alarm.short, *receipts):
        assert "number:udops" in placeholders(text)


@pytest.mark.parametrize("step", [step for step in FLOW.steps.values() if step.files], ids=lambda step: step.id)
def test_a_receipt_promises_the_young_no_answer_that_nobody_can_send(step: Step) -> None:
    assert "Svar kommer" not in step.ask or step.id in STAFF_ONLY


def test_pictures_are_not_sent_here() -> None:
    assert "Ikke send det her" in str(FLOW.steps["papers"].help)


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated_with_its_placeholders_and_marks(language: str) -> None:
    said = SAID[language]
    assert [msgid for msgid in OURS if not said.get(msgid)] == []
    for msgid in OURS:
        assert placeholders(said[msgid]) == placeholders(msgid), msgid
        assert said[msgid].count("**") == msgid.count("**"), msgid
        assert said[msgid].count("\n") == msgid.count("\n"), msgid


@pytest.mark.parametrize("language", OTHERS)
def test_the_review_state_is_told_as_it_is(language: str) -> None:
    header = files("locales").joinpath(language, "LC_MESSAGES", "content.po").read_text(encoding="utf-8")
    assert '"X-Review-State: machine-drafted, not yet read by a native professional\\n"' in header
    assert f'"Language: {language}\\n"' in header
    assert not any(message.fuzzy for message in catalogue(language) if message.id)


def test_nynorsk_is_nynorsk() -> None:
    assert [text for text in SAID["nn"].values() if NOT_NYNORSK.search(text)] == []


def test_the_prover_finds_nothing() -> None:
    assert prove(FLOW, {language: SAID[language].get for language in OTHERS}, date(2026, 11, 22), NUMBERS) == []
