from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

from flows.conditions import rows
from flows.deadlines import Term
from flows.fault import ContentError
from flows.model import Choice, Level
from flows.procedures import reader
from flows.procedures.model import Due, Opens
from flows.procedures.texts import texts
from tests.flows.procedures.good import TEXT, good

SMALL = """
title = "Liten"
trigger = "Nå"
[phase.one]
title = "En"
[task.a]
phase = "one"
do = "Gjør a"
who = ["staff"]
{more}
[task.b]
phase = "one"
do = "Gjør b"
who = ["staff"]
choices = [{{ id = "yes", text = "Ja" }}, {{ id = "no", text = "Nei" }}]
"""


def small(more: str = "") -> str:
    return SMALL.format(more=more)


def faults(text: str, name: str = "x") -> list[str]:
    with pytest.raises(ContentError) as refused:
        reader.read(text, name)
    return str(refused.value).splitlines()


def test_everything_a_procedure_can_have_is_read() -> None:
    read = good()
    assert (read.name, read.code, read.title, read.owner) == ("good", "P0", "Prøven", "Koordinator")
    assert (read.checked, read.review_by) == (date(2026, 11, 1), date(2027, 11, 1))
    assert read.languages == ("nb", "nn", "en")
    assert read.meeting
    assert read.reminder == "Ta deg tid."
    assert dict(read.roles) == {"adviser": "Rådgiver"}
    assert list(read.phases) == ["before", "during", "after"]
    assert list(read.tasks)[:4] == ["acute", "protect", "call", "basis"]
    assert read.results == (Choice("helped", "Den unge fikk hjelp"), Choice("nothing", "Ingenting å gjøre"))
    assert read.stops["evidence"].when is None
    assert read.stops["refused"].when is not None
    assert [bar.tasks for bar in read.bars] == [("contact",), ("contact", "minutes")]
    assert read.documents["report"].body.startswith("Fare: {answer:acute}\n")
    assert len(read.version) == 64


def test_a_task_is_read_with_all_its_keys() -> None:
    tasks = good().tasks
    assert tasks["acute"].choices[2] == Choice("unknown", "Vet ikke")
    assert (tasks["acute"].law, tasks["acute"].cards) == (("bvl_1",), ("violence",))
    assert TEXT.splitlines()[tasks["acute"].line - 1] == "[task.acute]"
    assert tasks["basis"].each
    assert (tasks["basis"].opens, tasks["basis"].needs) == (Opens.BASIS, ("call",))
    assert (tasks["minutes"].document, tasks["minutes"].was) == ("report", "report")
    assert tasks["secure"].when is not None
    assert {row.key for row in rows(tasks["secure"].when)} == {"acute", "protect", "level", "cleared"}


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("now", Due("start", Term(timedelta(minutes=15)))),
        ("30 min", Due("start", Term(timedelta(minutes=30)))),
        ("2 h", Due("start", Term(timedelta(hours=2)))),
        ("1 day", Due("start", Term(days=1))),
        ("3 days after start", Due("start", Term(days=3))),
        ("2 weeks after meeting", Due("meeting", Term(days=14))),
        ("1 working day after b", Due("b", Term(working_days=1))),
        ("3 working days", Due("start", Term(working_days=3))),
        ("same day", Due("start", Term(same_day=True))),
        ("same day after b", Due("b", Term(same_day=True))),
        ("at meeting", Due("meeting", None)),
    ],
)
def test_a_deadline_is_the_same_for_every_level(written: str, due: Due) -> None:
    task = reader.read(small(f'due = "{written}"'), "x").tasks["a"]
    assert task.due == dict.fromkeys(Level, due)


def test_a_deadline_by_level_leaves_out_what_is_not_named() -> None:
    due = good().tasks["call"].due
    assert due[Level.RED] == Due("start", Term(timedelta(hours=2)))
    assert due[Level.BLUE] == due[Level.YELLOW] == Due("start", Term(working_days=3))
    assert reader.read(small('due = { red = "1 h" }'), "x").tasks["a"].due.keys() == {Level.RED}


def test_the_version_is_the_content() -> None:
    assert reader.read(small(), "x").version == reader.read(small(), "y").version
    assert reader.read(small(), "x").version != reader.read(small() + "\n", "x").version


def test_texts_in_languages_stand_in_the_file_itself() -> None:
    text = (
        small()
        .replace("Nå", 'Nå"\nlanguages = ["nb", "en"]\n#"')
        .replace('do = "Gjør a"', 'do = { nb = "Gjør a", en = "Do a" }\nwhy = { nb = "Fordi", en = "Because" }')
    )
    read = reader.read(text, "x")
    assert read.tasks["a"].do == "Gjør a"
    assert read.spoken == {"en": {"Gjør a": "Do a", "Fordi": "Because"}}


