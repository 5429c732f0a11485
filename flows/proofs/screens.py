"""What Telegram and the young person need of every screen: it fits, its buttons fit, and there is a way past it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from flows.fault import Fault
from flows.model import Flow, Kind
from flows.proofs.journeys import Journeys
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

_ID = CALLBACK - len(f"c:{LAST_TURN}:")
_FILLED = 60  # A reference, a telephone number, a time by which there is an answer: none is longer.
_NOTICE = 250  # The longest notice in the wordiest language, and the line of the section.
_SUMMARY = 600  # The least room that a summary leaves for the answers themselves.
_TOLD = {Kind.TELL, Kind.SUMMARY, Kind.END}


def fitting(flow: Flow, said: Mapping[str, Said], places: Places) -> Iterator[Fault]:
    """Screens that can be longer than a message may be."""
    for language, translated in said.items():
        above = _NOTICE + (_length(flow, translated, flow.alarm.tell) if flow.alarm else 0)
        for step in flow.steps.values():
            room = MESSAGE - above - (_SUMMARY if step.kind is Kind.SUMMARY else 0)
            asked = _length(flow, translated, step.ask)
            helped = _length(flow, translated, step.help) if step.help else 0
            titled = _length(flow, translated, flow.sections[step.section]) if step.section else 0
            if asked + helped + titled > room:
                over = asked + helped + titled - room
                text = f"in '{language}' the screen can be {over} characters longer than a message. Shorten it."
                yield places.step(step.id, text, "ask")


def tappable(flow: Flow, places: Places) -> Iterator[Fault]:
    """Buttons whose callback can be longer than the Bot API takes: those of choices, and of steps to change."""
    for step in flow.steps.values():
        for choice in step.choices:
            if _too_long(choice.id):
                text = f"the id of the choice '{choice.id}' is too long for a button. Make it at most {_ID} letters."
                yield places.choice(step.id, choice.id, text)
        if _too_long(step.id):
            yield places.step(step.id, f"the step's id is too long for a button. Make it at most {_ID} letters.")


def skippable(flow: Flow, journeys: Journeys, places: Places) -> Iterator[Fault]:
    """Questions to a young person that nobody gets past without an answer."""
    for step in flow.steps.values() if flow.audience == "youth" else ():
        if step.skip is not None or step.kind in _TOLD:
            continue
        if not step.choices:
            yield places.step(step.id, "nobody is made to write: take skip = false away.", "skip")
        elif step.kind is Kind.CHOICES or not any(
            _out(flow, journeys, journeys.chosen.get((step.id, choice.id), set())) for choice in step.choices
        ):
            text = (
                "nobody gets past this without an answer: take skip = false away, or add a choice that ends the talk."
            )
            yield places.step(step.id, text, "skip")


def current(flow: Flow, today: date, places: Places) -> Iterator[Fault]:
    """Content whose check date has passed."""
    if flow.review_by is not None and flow.review_by < today:
        owner = f" {flow.owner} answers for it." if flow.owner else ""
        text = f"the content was to be checked again by {flow.review_by.isoformat()}.{owner}"
        yield places.table("", "review_by", text)


def _too_long(identifier: str) -> bool:
    return len(f"c:{LAST_TURN}:{identifier}".encode()) > CALLBACK


def _out(flow: Flow, journeys: Journeys, following: set[str]) -> bool:
    """Whether these steps are the end of the talk, or tell something and then end it."""
    passed: set[str] = set()
    waiting = list(following)
    while waiting:
        name = waiting.pop()
        if flow.steps[name].kind is Kind.END:
            return True
        if flow.steps[name].kind is Kind.TELL and name not in passed:
            passed.add(name)
            waiting.extend(journeys.after[name])
    return False


def _length(flow: Flow, translated: Said, msgid: str) -> int:
    """How long the text can be on a screen in this language, in UTF-16 units."""
    text = translated.get(msgid, msgid)
    length = len(text.encode("utf-16-le")) // 2
    if "{" in text:
        length += sum(_filling(flow, translated, name) - len(name) - 2 for name in PLACEHOLDER.findall(text))
    return length


def _filling(flow: Flow, translated: Said, name: str) -> int:
    """How long what stands for a placeholder can be."""
    kind, _, key = name.partition(":")
    step = flow.steps.get(key)
    if kind != "answer" or step is None:
        return _FILLED
    labels = [len(translated.get(choice.text, choice.text)) + 2 for choice in step.choices]
    longest = sum(labels) if step.kind is Kind.CHOICES else max(labels, default=QUOTED)
    return max(longest, _FILLED)
