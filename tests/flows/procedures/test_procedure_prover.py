from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from flows import cards
from flows.cards import Card
from flows.fault import Fault
from flows.model import Condition, Row
from flows.procedures import reader
from flows.procedures.model import Procedure, Task
from flows.procedures.prover import prove
from tests.flows.procedures import seeded_ways, seeded_words
from tests.flows.procedures.good import CARDS, NUMBERS, TEXT, TODAY, catalogues, good
from tests.flows.procedures.seeded import Seed
from tests.flows.procedures.seeded_words import cards_that_are_not_there

PACKAGED = reader.packaged()
KINDS = (*seeded_ways.KINDS, *seeded_words.KINDS)
KNOWN = cards.packaged()
EVERY_NUMBER = frozenset(
    name.removeprefix("number:")
    for procedure in PACKAGED.values()
    for name in procedure.source.replace("}", "{").split("{")
    if name.startswith("number:")
)


def found(seed: Seed, known: Mapping[str, Card]) -> list[Fault]:
    return prove(seed.procedure, seed.said, seed.today, seed.numbers, known if seed.cards is None else seed.cards)


def missed(seeds: Iterator[Seed], known: Mapping[str, Card]) -> tuple[int, list[str]]:
    """How many faults were seeded, and those that were not told."""
    lost = []
    count = 0
    for seed in seeds:
        count += 1
        told = found(seed, known)
        if not any(fault.step == seed.task and seed.says in fault.text for fault in told):
            lost.append(f"{seed.task}: {seed.says}\n   " + "\n   ".join(map(str, told)))
    return count, lost


def test_a_good_procedure_has_no_fault() -> None:
    assert prove(good(), catalogues(), TODAY, NUMBERS, CARDS) == []


def test_a_language_that_is_not_offered_is_not_proved() -> None:
    assert prove(good(), {}, TODAY, NUMBERS, CARDS) == []


@pytest.mark.parametrize("name", PACKAGED)
def test_there_is_no_false_alarm_on_what_comes_along(name: str) -> None:
    assert prove(PACKAGED[name], catalogues(), TODAY, EVERY_NUMBER, KNOWN) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_seeded_fault_is_found(kind: Callable[[Procedure], Iterator[Seed]]) -> None:
    count, lost = missed(kind(good()), CARDS)
    assert not lost, "\n".join(lost[:5])
    assert count > 0


def test_every_card_that_is_not_there_is_found() -> None:
    count, lost = missed(cards_that_are_not_there(good(), CARDS), CARDS)
    assert not lost, "\n".join(lost[:5])
    assert count > 15


def test_so_many_faults_are_seeded() -> None:
    assert sum(1 for kind in KINDS for _ in kind(good())) > 300


def test_a_fault_stands_at_its_line() -> None:
    text = TEXT.replace('needs = ["lead", "cleared"]', 'needs = ["lead", "contact"]').replace('"bvl_1"', '"bvl_2"')
    told = prove(reader.read(text, "good"), catalogues(), TODAY, NUMBERS, CARDS)
    rows = text.splitlines()
    assert [(rows[fault.line - 1].split()[0], fault.step) for fault in told] == [("law", "acute"), ("needs", "contact")]
    assert str(told[0]).endswith("step 'acute': there is no law card 'bvl_2'. Did you mean 'bvl_1'?")


def asking(*answers: tuple[str, bool]) -> list[Fault]:
    """What is told of one more task, shown when these answers are, or are not, among those to 'basis'."""
    rows = tuple(Condition(((Row("basis", frozenset({answer})),),), negated=not given) for answer, given in answers)
    extra = Task("extra", "after", "Gjør noe mer", 1, ("staff",), when=Condition((rows,)))
    procedure = good()
    more = replace(procedure, tasks={**procedure.tasks, "extra": extra})
    return [fault for fault in prove(more, {}, TODAY, NUMBERS, CARDS) if fault.step == "extra"]


def test_where_every_agency_ticks_they_may_choose_differently() -> None:
    assert asking(("law", True), ("consent", True)) == []
    assert asking(("law", True), ("law", False))
    assert asking(("law", True), ("consent", False)) == []


def test_what_cannot_be_played_through_counts_as_possible() -> None:
    wide = "\n".join(
        f'[task.t{n}]\nphase = "one"\ndo = "Velg {n}"\nwho = ["staff"]\nchoices = ['
        + ", ".join(f'{{ id = "c{m}", text = "Svar {m}" }}' for m in range(5))
        + "]"
        for n in range(9)
    )
    both = ", ".join(f't{n} = ["c1"]' for n in range(9))
    impossible = f'{both}, not = {{ t0 = ["c1"] }}'
    text = f"""
title = "Bred"
trigger = "Nå"
owner = "x"
checked = 2026-11-01
review_by = 2027-11-01
[phase.one]
title = "En"
{wide}
[task.last]
phase = "one"
do = "Til slutt"
who = ["staff"]
when = {{ {impossible} }}
[[result]]
id = "a"
text = "A"
[[result]]
id = "b"
text = "B"
"""
    began = time.monotonic()
    assert prove(reader.read(text, "wide"), {}, TODAY, NUMBERS, CARDS) == []
    assert time.monotonic() - began < 10


def test_the_proof_of_everything_is_quick() -> None:
    began = time.process_time()
    for procedure in PACKAGED.values():
        prove(procedure, catalogues(), TODAY, EVERY_NUMBER, KNOWN)
    assert time.process_time() - began < 2


def test_the_example_of_the_how_to_is_short_read_and_proved() -> None:
    path = Path("docs/example-procedure.toml")
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 60
    example = reader.load(path)
    assert len(example.tasks) == 10
    assert {role for task in example.tasks.values() for role in task.roles} == {"school", "health", "everyone"}
    assert example.languages == ("nb", "en")
    assert prove(example, {}, TODAY, NUMBERS, KNOWN) == []
