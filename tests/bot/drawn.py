"""Screens to look at: a small flow, a long one, the program's own, and sessions anywhere in them."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.i18n import voice
from bot.screen import Screen, Setting
from flows import reader
from flows.model import Flow, Kind
from flows.session import Answer, FreeText, Session
from tests.bot.havnvik import HAVNVIK
from tests.bot_api.entities import parse
from tests.conversations.runner import flow

NOW = datetime(2027, 3, 15, 9, 30, tzinfo=UTC)
DECLARATION = reader.packaged()["declaration"]
SMALL = flow("small")["declaration"]
NB = voice("nb")
NUMBERS = HAVNVIK.numbers(NOW.date())
SETTING = Setting("K7M-42P", lambda: "torsdag 18. mars 10:30", NUMBERS)


def at(flow: Flow, step: str, **changes: object) -> Session:
    """A session at this step, without any answer unless `changes` says so."""
    return replace(Session(flow.name, flow.version, step, NOW, NOW), **changes)  # type: ignore[arg-type]


def text_of(drawn: Screen) -> str:
    """What a reader sees, after Telegram's own reading of it."""
    parsed = parse(drawn.text)
    assert (parsed.errors, parsed.sloppy) == ([], [])
    return parsed.text


def long_flow(questions: int) -> Flow:
    """So many questions in free text, then a summary."""
    asked = [
        f'[step.q{number}]\nkind = "text"\nask = "Spørsmål {number} er ganske langt, slik de kan være?"'
        for number in range(questions)
    ]
    ways = '{ id = "confirm", text = "Bekreft", to = "end" }, { id = "change", text = "Endre noe", to = "summary" }'
    summary = f'[step.summary]\nkind = "summary"\nask = "Stemmer dette?"\nhelp = "Send det."\nchoices = [{ways}]'
    head = 'title = "Lang"\naudience = "youth"\nstart = "q0"'
    return reader.read("\n".join([head, *asked, summary, '[step.end]\nkind = "end"\nask = "Takk."']), "long")


def answered(flow: Flow, words: str) -> Session:
    """Every question answered in these words, at the summary."""
    asked = [name for name, step in flow.steps.items() if step.kind is Kind.TEXT]
    return at(flow, "summary", trail=asked, answers={name: Answer((), FreeText(words)) for name in asked})


def labels(drawn: Screen) -> list[list[str]]:
    return [[button.text for button in row] for row in drawn.rows]
