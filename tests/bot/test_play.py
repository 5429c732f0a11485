"""Procedures tried in the terminal, with what is typed piped in."""

import pytest

from bot.play import GOODBYE
from tests.bot.own_procedure import OURS, played, with_ours
from tests.bot.typed import Desk


@pytest.fixture
def ours(desk: Desk) -> Desk:
    return with_ours(desk)


def test_the_first_screen_shows_every_step_that_applies(ours: Desk) -> None:
    said = played(ours).splitlines()
    assert said[:3] == ["Vår egen – yellow, 0 of 3 steps done", "Når det trengs. Ring 112.", "! Ta deg tid."]
    assert said[4] == "Alt"
    assert said[5].startswith("  1 [ ] Spør (Alle, Skole) – by ")
    assert said[6] == "  3 [ ] Kontakt (Politi)"
    assert said[7] == "  4 [ ] Gjør last (Den ansatte)"


def test_a_number_shows_a_step_and_then_chooses(ours: Desk) -> None:
    said = played(ours, "1", "1")
    assert "      Fordi.\n" in said
    assert "      bvl_13_2: " in said
    assert "      no_such_card: there is no such card\n" in said
    assert "      1) Ja\n      2) Nei\n" in said
    assert "  1 [x] Spør → Ja (Alle, Skole)\n" in said
    assert "  2 [ ] Etterpå (Referent) – by " in said
    assert "1 of 4 steps done" in said


def test_the_other_language_is_spoken_where_there_is_one(ours: Desk) -> None:
    said = played(ours, "?", language="en")
    assert "Everything\n  1 [ ] Ask (" in said
    assert "? this help, q ends\n" in said


def test_steps_are_ticked_and_unticked(ours: Desk) -> None:
    said = played(ours, "t 4", "u 4", "u 4", "T 1 1", "t 1 1", "t 3", "3")
    assert said.count("  4 [x] Gjør last (Den ansatte)\n") == 1
    assert "Dette er ikke krysset av." in said
    assert "  3 [x] Kontakt (Politi)\n" in said


def test_another_number_on_an_answered_step_changes_the_answer(ours: Desk) -> None:
    (ours.folder / "our" / "own.toml").write_text(OURS.replace('when = { ask = ["no"] }', ""), encoding="utf-8")
    said = played(ours, "1", "1", "1", "2", "t 1 1", "1", "")
    assert said.count("      A number changes the answer; an empty line leaves it.\n") == 2
    answers = [row.split("→ ")[1].split(" (")[0] for row in said.splitlines() if "[x] Spør → " in row]
    assert answers == ["Ja", "Ja", "Nei", "Ja", "Ja", "Ja"]


def test_an_answer_that_cannot_be_changed_stays(ours: Desk) -> None:
    said = played(ours, "t 1 1", "s 1", "t 1 2", "1", "")
    assert "Dette er ikke i gang nå.\n" in said
    assert "  1 [x] Spør → Ja (Alle, Skole)\n" in said.rpartition("Dette er ikke i gang nå.")[2]


def test_closing_tells_first_which_steps_are_not_done(ours: Desk) -> None:
    said = played(ours, "t 4", "c", "c", "1")
    warned = "These steps are not done:\n  1 Spør\n  3 Kontakt\nType c again to close all the same.\n"
    assert said.count(warned) == 1
    assert "What came of it?\n  1) Det gikk bra\n" in said.partition(warned)[2]
    assert said.endswith(f"Closed: Det gikk bra\n{GOODBYE}\n")
    assert played(ours, "c", "t 4", "c", "q").count("These steps are not done:") == 2


def test_a_bar_says_why(ours: Desk) -> None:
    said = played(ours, "t 3", "3", "t 2")
    assert "Dette steget må vente. Ikke klarert.\n" in said
    assert "      Must wait: Ikke klarert.\n" in said
    assert "Dette steget gjelder ikke her.\n" in said


def test_a_document_holds_the_answers(ours: Desk) -> None:
    assert "Brev\n\nSvar: ________. Ring 112." in played(ours, "d 2")
    assert "Svar: Ja." in played(ours, "t 1 1", "2", "d 2")
    assert "This step has no document." in played(ours, "d 1")
    assert "      d 2 shows its document\n" in played(ours, "t 1 1", "2")


def test_a_stop_is_shown_and_leaves_only_the_closing(ours: Desk) -> None:
    said = played(ours, "s", "s 9", "s x", "s 1", "t 4", "s 2", "c", "9", "2")
    assert "  1) Bevis\n  2) Nei\n" in said
    assert said.count("There is no such stop.") == 2
    assert "STOPPED – Bevis\nStopp alt.\nOnly c, to close it, is left.\n" in said
    assert "Dette er ikke i gang nå.\n" in said
    assert "Choose a number from 1 to 2.\n" in said
    assert said.endswith(f"Closed: Det gikk ikke\n{GOODBYE}\n")


def test_a_stop_falls_by_itself(ours: Desk) -> None:
    assert "STOPPED – Nei\nDa stopper det." in played(ours, "t 1", "7", "2")


def test_the_level_goes_up_and_down(ours: Desk) -> None:
    said = played(ours, "l red", "l blue", "l blue", "l green")
    assert "Vår egen – red, " in said
    assert "Vår egen – blue, " in said
    assert said.count("That is not understood. Type ? for help.") == 1


def test_what_is_not_understood_changes_nothing(ours: Desk) -> None:
    said = played(ours, "hei", "77", "t x", "t 4 1", "t 1 9", "", "²", "t", "q", "t 4")
    assert "There is no step 77; they are numbered from 1 to 4.\n" in said
    assert "There is no step x;" in said
    assert "There is nothing to choose.\n" in said
    assert "Choose a number from 1 to 2.\n" in said
    assert "[x]" not in said


def test_without_stops_there_is_none_to_press(ours: Desk) -> None:
    said = played(ours, "s", "c", "c", "1", name="icdp")
    assert "Closed: " in said


def test_every_procedure_is_played_to_its_end(ours: Desk) -> None:
    for name in [line.split()[0] for line in ours.good("flows").splitlines()][1:]:
        ticks = [*(f"t {number} 1" for number in range(1, 40)), *(f"t {number}" for number in range(1, 40))]
        said = played(ours, *ticks, "c", "c", "1", name=name)
        assert "Closed: " in said, name
        assert "{" not in said, name


def test_a_preview_needs_a_name_and_a_language_that_is_there(ours: Desk) -> None:
    assert "Say which one to try: havn flows declaration --play" in ours.wrong("flows", "--play")
    assert "own is not there in 'so'. Choose one of: nb, en." in ours.wrong(
        "flows", "own", "--play", "--language", "so"
    )
    assert "There is no flow called owm." in ours.wrong("flows", "owm", "--play")


def test_what_has_no_end_is_ended(ours: Desk) -> None:
    assert played(ours, *["?"] * 10_010).count("? this help") == 10_000


def test_people_see_a_prompt_and_may_interrupt(ours: Desk) -> None:
    ours.env.setattr("sys.stdin", Terminal(["4\n"]))
    said = ours.good("flows", "own", "--play")
    assert said.count("> ") == 2
    assert said.endswith(f"{GOODBYE}\n")


class Terminal:
    """Somebody at a keyboard, who ends it with Ctrl-C."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        if not self.lines:
            raise KeyboardInterrupt
        return self.lines.pop(0)
