"""Every call that the program made, as it was made, and what came of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

POLLING = frozenset({"getUpdates"})
SENDING = frozenset({
    "sendMessage", "sendPhoto", "sendAudio", "sendDocument", "sendVideo", "sendAnimation", "sendVoice", "sendVideoNote",
    "sendLocation", "sendVenue", "sendContact", "sendPoll", "sendDice", "sendSticker", "copyMessage", "forwardMessage",
    "sendMediaGroup",
})  # fmt: skip


@dataclass(slots=True)
class Call:
    """One call. `at` and `answered` are seconds of `time.monotonic()`; `answer` is None while it is under way.

    `delivered` says that it took effect, which a dropped connection may have hidden from the program.
    """

    method: str
    params: Mapping[str, object]
    at: float
    violations: list[str] = field(default_factory=list)
    answered: float | None = None
    answer: Mapping[str, object] | None = None
    fault: str | None = None
    delivered: bool = False
    in_webhook_reply: bool = False

    @property
    def chat(self) -> object:
        """The chat that the call is about, or None."""
        return self.params.get("chat_id")

    @property
    def ok(self) -> bool:
        """Whether the program was told that it worked."""
        return bool(self.answer and self.answer.get("ok"))

    @property
    def text(self) -> str:
        """The text or caption it carried, before parsing; empty when none."""
        return str(self.params.get("text", self.params.get("caption", "")))

    def __str__(self) -> str:
        """A line for a failure's text."""
        outcome = self.fault or (self.answer or {}).get("description") or ("ok" if self.ok else "under way")
        return f"{self.method}(chat {self.chat}) {self.text[:60]!r} -> {outcome}"


class Calls(list[Call]):
    """All calls in the order in which they began."""

    def of(self, method: str, chat: int | None = None) -> list[Call]:
        """The calls of one method, to one chat if given."""
        return [call for call in self if call.method == method and chat in {None, call.chat}]

    def sent(self, chat: int | None = None) -> list[Call]:
        """The calls that put a message into a chat, whether or not the program was told so."""
        return [call for call in self if call.method in SENDING and call.delivered and chat in {None, call.chat}]

    def but_polling(self) -> Iterator[Call]:
        """All calls except the ones that ask for updates."""
        return (call for call in self if call.method not in POLLING)

    def violations(self) -> list[str]:
        """Everything that the schema, the limits or the server held against a call."""
        return [line for call in self for line in call.violations]
