"""How a delivery can end other than well. Every door's own errors are turned into one of these."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from storage.outbox import Waiting

Afterwards = Callable[[Connection, datetime], None]
"""What is written down in the transaction that marks a message as sent."""


class NotNow(Exception):
    """Not taken now, for a reason that passes. `seconds` is how long to wait; `crowded`: we were asked to slow down."""

    def __init__(self, reason: str, seconds: float, *, crowded: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.seconds = seconds
        self.crowded = crowded


class NobodyThere(Exception):
    """The person blocked the bot, or their account is gone."""


class Never(Exception):
    """It will never be taken, however often it is tried. `reason` is a class of error, never its text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Courier(Protocol):
    """Delivers one message of the outbox."""

    async def deliver(self, waiting: Waiting) -> Afterwards:
        """Deliver it and say what to write down. Raises NotNow, NobodyThere and Never."""
        ...


LONGEST_PAUSE = 2.0
"""Seconds. A refusal that asks for no more than this is about everybody: Telegram is away, and all wait so long."""


def counts_in_chat(kind: str) -> bool:
    """Whether a kind of message puts something into the chat, and so uses the chat's own second."""
    return kind not in {"delete", "withdraw"}
