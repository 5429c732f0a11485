"""Telegram's sending limits, counted on what was delivered.

Source: "My bot is hitting limits" in Telegram's bots FAQ: one message a second in a chat, 20 a minute in a group,
about 30 a second over all chats. Bursts that Telegram may forgive count here too.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import ceil

from tests.bot_api.calls import Call

PER_SECOND = 30
PER_GROUP_MINUTE = 20
JITTER = 0.05  # seconds: a sender that keeps exactly to the limit is seen through a network


def breaches(sent: Iterable[Call]) -> list[str]:
    """Where deliveries came closer than the limits allow, a line each."""
    chats: defaultdict[object, list[float]] = defaultdict(list)
    for call in sent:
        chats[call.chat].append(call.at)
    found = [line for chat, times in chats.items() for line in _chat(chat, sorted(times))]
    every = sorted(at for times in chats.values() for at in times)
    return found + [f"all chats: {line}" for line in _crowded(every, PER_SECOND, 1.0)]


def _chat(chat: object, times: Sequence[float]) -> Iterator[str]:
    for before, after in pairwise(times):
        if after - before < 1.0 - JITTER:
            yield f"chat {chat}: two messages within {after - before:.3f} s"
    if isinstance(chat, int) and chat < 0:
        yield from (f"group {chat}: {line}" for line in _crowded(times, PER_GROUP_MINUTE, 60.0))


def _crowded(times: Sequence[float], limit: int, seconds: float) -> Iterator[str]:
    window: deque[float] = deque()
    for at in times:
        window.append(at)
        while at - window[0] >= seconds - JITTER:
            window.popleft()
        if len(window) > limit:
            yield f"{len(window)} messages within {seconds:g} s, the last at {at:.3f}"


def must_wait(sent: Sequence[Call], chat: object, now: float) -> int:
    """The whole seconds that a strict Telegram would ask the sender to wait before this chat's next message; 0 if none.

    Only the latest second counts, and the sender is forgiven the jitter.
    """
    latest = [call for call in sent[-200:] if now - call.at < 1.0 - JITTER]
    same = [call.at for call in latest if call.chat == chat]
    if same:
        return max(1, ceil(1.0 - (now - same[-1])))
    return 1 if len(latest) >= PER_SECOND else 0
