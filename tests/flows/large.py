"""A flow as large as wanted and without a fault, with every kind of step, in twelve languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from flows.model import Flow
from tests.flows.small import flow

LANGUAGES = ("nb", "nn", "en", "se", "ar", "so", "ur", "fa", "ckb", "kmr", "ps", "ti")
NUMBERS = frozenset({"police", "alarmtelefonen"})
TODAY = date(2026, 11, 22)

_HEAD = """
title = "Et stort løp"
audience = "youth"
owner = "Koordinator"
checked = 2026-11-22
review_by = 2027-05-22
start = "s0"
languages = [{languages}]
[alarm]
at = "red"
tell = "**Ring {{number:police}}**"
short = "Fare: {{number:police}}"
[section.one]
title = "Del {number}"
[fact.left]
days_until = "s3"
"""

_TAIL = """
[step.sum]
kind = "summary"
ask = "Stemmer det? {{answer:s1}}"
choices = [{{ id = "send", text = "Send" }}, {{ id = "change", text = "Endre", to = "sum" }}]
[step.receipt]
kind = "end"
ask = "Takk. `{{reference}}`, svar innen {{answer_by}}."
files = true
[step.bye]
kind = "end"
ask = "Ha det."
[[level]]
name = "red"
because = "Snart"
when = {{ left = "<=3" }}
[[check]]
name = "home"
when = {{ s3 = true }}
date = "s3"
plus_hours = 24
fallback_days = 30
"""

_SHAPES: tuple[Callable[[int], str], ...] = (
    lambda n: (
        f"""ask = "Spørsmål {n}?"
label = "Nr. {n}"
choices = [
  {{ id = "yes", text = "Ja, nummer {n}" }},
  {{ id = "no", text = "Nei, ikke {n}" }},
  {{ id = "quit", text = "Avslutt {n}", to = "bye" }},
]"""
    ),
    lambda n: (
        f"""ask = "Hva av dette, {n}?"
help = "Velg alt som passer i {n}."
multiple = true
choices = [
  {{ id = "a", text = "Det første i {n}" }},
  {{ id = "b", text = "Det andre i {n}" }},
  {{ id = "c", text = "Det tredje i {n}" }},
  {{ id = "none", text = "Ingenting i {n}", alone = true }},
]
to = [{{ when = {{ s{n} = ["none"] }}, to = "s{n + 2}" }}, {{ to = "s{n + 1}" }}]"""
    ),
    lambda n: (
        f'kind = "text"\nask = "Fortell om {n}"\nwhen = {{ s{n - 2} = ["yes"], not = {{ s{n - 1} = ["none"] }} }}'
    ),
    lambda n: f'kind = "date"\nask = "Når er det, {n}?"\nskip = "Vet ikke {n}"',
    lambda n: f'kind = "days"\nask = "Hvor mange dager, {n}?"',
    lambda n: f'kind = "tell"\nask = "**Les {n}**, og ring {{number:alarmtelefonen}}"\nwhen = {{ s{n - 1} = "<=14" }}',
    lambda n: (
        f'kind = "time"\nask = "Når på dagen, {n}?"\nwhen = [{{ s{n - 2} = ">7" }}, {{ s{n - 2} = ["unknown"] }}]'
    ),
    lambda n: f'kind = "place"\nask = "Hvor, {n}?"\nwhen = {{ s{n - 4} = true }}',
)

_RULES: dict[int, Callable[[int], str]] = {
    0: lambda n: f'name = "yellow"\nbecause = "Ja på {n}"\nwhen = {{ s{n} = ["yes"] }}',
    1: lambda n: f'name = "orange"\nbecause = "Flere på {n}"\nwhen = [{{ s{n} = ["a", "b"] }}, {{ s{n} = ["c"] }}]',
    4: lambda n: f'name = "orange"\nbecause = "Få dager på {n}"\nwhen = {{ s{n} = "<3", s{n - 4} = ["yes", "no"] }}',
}


def large(steps: int = 50, number: int = 0, languages: tuple[str, ...] = LANGUAGES) -> Flow:
    """A flow with so many steps, the summary and both ends among them; `number` tells one such from another."""
    asked = steps - 3
    parts = [_HEAD.format(number=number, languages=", ".join(f'"{each}"' for each in languages))]
    for n in range(asked):
        shape = _SHAPES[n % 8](n) if n + 2 < asked else f'kind = "text"\nask = "Mer om {n}?"'
        parts.append(f'[step.s{n}]\nsection = "one"\n{shape}')
    parts.append(_TAIL.format())
    parts += [f"[[level]]\n{_RULES[n % 8](n)}" for n in range(asked - 2) if n % 8 in _RULES]
    return flow("\n".join(parts), f"large{number}")


def catalogues(languages: tuple[str, ...] = LANGUAGES, **missing: str) -> Mapping[str, Callable[[str], str | None]]:
    """A catalogue a language that says everything with a letter before it, but for the text that is missing."""

    def catalogue(language: str) -> Callable[[str], str | None]:
        return lambda msgid: None if missing.get(language) == msgid else f"{language[0]} {msgid}"

    return {language: catalogue(language) for language in languages if language != "nb"}
