"""An alert's effects -> pages in the outbox: who is woken, and what everybody who was woken sees afterwards."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection

from bot import duty_screens
from bot.harbour import Harbour
from bot.i18n import voice
from bot.post import Post
from bot.screen import Screen
from flows import alert as alert_life
from flows import case as case_life
from flows.alert import Alert
from flows.model import Level
from flows.paging import Announce, Event, Page, PagingEffect
from flows.roster import Called, whom
from storage import alerts, audit, cases, pages, people, roster
from storage.cases import Case
from storage.people import Person

LOG = logging.getLogger(__name__)
CALMING = frozenset({Event.ACKNOWLEDGED, Event.LOWERED, Event.CONTACTED, Event.CLOSED})
"""After these nobody need be woken by a page that is still on its way."""


@dataclass(frozen=True, slots=True)
class Paging:
    """Alerts in one transaction."""

    db: Connection
    harbour: Harbour
    now: datetime

    def escalate(self, alert: Alert) -> None:
        """What is due now for this alert, which is let go of afterwards."""
        after, effects = alert_life.escalate(alert, self.harbour.municipality.ladders, self.now)
        alerts.save(self.db, after)
        if effects:
            self._note(audit.CLOCK, f"alert.escalated.{after.rung}", alert.reference)
        self.carry_out(after, effects)

    def carry_out(self, alert: Alert, effects: Iterable[PagingEffect]) -> None:
        """Wake whom the effects name, and show what happened on the pages that were sent."""
        for effect in effects:
            match effect:
                case Page():
                    self._page(alert, effect)
                case Announce(what):
                    self.redraw(alert, quiet=what in CALMING)
                case _:
                    assert_never(effect)

    def hand_over(self, person: int, actor: str = "") -> None:
        """This person cannot be woken any more: what they had to see to rings elsewhere now. `actor` found it out."""
        for seen in alerts.open_in(self.db, None):
            alert = alerts.live(self.db, seen.reference)
            if alert is None:
                continue
            if alert.acknowledged_by == person:
                after, effects = alert_life.pass_on(alert, self.harbour.municipality.ladders, self.now, person)
                cases.save_life(self.db, case_life.pass_on(cases.life(self.db, alert.reference), person), self.now)
                alerts.save(self.db, after)
                self._note(actor or audit.person(person), "case.passed", alert.reference)
                self.carry_out(after, effects)
            elif not alert.answered and person in pages.reached(self.db, alert.reference, alert.since):
                alerts.save(self.db, replace(alert, next_action_at=self.now))

    def redraw(self, alert: Alert, *, quiet: bool = False) -> None:
        """Draw every page of this alert anew, each for its reader; `quiet`: none of them need ring any more.

        Whoever was dismissed since has no part in it: somebody else may hold that phone.
        """
        view = self.view(alert)
        for page in pages.latest(self.db, alert.reference):
            reader = roster.woken(self.db, self.harbour.keyring, page.person_id)
            if reader is not None:
                drawn = self._drawn(view, reader, warned=page.warning)
                post = Post(self.db, self.harbour.keyring, self.now)
                post.mark(reader, page.id, drawn, urgent=alert.level is Level.RED, silent=quiet)

    def view(self, alert: Alert) -> duty_screens.CaseView:
        """What the screens say of the case of this alert. One who cannot be reached any more has no case."""
        case = self._case(alert)
        owner = case.owner_id if case.owner_id is not None and roster.answers(self.db, case.owner_id) else None
        return duty_screens.CaseView(
            reference=case.reference,
            level=case.level,
            raised_at=alert.raised_at,
            state=case.state,
            owner_id=owner,
            owner="" if owner is None else people.names(self.db).get(owner, ""),
            due=alert.contact_by,
            unit=case.unit,
        )

    def _page(self, alert: Alert, page: Page) -> None:
        """Wake the people of a page. Each gets a message of their own; an earlier one for the same alert goes."""
        view, post = self.view(alert), Post(self.db, self.harbour.keyring, self.now)
        staffing = roster.staffing(self.db, view.unit)
        readers = roster.opened(self.db, self.harbour.keyring, (*staffing.everyone, *staffing.elsewhere))
        called = whom(page, staffing.among(readers), pages.reached(self.db, alert.reference, alert.since))
        if not called.people:
            LOG.error("an alert reaches nobody in its unit: %s", alert.reference)
        for person, warned in _each(called):
            reader = readers[person]
            drawn = self._drawn(view, reader, warned=warned)
            for earlier in pages.of(self.db, alert.reference, reader.id):
                post.withdraw(reader, earlier.id, duty_screens.withdrawn(view, voice(reader.language), self.now))
            number = pages.open_page(self.db, alert.reference, reader.id, self.now, warning=warned)
            post.page(reader, number, drawn, urgent=alert.level is Level.RED)

    def _drawn(self, view: duty_screens.CaseView, reader: Person, *, warned: bool) -> Screen:
        said = voice(reader.language)
        if reader.unit not in {"", view.unit}:
            return duty_screens.elsewhere(view, said, self.now)
        return duty_screens.page(view, said, self.now, reader=reader.id, warned=warned)

    def _note(self, actor: str, action: str, reference: str) -> None:
        audit.write(self.db, self.harbour.keyring, actor, action, reference, self.now)

    def _case(self, alert: Alert) -> Case:
        case = cases.by_reference(self.db, alert.reference)
        assert case is not None, "an alert belongs to a case: its reference is a foreign key"  # noqa: S101
        return case


def _each(called: Called) -> Iterable[tuple[int, bool]]:
    yield from ((person, False) for person in called.people)
    yield from ((person, True) for person in called.warned)
