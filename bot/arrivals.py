"""What comes in through a door, already freed of the door's own types."""

from __future__ import annotations

from dataclasses import dataclass

from bot.buttons import Press
from flows import inputs
from flows.session import FreeText


@dataclass(frozen=True, slots=True)
class Written:
    """Words, or a command such as `/start CODE`; `message` is the Telegram message that holds them."""

    words: FreeText
    message: int


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button: an input of the talk, a press outside it, or None for data that Havn never wrote.

    `shown_in` is the message that holds the button.
    """

    means: inputs.Input | Press | None
    shown_in: int


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that is no text: a photo, a sticker, a location. `kind` is Telegram's content type."""

    kind: str
    message: int


@dataclass(frozen=True, slots=True)
class Edited:
    """A message was edited after it was sent: what was recorded stands, and the edited message goes as well.

    `words` are what it says now, for a call for help may be among them; empty for a photo.
    """

    words: FreeText
    message: int


@dataclass(frozen=True, slots=True)
class Blocked:
    """The person stopped the bot or deleted the chat (`away`), or started it again."""

    away: bool


Event = Written | Tapped | Sent | Edited | Blocked


@dataclass(frozen=True, slots=True)
class Arrival:
    """One update: who it is from, in what language their phone speaks, and what happened.

    `update_id` is Telegram's own, by which a repeated update is known.
    """

    update_id: int
    telegram_id: int
    phone_language: str
    event: Event
