"""Small flows to try things on, and a talk through them that is written down and read back between all its steps."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from flows import engine, reader
from flows.effects import Ask, Effect, Turn
from flows.inputs import Back, Change, Chose, Done, Input, Said, Skip, Ticked
from flows.model import Flow
from flows.session import FreeText, Session, freeze, thaw

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)  # a Sunday

HEAD = """
title = "Et lite løp"
audience = "youth"
start = "{start}"
languages = ["nb", "nn"]
"""

TRIP = """
title = "En reise"
audience = "youth"
owner = "Koordinator"
start = "safe"
languages = ["nb", "en"]

[alarm]
at = "red"
tell = "Ring {number:police}"
short = "Fare: {number:police}"

[section.trip]
title = "Reisen"

[step.safe]
ask = "Er du trygg?"
choices = [{ id = "yes", text = "Ja" }, { id = "no", text = "Nei" }]

[step.tongue]
ask = "Hvilket språk?"
choices = [{ id = "nb", text = "Bokmål" }, { id = "en", text = "English" }]
sets = "language"

[step.trip]
section = "trip"
ask = "Skal du reise?"
choices = [{ id = "yes", text = "Ja" }, { id = "no", text = "Nei", to = "fear" }, { id = "far", text = "Langt" }]
to = [{ when = { safe = ["no"] }, to = "word" }, { to = "leaving" }]

[step.leaving]
section = "trip"
ask = "Når?"
kind = "date"

[step.days]
section = "trip"
ask = "Hvor lenge?"
kind = "days"
when = { trip = ["far"] }

[step.fear]
ask = "Hva er du redd for?"
multiple = true
choices = [
  { id = "locked", text = "Å bli låst inne" },
  { id = "hit", text = "Å bli slått" },
  { id = "none", text = "Ingenting", alone = true },
]

[step.read]
kind = "tell"
ask = "Les dette."

[step.hour]
kind = "time"
ask = "Når er det trygt?"
skip = false

[step.word]
kind = "text"
ask = "Velg et ord."
label = "Ordet"
sets = "ok_word"
part = "identity"

[step.sum]
kind = "summary"
ask = "Stemmer det? {answer:word}"
choices = [{ id = "send", text = "Send" }, { id = "change", text = "Endre", to = "sum" }]

[step.receipt]
kind = "end"
ask = "Takk. {reference}"
files = true

[fact.days_left]
days_until = "leaving"

[[level]]
name = "red"
because = "Ikke trygg"
when = { safe = ["no"] }

[[level]]
name = "orange"
because = "Snart"
when = [{ days_left = "<=3" }, { leaving = ["unknown"] }]

[[level]]
name = "yellow"
because = "Redd"
when = { fear = ["locked", "hit"] }

[[check]]
name = "home"
when = { trip = ["yes", "far"] }
date = "leaving"
plus_hours = 24
fallback_days = 30
"""


def flow(text: str, name: str = "small") -> Flow:
    """The flow of this text; with `HEAD` before it when it has none of its own, starting at its first step."""
    if "title =" not in text.split("[", maxsplit=1)[0]:
        text = HEAD.replace("{start}", text.partition("[step.")[2].partition("]")[0]) + text
    return reader.read(text, name)


class Talk:
    """A talk: each input is given to the session as it was read back, at a turn of its own unless told otherwise."""

    def __init__(self, of: Flow, now: datetime = NOW) -> None:
        self.flow = of
        self.now = now
        self.turn: Turn = engine.begin(of, now)

    @property
    def session(self) -> Session:
        return self.turn.session

    def give(self, given: Input) -> Turn:
        kept = thaw(json.loads(json.dumps(freeze(self.session))))
        before = freeze(kept)
        self.turn = engine.advance(self.flow, kept, given, self.now)
        assert freeze(kept) == before, "The given session was changed."
        asked = self.turn.effects[-1]
        assert isinstance(asked, Ask)
        assert asked.step == self.turn.session.state
        return self.turn

    def tap(self, *choices: str) -> Turn:
        for choice in choices:
            self.give(Chose(choice, self.session.turn))
        return self.turn

    def tick(self, *choices: str) -> Turn:
        for choice in choices:
            self.give(Ticked(choice, self.session.turn))
        return self.turn

    def say(self, words: str) -> Turn:
        return self.give(Said(FreeText(words)))

    def done(self) -> Turn:
        return self.give(Done(self.session.turn))

    def skip(self) -> Turn:
        return self.give(Skip(self.session.turn))

    def back(self) -> Turn:
        return self.give(Back(self.session.turn))

    def change(self, step: str) -> Turn:
        return self.give(Change(step, self.session.turn))

    def through(self, *, safe: str = "yes", trip: str = "yes") -> Turn:
        """To the summary of `TRIP`."""
        self.tap(safe, "nb", trip)
        if safe == "yes":
            if trip != "no":
                self.say("om en måned")
            if trip == "far":
                self.say("10")
            self.tick("hit")
            self.done()
            self.done()
            self.say("14:30")
        return self.say("eple")


def only(turn: Turn, kind: type[Effect]) -> list[Effect]:
    """The effects of one kind."""
    return [effect for effect in turn.effects if isinstance(effect, kind)]


def notice(turn: Turn) -> str | None:
    """What is said above the question."""
    asked = turn.effects[-1]
    assert isinstance(asked, Ask)
    return asked.notice
