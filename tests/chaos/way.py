"""Ways through the declaration as a phone would send them: each move as a tap's callback data or as words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from bot import buttons
from flows import engine, inputs, reader
from flows.model import Flow, Kind, Step
from flows.session import FreeText, Session
from tests.bot_api import User

LONGEST = 200
SAYING = frozenset({Kind.TEXT, Kind.PLACE})
WRITTEN = {Kind.DATE: "12.7.2030", Kind.TIME: "14:30", Kind.DAYS: "10"}


@dataclass(frozen=True, slots=True)
class Move:
    """What a person does on the screen drawn at `turn` of `step`: taps `data`, or writes `words`."""

    step: str
    turn: int
    data: str = ""
    words: str = ""
    coded: str = ""

    def make(self, user: User) -> int:
        """Does it, whatever the screen shows by now; answers the update's number."""
        before = len(user.api.updates.every)
        if self.data:
            user.tap_data(self.data, 1)
        else:
            user._write({"text": self.words})
        return int(str(user.api.updates.every[before]["update_id"]))


Choose = Callable[[Step], str]
"""What a person answers: the id of a choice, or the words for a step that is answered in words."""


@cache
def declaration() -> Flow:
    """The packaged declaration."""
    return reader.packaged()["declaration"]


def first_choices(given: Mapping[str, str], words: str = "ja") -> Choose:
    """Answers from the table, else the first choice, else these words."""

    def choose(step: Step) -> str:
        usual = step.choices[0].id if step.choices else WRITTEN.get(step.kind, words)
        return given.get(step.id, usual)

    return choose


def way(choose: Choose, turn: int = 1, until: str | None = None) -> list[Move]:
    """The moves from the first screen, drawn at `turn`, to the end of the talk or the screen of the step `until`."""
    flow, now, moves = declaration(), datetime.now(UTC), list[Move]()
    session = engine.begin(flow, now).session
    session.turn = turn
    while not session.ended and session.state != until:
        assert len(moves) < LONGEST, "the way never ends"
        step = flow.steps[session.state]
        given = _given(step, session, choose(step))
        moves.append(_move(step, session.turn, given))
        session = engine.advance(flow, session, given, now).session
    return moves


def _given(step: Step, session: Session, chosen: str) -> inputs.Input:
    if step.kind is Kind.CHOICES:
        return inputs.Done(session.turn) if session.ticked else inputs.Ticked(chosen, session.turn)
    if step.choices:
        return inputs.Chose(chosen, session.turn)
    return inputs.Done(session.turn) if step.kind is Kind.TELL else inputs.Said(FreeText(chosen))


def _move(step: Step, turn: int, given: inputs.Input) -> Move:
    match given:
        case inputs.Said(words):
            return Move(step.id, turn, words=str(words))
        case inputs.Chose(choice, _) | inputs.Ticked(choice, _):
            return Move(step.id, turn, data=buttons.talk(given), coded=choice)
        case inputs.Done():
            return Move(step.id, turn, data=buttons.talk(given))
        case _:
            raise AssertionError(given)


SHORT: Mapping[str, str] = {"safe_now": "no", "phone_seen": "yes", "age": "15"}
QUIET: Mapping[str, str] = {"safe_now": "yes", "phone_seen": "yes", "age": "16_17", "concern": "controlled",
                           "when": "later",
                            "violence": "no"}  # fmt: skip
LONG: Mapping[str, str] = {"safe_now": "yes", "phone_seen": "no", "age": "16_17", "violence": "no", "self_harm": "no",
                           "citizen": "no", "contact": "call", "marriage_plan": "both"}  # fmt: skip
"""Nearly every question of the form."""
