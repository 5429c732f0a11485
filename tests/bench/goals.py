"""What each figure should reach, and the peer that it stands beside. A figure is known by how its name begins."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure's bound: at least or at most so much, and at least so many times better than its peer (0: no matter)."""

    name: str
    bound: float
    least: bool = False
    peer: str = ""
    times: float = 0.0

    @property
    def told(self) -> str:
        """The goal in words."""
        bound = f"{'≥' if self.least else '≤'} {self.bound:,g}" if self.bound or not self.least else ""
        times = f"≥ {self.times:g} ×" if self.times else ""
        return ", ".join(part for part in (bound, times) if part)

    def better(self, figure: float, peer: float) -> float:
        """How many times better the figure is than the peer's; 0 when one of them is nothing."""
        if not figure or not peer:
            return 0.0
        return figure / peer if self.least else peer / figure

    def reached(self, figure: float, times: float | None) -> bool:
        """Whether the figure is within its bound, and far enough from its peer where that was measured."""
        within = figure >= self.bound if self.least else figure <= self.bound
        return within and (times is None or times >= self.times)


GOALS = (
    Goal("durable encrypted audited steps/s", 1_500, least=True, peer="peer: the same step", times=5),
    Goal("tap to sender, 300 chats", 100, peer="peer: aiogram-dialog, 300 in one instant"),
    Goal("tap to sender, 300 in one instant", 100, peer="peer: aiogram-dialog, 300 in one instant"),
    Goal("commit to alert sent", 300, peer="floor: one sendMessage"),
    Goal("the same with 10,000 messages waiting", 250),
    Goal("calls refused with 429", 0),
    Goal("dispatcher, 1,000 buttons against 1", 90, least=True),
    Goal("dispatcher, taps/s with 1,000 buttons", 0, least=True, peer="peer: aiogram F.data == …, taps/s with 1,000"),
    Goal("engine, steps/s, taps and words", 0, least=True, peer="peer: transitions", times=0.9),
    Goal("bytes a session", 1_024, peer="peer: aiogram-dialog, bytes a session"),
    Goal("memory above idle, 100,000 open sessions", 150),
    Goal("declarations sealed/s", 1_000, least=True, peer="peer: password logins/s"),
    Goal("seconds to prove content", 1),
    Goal("audit chain of 1,000,000 rows checked", 10, peer="floor: the same rows read"),
    Goal("an edit of its last row found", 10),
    Goal("a dropped last row found", 10),
    Goal("slowest command of havn", 2, peer="peer: python -c 'import aiogram'"),
    Goal("start to ready with 100,000 timers", 2),
    Goal("timer lateness running", 1),
    Goal("timer lateness after a restart", 3),
)


def goal_of(name: str) -> Goal | None:
    """The goal of a figure, or None."""
    return next((goal for goal in GOALS if name.startswith(goal.name)), None)
