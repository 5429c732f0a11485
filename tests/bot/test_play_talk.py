"""Talks tried in the terminal."""

import pytest

from bot.i18n import voice
from bot.play import GOODBYE
from bot.play_talk import TalkPlay
from tests.bot.havnvik import HAVNVIK
from tests.bot.own_procedure import played, with_ours
from tests.bot.typed import Desk
from tests.conversations.runner import BEGINS, flow


@pytest.fixture
def ours(desk: Desk) -> Desk:
    return with_ours(desk)


def test_a_talk_is_played_with_its_buttons(ours: Desk) -> None:
    said = played(ours, "1", "", "99", "1", "3", name="declaration", language="en")
    assert "  1) " in said
    assert "There is no button 99." in said


def test_a_talk_takes_words_and_hides(ours: Desk) -> None:
    shown = played(ours, "x", "w 3", name="declaration")
    hide = next(line for line in reversed(shown.splitlines()) if "Skjul alt" in line).split(")")[0].strip()
    said = played(ours, hide, "1", name="declaration")
    assert said.endswith(f"Hidden. The chat shows: Huskelisten er tom.\n{GOODBYE}\n")


def test_danger_calls_for_help_in_the_preview_too(ours: Desk) -> None:
    said = played(ours, "2", "", name="declaration")
    assert said.count("[an alert goes out: red]") == 1
    assert "112" in said


# A small talk with everything in it ----------------------------------------------------------------------------------


def tapped(talk: TalkPlay, *labels: str) -> str:
    """What is said when the buttons with these words are tapped, one after another."""
    said = ""
    for label in labels:
        shown = [row.strip() for row in talk.show().splitlines()]
        number = next((row.split(")")[0] for row in shown if row.split(") ")[-1].lstrip("☐☑ ") == label), None)
        assert number is not None, (label, shown)
        said = talk.typed(number)
    return said


def small() -> TalkPlay:
    return TalkPlay(flow("small")["declaration"], voice("nb"), HAVNVIK, BEGINS)


def test_a_talk_speaks_the_language_that_is_chosen() -> None:
    talk = small()
    tapped(talk, "Ja", "English")
    assert "Hide everything" in talk.show()


def test_a_talk_is_changed_from_its_summary_and_sent() -> None:
    talk = small()
    tapped(talk, "Ja", "Bokmål")
    tapped(talk, "Jeg forstår", "Reisen", "Ferdig")
    for _ in range(20):
        if "Endre noe" in talk.show():
            break
        tapped(talk, "Hopp over")
    tapped(talk, "Endre noe")
    assert "Hva vil du endre?" in talk.show()
    tapped(talk, "‹ Til oppsummeringen")
    assert "Endre noe" in talk.show()
    assert not talk.over
