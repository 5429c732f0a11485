"""How fast messages may go: Telegram takes about 30 a second in all and one a second in a chat.

Times are seconds of a monotonic clock, passed in.
"""

from __future__ import annotations

from bot.delivery import LONGEST_PAUSE

PER_SECOND = 28
"""Two below Telegram's thirty: messages arrive less evenly than they leave, and a refusal would stop everybody."""
CHAT_SECONDS = 1.0


class Pace:
    """Says when the next message may be sent, to everybody and to one chat. Keeps no message itself."""

    def __init__(self, per_second: float = PER_SECOND, chat_seconds: float = CHAT_SECONDS) -> None:
        self._gap = 1 / per_second
        self._chat_gap = chat_seconds
        self._next = 0.0
        self._chats: dict[int, float] = {}

    def wait(self, now: float) -> float:
        """Seconds until anything at all may be sent."""
        return max(0.0, self._next - now)

    def chat_free_at(self, chat: int) -> float:
        """When this chat may be written to again."""
        return self._chats.get(chat, 0.0)

    def sent(self, chat: int, now: float, *, counts_in_chat: bool) -> None:
        """A call goes out now; deletions do not count against the chat's own second."""
        self._next = max(self._next, now) + self._gap
        if counts_in_chat:
            self._hold(chat, now + self._chat_gap)

    def refused(self, chat: int, now: float, retry_after: float) -> None:
        """Telegram asked for patience with this chat. When it asks in a second chat too, it may mean everybody.

        Then all wait for a moment, and the most urgent message finds out: two slow chats must not hold an alert.
        """
        others = any(until > now + self._chat_gap for other, until in self._chats.items() if other != chat)
        self._hold(chat, now + retry_after)
        if others:
            self.pause(now, min(retry_after, LONGEST_PAUSE))

    def pause(self, now: float, seconds: float) -> None:
        """Send nothing for so long."""
        self._next = max(self._next, now + seconds)

    def busy(self, now: float) -> frozenset[int]:
        """The chats that must not be written to yet; forgets those that may."""
        self._chats = {chat: until for chat, until in self._chats.items() if until > now}
        return frozenset(self._chats)

    def first_free(self, now: float) -> float | None:
        """Seconds until the first busy chat is free again, None when none is busy."""
        return min((until - now for until in self._chats.values() if until > now), default=None)

    def _hold(self, chat: int, until: float) -> None:
        self._chats[chat] = max(self._chats.get(chat, 0.0), until)
