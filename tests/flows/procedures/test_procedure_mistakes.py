"""What somebody who writes a procedure for the first time gets wrong, and that the line they read names the mend."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from flows.fault import ContentError
from flows.procedures import reader
from flows.procedures.prover import prove
from tests.flows.procedures.good import CARDS, NUMBERS, TEXT, TODAY, card, catalogues

ROLES = "There are: everyone, chair, secretary, coordinator,"
OWN = "For a role of your own, add [role] with"
BETWEEN = 'Write { id = "…", text = "…" } for each.'


def faults(text: str) -> list[str]:
    with pytest.raises(ContentError) as refused:
        reader.read(text, "good")
    return str(refused.value).splitlines()


def proved(text: str) -> list[str]:
    return [str(fault) for fault in prove(reader.read(text, "good"), catalogues(), TODAY, NUMBERS, CARDS)]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        # What is there, where nothing is near
        ('who = ["coordinator"]', 'who = ["xyz"]', f"'who' names 'xyz', which is no role. {ROLES}"),
        ('who = ["coordinator"]', 'who = ["xyz"]', f'{OWN} xyz = "…".'),
        ('who = ["coordinator"]', 'who = ["Skole"]', "which is no role. Did you mean 'school'?"),
        ('who = ["coordinator"]', 'who = ["rådgiver"]', "which is no role. Did you mean 'adviser'?"),
        ('who = ["coordinator"]', 'who = ["contact_teacher"]', f"Did you mean 'contact_person'? {OWN} contact_teacher"),
        ('phase = "during"', 'phase = "xyz"', "which is no phase. There are: before, during, after."),
        ('phase = "during"', 'phase = "I møtet"', "which is no phase. Did you mean 'during'?"),
        ('needs = ["call"]', 'needs = ["xyz"]', "which is no task. There are: acute, protect, call,"),
        ('document = "report"', 'document = "xyz"', "which is no document. There are: report."),
        ('tasks = ["contact"]', 'tasks = ["xyz"]', "[[bar]]: 'tasks' names 'xyz', which is no task. There are: acute,"),
        ('other = "3 working days"', 'pink = "1 h"', "not known here. There are: blue, yellow, orange, red, other."),
        ('other = "3 working days"', 'gul = "1 h"', "'gul' is not known here. Did you mean 'yellow'?"),
        ('opens = "people"', 'hvorfor = "people"', "'hvorfor' is not known here. There are: phase, do, why, who,"),
        # Conditions
        ('acute = ["yes", "unknown"]', 'acute = ["xyz"]', "is none of its answers. Its answers: yes, no, unknown."),
        ('acute = ["yes", "unknown"]', 'acute = ["nei"]', "is none of its answers. Did you mean 'no'?"),
        ('acute = ["yes", "unknown"]', 'acute = ["Vet ikke"]', "is none of its answers. Did you mean 'unknown'?"),
        ('level = ["red", "orange"]', 'level = ["rød"]', "is none of its answers. Did you mean 'red'?"),
        ('level = ["red", "orange"]', 'level = ["x"]', "of its answers. Its answers: blue, yellow, orange, red."),
        (
            '{ acute = ["yes", "unknown"] }',
            '{ call = ["no"] }',
            "'when' wants 'call' to be 'no', but 'call' asks nothing; write call = true to ask whether it was ticked.",
        ),
        # Lists
        ('who = ["coordinator"]', 'who = "coordinator"', 'must be a list of words. Write who = ["coordinator"].'),
        ('who = ["coordinator"]', "who = []", "'who' must be a list of words, such as [\"staff\"]."),
        ('who = ["coordinator"]', "who = true", "'who' must be a list of words."),
        ('needs = ["call"]', "needs = [3]", "'needs' must be a list of words, such as [\"first_task\"]."),
        # Names
        ("[task.protect]", "[taks.protect]", "'taks' is not known here. Did you mean 'task'?"),
        ("[stop.evidence]", "[stop]", "a stop needs a name: [stop.NAME]."),
        ("[document.report]", "[document]", "a document needs a name: [document.NAME]."),
        ("[phase.before]", "[phase]", "a phase needs a name: [phase.NAME]."),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_line_with_the_mend(was: str, now: str, says: str) -> None:
    assert was in TEXT
    text = TEXT.replace(was, now, 1)
    told = [each for each in faults(text) if says in each]
    assert told, "\n".join(faults(text))
    assert told[0].startswith(f"good.toml:{line_of(text, now)}: ")


def test_a_role_that_is_nearly_there_needs_no_other_mend() -> None:
    (told,) = faults(TEXT.replace('who = ["coordinator"]', 'who = ["kordinator"]'))
    assert told.endswith("'who' names 'kordinator', which is no role. Did you mean 'coordinator'?")


def test_a_nameless_stop_is_one_fault_also_when_its_texts_stand_in_languages() -> None:
    stop = TEXT[TEXT.index("[stop.evidence]") : TEXT.index("[[bar]]")]
    text = TEXT.replace(
        stop, '[stop]\nlabel = { nb = "B", nn = "B", en = "E" }\ntell = { nb = "S", nn = "S", en = "S" }\n'
    )
    assert faults(text) == [f"good.toml:{line_of(text, '[stop]')}: a stop needs a name: [stop.NAME]."]


def test_a_nameless_step_is_told_and_a_stop_may_be_called_label() -> None:
    assert any("a step needs a name: [task.NAME]." in each for each in faults(TEXT.replace("[task.call]", "[task]", 1)))
    assert "label" in reader.read(TEXT.replace("[stop.evidence]", "[stop.label]"), "good").stops


def test_a_table_that_is_not_known_is_told_where_it_begins() -> None:
    text = TEXT.replace("[task.call]", "[task.call.extra]\nx = 1\n[task.calling]", 1)
    assert any(each.startswith(f"good.toml:{line_of(text, '[task.call.extra]')}: step 'call': 'extra' is not known")
               for each in faults(text))  # fmt: skip


def test_results_and_choices_show_what_they_look_like() -> None:
    start = TEXT.index("[[result]]")
    assert faults('result = ["Trygg", "Utrygg"]\n' + TEXT[:start]) == [
        f"good.toml:1: 'result' must hold tables only. {BETWEEN}"
    ]


# What follows from another fault is left out --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ('{ id = "unknown", text', '{ id = "yes", text', "a choice: the id 'yes' stands twice. Give each its own."),
        ('{ id = "unknown", text', '{ id = "u u", text', "a choice: 'u u' must be letters a-z, digits, _ and - only."),
        ('{ id = "unknown", text', "{ text", "a choice: 'id' is missing. Add id = \"…\"."),
    ],
)
def test_whoever_asks_for_a_choice_that_could_not_be_read_is_not_blamed(was: str, now: str, says: str) -> None:
    told = faults(TEXT.replace(was, now, 1))
    assert [each.partition("step 'acute': ")[2] for each in told] == [says]


def test_choices_that_are_no_tables_are_one_fault() -> None:
    start, end = TEXT.index("choices = ["), TEXT.index('law = ["bvl_1"]')
    (told,) = faults(TEXT[:start] + 'choices = ["Ja", "Nei"]\n' + TEXT[end:])
    assert told.endswith(f"step 'acute': 'choices' must hold tables only. {BETWEEN}")


def test_of_tasks_that_wait_for_each_other_only_the_loop_is_told() -> None:
    one = '[task.one]\nphase = "after"\ndo = "Gjør en"\nwho = ["staff"]\nneeds = ["two", "three"]\n'
    two = '[task.two]\nphase = "after"\ndo = "Gjør to"\nwho = ["staff"]\nneeds = ["one", "three"]\n'
    three = (
        '[task.three]\nphase = "after"\ndo = "Velg nå"\nwho = ["staff"]\nneeds = ["two"]\n'
        'choices = [{ id = "yes", text = "Ja" }, { id = "no", text = "Nei" }]\n'
    )
    four = '[task.four]\nphase = "after"\ndo = "Gjør fire"\nwho = ["staff"]\nwhen = { three = ["yes"] }\n'
    told = proved(TEXT.replace("[stop.evidence]", f"{one}{two}{three}{four}[stop.evidence]"))
    assert len(told) == 1
    assert "step 'one': these wait for each other, so nobody ever ticks them: one, two. Take one away" in told[0]


def test_a_task_that_needs_itself_hides_no_other_and_is_one_fault() -> None:
    told = proved(TEXT.replace('opens = "people"', 'opens = "people"\nneeds = ["call"]'))
    assert [each.partition(": step ")[2] for each in told] == [
        "'call': this task needs itself, so nobody ever ticks it. Take one away from 'needs'."
    ]


def test_deadlines_that_count_from_each_other_are_told_once() -> None:
    told = proved(TEXT.replace('due = "now"', 'due = "1 h after protect"'))
    assert [each.partition("which leads back here: ")[2] for each in told] == [
        "the deadlines of these count from each other: acute, protect. Let one count from the start."
    ]


def test_a_deadline_may_count_from_what_waits_for_the_same_task_by_two_ways() -> None:
    step = '[task.{0}]\nphase = "after"\ndo = "Gjør {0}"\nwho = ["staff"]\n{1}\n'
    more = "".join(
        step.format(name, rest)
        for name, rest in (
            ("one", ""),
            ("two", 'needs = ["one"]'),
            ("three", 'needs = ["one"]'),
            ("four", 'needs = ["two", "three"]'),
            ("five", 'due = "1 h after four"'),
        )
    )
    assert proved(TEXT.replace("[stop.evidence]", f"{more}[stop.evidence]")) == []


# Laws ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["barnevernsloven § 13-2", "Barnevernsloven §13-2"])
def test_a_law_in_words_leads_to_its_card(written: str) -> None:
    known = {**CARDS, "bvl_1": replace(CARDS["bvl_1"], law="barnevernsloven § 13-2")}
    procedure = reader.read(TEXT.replace('law = ["bvl_1"]', f'law = ["{written}"]'), "good")
    told = [fault.text for fault in prove(procedure, catalogues(), TODAY, NUMBERS, known)]
    assert told == [f"there is no law card '{written}'. The card of that law is 'bvl_1'."]


def test_a_card_without_a_law_is_nobodys_law() -> None:
    known = {**CARDS, "talk": replace(card("talk", CARDS["violence"].kind), law="")}
    procedure = reader.read(TEXT.replace('cards = ["violence"]', 'cards = [" "]'), "good")
    assert [fault.text for fault in prove(procedure, catalogues(), TODAY, NUMBERS, known)] == ["there is no card ' '."]


# A folder ------------------------------------------------------------------------------------------------------------


def test_one_file_that_cannot_be_read_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "two.toml").write_text("title = Trygg", encoding="utf-8")
    found, told = reader.tried(tmp_path)
    assert found.keys() == {"one"}
    assert [fault.file for fault in told] == [f"{tmp_path}/two.toml"]
    assert reader.tried(None) == ({}, [])
