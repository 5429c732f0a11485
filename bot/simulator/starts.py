"""Links and codes in a chat that start the bot with something: an invitation, as it stands on somebody's phone."""

import re
from typing import Final
from urllib.parse import unquote

from bot.simulator.calls import Fields
from bot.simulator.messages import Message

_CODE: Final = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}\b")
"""A code as it is written to be copied, apart from a link."""


def starts_in(message: Message, username: str) -> list[Fields]:
    """Every code that a message offers, in its order: `code`, and `says`, the words on its line or else the first."""
    link = re.compile(rf"(?:https?://)?t\.me/{re.escape(username)}\?start=([\w-]{{1,64}})", re.IGNORECASE)
    lines = message.text.splitlines()
    first = next(filter(None, (_words(link.sub("", line)) for line in lines)), "")
    found: dict[str, str] = {}
    for line in lines:
        rest = link.sub("", line)
        for code in (*link.findall(line), *_CODE.findall(rest)):
            found.setdefault(code, _words(_CODE.sub("", rest)) or first)
    for written in _elsewhere(message):
        for code in link.findall(written):
            found.setdefault(code, first)
    return [{"code": code, "says": says} for code, says in found.items()]


def _words(line: str) -> str:
    """What a line says, or nothing when it holds no word."""
    return line.strip(" :–-·*`") if any(map(str.isalpha, line)) else ""


def _elsewhere(message: Message) -> list[str]:
    """Addresses under words and behind buttons; one that is to be shared stands inside the address that shares it."""
    under = [str(entity.get("url") or "") for entity in message.entities]
    behind = [button.url or "" for row in message.keyboard for button in row]
    copied = [button.written.get("copy_text") for row in message.keyboard for button in row]
    texts = [str(one.get("text") or "") for one in copied if isinstance(one, dict)]
    return [unquote(written) for written in (*under, *behind, *texts)]
