"""The points of one step's answers: so many that no condition of the flow tells two answers at one point apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from flows.conditions import OPERATORS
from flows.model import Kind, Row, Step
from flows.session import SKIPPED, UNKNOWN
from flows.words.amounts import MOST_DAYS

_BOXES = 12
"""So many boxes of one question are told apart, in 4,096 points; conditions on further ones can go either way."""
_UNKNOWABLE = (Kind.DATE, Kind.TIME, Kind.DAYS)


@dataclass(slots=True)
class Domain:
    """The points as bits: the lowest is no answer, `skipped` and `numbers` are what they say, `values` the coded ids.

    `boxes` are the points of a question with several answers; `blurred` are those of its ids that are not told apart.
    """

    size: int = 1
    skipped: int = 0
    boxes: int = 0
    values: dict[str, int] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)
    blurred: frozenset[str] = frozenset()

    @property
    def everything(self) -> int:
        """Every point."""
        return (1 << self.size) - 1

    @property
    def answered(self) -> int:
        """Every point but no answer."""
        return self.everything - 1

    def add(self, count: int = 1) -> int:
        """So many new points, as a mask."""
        mask = ((1 << count) - 1) << self.size
        self.size += count
        return mask

    def tell(self, row: Row, *, dated: bool) -> tuple[int, int]:
        """Where the row can be true and where it can be false. `dated`: it looks at a fact about this step's date."""
        if row.compare:
            holds, bound = OPERATORS[row.compare[0]], row.compare[1]
            true = _together(bit for number, bit in self.numbers.items() if holds(number, bound))
        elif row.answered is not None:
            true = _together(self.numbers.values()) if dated else self.answered & ~self.skipped
            true = true if row.answered else self.everything & ~true
        else:
            return self.among(row.among)
        return true, self.everything & ~true

    def among(self, ids: Iterable[str]) -> tuple[int, int]:
        """Where one of these ids can be among the answers, and where none of them may be."""
        wanted = frozenset(ids)
        true = _together(self.values.get(value, 0) for value in wanted)
        return true | (self.boxes if wanted & self.blurred else 0), self.everything & ~true


def domain_of(step: Step, told: frozenset[str], bounds: Sequence[int]) -> Domain:
    """The domain of a step, when conditions look for these ids and compare with these numbers."""
    domain = Domain()
    if step.skip is not None:
        domain.skipped = domain.values[SKIPPED] = domain.add()
    if step.kind in _UNKNOWABLE:
        domain.values[UNKNOWN] = domain.add()
    if step.kind in {Kind.DATE, Kind.DAYS}:
        near = {number for bound in bounds for number in (bound - 1, bound, bound + 1)} | {0}
        for number in sorted(near):
            if step.kind is Kind.DATE or 0 <= number <= MOST_DAYS:
                domain.numbers[number] = domain.add()
    elif step.kind is Kind.CHOICES:
        _add_boxes(domain, step, told)
    elif step.choices:
        for choice in step.choices:
            domain.values[choice.id] = domain.add()
    else:
        domain.add()  # Words, whatever they are; or something told that has been read.
    return domain


def _add_boxes(domain: Domain, step: Step, told: frozenset[str]) -> None:
    """A point for every set of boxes that can be ticked, as far as conditions tell them apart."""
    for choice in step.choices:
        if choice.alone:
            bit = domain.add()
            domain.values[choice.id] = bit
            domain.boxes |= bit
    together = [choice.id for choice in step.choices if not choice.alone]
    apart = [name for name in together if name in told][:_BOXES]
    domain.blurred = frozenset(together) - frozenset(apart)
    count = len(apart) + (len(apart) < len(together))
    if not count:
        return
    base = domain.size
    domain.boxes |= domain.add((1 << count) - 1)  # Every set of boxes but the empty one.
    for place, name in enumerate(apart):
        domain.values[name] = _sets_with(place, count) >> 1 << base


def _sets_with(place: int, count: int) -> int:
    """The sets of `count` boxes, each set a number and so a bit, that hold the box at this place."""
    width = 1 << place
    mask = ((1 << width) - 1) << width
    period = 2 * width
    while period < 1 << count:
        mask |= mask << period
        period *= 2
    return mask


def _together(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found
