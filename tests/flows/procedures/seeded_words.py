"""Faults of what a procedure says and holds: texts, cards, placeholders, names, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from flows.cards import Card
from flows.model import Choice
from flows.procedures.model import Procedure
from flows.procedures.texts import texts
from flows.texts import placeholders
from tests.flows.procedures.good import NUMBERS, TODAY, catalogues
from tests.flows.procedures.seeded import HARD, Seed, altered


def phases_without_tasks(procedure: Procedure) -> Iterator[Seed]:
    for number in range(3):
        phases = {**procedure.phases, f"empty{number}": "Tom"}
        yield Seed(replace(procedure, phases=phases), "", f"no task is in the phase 'empty{number}'")


def tasks_without_anybody(procedure: Procedure) -> Iterator[Seed]:
    for task in procedure.tasks.values():
        yield Seed(altered(procedure, replace(task, roles=())), task.id, "nobody is responsible")


def what_is_not_whole(procedure: Procedure) -> Iterator[Seed]:
    for results in ((), procedure.results[:1]):
        yield Seed(replace(procedure, results=results), "", "a person decides in the end, between two results")
    yield Seed(replace(procedure, owner=" "), "", "'owner' is missing")
    yield Seed(replace(procedure, checked=None), "", "'checked' is missing")
    yield Seed(replace(procedure, checked=date(2030, 1, 1)), "", "'checked' is 2030-01-01, which is still to come")
    yield Seed(replace(procedure, review_by=None), "", "'review_by' is missing")
    same = procedure.checked and replace(procedure, review_by=procedure.checked)
    yield Seed(same or procedure, "", "which is not after 'checked'", today=procedure.checked or TODAY)
    for days in (1, 30, 365):
        late = (procedure.review_by or TODAY) + timedelta(days=days)
        yield Seed(procedure, "", "the content was to be checked again by", today=late)
    for task in procedure.tasks.values():
        yield Seed(altered(procedure, replace(task, document="gone")), task.id, "there is no [document.gone]")
        one = replace(task, choices=(Choice("only", "Bare dette"),), each=False)
        yield Seed(altered(procedure, one), task.id, "one choice decides nothing")
    for document in procedure.documents.values():
        lost = replace(document, id="lost")
        yield Seed(
            replace(procedure, documents={**procedure.documents, "lost": lost}), "", "no task leads to the document"
        )


def cards_that_are_not_there(procedure: Procedure, cards: Mapping[str, Card]) -> Iterator[Seed]:
    for task in procedure.tasks.values():
        yield Seed(altered(procedure, replace(task, law=("gone",))), task.id, "there is no law card 'gone'")
        yield Seed(altered(procedure, replace(task, cards=("gone",))), task.id, "there is no card 'gone'")
        for name in task.law:
            swapped = replace(task, law=(), cards=(name,))
            yield Seed(altered(procedure, swapped), task.id, f"'{name}' belongs in 'law', not in 'cards'")
        for name in task.cards:
            swapped = replace(task, cards=(), law=(name,))
            yield Seed(altered(procedure, swapped), task.id, f"'{name}' belongs in 'cards', not in 'law'")
        for name in (*task.law, *task.cards):
            old = {**cards, name: replace(cards[name], review_by=TODAY - timedelta(days=1))}
            yield Seed(procedure, task.id, f"the card '{name}' was to be checked again by", cards=old)


def numbers_and_placeholders(procedure: Procedure) -> Iterator[Seed]:
    for text in texts(procedure):
        for name in placeholders(text.text):
            if name.startswith("number:"):
                fewer = NUMBERS - {name.removeprefix("number:")}
                yield Seed(procedure, text.step, f"{{{name}}} is no telephone number", numbers=fewer)
    for task in procedure.tasks.values():
        for name, says in (
            ("{number:polise}", "is no telephone number that may be shown. Did you mean 'police'?"),
            ("{answer:acute}", "is no placeholder here"),
            ("{refrence}", "is no placeholder here"),
            ("{number:}", "is no placeholder here"),
        ):
            yield Seed(altered(procedure, replace(task, why=f"Se {name}")), task.id, f"{name} {says}")
        choices = (Choice("a", "Ring {number:police}"), Choice("b", "Nei"))
        yield Seed(
            altered(procedure, replace(task, choices=choices)),
            task.id,
            "{number:police} is not filled in here",
        )
    for document in procedure.documents.values():
        for name, says in (("answer:gone", "is the answer to no task"), ("answer:", "is no placeholder here")):
            body = replace(document, body=f"{document.body} {{{name}}}")
            yield Seed(replace(procedure, documents={document.id: body}), "", f"{{{name}}} {says}")
        hyphened = replace(next(iter(procedure.tasks.values())), id="a-b", document="")
        body = replace(document, body=f"{document.body} {{answer:a-b}}")
        seeded = altered(replace(procedure, documents={document.id: body}), hyphened)
        yield Seed(seeded, "", "{answer:a-b} is not filled in. Let the id of the task hold a-z")


def translations_that_are_missing(procedure: Procedure) -> Iterator[Seed]:
    for text in texts(procedure):
        for language in ("nn", "en"):
            lacking = catalogues(**{language: text.text})
            yield Seed(procedure, text.step, f"is not translated to '{language}'", said=lacking)
        own = replace(procedure, spoken={"en": {"noe annet": "something else"}})
        yield Seed(own, text.step, "is not translated to 'en'", said={})
        for name in placeholders(text.text):
            lost = {"nn": lambda msgid, lost=f"{{{name}}}": f"n {msgid.replace(lost, '')}"}
            yield Seed(procedure, text.step, "has other placeholders", said=lost)
        unclosed = {"en": lambda msgid, marked=text.text: f"**{msgid}" if msgid == marked else f"e {msgid}"}
        yield Seed(procedure, text.step, "in 'en', ** is opened but not closed", said=unclosed)


def texts_that_are_hard(procedure: Procedure) -> Iterator[Seed]:
    for task in procedure.tasks.values():
        yield Seed(altered(procedure, replace(task, why=HARD)), task.id, "more than 45")
    yield Seed(replace(procedure, trigger=HARD), "", "more than 45")
    for stop in procedure.stops.values():
        hard = {**procedure.stops, stop.id: replace(stop, tell=HARD)}
        yield Seed(replace(procedure, stops=hard), "", "more than 45")
    for bar in procedure.bars:
        yield Seed(replace(procedure, bars=(replace(bar, because=HARD),)), "", "the bar: LIX is")
    for document in procedure.documents.values():
        hard_body = {document.id: replace(document, body=HARD)}
        yield Seed(replace(procedure, documents=hard_body), "", "more than 45")


def screens_that_are_too_long(procedure: Procedure) -> Iterator[Seed]:
    long = " Les." * 900
    for task in procedure.tasks.values():
        yield Seed(altered(procedure, replace(task, why=long)), task.id, "in 'nb' the screen can be")
        wordy = {"en": lambda msgid, do=task.do: f"e {msgid}" + (" 💛." * 1100 if msgid == do else "")}
        yield Seed(procedure, task.id, "in 'en' the screen can be", said=wordy)
    yield Seed(replace(procedure, reminder=long), "", "in 'nb' the screen can be")
    for stop in procedure.stops.values():
        stops = {**procedure.stops, stop.id: replace(stop, tell=long)}
        yield Seed(replace(procedure, stops=stops), "", "in 'nb' the screen can be")
    for document in procedure.documents.values():
        yield Seed(replace(procedure, documents={document.id: replace(document, body=long)}), "", "in 'nb' the screen")
    for bar in procedure.bars:
        yield Seed(replace(procedure, bars=(replace(bar, because=long),)), "", "the bar: in 'nb' the screen")


def ids_too_long_for_a_button(procedure: Procedure) -> Iterator[Seed]:
    long = "x" * 44
    for task in procedure.tasks.values():
        yield Seed(altered(procedure, replace(task, id=long, needs=(), due={})), long, "too long for a button")
        for choice in task.choices:
            renamed = tuple(replace(one, id=long) if one is choice else one for one in task.choices)
            yield Seed(altered(procedure, replace(task, choices=renamed)), task.id, "too long for a button")
    yield Seed(replace(procedure, name=long), "", "the name of the file, ")
    for stop in procedure.stops.values():
        yield Seed(replace(procedure, stops={"s": replace(stop, id=long)}), "", "the id of the stop, ")
    for document in procedure.documents.values():
        documents = {**procedure.documents, "d": replace(document, id=long)}
        yield Seed(replace(procedure, documents=documents), "", "the id of the document, ")
    results = (*procedure.results, Choice(long, "Noe annet"))
    yield Seed(replace(procedure, results=results), "", "the id of the result, ")


def buttons_that_read_the_same(procedure: Procedure) -> Iterator[Seed]:
    for task in procedure.tasks.values():
        for choice in task.choices[1:]:
            twins = tuple(replace(one, text=task.choices[0].text) if one is choice else one for one in task.choices)
            yield Seed(altered(procedure, replace(task, choices=twins)), task.id, "in 'nb', two buttons read")
            same = {task.choices[0].text, choice.text}
            named = {"en": lambda msgid, same=same: "e" if msgid in same else f"e {msgid}"}
            yield Seed(procedure, task.id, "in 'en', two buttons read «e»", said=named)
    results = (*procedure.results, Choice("again", procedure.results[0].text))
    yield Seed(replace(procedure, results=results), "", "two results read")
    for stop in procedure.stops.values():
        twin = {**procedure.stops, "twin": replace(stop, id="twin")}
        yield Seed(replace(procedure, stops=twin), "", "two stops read")


KINDS: tuple[Callable[[Procedure], Iterator[Seed]], ...] = (
    phases_without_tasks,
    tasks_without_anybody,
    what_is_not_whole,
    numbers_and_placeholders,
    translations_that_are_missing,
    texts_that_are_hard,
    screens_that_are_too_long,
    ids_too_long_for_a_button,
    buttons_that_read_the_same,
)
