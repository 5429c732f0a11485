"""What a coordinator does with one case: takes it, passes it on, makes contact, lowers its level, ends it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeGuard

from sqlalchemy import Connection

from bot import duty_screens
from bot.harbour import Harbour
from bot.i18n import Voice, voice
from bot.office.on_case import with_runs
from bot.paging import Paging
from bot.screen import Screen
from flows import alert as alert_life
from flows import case as case_life
from flows.alert import Alert
from flows.case import Outcome
from flows.ladder import Ladders
from flows.model import Level
from flows.refusal import AlreadyAcknowledged, Closed
from storage import alerts, audit, cases, roster
from storage.people import Person


@dataclass(frozen=True, slots=True)
class Handling:
    """One coordinator's hand on a case, inside one transaction.

    What gives a Screen only asks on; what gives None has changed the case, and its pages are drawn anew. All of it
    raises the refusals of `flows.refusal`, and LookupError, ValueError or TypeError for what no button of ours says.
    """

    db: Connection
    harbour: Harbour
    person: Person
    now: datetime

    def card(self, reference: str) -> Screen:
        """One case, with what may be done with it."""
        view = self._paging.view(self._alert(reference))
        drawn = duty_screens.card(view, self._voice, self.now, reader=self.person.id)
        return with_runs(drawn, reference, self.person, self.db, self.harbour, self._voice, self.now)

    def take(self, reference: str) -> None:
        """This coordinator has the case."""
        outcome = alert_life.acknowledge(self._alert(reference), self._ladders, self.now, self.person.id)
        self._change(reference, "case.acknowledged", outcome, self._taken)

    def contacted(self, reference: str) -> None:
        """The young person was reached."""
        outcome = alert_life.contacted(self._own(reference), self.now, self.person.id)
        self._change(reference, "case.contacted", outcome, case_life.contacted)

    def to_whom(self, reference: str) -> Screen:
        """Who may have the case instead."""
        self._alert(reference)
        others = [(one.id, one.name or "") for one in self._colleagues() if one.id != self.person.id]
        return duty_screens.to_whom(reference, others, self._voice)

    def pass_on(self, reference: str, to: str) -> None:
        """The next in line, or a colleague by number, is asked to take it."""
        receiver = None if to == "next" else int(to)
        if receiver is not None and receiver not in {one.id for one in self._colleagues()}:
            raise LookupError
        outcome = alert_life.pass_on(self._alert(reference), self._ladders, self.now, self.person.id, receiver)
        self._change(reference, "case.passed", outcome, lambda c: case_life.pass_on(c, self.person.id))

    def outcomes(self, reference: str) -> Screen:
        """How it may have ended."""
        self._own(reference)
        return duty_screens.outcomes(reference, self._voice)

    def outcome(self, reference: str, chosen: str) -> Screen | None:
        """It ended so; what rests on somebody's word is asked about first."""
        outcome = Outcome(chosen)
        if outcome.rests_on_word:
            return duty_screens.verify(reference, outcome, self._voice)
        self._close(reference, outcome, verified=False)
        return None

    def verified(self, reference: str, chosen: str) -> None:
        """It ended so, and the word was checked."""
        self._close(reference, Outcome(chosen), verified=True)

    def levels(self, reference: str) -> Screen:
        """The levels below."""
        return duty_screens.levels(self._paging.view(self._own(reference)), self._voice)

    def reasons(self, reference: str, level: str) -> Screen:
        """Why it may go down."""
        return duty_screens.reasons(reference, level, self._voice)

    def lower(self, reference: str, level: str, reason: str) -> None:
        """It is less urgent, for this reason."""
        target, why = Level.named(level), duty_screens.REASONS[reason]
        outcome = alert_life.lower_level(self._own(reference), self._ladders, self.now, target, self.person.id)
        action = f"case.lowered.{level}.{reason}"
        self._change(reference, action, outcome, lambda c: case_life.lower_level(c, target, why))

    def _taken(self, case: case_life.Case) -> case_life.Case:
        """From whoever has it, too: the alert has decided that their time is over."""
        others = case.owner is not None and case.owner != self.person.id
        return case_life.acknowledge(case_life.pass_on(case, case.owner or 0) if others else case, self.person.id)

    def _close(self, reference: str, outcome: Outcome, *, verified: bool) -> None:
        ended = alert_life.closed(self._own(reference), self.now, self.person.id)
        action = f"case.closed.{outcome.value}"
        self._change(reference, action, ended, lambda c: case_life.close(c, outcome, verified=verified))

    def _change(
        self,
        reference: str,
        action: str,
        outcome: alert_life.Outcome,
        change: Callable[[case_life.Case], case_life.Case],
    ) -> None:
        """Change a case and its alert together, or neither; the pages are drawn anew by what follows."""
        after, effects = outcome
        cases.save_life(self.db, change(self._life(reference)), self.now)
        alerts.save(self.db, after)
        if effects:
            audit.write(self.db, self.harbour.keyring, audit.person(self.person.id), action, reference, self.now)
        self._paging.carry_out(after, effects)

    def _alert(self, reference: str) -> Alert:
        """The live alert of a case of this coordinator's unit. Raises Closed when there is none."""
        case = cases.by_reference(self.db, reference)
        mine = case is not None and self.person.unit in {"", case.unit}
        live = alerts.live(self.db, reference) if mine else None
        if live is None:
            raise Closed
        if not self._gone(live.acknowledged_by):
            return live
        return alert_life.pass_on(live, self._ladders, self.now, live.acknowledged_by)[0]

    def _life(self, reference: str) -> case_life.Case:
        life = cases.life(self.db, reference)
        return case_life.pass_on(life, life.owner) if self._gone(life.owner) else life

    def _gone(self, owner: int | None) -> TypeGuard[int]:
        """Whoever has it cannot be reached any more: it is nobody's, so that a colleague can take it."""
        return owner is not None and not roster.answers(self.db, owner)

    def _own(self, reference: str) -> Alert:
        """The same, of a case that nobody else has: an older button of a case passed on changes nothing."""
        live = self._alert(reference)
        if live.acknowledged_by is not None and live.acknowledged_by != self.person.id:
            raise AlreadyAcknowledged(live.acknowledged_by)
        return live

    def _colleagues(self) -> list[Person]:
        return roster.coordinators(self.db, self.harbour.keyring, self.person.unit)

    @property
    def _paging(self) -> Paging:
        return Paging(self.db, self.harbour, self.now)

    @property
    def _ladders(self) -> Ladders:
        return self.harbour.municipality.ladders

    @property
    def _voice(self) -> Voice:
        return voice(self.person.language)
