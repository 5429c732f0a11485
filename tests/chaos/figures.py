"""What a campaign measured, beside what it must reach and what it was measured against."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

WIDTHS = (58, 14, 12)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `at_most` and `at_least` are the goal (both None: only shown); `against` says how it was measured."""

    name: str
    reached: float
    against: str
    at_most: float | None = None
    at_least: float | None = None
    unit: str = ""

    @property
    def good(self) -> bool:
        """The goal is reached; a figure without a goal always is good."""
        return (self.at_most is None or self.reached <= self.at_most) and (
            self.at_least is None or self.reached >= self.at_least
        )

    @property
    def goal(self) -> str:
        """The goal as it is printed."""
        if self.at_most is not None:
            return "0" if not self.at_most else f"≤ {self.at_most:g}{self.unit}"
        return "–" if self.at_least is None else f"≥ {self.at_least:g}{self.unit}"

    def __str__(self) -> str:
        """A line of the table."""
        reached = f"{self.reached:,.3f}".rstrip("0").rstrip(".") + self.unit
        cells = zip((self.name, reached, self.goal), WIDTHS, strict=True)
        return f"{'  ' if self.good else '✗ '}{' '.join(f'{cell:<{width}}' for cell, width in cells)} {self.against}"


HEAD = "  " + " ".join(f"{cell:<{width}}" for cell, width in zip(("figure", "reached", "goal"), WIDTHS, strict=True))


def table(title: str, figures: Iterable[Figure]) -> str:
    """A campaign's figures under its name."""
    return "\n".join([f"{HEAD} measured against", f"  {title}", *(str(one) for one in figures), ""])


def missed(figures: Iterable[Figure]) -> list[str]:
    """The lines of those that did not reach their goal, for a test to hold against an empty list."""
    return [str(one) for one in figures if not one.good]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of the values that `share` (0 to 1) of them do not exceed; 0 when there are none."""
    return sorted(values)[max(0, ceil(share * len(values)) - 1)] if values else 0.0
