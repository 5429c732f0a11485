"""How fast the engine steps, beside the bare trigger of `transitions` on the same graph, and what a session weighs.

Goals: at least 90 % of the library's trigger rate; at most 1 KB of memory an active session.
`python -m tests.bench.engine` prints the figures.
"""

from __future__ import annotations

import json
import statistics
import time
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import transitions

from flows import engine, reader
from flows.days import day_of
from flows.inputs import Chose, Done, Input, Said, Ticked
from flows.machine import build
from flows.model import Flow, Kind
from flows.path import Walker
from flows.session import Answer, FreeText, Session, freeze, thaw

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROUNDS = 15
REPEATS = 20
SESSIONS = 2_000
WORDS = {Kind.TEXT: "Noen ord", Kind.PLACE: "Oslo", Kind.DATE: "12. juli", Kind.TIME: "14:30", Kind.DAYS: "10"}
PREFERRED = {
    "age": "16_17",
    "when": "later",
    "violence": "before",
    "death_threat": "no",
    "self_harm": "no",
    "contact": "sms",
    "sign_of_life": "yes",
}

Taken = Sequence[tuple[Session, Input]]


def run() -> list[tuple[str, float, str]]:
    """Measure in turns, on this thread, and give name, figure (median of 15 rounds) and what it stands beside."""
    flow = reader.packaged()["declaration"]
    *taken, filing = walk(flow)
    answered = [(session, given) for session, given in taken if not isinstance(given, Ticked)]
    tapped = [(session, given) for session, given in answered if not isinstance(given, Said)]
    ours, library = build(flow), build(flow, transitions.Machine)
    jobs: dict[str, tuple[int, Callable[[], object]]] = {
        "tapped": (len(tapped), lambda: _advance(flow, tapped)),
        "library, tapped": (len(tapped), _triggers(library, tapped)),
        "all": (len(answered), lambda: _advance(flow, answered)),
        "library": (len(answered), _triggers(library, answered)),
        "ours": (len(answered), _triggers(ours, answered)),
        "filing": (1, lambda: _advance(flow, [filing])),
    }
    rates: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(ROUNDS):
        for name, (steps, job) in jobs.items():
            rates[name].append(_rate(steps, job))
    rate = {name: statistics.median(found) for name, found in rates.items()}
    share = _share(rates["tapped"], rates["library, tapped"])
    whole = _share(rates["all"], rates["library"])
    where = f"{len(flow.steps)} steps in the flow, {len(answered)} on the way, one core"
    return [
        ("engine, steps/s, taps", rate["tapped"], f"{share:.0%} of the library's trigger on the same steps; goal 90 %"),
        ("engine, steps/s, taps and words", rate["all"], f"{whole:.0%} of the library's trigger; {where}"),
        (
            "peer: transitions, triggers/s",
            rate["library"],
            "the library's own Machine and Event, same graph and answers",
        ),
        ("our event, triggers/s", rate["ours"], "flows.machine.Next on that graph: without callbacks and logging"),
        ("declarations filed/s by the last step", rate["filing"], f"{len(answered)} answers made into a case"),
        *(
            (f"bytes a session after {number} inputs", _weight(taken[number][0]), "read back from JSON; goal 1,024")
            for number in (0, 12, len(taken) // 2, len(taken) - 1)
        ),
    ]


def walk(flow: Flow) -> Taken:
    """The long way through the flow: each session with the input that it was given."""
    turn = engine.begin(flow, NOW)
    taken: list[tuple[Session, Input]] = []
    for _ in range(500):
        given = _next_input(flow, turn.session)
        taken.append((turn.session, given))
        turn = engine.advance(flow, turn.session, given, NOW)
        if turn.session.ended:
            return taken
    raise AssertionError("The way through the flow does not end.")


def _next_input(flow: Flow, session: Session) -> Input:
    step = flow.steps[session.state]
    if step.kind in WORDS:
        return Said(FreeText(WORDS[step.kind]))
    if step.kind is Kind.CHOICES:
        return Done(session.turn) if session.ticked else Ticked(step.choices[0].id, session.turn)
    if not step.choices:
        return Done(session.turn)
    return Chose(PREFERRED.get(step.id, step.choices[0].id), session.turn)


def _advance(flow: Flow, taken: Taken) -> None:
    for session, given in taken:
        engine.advance(flow, session, given, NOW)


def _triggers(machine: transitions.Machine, taken: Taken) -> Callable[[], None]:
    """The same moves by the machine alone: from each step, with the answers that the session has after it."""
    trigger = machine.events["next"].trigger
    today = day_of(NOW)
    walker = Walker("")
    moves: list[tuple[str, dict[str, Answer]]] = []
    flow = reader.packaged()["declaration"]
    for session, given in taken:
        moves.append((session.state, engine.advance(flow, session, given, NOW).session.answers))

    def job() -> None:
        for state, answers in moves:
            walker.state = state
            trigger(walker, answers, today)

    return job


def _rate(steps: int, job: Callable[[], object]) -> float:
    begun = time.process_time()
    for _ in range(REPEATS):
        job()
    return steps * REPEATS / (time.process_time() - begun)


def _share(ours: list[float], theirs: list[float]) -> float:
    """How much of their rate ours is, round by round: what else the machine does meets both."""
    return statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))


def _weight(session: Session) -> float:
    """Bytes of memory that one more session like this takes when it is read back from storage."""
    frozen = json.dumps(freeze(session))
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    kept = [thaw(json.loads(frozen)) for _ in range(SESSIONS)]
    weight = (tracemalloc.get_traced_memory()[0] - before) / len(kept)
    tracemalloc.stop()
    return weight


if __name__ == "__main__":
    for name, figure, beside in run():
        print(f"{name:45} {figure:12,.0f}  {beside}")
