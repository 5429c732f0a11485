"""A coordinator's or an administrator's side of the conversation: what they do with duty and cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot import duty_screens
from bot.arrivals import Blocked, Edited, Event, Sent, Tapped, Written
from bot.buttons import Press
from bot.chat import Chat
from bot.handling import Handling
from bot.harbour import Harbour
from bot.i18n import Voice, voice
from bot.looks import Face
from bot.office import departing
from bot.office.office import Office
from bot.paging import Paging
from bot.post import Post
from bot.screen import Screen
from bot.undelivered import tell_of
from flows.refusal import AlreadyAcknowledged, Refusal
from flows.session import FreeText
from storage import alerts, audit, pages, people, roster, screens, views
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
        if self.person.face == people.HIDDEN and not isinstance(event, Blocked):
            self._come_in().take(event)
            return
        match event:
            case Written(text, message) if self._look.is_stop(" ".join(text.casefold().split())):
                self._hide(message)
            case Written(text, message) if self._for_the_office(text):
                self._chat.clean(message)
            case Written(text, message):
                if not text.strip().startswith("/"):  # a command tells nothing; other words may
                    self._chat.clean(message)
                self._written(text.strip())
            case Tapped(Press() as given, shown_in) if self._office.pressed(given, shown_in):
                pass
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

    def _come_in(self) -> Desk:
        """Whoever hid the chat before they had this role: there is no way in behind the innocent face at the desk."""
        people.set_face(self.db, self.person.id, people.OPEN)
        return replace(self, person=replace(self.person, face=people.OPEN))

    def _for_the_office(self, text: FreeText) -> bool:
        """A command of the office, or words that a screen of it asked for; a command is never taken for such words."""
        return self._office.commanded(text) or (not text.strip().startswith("/") and self._office.written(text))

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
        if on == was_on or (on and not self._takes_duty):
            return
        if on:
            roster.go_on(self.db, self.person.id, self.now)
        else:
            roster.go_off(self.db, self.person.id)
        self._note("duty.on" if on else "duty.off", None)

    def _hide(self, message: int) -> None:
        """Clear away what the office showed; pages stay, for they hold no content, and the next one rings as before."""
        views.leave(self.db, self.person.id)
        self._chat.clean(message)
        self._chat.hide(self._look.line)

    def _reachable(self, *, away: bool) -> None:
        """A coordinator who blocked the bot cannot be woken: off duty, and whatever they had rings elsewhere."""
        people.set_state(self.db, self.person.id, "blocked" if away else "active")
        if away:
            self._go(on=False)
            self._paging.hand_over(self.person.id)
            tell_of(self.db, self.harbour, self.person, self.now)
            departing.unreachable(self.db, self.harbour, self.person.id, self.now)

    # What is tapped ------------------------------------------------------------------------------------------------

    def _pressed(self, verb: str, arguments: tuple[str, ...], shown_in: int) -> None:
        handling = Handling(self.db, self.harbour, self.person, self.now)
        actions: dict[str, Callable[..., Screen | None]] = {
            "home": self._home,
            "on": lambda: self._switch(on=True),
            "off": lambda: self._switch(on=False),
            "cases": self._listing,
            "case": handling.card,
            "take": handling.take,
            "contact": handling.contacted,
            "pass": handling.to_whom,
            "passto": handling.pass_on,
            "close": handling.outcomes,
            "outcome": handling.outcome,
            "verified": handling.verified,
            "level": handling.levels,
            "lower": handling.reasons,
            "because": handling.lower,
        }
        action = actions.get(verb)
        try:
            drawn = self._home() if action is None else action(*arguments)
        except Refusal as refused:
            drawn = self._refused(refused, arguments, shown_in)
        except (TypeError, ValueError, LookupError):
            drawn = self._home()  # nothing that Havn wrote: somebody else's data, or an older version's button
        if drawn is None and not self._is_page(arguments[0], shown_in):
            drawn = self._listing() if alerts.live(self.db, arguments[0]) is None else handling.card(arguments[0])
        if drawn is not None:
            self._answer(drawn, shown_in)

    def _is_page(self, reference: str, message: int) -> bool:
        """Whether this message is this coordinator's page of the case: pages are drawn anew by themselves."""
        mine = (page for page in pages.latest(self.db, reference) if page.person_id == self.person.id)
        return any(page.message_id == message for page in mine)

    def _switch(self, *, on: bool) -> Screen:
        self._go(on=on)
        return self._home()

    # How it is shown --------------------------------------------------------------------------------------

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
        since = roster.since(self.db, self.person.id) if self._takes_duty else None
        names = [one.name or "" for one in roster.on_duty(self.db, self.harbour.keyring, self.person.unit)]
        return duty_screens.home(self.person.name or "", since, names, self._voice, self.now, duty=self._takes_duty)

    def _listing(self) -> Screen:
        views = [self._paging.view(live) for live in alerts.open_in(self.db, self.person.unit)]
        return duty_screens.listing(views, self._voice, self.now)

    def _answer(self, drawn: Screen, shown_in: int | None = None) -> None:
        self._put_away(shown_in)
        Post(self.db, self.harbour.keyring, self.now).reply(self.person, drawn, instead_of=shown_in)

    def _put_away(self, instead: int | None) -> None:
        """The office's screen does not stay behind what is shown now: it may hold what somebody wrote."""
        views.leave(self.db, self.person.id)
        for one in screens.visible(self.db, self.person.id):
            if one.message_id == instead:
                screens.gone(self.db, self.person.id, one.message_id)
            elif one.kind == "screen":
                Post(self.db, self.harbour.keyring, self.now).remove(self.person, one.message_id)

    def _note(self, action: str, reference: str | None) -> None:
        audit.write(self.db, self.harbour.keyring, audit.person(self.person.id), action, reference, self.now)

    @property
    def _takes_duty(self) -> bool:
        """Duty is a coordinator's; an administrator is the last rung, and must not believe to be the first."""
        return self.person.role == people.COORDINATOR

    @property
    def _look(self) -> Face:
        return self.harbour.municipality.face.spoken(self.person.language)

    @property
    def _office(self) -> Office:
        return Office(self.db, self.harbour, self.person, self.now)

    @property
    def _chat(self) -> Chat:
        return Chat(self.db, self.harbour.keyring, self.person, self.now)

    @property
    def _paging(self) -> Paging:
        return Paging(self.db, self.harbour, self.now)

    @property
    def _voice(self) -> Voice:
        return voice(self.person.language)
