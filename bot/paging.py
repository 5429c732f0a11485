"""An alert's effects -> pages in the outbox: who is woken, and what everybody who was woken sees afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, assert_never

from bot import duty_screens
from bot.harbour import Harbour
from bot.i18n import voice
from bot.post import Post
from flows import alert as alerts_life
from flows.alert import Alert, Cause
from flows.model import Level
from flows.paging import Announce, Page, PagingEffect
from flows.roster import Called, whom
from storage import alerts, audit, cases, pages, people, roster

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Paging:
    """Alerts in one transaction."""

    db: Connection
    harbour: Harbour
    now: datetime

    def call(self, reference: str, cause: Cause, level: Level, actor: str) -> None:
        """Somebody must act on this case: raise its alert, or raise the one it has; a closed case is opened again.

        `signal` causes (a danger word, a missing sign of life) page anew whatever the level was.
        """
        signal = None if cause is Cause.FILED else cause
        live = alerts.live(self.db, reference)
        if live is None:
            outcome = alerts_life.raised(reference, cause, level, self.harbour.municipality.ladders, self.now)
        else:
            outcome = alerts_life.raise_level(live, self.harbour.municipality.ladders, self.now, level, signal)
        if outcome[1]:
            audit.write(self.db, self.harbour.keyring, actor, f"alert.{cause.value}", reference, self.now)
        self.settle(outcome)

    def escalate(self, alert: Alert) -> None:
        """What is due now for this alert."""
        after, effects = alerts_life.escalate(alert, self.harbour.municipality.ladders, self.now)
        if effects:
            audit.write(self.db, self.harbour.keyring, "clock", f"alert.escalated.{after.rung}", alert.reference, self.now)
        self.settle((after, effects))

    def settle(self, outcome: tuple[Alert, tuple[PagingEffect, ...]]) -> None:
        """Keep the alert as it is now, and carry out what follows from it."""
        after, effects = outcome
        alerts.save(self.db, after)
        for effect in effects:
            match effect:
                case Page():
                    self._page(after, effect)
                case Announce():
                    self.redraw(after)
                case _:
                    assert_never(effect)

    def redraw(self, alert: Alert) -> None:
        """Draw every page of this alert anew, each for the one who reads it."""
        view = self.view(alert)
        for page in pages.latest(self.db, alert.reference):
            reader = people.by_id(self.db, self.harbour.keyring, page.person_id)
            said = voice(reader.language)
            drawn = duty_screens.page(view, said, self.now, reader=reader.id, warned=page.warning)
            Post(self.db, self.harbour.keyring, self.now).mark(reader, page.id, drawn)

    def view(self, alert: Alert) -> duty_screens.CaseView:
        """What the screens say of the case of this alert."""
        case = cases.by_reference(self.db, alert.reference)
        owner = None if case.owner_id is None else people.by_id(self.db, self.harbour.keyring, case.owner_id)
        return duty_screens.CaseView(
            reference=case.reference,
            level=case.level,
            raised_at=alert.raised_at,
            state=case.state,
            owner_id=case.owner_id,
            owner="" if owner is None else owner.name or "",
            due=alert.contact_by,
            cause=alert.kind,
        )

    def _page(self, alert: Alert, page: Page) -> None:
        """Wake the people of a page. Each gets a message of their own; an earlier one for the same alert goes."""
        case = cases.by_reference(self.db, alert.reference)
        called = whom(page, roster.staffing(self.db, case.unit), pages.reached(self.db, alert.reference, alert.since))
        view = self.view(alert)
        for reader_id, warned in _once(called):
            reader = people.by_id(self.db, self.harbour.keyring, reader_id)
            drawn = duty_screens.page(view, voice(reader.language), self.now, reader=reader.id, warned=warned)
            post = Post(self.db, self.harbour.keyring, self.now)
            for earlier in pages.of(self.db, alert.reference, reader.id):
                post.withdraw(reader, earlier.id)
            number = pages.open_page(self.db, alert.reference, reader.id, self.now, warning=warned)
            post.page(reader, number, drawn, urgent=alert.level is Level.RED)


def _once(called: Called) -> Iterable[tuple[int, bool]]:
    yield from ((person, False) for person in called.people)
    yield from ((person, True) for person in called.warned)