BROKEN = tomllib.loads(Path(__file__).with_name("broken.toml").read_text(encoding="utf-8"))["broken"]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: str(broken["says"])[:40])
def test_a_fault_is_told_with_its_line_its_task_and_the_mend(broken: dict[str, str]) -> None:
    assert broken["was"] in TEXT
    text = TEXT.replace(broken["was"], broken["now"], 1)
    found = faults(text, "good")
    told = [each for each in found if broken["says"] in each]
    assert told, "\n".join(found)
    if "at" in broken:
        line = text[: text.index(broken["at"])].count("\n") + 1
        assert any(each.startswith(f"good.toml:{line}: ") for each in told), (line, told)


def test_all_faults_of_a_file_are_told_at_once_in_the_order_of_the_file() -> None:
    text = TEXT.replace('"coordinator"', '"cordinator"').replace('title = "Før"', "").replace('id = "helped"', "")
    found = faults(text)
    assert len(found) == 3
    assert found == sorted(found, key=lambda each: int(each.split(":")[1]))


def test_one_text_is_said_in_one_way_in_each_language() -> None:
    text = small().replace('"Nå"', '"Nå"\nlanguages = ["nb", "en"]')
    text = text.replace('do = "Gjør a"', 'do = { nb = "Gjør", en = "Do" }').replace(
        'do = "Gjør b"', 'do = { nb = "Gjør", en = "Make" }'
    )
    assert faults(text) == [
        "x.toml:14: step 'b': 'do': «Gjør» is «Do» in 'en' further up. Say it in one way.",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "there is no task. Add [task.first]."),
        ("", "there is no phase. Add [phase.first]"),
        ("task = 3", "'task' must be tables such as [task.name]."),
        ("phase = 3", "'phase' must be tables such as [phase.name]."),
        ("role = 3", "'role' must be a table: [role]."),
        ("result = 3", "'result' must be tables such as [[result]]."),
        ("bar = [3]", "'bar' must hold tables only."),
        ('"å b" = 1\n"å b" = 2', "x.toml:2: a value is set twice. Keep one of them."),
        ('title = """x', "x.toml:1: the text that begins here is not closed."),
        ("[task]\na = { phase = 'x', do = 'x', who = ['staff'] }", "x.toml:2: step 'a': 'phase' names 'x'"),
        ("[task.'så rart']", "step 'så rart': 'så rart' must be letters a-z, digits, _ and - only."),
    ],
)
def test_a_file_that_is_hardly_a_procedure_is_refused_all_the_same(text: str, says: str) -> None:
    assert any(says in each for each in faults(text)), faults(text)


def test_the_name_of_the_file_is_a_name_too() -> None:
    assert faults(small(), "møte én") == [
        "møte én.toml:1: the file is called 'møte én.toml'; its name can hold letters a-z, digits, _ and - only."
    ]


# Where procedures come from ------------------------------------------------------------------------------------------


def test_a_municipality_adds_procedures_and_overrides_those_that_come_along(tmp_path: Path) -> None:
    packaged = reader.packaged()
    name = next(iter(packaged))
    (tmp_path / "our_own.toml").write_text(small(), encoding="utf-8")
    (tmp_path / f"{name}.toml").write_text(small("each = true"), encoding="utf-8")
    (tmp_path / "read me.txt").write_text("no procedure", encoding="utf-8")
    served = reader.served(tmp_path)
    assert served.keys() == {*packaged, "our_own"}
    assert served[name].title == "Liten"
    assert reader.own(tmp_path).keys() == {"our_own", name}
    assert reader.served(None) == packaged


def test_all_faults_of_all_files_of_a_folder_are_told_with_their_paths(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe")
    (tmp_path / "b.toml").write_text("title = 3", encoding="utf-8")
    with pytest.raises(ContentError) as refused:
        reader.served(tmp_path)
    said = str(refused.value).splitlines()
    assert said[0] == f"{tmp_path}/a.toml:1: the file is not UTF-8. Save it as UTF-8."
    assert f"{tmp_path}/b.toml:1: 'title' must be words between quotes." in said


def test_a_file_is_loaded_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(small(), encoding="utf-8")
    assert reader.load(tmp_path / "one.toml").name == "one"
    with pytest.raises(FileNotFoundError):
        reader.load(tmp_path / "two.toml")


# The texts -----------------------------------------------------------------------------------------------------------


def test_every_text_is_told_with_its_line_and_task() -> None:
    rows = TEXT.splitlines()
    found = list(texts(good()))
    for msgid, line, task in found:
        assert msgid.splitlines()[0] in "\n".join(rows[line - 1 : line + 1])
        assert (task == "") or task in good().tasks
    said = [text.text for text in found]
    assert said[:4] == [
        "Prøven",
        "Noen trenger en prøve. Ring {number:legevakt} om du er i tvil.",
        "Ta deg tid.",
        "Rådgiver",
    ]
    for expected in (
        "Før",
        "Er noen i fare nå?",
        "Vet ikke",
        "Bevis kom fram",
        "Gå ikke videre.",
        "Saken er rød.",
        "Referat",
        "Ingenting å gjøre",
    ):
        assert expected in said
    assert said.count("") == 0


def test_what_is_not_written_is_no_text() -> None:
    assert [text.text for text in texts(reader.read(small(), "x"))] == [
        "Liten",
        "Nå",
        "En",
        "Gjør a",
        "Gjør b",
        "Ja",
        "Nei",
    ]
