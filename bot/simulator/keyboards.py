"""Keyboards: buttons under a message, buttons instead of a keyboard, and what Telegram refuses in them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from bot.simulator.calls import Call, Fields
from bot.simulator.links import link_fault
from bot.simulator.refusals import Refused, bad_request

DATA_LIMIT: Final = 64
"""The most bytes that a button may carry back to the bot."""

_BUTTON_LIMIT: Final = 100
_ACTIONS: Final = (
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "web_app",
    "login_url",
    "copy_text",
    "disabled",
    "pay",
)


@dataclass(frozen=True, slots=True)
class Button:
    """One button: what stands on it, and what it carries back or leads to."""

    text: str
    data: str | None = None
    url: str | None = None
    written: Fields = field(default_factory=dict, repr=False, compare=False)


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Markup:
    """What came as `reply_markup`: rows under the message, or rows that replace the person's keyboard."""

    inline: Rows = ()
    reply: Rows | None = None
    removes_reply: bool = False


def read_markup(call: Call) -> Markup:
    """The call's `reply_markup`; raises Refused when Telegram would not take it."""
    given = call.json("reply_markup", "can't parse reply keyboard markup JSON object")
    if given is None:
        return Markup()
    if not isinstance(given, dict):
        raise bad_request("object expected as reply markup")
    if "keyboard" in given:
        return Markup(reply=tuple(tuple(_reply_button(one) for one in row) for row in _rows(given, "keyboard")))
    inline = tuple(
        tuple(button for button in (_inline_button(one) for one in row) if button.text)
        for row in _rows(given, "inline_keyboard")
    )
    if sum(map(len, inline)) > _BUTTON_LIMIT:
        raise bad_request("reply markup is too long")
    return Markup(tuple(row for row in inline if row), None, bool(given.get("remove_keyboard")))


def as_json(rows: Rows) -> Fields:
    """Buttons under a message, as the Bot API shows them."""
    return {"inline_keyboard": [[button.written for button in row] for row in rows]}


def _rows(markup: Fields, name: str) -> Iterator[list[object]]:
    rows = markup.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        of = " of the InlineKeyboardMarkup" if name == "inline_keyboard" else ""
        raise bad_request(f'field "{name}"{of} must be an Array of Arrays')
    yield from rows


def _reply_button(written: object) -> Button:
    text = written.get("text") if isinstance(written, dict) else written
    if not isinstance(text, str):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    return Button(text)


def _inline_button(written: object) -> Button:
    if not isinstance(written, dict):
        raise _malformed("InlineKeyboardButton must be an Object")
    text = written.get("text")
    if not isinstance(text, str):
        raise _malformed('Can\'t find field "text"')
    url, data = written.get("url"), written.get("callback_data")
    if isinstance(url, str) and url:
        if fault := link_fault(url):
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: {fault}")
        return Button(text, url=url, written=written)
    if isinstance(data, str) and data:
        if len(data.encode()) > DATA_LIMIT:
            raise bad_request("BUTTON_DATA_INVALID")
        return Button(text, data, written=written)
    if not any(action in written for action in _ACTIONS):
        raise _malformed("Text buttons are unallowed in the inline keyboard")
    return Button(text, written=written)


def _malformed(reason: str) -> Refused:
    return bad_request(f"can't parse inline keyboard button: {reason}")
