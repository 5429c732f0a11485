from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from flows import reader
from flows.fault import ContentError, Fault
from flows.model import Alarm, Check, Choice, Condition, Fact, Kind, Level, Part, Route, Row, Rule
from tests.flows.small import TRIP, flow


def test_everything_that_content_can_say_is_read() -> None:
    trip = flow(TRIP, "trip")
    assert (trip.name, trip.title, trip.audience, trip.start) == ("trip", "En reise", "youth", "safe")
    assert (trip.owner, trip.languages, trip.sections) == ("Koordinator", ("nb", "en"), {"trip": "Reisen"})
    assert trip.version == hashlib.sha256(trip.source.encode()).hexdigest()
    assert trip.source not in repr(trip)
    assert trip.alarm == Alarm(Level.RED, "Ring {number:police}", "Fare: {number:police}")
    assert trip.facts == {"days_left": Fact("days_left", "leaving")}
    assert trip.rules[1] == Rule(
        level=Level.ORANGE,
        because="Snart",
        when=Condition(
            ((Row("days_left", compare=("<=", 3)),), (Row("leaving", among=frozenset({"unknown"})),)),
        ),
        line=trip.source.splitlines().index('because = "Snart"') - 1,
    )
    assert trip.checks == (
        Check("home", "leaving", Condition(((Row("trip", frozenset({"yes", "far"})),),)), 24, 30, trip.checks[0].line),
    )


def test_steps_know_their_kind_and_what_follows() -> None:
    steps = flow(TRIP).steps
    kinds = [step.kind.value for step in steps.values()]
    assert " ".join(kinds) == "choice choice choice date days choices tell time text summary end"
    assert steps["safe"].routes == (Route("tongue"),)
    assert steps["trip"].routes == (Route("word", Condition(((Row("safe", frozenset({"no"})),),))), Route("leaving"))
    assert steps["trip"].choices[1] == Choice("no", "Nei", to="fear")
    assert steps["fear"].choices[2] == Choice("none", "Ingenting", alone=True)
    assert (steps["word"].part, steps["word"].sets, steps["word"].label) == (Part.IDENTITY, "ok_word", "Ordet")
    assert [steps[name].skip for name in ("safe", "hour", "read", "sum", "receipt")] == ["Hopp over", *[None] * 4]
    assert steps["receipt"].files
    assert steps["receipt"].routes == ()
    assert steps["trip"].line == flow(TRIP).source.splitlines().index("[step.trip]") + 1


def test_a_skip_has_its_own_words_and_explicit_kinds_are_taken() -> None:
    steps = flow("""
    [step.a]
    ask = "A"
    kind = "choices"
    choices = [{ id = "x", text = "X" }]
    skip = "Vil ikke si"
    [step.b]
    ask = "B"
    kind = "choice"
    choices = [{ id = "x", text = "X" }]
    skip = true
    to = "d"
    [step.c]
    ask = "C"
    kind = "tell"
    when = { a = ["x"], not = { b = "x" } }
    [step.d]
    ask = "D"
    kind = "end"
    """).steps
    assert (steps["a"].skip, steps["b"].skip, steps["a"].kind) == ("Vil ikke si", "Hopp over", Kind.CHOICES)
    assert steps["c"].when == Condition(
        ((Row("a", frozenset({"x"})), Condition(((Row("b", frozenset({"x"})),),), negated=True)),),
    )


def test_where_every_button_jumps_the_next_step_does_not_follow() -> None:
    steps = flow("""
    [step.a]
    ask = "A"
    choices = [{ id = "x", text = "X", to = "c" }]
    skip = false
    [step.b]
    ask = "B"
    kind = "end"
    [step.c]
    ask = "C"
    kind = "end"
    """).steps
    assert steps["a"].routes == ()


def test_an_end_that_can_be_passed_over_leads_on() -> None:
    steps = flow("""
    [step.a]
    ask = "A"
    choices = [{ id = "x", text = "X" }]
    [step.b]
    ask = "B"
    kind = "end"
    when = { a = ["x"] }
    [step.c]
    ask = "C"
    kind = "end"
    """).steps
    assert steps["b"].routes == (Route("c"),)


def test_dates_of_review_are_read() -> None:
    trip = flow(TRIP.replace('start = "safe"', 'start = "safe"\nchecked = 2026-11-22\nreview_by = 2027-05-22'))
    assert (trip.checked, trip.review_by) == (date(2026, 11, 22), date(2027, 5, 22))


def test_a_file_is_named_for_its_flow(tmp_path: Path) -> None:
    file = tmp_path / "reise.toml"
    file.write_text(TRIP, encoding="utf-8")
    assert reader.load(file) == flow(TRIP, "reise")


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "reise.toml"
    file.write_bytes('title = "Først"'.encode("latin-1"))
    with pytest.raises(ContentError, match=r"^reise\.toml:1: the file is not UTF-8\. Save it as UTF-8\.$"):
        reader.load(file)


def test_every_packaged_flow_is_read() -> None:
    packaged = reader.packaged()
    assert "declaration" in packaged
    assert all(found.name == name for name, found in packaged.items())


def test_all_packaged_flows_are_blamed_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "b.toml").write_text("x = 1")
    (content / "a.toml").write_text("[")
    (content / "c.toml").write_text(TRIP)
    (content / "README.md").write_text("Not content.")
    monkeypatch.setattr("flows.reader.resources.files", lambda _: tmp_path)
    with pytest.raises(ContentError) as refused:
        reader.packaged()
    assert {fault.file for fault in refused.value.faults} == {"a.toml", "b.toml"}


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nb = \n", 2), ('a = "x\n', 1), ("a = 1\na = 2\n", 2), ("a = [1,\n\n", 1), ("", 1)],
)
def test_what_is_no_toml_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(ContentError) as refused:
        reader.read(text, "x")
    assert refused.value.faults[0].line == line
    assert refused.value.faults[0].file == "x.toml"


def test_faults_are_told_in_the_order_of_the_file() -> None:
    error = ContentError(
        [Fault("b.toml", 2, "", "two"), Fault("b.toml", 1, "s", "one"), Fault("a.toml", 9, "", "nine")]
    )
    assert str(error) == "a.toml:9: nine\nb.toml:1: step 's': one\nb.toml:2: two"
