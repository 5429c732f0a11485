"""A strategy meeting with several phones, driven by the buttons that people see."""

from dataclasses import dataclass

from tests.bot_api import User
from tests.conversations.stage import Stage


@dataclass
class Room:
    """Everybody who is there, and what they do."""

    stage: Stage

    def screen(self, name: str) -> str:
        """What somebody's phone shows last, buttons and all."""
        return str(self.user(name).from_bot()[-1])

    async def says(self, name: str, words: str) -> str:
        """Somebody writes."""
        await self.stage.users[name].send(words)
        await self._settled()
        return self.screen(name)

    async def taps(self, name: str, *labels: str) -> str:
        """Somebody taps one button after another: the newest one whose text begins so."""
        for label in labels:
            user = self.user(name)
            shown = [(button, seen.id) for seen in user.from_bot() for button in seen.buttons]
            found = [(button, message) for button, message in shown if button.text.startswith(label)]
            assert found, f"no button {label!r}: {self.screen(name)}"
            button, message = found[-1]
            user.tap_data(str(button.data), message)
            await self._settled()
        return self.screen(name)

    def user(self, name: str) -> User:
        """Their account."""
        return self.stage.users[name]

    async def _settled(self) -> None:
        await self.stage.collect()
        await self.stage.settle()
