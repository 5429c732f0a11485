from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from flows.model import Flow
from flows.prover import prove
from tests.flows.large import NUMBERS, TODAY, catalogues, large
from tests.flows.seeded import KINDS, Seed

AT_LEAST = 500


@pytest.fixture(scope="module")
def whole() -> Flow:
    """A flow without a fault."""
    return large(27, languages=("nb", "nn", "en", "ti"))


def test_a_flow_without_a_fault_has_none(whole: Flow) -> None:
    assert prove(whole, catalogues(whole.languages), TODAY, NUMBERS) == []


@pytest.mark.parametrize("seeds", KINDS, ids=lambda kind: kind.__name__)
def test_every_fault_is_found_where_it_is(whole: Flow, seeds: Callable[[Flow], Iterator[Seed]]) -> None:
    missed = []
    for seed in seeds(whole):
        found = prove(seed.flow, seed.said, seed.today, seed.numbers)
        if not any(fault.step == seed.step and seed.says in fault.text for fault in found):
            missed.append((seed.step, seed.says, [str(fault) for fault in found[:3]]))
    assert not missed, f"{len(missed)}, such as {missed[0]}"


def test_there_are_enough_of_them(whole: Flow) -> None:
    assert sum(1 for seeds in KINDS for _ in seeds(whole)) >= AT_LEAST
