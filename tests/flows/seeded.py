"""Faults put into flows that have none, one at a time and wherever there is room for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from flows.model import Choice, Condition, Flow, Kind, Route, Row, Step
from flows.texts import placeholders, texts
from tests.flows.large import NUMBERS, TODAY, catalogues

Said = Mapping[str, Callable[[str], str | None]]
TOLD = {Kind.TELL, Kind.SUMMARY, Kind.END}
NEVER = Condition(((Row("s0", frozenset({"yes"})), Row("s0", frozenset({"no"}))),))
TRAP = Step("trap", Kind.TELL, "Felle", 1, routes=(Route("trap"),))


@dataclass(frozen=True, slots=True)
class Seed:
    """A fault: the flow that has it, and the step and the words by which it must be told."""

    flow: Flow
    step: str
    says: str
    said: Said = field(default_factory=catalogues)
    today: date = TODAY
    numbers: frozenset[str] = NUMBERS


def altered(flow: Flow, step: Step) -> Flow:
    """The flow with this step in place of the one of its id, or behind the others."""
    return replace(flow, steps={**flow.steps, step.id: step})


def nobody_comes(flow: Flow) -> Iterator[Seed]:
    for step in flow.steps.values():
        lost = replace(TRAP, id="lost", routes=(Route(step.id),))
        yield Seed(altered(flow, lost), "lost", "nobody comes to this step")


def nobody_leaves(flow: Flow) -> Iterator[Seed]:
    for step in flow.steps.values():
        if step.kind is not Kind.END and not any(choice.to for choice in step.choices):
            there = altered(flow, replace(step, routes=(Route("trap"),)))
            yield Seed(altered(there, TRAP), "trap", "nobody gets from this step to an end")


def choices_without_a_way(flow: Flow) -> Iterator[Seed]:
    for step, choice, others in _choices(flow):
        trapped = altered(flow, replace(step, choices=(*others, replace(choice, to="trap"))))
        if step.kind is not Kind.SUMMARY:  # There, nothing else leads on: the whole step is to blame.
            yield Seed(altered(trapped, TRAP), step.id, f"the choice '{choice.id}' has no way on")
            same = replace(step, choices=(*others, replace(choice, to=step.id)))
            yield Seed(altered(flow, same), step.id, f"the choice '{choice.id}' only shows this step again")


def conditions_never_true(flow: Flow) -> Iterator[Seed]:
    for step in flow.steps.values():
        itself = Condition(((Row(step.id, answered=True),),))
        if step.when:
            yield Seed(altered(flow, replace(step, when=NEVER)), step.id, "'when' is never true: no answers make it so")
            yield Seed(altered(flow, replace(step, when=itself)), step.id, "'when' is never true for those who come")
        elif step.routes:
            unanswered = Condition(((Row(step.id, answered=False),),))
            for condition in (NEVER, unanswered) if step.skip is None else (NEVER,):
                routed = replace(step, routes=(Route("sum", condition), *step.routes))
                yield Seed(altered(flow, routed), step.id, "the condition of the way to 'sum' is never true")


def one_of_several_tables_never_true(flow: Flow) -> Iterator[Seed]:
    for step in flow.steps.values():
        if step.when:
            either = Condition((*step.when.groups, *NEVER.groups))
            yield Seed(altered(flow, replace(step, when=either)), step.id, "one of the tables of a condition is never")
    for number, rule in enumerate(flow.rules):
        either = Condition((*rule.when.groups, *NEVER.groups))
        rules = (*flow.rules[:number], replace(rule, when=either), *flow.rules[number + 1 :])
        yield Seed(replace(flow, rules=rules), "", f'the level rule "{rule.because}": one of the tables')


def ways_that_are_shadowed(flow: Flow) -> Iterator[Seed]:
    for step in flow.steps.values():
        if step.kind is Kind.END or not step.routes or not (step.skip or step.kind is Kind.TELL):
            continue
        for condition in _shadowing(step):
            routes = (Route("sum", condition), Route("receipt", condition), *step.routes)
            yield Seed(altered(flow, replace(step, routes=routes)), step.id, "the way to 'receipt' is never taken")


def _shadowing(step: Step) -> Iterator[Condition]:
    yield Condition(((Row("s0", frozenset({"yes"})),),))
    if step.skip:
        yield Condition(((Row(step.id, frozenset({"skipped"})),),))


def texts_that_are_missing(flow: Flow) -> Iterator[Seed]:
    for text in {text.msgid: text for text in reversed(list(texts(flow)))}.values():
        for language in ("nn",) if text.for_staff else ("nn", "en", "ti"):
            missing = {language: text.msgid}
            yield Seed(
                flow, text.step, f"is not translated to '{language}'", said=catalogues(flow.languages, **missing)
            )


def placeholders_that_are_lost(flow: Flow) -> Iterator[Seed]:
    for text in texts(flow):
        for name in placeholders(text.msgid):
            said = {"nn": lambda msgid, lost=f"{{{name}}}": f"n {msgid.replace(lost, '')}"}
            yield Seed(flow, text.step, "has other placeholders", said=said)


def messages_too_long(flow: Flow) -> Iterator[Seed]:
    for step in flow.steps.values():
        long = replace(step, ask=step.ask + " lang" * 820)
        yield Seed(altered(flow, long), step.id, "in 'nb' the screen can be")
        wordy = {"en": lambda msgid, ask=step.ask: f"e {msgid}" + (" 💛" * 1400 if msgid == ask else "")}
        yield Seed(flow, step.id, "in 'en' the screen can be", said=wordy)


def ids_too_long_for_a_button(flow: Flow) -> Iterator[Seed]:
    for step, choice, others in _choices(flow):
        long = altered(flow, replace(step, choices=(*others, replace(choice, id="x" * 56))))
        yield Seed(long, step.id, "is too long for a button")


def questions_nobody_gets_past(flow: Flow) -> Iterator[Seed]:
    for step in flow.steps.values():
        if step.kind in TOLD:
            continue
        stayed = tuple(replace(choice, to=None) for choice in step.choices)
        says = "nobody gets past this without an answer" if step.choices else "nobody is made to write"
        yield Seed(altered(flow, replace(step, skip=None, choices=stayed)), step.id, says)


def placeholders_that_nothing_fills(flow: Flow) -> Iterator[Seed]:
    wrong = {
        "{refrence}": "is no placeholder",
        "{number:polise}": "is no telephone number that may be shown. Did you mean 'police'?",
        "{answer:nowhere}": "is the answer to no step",
        "{number:}": "is no placeholder",
        "{}": "is no placeholder",
    }
    for step in flow.steps.values():
        for name, says in wrong.items():
            yield Seed(altered(flow, replace(step, help=f"Se {name}")), step.id, f"{name} {says}")
        if step.kind not in TOLD:
            asked = replace(step, ask="Er {reference} riktig?")
            yield Seed(altered(flow, asked), step.id, "{reference} is not filled in within a question")
        labelled = replace(step, label="Nr. {reference}")
        yield Seed(altered(flow, labelled), step.id, "{reference} is not filled in here")


def numbers_that_may_not_be_shown(flow: Flow) -> Iterator[Seed]:
    for text in texts(flow):
        for name in placeholders(text.msgid):
            if name.startswith("number:"):
                fewer = NUMBERS - {name.removeprefix("number:")}
                yield Seed(flow, text.step, f"{{{name}}} is no telephone number", numbers=fewer)


def markup_that_is_not_closed(flow: Flow) -> Iterator[Seed]:
    for step in flow.steps.values():
        for mark in ("**", "`"):
            marked = replace(step, ask=f"{mark}{step.ask} x")
            yield Seed(altered(flow, marked), step.id, f"{mark} is opened but not closed")
        unclosed = {"en": lambda msgid, ask=step.ask: f"**{msgid}" if msgid == ask else f"e {msgid}"}
        yield Seed(flow, step.id, "in 'en', ** is opened but not closed", said=unclosed)


def buttons_that_read_the_same(flow: Flow) -> Iterator[Seed]:
    for step, choice, others in _choices(flow):
        if others:
            twin = replace(choice, text=others[0].text)
            yield Seed(altered(flow, replace(step, choices=(*others, twin))), step.id, "two buttons read")
        if step.skip:
            same = {choice.text, step.skip}
            named = {"en": lambda msgid, same=same: "e" if msgid in same else f"e {msgid}"}
            yield Seed(flow, step.id, "in 'en', two buttons read «e»", said=named)


def rules_and_checks(flow: Flow) -> Iterator[Seed]:
    for number, rule in enumerate(flow.rules):
        for condition, says in (
            (NEVER, "is never true"),
            (_opposite(rule.when), "is true before anything is answered"),
        ):
            rules = (*flow.rules[:number], replace(rule, when=condition), *flow.rules[number + 1 :])
            yield Seed(replace(flow, rules=rules), "", f'the level rule "{rule.because}" {says}')
    for check in flow.checks:
        yield Seed(replace(flow, checks=(replace(check, when=NEVER),)), "", f"the check '{check.name}' is never true")
        either = Condition((*check.when.groups, *NEVER.groups))
        yield Seed(replace(flow, checks=(replace(check, when=either),)), "", f"the check '{check.name}': one of")
    for level in ("orange", "red"):
        quiet = tuple(rule for rule in flow.rules if rule.level.key not in {"red", level})
        yield Seed(replace(flow, rules=quiet), "", "no level rule reaches 'red'")


def checks_that_are_overdue(flow: Flow) -> Iterator[Seed]:
    for days in (1, 30, 365):
        passed = replace(flow, review_by=TODAY - timedelta(days=days))
        yield Seed(passed, "", "the content was to be checked again by")
        yield Seed(replace(passed, owner=""), "", "the content was to be checked again by")


def _opposite(condition: Condition) -> Condition:
    return Condition(((replace(condition, negated=True),),))


def _choices(flow: Flow) -> Iterator[tuple[Step, Choice, tuple[Choice, ...]]]:
    for step in flow.steps.values():
        for choice in step.choices:
            yield step, choice, tuple(other for other in step.choices if other is not choice)


KINDS: tuple[Callable[[Flow], Iterator[Seed]], ...] = (
    nobody_comes,
    nobody_leaves,
    choices_without_a_way,
    conditions_never_true,
    one_of_several_tables_never_true,
    ways_that_are_shadowed,
    texts_that_are_missing,
    placeholders_that_are_lost,
    messages_too_long,
    ids_too_long_for_a_button,
    questions_nobody_gets_past,
    placeholders_that_nothing_fills,
    numbers_that_may_not_be_shown,
    markup_that_is_not_closed,
    buttons_that_read_the_same,
    rules_and_checks,
    checks_that_are_overdue,
)
