"""Procedures and talks tried in the terminal, with what is typed piped in."""

import io
from pathlib import Path

import pytest

from bot.play import GOODBYE
from tests.bot.typed import Desk

STEP = """
[task.{name}]
phase = "one"
do = "Gjør {name}"
who = ["staff"]
"""
OURS = (
    """
title = "Vår egen"
trigger = "Når det trengs. Ring {number:police}."
reminder = "Ta deg tid."
owner = "Rektor"
checked = 2026-11-01
review_by = 2036-11-01
meeting = true
languages = ["nb", "en"]
[phase.one]
title = { nb = "Alt", en = "Everything" }
[task.ask]
phase = "one"
do = { nb = "Spør", en = "Ask" }
why = "Fordi."
who = ["everyone", "school"]
due = "2 h"
choices = [{ id = "yes", text = "Ja" }, { id = "no", text = "Nei" }]
law = ["bvl_13_2", "no_such_card"]
[task.after]
phase = "one"
do = "Etterpå"
who = ["secretary"]
when = { ask = ["yes"] }
document = "letter"
due = "1 h after meeting"
[task.barred]
phase = "one"
do = "Kontakt"
who = ["police"]
[stop.evidence]
label = "Bevis"
tell = "Stopp alt."
[stop.refused]
label = "Nei"
tell = "Da stopper det."
when = { ask = ["no"] }
[[bar]]
tasks = ["barred"]
because = "Ikke klarert."
when = { not = { ask = ["yes"] } }
[document.letter]
title = "Brev"
body = "Svar: {answer:ask}. Ring {number:police}. {number:gone}{answer:gone}"
[[result]]
id = "good"
text = "Det gikk bra"
[[result]]
id = "bad"
text = "Det gikk ikke"
"""
    + STEP.format(name="last")
)


@pytest.fixture
def ours(desk: Desk) -> Desk:
    """A municipality with one procedure of its own."""
    folder = desk.folder / "our"
    folder.mkdir()
    (folder / "own.toml").write_text(OURS, encoding="utf-8")
    text = Path("bot/municipality.toml").read_text(encoding="utf-8")
    (desk.folder / "ours.toml").write_text(text.replace("draft_hours", 'procedures = "our"\ndraft_hours', 1))
    desk.env.setenv("HAVN_CONFIG", str(desk.folder / "ours.toml"))
    return desk


def played(desk: Desk, *typed: str, name: str = "own", language: str = "nb") -> str:
    """What the terminal shows when these lines are piped in."""
    desk.env.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
    said = desk.good("flows", name, "--play", "--language", language)
    assert said.endswith(f"{GOODBYE}\n")
    return said


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
    assert "Dette er ikke gjort" in said
    assert "  3 [x] Kontakt (Politi)\n" in said


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
    said = played(ours, "hei", "77", "t x", "t 4 1", "t 1 9", "1", "", "²", "t", "q", "t 4")
    assert "There is no step 77; they are numbered from 1 to 4.\n" in said
    assert "There is no step x;" in said
    assert "There is nothing to choose.\n" in said
    assert "Choose a number from 1 to 2.\n" in said
    assert "[x]" not in said


def test_without_stops_there_is_none_to_press(ours: Desk) -> None:
    said = played(ours, "s", "c", "1", name="icdp")
    assert "Closed: " in said


def test_every_procedure_is_played_to_its_end(ours: Desk) -> None:
    for name in [line.split()[0] for line in ours.good("flows").splitlines()][1:]:
        said = played(ours, *(f"t {number} 1" for number in range(1, 40)), *(f"t {n}" for n in range(1, 40)), "c", "1",
                      name=name)  # fmt: skip
        assert "Closed: " in said, name
        assert "{" not in said, name


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
    typed: list[str] = []
    said = ""
    for _ in range(30):
        said = played(ours, *typed, name="declaration")
        if "[an alert goes out: red]" in said:
            break
        typed.append("1")
    assert "[an alert goes out: red]" in said


def test_a_preview_needs_a_name_and_a_language_that_is_there(ours: Desk) -> None:
    assert "Say which one to try: havn flows declaration --play" in ours.wrong("flows", "--play")
    assert "own is not there in 'so'. Choose one of: nb, en." in ours.wrong("flows", "own", "--play", "--language", "so")
    assert "There is no flow called owm." in ours.wrong("flows", "owm", "--play")


def test_what_has_no_end_is_ended(ours: Desk) -> None:
    assert played(ours, *["?"] * 10_010).count("? this help") == 10_000


def test_people_see_a_prompt_and_may_interrupt(ours: Desk) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

        def readline(self, size: int | None = -1, /) -> str:
            line = super().readline()
            if not line:
                raise KeyboardInterrupt
            return line

    ours.env.setattr("sys.stdin", Terminal("4\n"))
    said = ours.good("flows", "own", "--play")
    assert said.count("> ") == 2
    assert said.endswith(f"{GOODBYE}\n")


# The list, and the steps ---------------------------------------------------------------------------------------------


def test_the_list_tells_of_each_who_answers_for_it_and_whether_its_date_has_passed(ours: Desk) -> None:
    late = OURS.replace("2026-11-01", "2020-01-01").replace("2036-11-01", "2021-01-01").replace("checked = 2020-01-01", "")
    (ours.folder / "our" / "late.toml").write_text(late, encoding="utf-8")
    listed = {line.split()[0]: line for line in ours.good("flows").splitlines()}
    assert {"declaration", "strategy_meeting", "own", "late"} <= listed.keys()
    assert " P2 " in listed["concern_report"]
    assert "Vår egen: 4 steps, checked 2026-11-01, " in listed["own"]
    assert listed["own"].endswith(" (Rektor)")
    assert "never checked" in listed["late"]
    assert listed["late"].endswith(" (Rektor)  ! to be checked again by 2021-01-01")


def test_the_steps_of_a_procedure_are_printed_with_their_roles(ours: Desk) -> None:
    rows = ours.good("flows", "own").splitlines()
    assert rows[0].split() == ["1", "one", "ask", "everyone,", "school", "Spør"]
    assert len(rows) == 4


# Proved with the rest ------------------------------------------------------------------------------------------------


def test_the_municipalitys_own_procedures_are_proved_with_file_and_line(ours: Desk) -> None:
    said = ours.type("check")
    assert said.status == 1
    line = OURS[: OURS.index("law = [")].count("\n") + 1
    file = ours.folder / "our" / "own.toml"
    assert f"{file}:{line}: step 'ask': there is no law card 'no_such_card'." in said.out
    assert "is not translated to 'en'" in said.out
    assert " 1 flows, " in f" {said.out.splitlines()[-1]}"
    packaged = len(list(Path("flows/content/procedures").glob("*.toml")))
    assert f" {packaged + 1} procedures, " in said.out.splitlines()[-1]


def test_what_cannot_be_read_is_told_beside_the_rest(ours: Desk) -> None:
    (ours.folder / "our" / "own.toml").write_text("title = 3", encoding="utf-8")
    said = ours.type("check")
    assert said.status == 1
    assert f"{ours.folder / 'our' / 'own.toml'}:1: 'title' must be words between quotes.\n" in said.out
    assert "own.toml:1:" in ours.wrong("flows")


def test_an_own_procedure_takes_the_place_of_the_one_that_came_along(ours: Desk) -> None:
    (ours.folder / "our" / "icdp.toml").write_text(OURS, encoding="utf-8")
    said = ours.type("check").out
    assert f"{ours.folder / 'our' / 'icdp.toml'}:" in said
    assert "procedures/icdp.toml" not in said
