"""A coordinator's or an administrator's side of the conversation: what they do with duty and cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot import duty_screens
from bot.arrivals import Blocked, Edited, Event, Sent, Tapped, Written
from bot.buttons import Press
from bot.harbour import Harbour
from bot.i18n import Voice, voice
from bot.paging import Paging
from bot.post import Post
from bot.screen import Screen
from flows import alert as alert_life
from flows import case as case_life
from flows.alert import Alert
from flows.case import Outcome
from flows.ladder import Ladders
from flows.model import Level
from flows.refusal import AlreadyAcknowledged, Closed, Refusal
from storage import alerts, audit, cases, pages, people, roster
from storage.people import Person


@dataclass(frozen=True, slots=True)
class Desk:
    """One event of one coordinator, inside one transaction. Refusals are told, and change nothing."""

    db: Connection
    harbour: Harbour
    person: Person
    now: datetime

    def take(self, event: Event) -> None:
        """Let it happen."""
        match event:
            case Written(text, _):
                self._written(text.strip())
            case Tapped(Press(verb, arguments), shown_in):
                self._pressed(verb, arguments, shown_in)
            case Tapped():
                self._answer(self._home())
            case Sent():
                self._answer(duty_screens.plain(self._voice.say(duty_screens.HELP)))
            case Edited():
                pass
            case Blocked(away):
                self._reachable(away=away)

    # What is written -----------------------------------------------------------------------------------------------

    def _written(self, text: str) -> None:
        command, _, rest = text.casefold().partition(" ")
        match command.split("@")[0]:
            case "/vakt" | "/duty":
                self._duty(rest.strip())
            case "/saker" | "/cases":
                self._answer(self._listing())
            case "/hjelp" | "/help":
                self._answer(duty_screens.plain(self._voice.say(duty_screens.HELP)))
            case _:
                self._answer(self._home())

    def _duty(self, what: str) -> None:
        """`/vakt` goes on duty; on duty already, it shows so with a button to go off. `/vakt av` goes off."""
        if what in {"av", "off", "slutt"}:
            self._go(on=False)
        else:
            self._go(on=True)
        self._answer(self._home())

    def _go(self, *, on: bool) -> None:
        was_on = roster.since(self.db, self.person.id) is not None
        if on == was_on:
            return
        if on:
            roster.go_on(self.db, self.person.id, self.now)
        else:
            roster.go_off(self.db, self.person.id)
        self._note("duty.on" if on else "duty.off", None)

    def _reachable(self, *, away: bool) -> None:
        """A coordinator who blocked the bot cannot be woken: off duty, and whatever they had rings elsewhere."""
        people.set_state(self.db, self.person.id, "blocked" if away else "active")
        if away:
            self._go(on=False)

    # What is tapped ------------------------------------------------------------------------------------------------

    def _pressed(self, verb: str, arguments: tuple[str, ...], shown_in: int) -> None:
        actions: dict[str, Callable[..., Screen | None]] = {
            "home": self._home,
            "on": lambda: self._switch(on=True),
            "off": lambda: self._switch(on=False),
            "cases": self._listing,
            "case": self._card,
            "take": self._take,
            "contact": self._contacted,
            "pass": self._to_whom,
            "passto": self._pass,
            "close": self._outcomes,
            "outcome": self._outcome,
            "verified": self._verified,
            "level": self._levels,
            "lower": self._reasons,
            "because": self._lower,
        }
        action = actions.get(verb)
        try:
            drawn = self._home() if action is None else action(*arguments)
        except Refusal as refused:
            drawn = self._refused(refused, arguments, shown_in)
        except (TypeError, ValueError, LookupError):
            drawn = self._home()  # nothing that Havn wrote: somebody else's data, or an older version's button
        if drawn is None and not self._is_page(arguments[0], shown_in):
            drawn = self._listing() if alerts.live(self.db, arguments[0]) is None else self._card(arguments[0])
        if drawn is not None:
            self._answer(drawn, shown_in)

    def _is_page(self, reference: str, message: int) -> bool:
        """Whether this message is this coordinator's page of the case: pages are drawn anew by themselves."""
        mine = (page for page in pages.latest(self.db, reference) if page.person_id == self.person.id)
        return any(page.message_id == message for page in mine)

    def _switch(self, *, on: bool) -> Screen:
        self._go(on=on)
        return self._home()

    def _card(self, reference: str) -> Screen:
        live = self._alert(reference)
        return duty_screens.card(self._paging.view(live), self._voice, self.now, reader=self.person.id)

    def _take(self, reference: str) -> None:
        live = self._alert(reference)
        outcome = alert_life.acknowledge(live, self._ladders, self.now, self.person.id)
        self._change(reference, "case.acknowledged", outcome, lambda c: case_life.acknowledge(c, self.person.id))

    def _contacted(self, reference: str) -> None:
        outcome = alert_life.contacted(self._alert(reference), self.now, self.person.id)
        self._change(reference, "case.contacted", outcome, case_life.contacted)

    def _to_whom(self, reference: str) -> Screen:
        self._alert(reference)
        others = [
            (one.id, one.name or "") for one in people.coordinators(self.db, self.harbour.keyring, self.person.unit)
        ]
        colleagues = [(number, name) for number, name in others if number != self.person.id]
        return duty_screens.to_whom(reference, colleagues, self._voice)

    def _pass(self, reference: str, to: str) -> None:
        receiver = None if to == "next" else int(to)
        outcome = alert_life.pass_on(self._alert(reference), self._ladders, self.now, self.person.id, receiver)
        self._change(reference, "case.passed", outcome, lambda c: case_life.pass_on(c, self.person.id))

    def _outcomes(self, reference: str) -> Screen:
        self._alert(reference)
        return duty_screens.outcomes(reference, self._voice)

    def _outcome(self, reference: str, chosen: str) -> Screen | None:
        outcome = Outcome(chosen)
        if outcome.rests_on_word:
            return duty_screens.verify(reference, outcome, self._voice)
        self._close(reference, outcome, verified=False)
        return None

    def _verified(self, reference: str, chosen: str) -> None:
        self._close(reference, Outcome(chosen), verified=True)

    def _close(self, reference: str, outcome: Outcome, *, verified: bool) -> None:
        ended = alert_life.closed(self._alert(reference), self.now, self.person.id)
        action = f"case.closed.{outcome.value}"
        self._change(reference, action, ended, lambda c: case_life.close(c, outcome, verified=verified))

    def _levels(self, reference: str) -> Screen:
        return duty_screens.levels(self._paging.view(self._alert(reference)), self._voice)

    def _reasons(self, reference: str, level: str) -> Screen:
        return duty_screens.reasons(reference, level, self._voice)

    def _lower(self, reference: str, level: str, reason: str) -> None:
        target, why = Level.named(level), duty_screens.REASONS[reason]
        outcome = alert_life.lower_level(self._alert(reference), self._ladders, self.now, target, self.person.id)
        action = f"case.lowered.{level}.{reason}"
        self._change(reference, action, outcome, lambda c: case_life.lower_level(c, target, why))

    # How it is kept and shown --------------------------------------------------------------------------------------

    def _change(
        self,
        reference: str,
        action: str,
        outcome: alert_life.Outcome,
        change: Callable[[case_life.Case], case_life.Case],
    ) -> None:
        """Change a case and its alert together, or neither; the pages are drawn anew by what follows."""
        after, effects = outcome
        cases.save_life(self.db, change(cases.life(self.db, reference)), self.now)
        alerts.save(self.db, after)
        if effects:
            self._note(action, reference)
        self._paging.carry_out(after, effects)

    def _alert(self, reference: str) -> Alert:
        """The live alert of a case of this coordinator's unit. Raises Closed when there is none."""
        case = cases.by_reference(self.db, reference)
        mine = case is not None and self.person.unit in {"", case.unit}
        live = alerts.live(self.db, reference) if mine else None
        if live is None:
            raise Closed
        return live

    def _refused(self, refused: Refusal, arguments: tuple[str, ...], shown_in: int) -> Screen | None:
        """Say why not; on a page, show instead how the case stands now, for that is the answer."""
        reference = arguments[0] if arguments else ""
        live = alerts.live(self.db, reference)
        if live is not None and self._is_page(reference, shown_in):
            self._paging.redraw(live)
            return None
        said = self._voice.say(refused.says)
        if isinstance(refused, AlreadyAcknowledged):
            owner = people.names(self.db).get(refused.by, "")
            said = f"{said} {self._voice.say(duty_screens.TAKEN_BY, owner=owner)}"
        return duty_screens.plain(said, [duty_screens.button(duty_screens.CASES, self._voice, "cases")])

    def _home(self) -> Screen:
        since = roster.since(self.db, self.person.id)
        names = [one.name or "" for one in roster.on_duty(self.db, self.harbour.keyring, self.person.unit)]
        return duty_screens.home(self.person.name or "", since, names, self._voice, self.now)

    def _listing(self) -> Screen:
        views = [self._paging.view(live) for live in alerts.open_in(self.db, self.person.unit)]
        return duty_screens.listing(views, self._voice, self.now)

    def _answer(self, drawn: Screen, shown_in: int | None = None) -> None:
        Post(self.db, self.harbour.keyring, self.now).reply(self.person, drawn, instead_of=shown_in)

    def _note(self, action: str, reference: str | None) -> None:
        audit.write(self.db, self.harbour.keyring, audit.person(self.person.id), action, reference, self.now)

    @property
    def _paging(self) -> Paging:
        return Paging(self.db, self.harbour, self.now)

    @property
    def _ladders(self) -> Ladders:
        return self.harbour.municipality.ladders

    @property
    def _voice(self) -> Voice:
        return voice(self.person.language)
