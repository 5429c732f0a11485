"""Flow -> one `transitions.Machine`, shared by every session in that version of the flow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import transitions
from transitions.core import Event

from flows.conditions import Holds, chosen, compiled
from flows.model import Flow, Route, Step

Way = tuple[str, tuple[Holds, ...]]
"""A step that can follow, and the conditions that must all hold; the first way that holds is taken."""


class Next(Event):
    """The event "next" without the library's bookkeeping: no machine here has callbacks, and no one reads its log.

    Takes the same way as `transitions.core.Event` (a test walks both); trigger(session, answers, today) is False,
    and the session stays, where nothing follows.
    """

    def trigger(self, model: Any, *args: Any, **kwargs: Any) -> bool:  # noqa: ANN401, ARG002 - the library's signature
        """Move the model to the step that follows; False when none does."""
        for transition in self.transitions.get(model.state, ()):
            for condition in transition.conditions:
                if not condition.func(*args):  # type: ignore[operator]
                    break
            else:
                model.state = transition.dest
                return True
        return False


class Machine(transitions.Machine):
    """A machine whose events are `Next`."""

    event_cls = Next


def build(flow: Flow, kind: type[transitions.Machine] = Machine) -> transitions.Machine:
    """The machine of this flow: `machine.events["next"].trigger(session, answers, today)` moves a session on.

    It holds no models. A step with `when` is compiled into its predecessors: to it when its condition holds, else
    to what follows it by its own default.
    """
    machine = kind(
        model=None, states=list(flow.steps), initial=flow.start, auto_transitions=False, send_event=False,
    )  # fmt: skip
    for step in flow.steps.values():
        for dest, conditions in ways(flow, step):
            machine.add_transition("next", step.id, dest, conditions=list(conditions))
    return machine


def ways(flow: Flow, step: Step) -> Iterator[Way]:
    """The ways on from a step in the order in which they are tried: its choices' own, then its routes."""
    for choice in step.choices:
        if choice.to:
            yield from _into(flow, choice.to, (chosen(step.id, choice.id),))
    yield from _along(flow, step.routes, ())


def _along(flow: Flow, routes: tuple[Route, ...], guards: tuple[Holds, ...]) -> Iterator[Way]:
    for route in routes:
        yield from _into(flow, route.to, (*guards, compiled(route.when, flow.facts)) if route.when else guards)


def _into(flow: Flow, to: str, guards: tuple[Holds, ...]) -> Iterator[Way]:
    """To this step, or when its own condition does not hold, along what follows it. The reader refuses circles."""
    step = flow.steps[to]
    if step.when is None:
        yield to, guards
    else:
        yield to, (*guards, compiled(step.when, flow.facts))
        yield from _along(flow, step.routes, guards)
