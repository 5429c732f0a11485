"""An answer -> the step that follows, the level that it gives, and all that comes of both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flows.effects import Ask, Effect, Finish, RaiseAlert, Speak, Turn, Warn
from flows.filing import block, file_case, remember, schedule
from flows.model import Flow, Kind, Level, Step
from flows.path import counting, walk
from flows.plan import Plan
from flows.session import SKIPPED, Answer, Session
from flows.triage import heighten
from flows.turning import ticks

Known = Mapping[str, Answer]


def follow(
    made: Plan,
    session: Session,
    answer: Answer,
    notice: str | None,
    now: datetime,
    zone: ZoneInfo,
    today: date,
) -> Turn:
    """The turn after the session's step was answered; `notice` is shown above the step that follows."""
    answered = session.state
    after = session.copy()
    after.touched_at = now
    after.turn += 1
    after.ticked = ()
    after.answers[answered] = answer
    after.trail.append(answered)
    known = _on(made, after, today) if after.returning is None else _return(made, after, today)
    if after.state in made.ticked:
        after.ticked = ticks(made.flow, after)
    rules = made.rules
    if known is after.answers:
        rules = made.watching[answered] if made.dates.isdisjoint(known) else made.watching[answered] + made.dated
    if rules:
        heighten(made, after, rules, known, today)
    if answered in made.speaking or after.alarmed or after.state in made.ends or after.level is not session.level:
        effects = _effects(made.flow, session, after, known, now, zone)
        return Turn(after, (*effects, Ask(after.state, notice)))
    return Turn(after, (Ask(after.state, notice),) if notice else made.asks[after.state])


def _on(made: Plan, after: Session, today: date) -> Known:
    """To the next step. Gives the answers that count."""
    whole = len(after.answers) == len(after.trail)  # No answer lies beside the path.
    made.trigger(after, after.answers if whole else {step: after.answers[step] for step in after.trail}, today)
    if after.state in made.recurring and after.state in after.trail:
        del after.trail[after.trail.index(after.state) :]
        whole = False
    return after.answers if whole else counting(made, after, today)


def _return(made: Plan, after: Session, today: date) -> Known:
    """To the first step on the path that has no answer; at a summary the change is over. Gives what counts."""
    known: dict[str, Answer] = {}
    end = walk(made, after.answers, after.trail[0], known, today)
    if end in known:  # The answers lead round in a circle: go on from here step by step.
        return _on(made, after, today)
    after.state = end
    after.trail = list(known)
    if made.flow.steps[end].kind in {Kind.SUMMARY, Kind.END}:
        after.returning = None
    return known


def _effects(
    flow: Flow,
    session: Session,
    after: Session,
    known: Known,
    now: datetime,
    zone: ZoneInfo,
) -> list[Effect]:
    """What comes of the answer, in the order in which it must be done; changes the session to match."""
    effects: list[Effect] = []
    code = _language(flow.steps[session.state], after)
    if code:
        after.language = code
        effects.append(Speak(code))
    level = Level.BLUE if after.level is None else after.level
    alarming = flow.alarm is not None and after.level is not None and after.level >= flow.alarm.level
    if flow.alarm and alarming and not session.alarmed:
        after.alarmed = True
        effects.append(Warn(flow.alarm.tell))
    ends = flow.steps[after.state].kind is Kind.END
    files = ends and flow.steps[after.state].files
    if files or (alarming and after.level is not session.level):
        effects.append(RaiseAlert(level, after.reasons))
    if files or after.alarmed:
        on_path = tuple(after.trail if known is after.answers else known)
        effects.append(file_case(flow, on_path, known, level, after.reasons, final=files))
        effects += block(flow, on_path, known)
        effects += [*remember(flow, on_path, known), *schedule(flow, known, now, zone)] if files else []
    if ends:
        after.ended = True
        effects.append(Finish())
    return effects


def _language(step: Step, after: Session) -> str:
    """The language that the answer to the step chooses, or nothing."""
    if step.sets != "language":
        return ""
    code = after.answers[step.id].coded[0]
    return "" if code == SKIPPED else code
