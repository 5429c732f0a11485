"""What the page shows of phones, tables, opened cases and minutes, as JSON."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.simulator.calls import Fields
from bot.simulator.keyboards import Button
from bot.simulator.messages import Message, Notification
from bot.simulator.person import Person
from bot.simulator.starts import starts_in
from bot.simulator.world import Profile, World

_ROWS: Final = 40
_CELL: Final = 160
_WORD: Final = 32
_HEX_BYTES: Final = 10


def phone(person: Person, world: World) -> Fields:
    """A phone as it is now: the chat, what the locked screen holds, the keyboard and the menu."""
    language, profile = person.user.language_code or "", world.profile
    return {
        "name": person.name,
        "started": person.chat.started,
        "blocked": person.chat.blocked,
        "messages": [message(one, world) for one in person.screen],
        "notifications": [notification(one) for one in person.notifications if not _is_gone(one.message)],
        "keyboard": [[button.text for button in row] for row in person.chat.reply_keyboard],
        "commands": _commands(profile, person.chat.id, language),
        "description": profile.descriptions.get(language) or profile.descriptions.get("", ""),
    }


def message(one: Message, world: World) -> Fields:
    """A bubble: whose, what it says, its buttons, the time it shows (ISO 8601, UTC), and what it invites to."""
    return {
        "id": one.id,
        "mine": not one.from_bot,
        "text": one.text,
        "entities": one.entities,
        "at": one.sent_at.isoformat(),
        "edited": one.edited_at is not None,
        "silent": one.silent,
        "protected": one.protected,
        "file": one.document.name if one.document else "",
        "other": next(iter(one.content), "") if one.content and not one.document else "",
        "buttons": [[_button(each) for each in row] for row in one.keyboard],
        "starts": starts_in(one, world.bot.username or "") if one.from_bot else [],
    }


def notification(one: Notification) -> Fields:
    """What the locked screen shows of a message."""
    return {
        "id": one.message.id,
        "title": one.title,
        "text": one.text,
        "silent": one.silent,
        "at": one.message.sent_at.isoformat(),
    }


def table(view: Mapping[str, object]) -> Fields:
    """A table of the database with its newest rows; bytes are shown by their first ones and their number."""
    columns, rows = _list(view.get("columns")), _list(view.get("rows"))
    return {
        "table": str(view.get("table", "")),
        "columns": [str(column) for column in columns],
        "rows": [[cell(value) for value in _list(row)] for row in rows[-_ROWS:]],
        "count": len(rows),
    }


def cell(value: object) -> object:
    """A value of the database as the page shows it."""
    match value:
        case bytes() | bytearray() | memoryview():
            content = bytes(value)
            return {"hex": content[:_HEX_BYTES].hex(" ", 2), "bytes": len(content)}
        case bool() | int() | float() | None:
            return value
        case datetime():
            return value.isoformat(" ", "seconds")
        case _:
            text = str(value)
            longest = _CELL if " " in text else _WORD
            return text if len(text) <= longest else text[:longest] + " …"


def case(view: Mapping[str, object]) -> Fields:
    """An opened case, part by part, as text."""
    parts = [part for part in _list(view.get("parts")) if isinstance(part, Mapping)]
    return {name: str(view.get(name, "")) for name in ("reference", "level", "opened_by")} | {
        "parts": [{name: str(part.get(name, "")) for name in ("title", "question", "answer")} for part in parts],
    }


def minutes(view: Mapping[str, object]) -> Fields:
    """A meeting's newest minutes: the bytes that are kept, whose keys open them, and what the first of these shows."""
    keys = [key for key in _list(view.get("keys")) if isinstance(key, Mapping)]
    return {name: str(view.get(name, "")) for name in ("reference", "opened_by", "text")} | {
        "sealed": cell(view.get("sealed", b"")),
        "keys": [{"name": str(key.get("name", "")), "opens": bool(key.get("opens"))} for key in keys],
    }


def _button(one: Button) -> Fields:
    return {"text": one.text, "data": one.data, "url": one.url, "style": str(one.written.get("style") or "")}


def _is_gone(one: Message) -> bool:
    return one.deleted or one.hidden


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, Sequence) and not isinstance(value, (str, bytes)) else ()


def _commands(profile: Profile, chat: int, language: str) -> list[Fields]:
    """The menu a person sees: their own before everyone's, their language before none, as in Telegram."""
    scopes = (f'{{"chat_id": {chat}, "type": "chat"}}', '{"type": "all_private_chats"}', '{"type": "default"}')
    for scope in scopes:
        for code in (language, ""):
            if found := profile.commands.get((scope, code)):
                return found
    return []
