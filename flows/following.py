"""An answer -> the step that follows, the level that it gives, and all that comes of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flows.days import day_of
from flows.effects import Ask, Effect, Finish, RaiseAlert, Speak, Turn, Warn
from flows.filing import file_case, remember, schedule
from flows.model import Flow, Kind, Level
from flows.path import counting, walk
from flows.plan import Plan
from flows.session import SKIPPED, Answer, Session
from flows.triage import heighten
from flows.turning import ticks

Known = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Moment:
    """When an input came, as an aware time, and where."""

    now: datetime
    zone: ZoneInfo
    today: date


def follow(flow: Flow, made: Plan, session: Session, answer: Answer, moment: Moment, notice: str | None) -> Turn:
    """The turn after the session's step was answered; `notice` is shown above the step that follows."""
    answered = session.state
    after = session.copy()
    after.touched_at = moment.now
    after.turn += 1
    after.ticked = ()
    after.answers[answered] = answer
    after.trail.append(answered)
    move = _on if after.returning is None else _return
    known = move(flow, made, after, moment.today)
    if after.state in made.ticked:
        after.ticked = ticks(flow, after)
    _weigh(flow, made, session, after, known, moment)
    if answered in made.speaking or after.alarmed or after.state in made.ends or after.level is not session.level:
        effects = (*_effects(flow, session, after, known, moment), Ask(after.state, notice))
        return Turn(after, effects)
    return Turn(after, (Ask(after.state, notice),) if notice else made.asks[after.state])


def _on(flow: Flow, made: Plan, after: Session, today: date) -> Known:  # noqa: ARG001 - called as _return is
    """To the next step. Gives the answers that count."""
    whole = len(after.answers) == len(after.trail)  # No answer lies beside the path.
    made.trigger(after, after.answers if whole else {step: after.answers[step] for step in after.trail}, today)
    if after.state in made.recurring and after.state in after.trail:
        del after.trail[after.trail.index(after.state) :]
        whole = False
    return after.answers if whole else counting(made, after, today)


def _return(flow: Flow, made: Plan, after: Session, today: date) -> Known:
    """To the first step on the path that has no answer; at a summary the change is over. Gives what counts."""
    known: dict[str, Answer] = {}
    end = walk(made, after.answers, flow.start, known, today)
    if end in known:  # The answers lead round in a circle: go on from here step by step.
        return _on(flow, made, after, today)
    after.state = end
    after.trail = list(known)
    if flow.steps[end].kind in {Kind.SUMMARY, Kind.END}:
        after.returning = None
    return known


def _weigh(flow: Flow, made: Plan, session: Session, after: Session, known: Known, moment: Moment) -> None:
    """Raise the level by the rules that can have become true."""
    rules = made.rules
    same_day = not made.dated or day_of(session.touched_at, moment.zone) == moment.today
    if known is after.answers and same_day:
        rules = made.watching[session.state]
    found = [weighed.rule for weighed in rules if weighed.holds(known, moment.today)]
    if found:
        heighten(flow, after, found)


def _effects(flow: Flow, session: Session, after: Session, known: Known, moment: Moment) -> list[Effect]:
    """What comes of the answer, in the order in which it must be done; changes the session to match."""
    effects: list[Effect] = []
    on_path = tuple(after.trail if known is after.answers else known)
    answered = flow.steps[session.state]
    code = known[answered.id].coded[0] if answered.sets == "language" and answered.id in known else SKIPPED
    if code != SKIPPED:
        after.language = code
        effects.append(Speak(code))
    ends = flow.steps[after.state].kind is Kind.END
    files = ends and flow.steps[after.state].files
    level = Level.BLUE if after.level is None else after.level
    if flow.alarm and after.level is not None and after.level >= flow.alarm.level and not session.alarmed:
        after.alarmed = True
        effects.append(Warn(flow.alarm.tell))
    if files or (after.alarmed and (not session.alarmed or after.level != session.level)):
        effects.append(RaiseAlert(level, after.reasons))
    if files or after.alarmed:
        effects.append(file_case(flow, on_path, known, level, after.reasons, final=files))
    if files:
        effects.extend(remember(flow, on_path, known))
        effects.extend(schedule(flow, known, moment.now, moment.zone))
    if ends:
        after.ended = True
        effects.append(Finish())
    return effects
