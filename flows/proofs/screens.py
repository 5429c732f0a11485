"""What Telegram and the young person need of every screen: it fits, its buttons fit, and there is a way past it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from flows.fault import Fault
from flows.model import Flow, Kind, Step
from flows.proofs.places import Places
from flows.proofs.wording import Said
from flows.texts import PLACEHOLDER

MESSAGE = 4096
"""The longest message of the Bot API, in UTF-16 units after its markup is read."""
CALLBACK = 64
"""The longest callback_data of the Bot API, in bytes."""
LAST_TURN = 999_999
QUOTED = 300
"""So much of a person's own words is repeated where a text has {answer:STEP}."""

_ANSWERED = {"reference": 20, "answer_by": 60, "number": 30}
_NOTICE = 250  # The longest notice in the wordiest language.
_SUMMARY = 600  # The least room that a summary leaves for the answers themselves.
_WRITTEN = {Kind.TEXT, Kind.PLACE, Kind.DATE, Kind.TIME, Kind.DAYS}


def fitting(flow: Flow, said: Mapping[str, Said], places: Places) -> Iterator[Fault]:
    """Screens that can be longer than a message may be, and choices whose callback can."""
    for step in flow.steps.values():
        longest = _longest_callback(step)
        if longest and len(f"c:{LAST_TURN}:{longest}".encode()) > CALLBACK:
            yield places.choice(step.id, longest, f"the id '{longest}' is too long for a button. Use at most 50 letters.")
    for language, translated in said.items():
        alarm = _expanded(flow, translated, flow.alarm.tell) if flow.alarm else ""
        above = units(alarm) + _NOTICE
        for step in flow.steps.values():
            room = MESSAGE - (_SUMMARY if step.kind is Kind.SUMMARY else 0)
            if above + 2 * _roughly(step, translated) <= room and "{" not in step.ask and "{" not in (step.help or ""):
                continue
            length = above + _length(flow, step, translated)
            if length > room:
                text = f"in '{language}' the screen can be {length} characters long; there is room for {room}. Shorten it."
                yield places.step(step.id, text, "ask")


def skippable(flow: Flow, journeys_after: Mapping[str, set[str]], places: Places) -> Iterator[Fault]:
    """Questions to a young person that nobody gets past without answering."""
    if flow.audience != "youth":
        return
    for step in flow.steps.values():
        if step.skip is not None or step.kind in {Kind.TELL, Kind.SUMMARY, Kind.END}:
            continue
        ...
