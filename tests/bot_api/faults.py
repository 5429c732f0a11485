"""Telegram having a bad day: refusals, failures, dropped connections and slowness, on chosen calls."""

from collections.abc import Collection
from dataclasses import dataclass

from tests.bot_api.calls import Call


@dataclass(slots=True)
class Fault:
    """What happens to calls of `methods` (all if None) to `chat` (any if None), `times` times (for ever if None)."""

    name: str
    methods: Collection[str] | None = None
    chat: int | None = None
    times: int | None = None
    code: int | None = None
    description: str = ""
    retry_after: int | None = None
    html: bool = False
    wait: float = 0.0
    drop: bool = False
    deliver_first: bool = False
    hits: int = 0

    def strikes(self, call: Call) -> bool:
        """Whether this call is to suffer; counts it when it is."""
        if self.times is not None and self.hits >= self.times:
            return False
        if self.methods is not None and call.method not in self.methods:
            return False
        if self.chat is not None and call.chat != self.chat:
            return False
        self.hits += 1
        return True

    def stop(self) -> None:
        """No call suffers from it any more."""
        self.times = self.hits


class Faults:
    """The faults in force, the oldest first. Slowness comes on top of another fault; of the rest one strikes a call."""

    def __init__(self) -> None:
        """A healthy Telegram."""
        self._all: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Puts a fault in force and answers it, so that a test can count its hits and stop it."""
        self._all.append(fault)
        return fault

    def clear(self) -> None:
        """Telegram is well again."""
        for fault in self._all:
            fault.stop()
        self._all.clear()

    def delay(self, call: Call) -> float:
        """How many seconds this call waits before anything else happens to it."""
        return sum(fault.wait for fault in self._all if fault.wait and fault.strikes(call))

    def striking(self, call: Call) -> Fault | None:
        """The fault that this call meets, if any."""
        return next((fault for fault in self._all if not fault.wait and fault.strikes(call)), None)


def only(method: str | Collection[str] | None) -> frozenset[str] | None:
    """A fault's methods out of one name, several, or None for all."""
    return frozenset([method]) if isinstance(method, str) else None if method is None else frozenset(method)
