"""The declaration as it is written: all 45 points, every branch to its end, plain words, every language."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from importlib.resources import files

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from flows import engine
from flows.effects import Effect, FileCase, Finish, RaiseAlert, Remember, Schedule, Turn, Warn
from flows.inputs import Chose, Done, Said, Skip, Ticked
from flows.model import Flow, Kind, Level, Part, Step
from flows.prover import prove
from flows.reader import packaged
from flows.session import FreeText, freeze, thaw
from flows.texts import placeholders, texts

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
FLOW: Flow = packaged()["declaration"]
SOURCE = FLOW.source
STAFF_ONLY = {step for step in FLOW.steps if step.startswith("staff_") or step.endswith("_staff")}
YOUTH_NUMBERS = {"police", "medical", "legevakt", "alarmtelefonen", "kompetanseteamet", "udops", "vo_linjen"}
TYPED = {Kind.TEXT, Kind.PLACE, Kind.DATE, Kind.TIME, Kind.DAYS}
SAFE = {"safe_now": "yes", "phone_seen": "no", "age": "15", "understand": "yes"}
LONG = {**SAFE, "violence": "no", "self_harm": "no", "death_threat": "no"}
OTHER_LANGUAGES = ("nn", "en")


class Person:
    """Answers by step: a choice, several choices, written words, or None to skip. The rest is chosen first, or at random."""

    def __init__(self, answers: Mapping[str, object], dice: random.Random | None = None) -> None:
        self.answers = answers
        self.dice = dice
        self.turn: Turn = engine.begin(FLOW, NOW)
        self.effects: list[Effect] = []
        self.seen: list[str] = []
        self.taps = 0

    def go(self) -> Person:
        """To an end; the session is written and read back between all its steps."""
        for _ in range(120):
            step = FLOW.steps[self.turn.session.state]
            self.seen.append(step.id)
            if step.kind is Kind.END:
                return self
            self.answer(step)
        pytest.fail(f"no end after {self.seen}")

    def answer(self, step: Step) -> None:
        wanted = self.answers.get(step.id, self._usual(step))
        if wanted is None and step.skip:
            self._do(Skip)
        elif step.kind is Kind.CHOICES:
            ticked = (wanted,) if isinstance(wanted, str) else wanted
            assert isinstance(ticked, tuple)
            for choice in ticked:
                self._do(Ticked, choice)
            self._do(Done)
        elif step.kind in TYPED:
            self.turn = self._advance(Said(FreeText(str(wanted))))
        elif step.choices:
            self._do(Chose, str(wanted))
        else:
            self._do(Done)

    def _usual(self, step: Step) -> object:
        if self.dice is None:
            return None if step.kind in TYPED or not step.choices else step.choices[0].id
        usual = [choice.id for choice in step.choices if choice.id != "change"]
        if step.skip and (not usual or self.dice.random() < 0.2):
            return None
        return self.dice.choice(usual) if usual else None

    def _do(self, kind: type[Chose] | type[Ticked] | type[Done] | type[Skip], *choice: str) -> None:
        self.taps += 1
        self.turn = self._advance(kind(*choice, self.turn.session.turn))

    def _advance(self, given: Chose | Ticked | Done | Skip | Said) -> Turn:
        before = self.turn.session
        turn = engine.advance(FLOW, thaw(freeze(before)), given, NOW)
        assert not turn.stale
        assert turn.session.turn == before.turn + 1, f"{before.state} did not take {given}"
        self.effects.extend(turn.effects)
        return turn

    @property
    def level(self) -> Level | None:
        return self.turn.session.level

    def of(self, kind: type[Effect]) -> list[Effect]:
        return [effect for effect in self.effects if isinstance(effect, kind)]


def went(**answers: object) -> Person:
    return Person(answers).go()


def catalogue(language: str) -> Catalog:
    with files("locales").joinpath(language, "LC_MESSAGES", "content.po").open("rb") as po:
        return read_po(po, locale=language, abort_invalid=True)


def comments() -> Iterator[tuple[str, str]]:
    """Each step of the file with the comment right above it."""
    for found in re.finditer(r"((?:^#.*\n)*)^\[step\.(\w+)\]$", SOURCE, re.MULTILINE):
        yield found[2], found[1]


def test_all_45_points_are_there() -> None:
    points: set[int] = set()
    for _, comment in comments():
        for first, last in re.findall(r"^# (\d+)(?:(?:-| og )(\d+))?[.,\n]", comment, re.MULTILINE):
            points |= set(range(int(first), int(last or first) + 1))
    assert points == set(range(1, 46))


def test_a_paragraph_of_law_stands_with_the_day_it_was_checked() -> None:
    cited = [(step, comment) for step, comment in comments() if "§" in comment]
    assert len(cited) > 8
    assert [step for step, comment in cited if "ontrollert 2026-07-02" not in comment] == []


@pytest.mark.parametrize("safe", ["yes", "no", "unsure"])
@pytest.mark.parametrize("seen", ["no", "maybe", "yes"])
@pytest.mark.parametrize("where", ["yes", "airport", "abroad"])
@pytest.mark.parametrize("contact", ["self", "telegram"])
def test_the_short_way_is_twelve_taps_and_nothing_is_typed(safe: str, seen: str, where: str, contact: str) -> None:
    if (safe, seen) == ("yes", "no"):
        return
    person = went(safe_now=safe, phone_seen=seen, age="15", in_norway=where, contact_short=contact)
    assert person.taps <= 12, person.seen
    assert person.seen[-1] == "receipt_short"
    assert "language" not in person.seen


def test_the_short_way_asks_what_matters_most() -> None:
    person = went(safe_now="yes", phone_seen="yes", age="15")
    assert person.taps == 12
    assert person.seen == [
        "safe_now", "phone_seen", "age", "understand_short", "who", "concern", "when", "in_norway", "violence",
        "contact_short", "summary_short", "receipt_short",
    ]  # fmt: skip
    assert "{number:alarmtelefonen}" in str(FLOW.steps["understand_short"].help)


def test_whoever_is_not_safe_gets_help_at_the_first_tap() -> None:
    person = Person({"safe_now": "no"})
    person.answer(FLOW.steps["safe_now"])
    assert [type(effect) for effect in person.effects][:3] == [Warn, RaiseAlert, FileCase]
    assert person.level is Level.RED
    assert FLOW.alarm is not None
    for text in (FLOW.alarm.tell, FLOW.alarm.short):
        assert {"number:police", "number:medical", "number:alarmtelefonen"} <= set(placeholders(text))


def test_every_branch_reaches_an_end_and_every_step_is_reached() -> None:
    reached: set[str] = set()
    for seed in range(600):
        start = {"safe_now": "yes", "phone_seen": "no", "age": "18_up"} if seed % 2 else {}
        person = Person(start, random.Random(seed)).go()
        assert len(person.of(Finish)) == 1
        reached |= set(person.seen)
    assert set(FLOW.steps) - reached == set()


def test_every_question_can_be_passed_over() -> None:
    asked = [step for step in FLOW.steps.values() if step.kind in TYPED | {Kind.CHOICE, Kind.CHOICES}]
    assert [step.id for step in asked if step.skip is None] == []
    skipped: dict[str, object] = {step.id: None for step in asked if step.id not in {"safe_now", "phone_seen"}}
    assert went(**SAFE, **skipped).seen[-1] == "receipt"


def test_a_whole_declaration_is_filed_with_words_and_signs_of_life() -> None:
    person = went(
        **LONG, concern=("not_back", "married"), when="later", in_norway="yes", return_date="20.8.2027",
        ok_word="eple", danger_word="pære", name="N", sign_of_life="yes", sign_date="1.8.2027",
    )  # fmt: skip
    assert person.seen[-1] == "receipt_travel"
    assert {effect.meaning for effect in person.effects if isinstance(effect, Remember)} == {"ok", "danger"}
    due = {effect.name: effect.due for effect in person.effects if isinstance(effect, Schedule)}
    assert due == {
        "home": datetime(2027, 8, 20, 22, tzinfo=UTC),
        "on_the_way": datetime(2027, 8, 1, 22, tzinfo=UTC),
    }
    filed = [effect for effect in person.effects if isinstance(effect, FileCase)][-1]
    assert filed.final
    assert {line.step for line in filed.parts[Part.IDENTITY]} >= {"name", "birth_date", "school", "municipality", "address"}
    assert not {line.step for line in filed.parts[Part.ANSWERS]} & {"name", "address", "contact_number"}


def test_advice_asks_no_name_and_files_nothing_but_may_become_a_declaration() -> None:
    topics = tuple(choice.id for choice in FLOW.steps["advice_about"].choices)
    person = went(**{**SAFE, "understand": "advice", "advice_about": topics})
    assert person.seen[-1] == "advice_bye"
    assert person.of(FileCase) == []
    assert not {step for step in person.seen if FLOW.steps[step].part is Part.IDENTITY}
    for step in [step for step in person.seen if step.startswith("advice_") and FLOW.steps[step].label]:
        if step != "advice_about":
            told = went(**{**SAFE, "understand": "advice", "advice_about": topics, step: "declare"})
            assert "who" in told.seen


def test_a_child_under_twelve_reaches_a_person_with_one_tap() -> None:
    person = went(**{**SAFE, "age": "u12"})
    assert person.seen[-2:] == ["child_hello", "receipt_child"]
    assert "{number:alarmtelefonen}" in FLOW.steps["child_hello"].ask
    assert person.level is Level.ORANGE


def test_staff_register_at_seven_places_and_keep_their_duties() -> None:
    assert [choice.id for choice in FLOW.steps["staff_place"].choices] == [
        "school", "health", "introduction", "outreach", "diversity_adviser", "child_welfare", "police",
    ]  # fmt: skip
    person = went(**{**SAFE, "age": "18_up", "who": "staff"})
    assert person.seen[-1] == "receipt_staff"
    assert "§ 13-2" in FLOW.steps["staff_duty"].ask
    assert "§ 196" in FLOW.steps["staff_duty"].ask


def test_each_receiver_is_asked_about_alone_and_the_shelter_only_of_grown_ups() -> None:
    answers = {**LONG, "concern": ("violence",), "when": "later"}
    asked = [step for step in went(**answers).seen if step.startswith("consent_")]
    grown = [step for step in went(**{**answers, "age": "18_up"}).seen if step.startswith("consent_")]
    assert len(asked) == 6
    assert grown == [*asked, "consent_shelter"]
    assert all([choice.id for choice in FLOW.steps[step].choices] == ["yes", "no", "ask"] for step in grown)


def test_the_list_to_remember_is_for_safe_phones_alone() -> None:
    lists = [step.id for step in FLOW.steps.values() if step.kind is Kind.END and "passet" in step.ask]
    assert lists == ["receipt_travel"]
    for seed in range(80):
        person = Person({"safe_now": "yes", "phone_seen": "maybe"}, random.Random(seed)).go()
        assert "receipt_travel" not in person.seen


def test_the_prover_finds_nothing() -> None:
    spoken = {language: catalogue(language) for language in OTHER_LANGUAGES}
    said = {language: {str(m.id): str(m.string) for m in found if m.id} for language, found in spoken.items()}
    catalogues = {language: found.get for language, found in said.items()}
    assert prove(FLOW, catalogues, date(2026, 11, 22), YOUTH_NUMBERS) == []
