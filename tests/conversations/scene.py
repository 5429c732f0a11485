"""A conversation under way: who is in it, what a step has changed so far, and how it looks to those who watch."""

from dataclasses import dataclass, field

from bot.i18n import Voice, voice
from flows.session import Session
from storage import audit, cases, people, sessions
from storage.audit import Entry
from storage.cases import Case
from tests.bot_api.calls import Call
from tests.bot_api.user import Seen
from tests.conversations.stage import Stage


@dataclass
class Scene:
    """What the steps of a conversation share. `said` holds what people wrote in their own words, for `secrets`."""

    stage: Stage
    who: str = "young"
    code: str = ""
    poured: str = ""
    said: list[tuple[str, str]] = field(default_factory=list)
    taps: dict[str, int] = field(default_factory=dict)
    screens: dict[str, list[Seen]] = field(default_factory=dict)
    trouble: bool = False
    _audit: int = 0
    _calls: int = 0

    def begin_step(self) -> None:
        """From here on counts as this step's doing."""
        self._audit, self._calls = self._rows(), len(self.stage.api.calls)

    def chat(self, name: str) -> list[Seen]:
        """The bot's messages that this person sees now."""
        return self.stage.users[name].from_bot()

    def labels(self, name: str) -> list[str]:
        """What stands on the buttons that this person sees."""
        return [button.text for one in self.chat(name) for button in one.buttons]

    def session(self, name: str) -> Session | None:
        """The talk as it lies in the database."""
        person, keyring = self.stage.person(name), self.stage.store.keyring
        return self.stage.store.run(lambda db: sessions.load(db, keyring, person.id))

    def voice(self, name: str) -> Voice:
        """The language that this person is spoken to in."""
        return voice(self.stage.person(name).language)

    def cases(self) -> list[Case]:
        """Every case, the newest last."""
        found = self.stage.store.read(lambda db: cases.listing(db, None, include_closed=True))
        return sorted(found, key=lambda case: case.created_at)

    def case(self) -> Case:
        """The newest case."""
        found = self.cases()
        assert found, "there is no case"
        return found[-1]

    def happened(self) -> list[Entry]:
        """What this step wrote in the audit log, the oldest first."""
        rows = self.stage.store.read(lambda db: audit.newest(db, 10_000))
        return [row for row in reversed(rows) if row.number > self._audit]

    def calls(self) -> list[Call]:
        """What this step had the bot do in Telegram."""
        return self.stage.api.calls[self._calls :]

    def rang(self) -> list[str]:
        """Whose telephones made a sound in this step, a name for each time."""
        numbers = {user.id: name for name, user in self.stage.users.items()}
        sent = [call for call in self.calls() if call.method == "sendMessage" and call.delivered]
        return [numbers[int(str(call.chat))] for call in sent if not call.params.get("disable_notification")]

    def role(self, name: str) -> str:
        """What this person is to Havn."""
        return self.stage.person(name).role

    def at_desk(self, name: str) -> bool:
        """Whether alerts go to this person."""
        return self.role(name) in {people.COORDINATOR, people.ADMIN}

    def filled(self, text: str) -> str:
        """A step's text with the newest case's reference, the newest code and the longest text in it."""
        if "{reference}" in text:
            text = text.replace("{reference}", self.case().reference)
        return text.replace("{code}", self.code).replace("{poured}", self.poured)

    def told(self) -> str:
        """All that a failure should show."""
        chats = [f"{name}:\n{user.screen()}" for name, user in self.stage.users.items()]
        done = [f"  {row.actor} {row.action} {row.reference or ''}" for row in self.happened()]
        return "\n".join([*chats, "audit of this step:", *done, self.stage.api.story()])

    def _rows(self) -> int:
        newest = self.stage.store.read(lambda db: audit.newest(db, 1))
        return newest[0].number if newest else 0
