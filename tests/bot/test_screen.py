"""The one screen that a chat shows: always whole, always lawful, always with a way out."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot import screen
from bot.buttons import LIMIT as MOST_BYTES
from bot.buttons import Press, read
from bot.i18n import voice
from bot.markup import LIMIT, visible_length
from bot.screen import Screen
from flows import engine, inputs
from flows.effects import Ask, Turn, Warn
from flows.session import SKIPPED, UNKNOWN, Answer, FreeText
from tests.bot.drawn import DECLARATION, NB, NOW, NUMBERS, SETTING, SMALL, answered, at, long_flow, text_of
from tests.bot_api.entities import parse


def every_screen() -> Iterator[tuple[str, str, Screen]]:
    for language in DECLARATION.languages:
        for name in DECLARATION.steps:
            unsafe = {"trail": ["safe_now"], "answers": {"safe_now": Answer(("no",))}, "alarmed": True}
            session = at(DECLARATION, name, language=language, turn=999_999_999, **unsafe)
            turn = Turn(session, (Ask(name, "Jeg kan ikke ta imot bilder her."),))
            yield language, name, screen.draw(DECLARATION, turn, voice(language), SETTING)


def test_every_screen_of_the_content_is_lawful_in_every_language() -> None:
    wrong = []
    for language, name, drawn in every_screen():
        seen = text_of(drawn)
        buttons = [button for row in drawn.rows for button in row]
        fits = 0 < visible_length(drawn.text) <= LIMIT and len(buttons) <= 100
        lawful = all(button.text.strip() and len(button.carries.encode()) <= MOST_BYTES for button in buttons)
        filled = "{" not in seen and "**" not in seen
        if not (fits and lawful and filled):
            wrong.append((language, name))
    assert wrong == []


def test_every_screen_of_the_content_has_the_quick_exit_last() -> None:
    without = [
        (language, name) for language, name, drawn in every_screen() if read(drawn.rows[-1][0].carries) != Press("hide")
    ]
    assert without == []


def test_every_screen_after_an_alarm_names_the_emergency_number() -> None:
    assert [
        (language, name) for language, name, drawn in every_screen() if NUMBERS["police"] not in text_of(drawn)
    ] == []


@pytest.mark.parametrize("words", ["x" * 20_000, "💛" * 20_000, "<b>&" * 5_000, "a\n" * 10_000])
def test_forty_five_long_answers_fit_into_one_message_and_say_that_there_is_more(words: str) -> None:
    flow = long_flow(45)
    drawn = screen.draw(flow, Turn(answered(flow, words), (Ask("summary"),)), NB, SETTING)
    seen = text_of(drawn)
    assert visible_length(drawn.text) <= LIMIT
    assert "Spørsmål 0" in seen
    assert screen.CUT in seen
    assert seen.endswith("Send det.")


def test_a_summary_with_room_for_all_shows_all() -> None:
    flow = long_flow(5)
    seen = text_of(screen.draw(flow, Turn(answered(flow, "Det som hendte"), (Ask("summary"),)), NB, SETTING))
    assert seen.count("Det som hendte") == 5
    assert screen.CUT not in seen


@pytest.mark.parametrize(
    "words", ["</b><i>x", "<a href='tg://user?id=1'>Kari</a>", "&amp;&lt;", "{reference}", "**fet** `kode`", "<"]
)
def test_what_somebody_wrote_is_shown_as_it_was_written(words: str) -> None:
    flow = long_flow(2)
    assert text_of(screen.draw(flow, Turn(answered(flow, words), (Ask("summary"),)), NB, SETTING)).count(words) == 2


def test_an_answer_in_the_text_is_shown_as_it_was_written() -> None:
    told = replace(
        SMALL.steps["receipt"], ask="Du er redd for: {answer:words}. {answer:fear}. {answer:place}. {answer:nothing}."
    )
    flow = replace(SMALL, steps={**SMALL.steps, "receipt": told})
    answers = {"words": Answer((), FreeText("<b>alt</b> {reference}")), "fear": Answer(("travel", "violence"))}
    seen = text_of(screen.draw(flow, Turn(at(flow, "receipt", answers=answers), (Ask("receipt"),)), NB, SETTING))
    assert "Du er redd for: <b>alt</b> {reference}. Reisen, Vold. ikke svart. ikke svart." in seen


def test_an_unknown_placeholder_and_a_withheld_number_are_left_empty() -> None:
    told = replace(SMALL.steps["receipt"], ask="Ring {number:withheld} eller {whoever}.")
    flow = replace(SMALL, steps={**SMALL.steps, "receipt": told})
    assert "Ring  eller ." in text_of(screen.draw(flow, Turn(at(flow, "receipt"), (Ask("receipt"),)), NB, SETTING))


def test_danger_is_told_in_full_first_and_in_a_line_after_that() -> None:
    session = at(SMALL, "rules", alarmed=True)
    first = text_of(
        screen.draw(SMALL, Turn(session, (Warn("**Ring {number:police} nå.**"), Ask("rules"))), NB, SETTING)
    )
    then = text_of(screen.draw(SMALL, Turn(session, (Ask("rules"),)), NB, SETTING))
    assert first.startswith("Ring 112 nå.\n")
    assert then.startswith("Fare: 112\n")


def test_a_notice_stands_above_the_question() -> None:
    seen = text_of(screen.draw(SMALL, Turn(at(SMALL, "words"), (Ask("words", "Skriv <noe>."),)), NB, SETTING))
    assert seen.index("Skriv <noe>.") < seen.index("Fortell med egne ord.")


def test_where_in_the_talk_this_is_but_not_on_the_way_out() -> None:
    drawn = {
        name: text_of(screen.draw(SMALL, Turn(at(SMALL, name), (Ask(name),)), NB, SETTING)) for name in SMALL.steps
    }
    assert drawn["words"].startswith("Så · 2/2\n")
    assert "· " not in drawn["receipt"]
    assert "· " not in drawn["summary"]


def test_help_stands_below_the_question() -> None:
    step = replace(SMALL.steps["words"], help="Ring {number:alarmtelefonen} **når du vil**.")
    flow = replace(SMALL, steps={**SMALL.steps, "words": step})
    seen = text_of(screen.draw(flow, Turn(at(flow, "words"), (Ask("words"),)), NB, SETTING))
    assert seen.endswith("Fortell med egne ord.\n\nRing 116 111 når du vil.")


@pytest.mark.parametrize(
    ("step", "answer", "expected"),
    [
        ("safe", Answer(("yes",)), "Ja"),
        ("fear", Answer(("travel", "violence")), "Reisen, Vold"),
        ("place", Answer((SKIPPED,)), "ikke svart"),
        ("travel", Answer((UNKNOWN,), FreeText("aner ikke")), "aner ikke"),
        ("words", Answer((), FreeText("x" * 400)), "x" * 299 + "…"),
        ("days", Answer(("14",)), "14"),
    ],
)
def test_an_answer_is_spoken_as_a_person_says_it(step: str, answer: Answer, expected: str) -> None:
    told = screen.summary(SMALL, at(SMALL, "summary", trail=[step], answers={step: answer}), NB, 4000)
    assert parse(told).text.splitlines()[1] == expected


def test_a_talk_from_its_beginning_to_its_end_draws_every_screen() -> None:
    turn = engine.begin(SMALL, NOW)
    for _ in range(30):
        drawn = screen.draw(SMALL, turn, NB, SETTING)
        assert text_of(drawn)
        if turn.session.ended:
            break
        step = SMALL.steps[turn.session.state]
        choice = inputs.Chose(step.choices[0].id, turn.session.turn) if step.choices and step.skip is None else None
        turn = engine.advance(SMALL, turn.session, choice or inputs.Skip(turn.session.turn), NOW)
    assert turn.session.state == "receipt"
