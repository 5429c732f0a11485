from __future__ import annotations

from collections import Counter
from random import Random
from time import monotonic

from flows import engine
from flows.document import is_asked
from flows.effects import FileCase
from flows.inputs import Back, Change, Chose, Done, Input, Said, Skip, Ticked
from flows.model import Flow, Kind
from flows.procedures.edits import Safety, carried_session, classify
from flows.session import FreeText, Session, freeze
from tests.flows.procedures.edited_flows import edited
from tests.flows.small import NOW, TRIP, flow

EDITS = 5_000
SECONDS = 100  # A stop, not a figure: it takes a few.
OLD = flow(TRIP)
SAID = {Kind.DATE: "om en måned", Kind.TIME: "14:30", Kind.DAYS: "10", Kind.TEXT: "eple", Kind.PLACE: "Ankara"}


def answering(of: Flow, session: Session, random: Random) -> Input:
    """An answer to the session's step, one that leads on where there are several."""
    step = of.steps[session.state]
    if step.skip and random.random() < 0.3:
        return Skip(session.turn)
    if step.kind is Kind.CHOICES:
        return Done(session.turn) if session.ticked else Ticked(random.choice(step.choices).id, session.turn)
    if step.choices:
        leading = [choice.id for choice in step.choices if choice.to != step.id]
        return Chose(random.choice(leading), session.turn)
    return Said(FreeText(SAID[step.kind])) if step.kind in SAID else Done(session.turn)


def talking(random: Random) -> Session:
    """A talk somewhere, with steps back and answers being changed."""
    session = engine.begin(OLD, NOW).session
    for _ in range(random.randint(0, 25)):
        given = answering(OLD, session, random)
        if random.random() < 0.2:
            given = Back(session.turn)
        if OLD.steps[session.state].kind is Kind.SUMMARY and random.random() < 0.8:
            given = Change(random.choice(session.trail), session.turn)
        after = engine.advance(OLD, session, given, NOW).session
        session = session if after.ended else after
    return session


def brought_to_its_end(of: Flow, session: Session, random: Random) -> FileCase:
    """What is filed when the talk goes on from here and is answered."""
    for _ in range(80):
        turn = engine.advance(of, session, answering(of, session, random), NOW)
        session = turn.session
        if session.ended:
            return next(effect for effect in turn.effects if isinstance(effect, FileCase) and effect.final)
    raise AssertionError(f"stuck at {session.state}")


def test_of_five_thousand_edits_under_live_talks_none_strands_anybody_or_loses_an_answer() -> None:
    random = Random(27)
    started = monotonic()
    talks = [talking(random) for _ in range(300)]
    assert {talk.state for talk in talks} == OLD.steps.keys() - {"receipt"}
    assert any(talk.returning for talk in talks)
    assert any(talk.answers.keys() - set(talk.trail) for talk in talks)
    for talk in talks:  # In the version that they began with, as a pinned edit leaves them.
        brought_to_its_end(OLD, talk, random)
    found: Counter[Safety] = Counter()
    for number in range(EDITS):
        assert monotonic() - started < SECONDS
        new = edited(OLD, random, f"edited at random {number}")  # Plans are kept by version.
        edit = classify(OLD, new)
        found[edit.safety] += 1
        talk = random.choice(talks)
        before = freeze(talk)
        after = carried_session(talk, OLD, new, edit)
        assert freeze(talk) == before
        if edit.safety is Safety.PINNED:
            assert edit.why
            assert after is talk
            continue
        names = {step: edit.mapping.get(step, step) for step in OLD.steps}
        assert after.answers == {names[step]: answer for step, answer in talk.answers.items()}
        assert (after.version, after.state, after.turn) == (new.version, names[talk.state], talk.turn)
        assert after.trail == [names[step] for step in talk.trail]
        filed = brought_to_its_end(new, after, random)
        if talk.returning is None:
            lines = {line.step for part in filed.parts.values() for line in part}
            assert lines >= {step for step in after.trail if is_asked(new.steps[step])}
    assert min(found.values()) > EDITS // 10
    assert len(found) == 3
