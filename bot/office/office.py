"""The office: a button or a written word -> what is done and shown. What each does stands in the modules beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.buttons import Press, read
from bot.chat import Chat
from bot.harbour import Harbour
from bot.i18n import voice
from bot.office import (
    basis,
    card_views,
    consenting,
    deciding,
    fitting,
    handover,
    information,
    inviting,
    long_words,
    measures,
    menu,
    minutes,
    people,
    reading,
    records,
    starting,
    tasks,
    ticking,
    wording,
)
from bot.office.starting import CaseTaken
from bot.office.visit import View, Visit
from flows.fault import ContentError
from flows.msgid import N_
from flows.procedures.refusals import AlreadyDone, Barred
from flows.refusal import Refusal
from flows.session import FreeText
from storage import views
from storage.people import Person

READ: dict[str, Callable[..., View]] = {
    "menu": menu.menu, "about": menu.about, "tasks": tasks.mine, "waiting": tasks.waiting_for_whom,
    "runs": starting.listing, "run": ticking.card, "phase": ticking.phase, "task": ticking.task, "more": ticking.more,
    "log": records.log, "document": records.document, "people": people.listing, "member": people.member,
    "measures": measures.listing, "measure": measures.one, "info": information.listing,
    "piece": reading.piece, "measurewords": reading.measure,
    "consents": consenting.register, "minutes": minutes.listing, **card_views.READ,
}  # fmt: skip
"""What only shows: these screens are drawn anew by themselves when somebody else changes what they show."""
ACTS: dict[str, Callable[..., View]] = {
    "begin": starting.begin, "tick": ticking.tick, "undo": ticking.undo, "why": ticking.undo_because,
    "stop": ticking.stop, "stopnow": ticking.stop_now, "pause": ticking.pause, "resume": ticking.resume,
    "urgency": ticking.level, "setlevel": ticking.set_level, "finish": ticking.close, "result": ticking.result,
    "closenow": ticking.close_now, "time": records.choose_time, "settime": records.set_time,
    "invite": inviting.invite, "keepout": inviting.keep_out, "admit": inviting.admit,
    "withdraw": inviting.withdraw, "takeover": handover.take_over, "chair": people.make_chair,
    "secretary": people.make_secretary, "remove": people.remove, "removenow": people.remove_now,
    "leave": people.leave, "leavenow": people.leave_now, "hand": handover.hand, "basis": basis.choose,
    "kinds": deciding.kinds, "who": deciding.who, "when": deciding.when, "add": deciding.add,
    "measuredone": measures.done, "measuredrop": measures.drop, "measureto": measures.give, "words": wording.ask_words,
    "tell": information.tell, "share": information.share, "unshare": information.unshare,
    "consent": consenting.consent, "revoke": consenting.revoke, "revokenow": consenting.revoke_now,
    "makeminutes": minutes.make,
}  # fmt: skip
WRITTEN: dict[str, Callable[..., View]] = {
    "invite": inviting.invited, "keepout": inviting.kept_out, "add": deciding.add_when, "words": wording.write,
    "tell": information.told, "time": records.written_time, **card_views.WRITTEN,
}  # fmt: skip
"""What written words are for, by what the screen before asked for."""
BROKEN = N_("Denne kan ikke vises. Ring dem du arbeider med, og si fra til den som drifter Havn.")
COMMANDS = {
    "/meny": "menu", "/menu": "menu", "/oppgaver": "tasks", "/tasks": "tasks", "/moter": "runs", "/møter": "runs",
    "/meetings": "runs", "/kort": "cards", "/cards": "cards",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Office:
    """One person at the office, inside one transaction."""

    db: Connection
    harbour: Harbour
    person: Person
    now: datetime

    def pressed(self, given: Press, shown_in: int) -> bool:
        """A button was tapped; False when it is none of the office's."""
        does = READ.get(given.verb) or ACTS.get(given.verb)
        if does is None:
            return False
        self._chat.found(shown_in)
        self._show(self._done(does, given.arguments))
        return True

    def commanded(self, text: str) -> bool:
        """A command was written; False when it is none of the office's."""
        command, _, rest = text.strip().partition(" ")
        verb = COMMANDS.get(command.casefold().split("@")[0])
        if verb is None:
            return False
        found = self._done(card_views.find, (FreeText(rest),)) if verb == "cards" and rest.strip() else None
        self._show(found or self._done(READ[verb], ()), fresh=True)
        return True

    def written(self, words: FreeText) -> bool:
        """Words were written that the screen asked for; False when it asked for none."""
        waits = views.of(self.db, self.person.id)
        asked = read(waits.expects) if waits is not None and waits.expects else None
        long = len(words) > long_words.A_SEARCH
        if not isinstance(asked, Press) or asked.verb not in WRITTEN or (long and asked.verb in card_views.WRITTEN):
            if long:  # too much for a search: somebody believes that it is kept
                self._show(self._done(long_words.not_kept, ()))
            return long
        self._show(self._done(WRITTEN[asked.verb], (words, *asked.arguments)))
        return True

    def missed(self, words: FreeText) -> None:
        """Words came to a hidden chat, which answers nothing: when somebody meant them to be kept, the next screen says
        that they were not.
        """
        if len(words) > long_words.A_SEARCH:
            views.show(self.db, self.person.id, "", long_words.LOST)

    def search(self, words: FreeText) -> None:
        """Words that nothing asked for: the cards that hold them."""
        self._show(self._done(card_views.find, (words,)))

    def show(self, *, fresh: bool = False) -> None:
        """The first screen."""
        self._show(self._done(menu.menu, ()), fresh=fresh)

    def redraw(self, showing: str) -> None:
        """Show the screen that stands there as it is now: somebody else changed something."""
        given = read(showing)
        if isinstance(given, Press) and given.verb in READ:
            self._show(self._done(READ[given.verb], given.arguments, absent=True), touched=False)

    def _done(self, does: Callable[..., View], arguments: tuple[object, ...], *, absent: bool = False) -> View:
        """What is shown after an act; a refusal changes nothing, and says why above where the person was."""
        visit = Visit(self.db, self.harbour, self.person, self.now, absent)
        try:
            with self.db.begin_nested():
                return does(visit, *arguments)
        except Refusal as refused:
            return self._refused(visit, refused, arguments)
        except ContentError:
            return menu.menu(visit).told(visit.say(BROKEN))
        except (TypeError, ValueError, LookupError):
            return menu.menu(visit)  # nothing that Havn wrote: somebody else's data, or an older version's button

    def _refused(self, visit: Visit, refused: Refusal, arguments: tuple[object, ...]) -> View:
        said = visit.say(refused.says)
        match refused:
            case CaseTaken(chair=chair):
                said = visit.say(refused.says, chair=chair)
            case Barred(because=because):
                said = f"{said} {visit.say(because)}"
            case AlreadyDone(by=by):
                said = f"{said} ({visit.name(by)})"
            case _:
                pass
        reference = next((str(one) for one in arguments if not isinstance(one, FreeText)), "")
        try:
            return ticking.card(visit, reference).told(said)
        except (Refusal, LookupError, ValueError, TypeError, ContentError):
            return menu.menu(visit).told(said)

    def _show(self, view: View, *, fresh: bool = False, touched: bool = True) -> None:
        before = views.of(self.db, self.person.id)
        if before is not None and before.expects == long_words.LOST:
            view = view.told(voice(self.person.language).say(long_words.MISSED))
        views.show(self.db, self.person.id, view.showing, view.expects)
        self._chat.draw(fitting.fitted(view.screen), fresh=fresh, touched=touched)

    @property
    def _chat(self) -> Chat:
        return Chat(self.db, self.harbour.keyring, self.person, self.now)
