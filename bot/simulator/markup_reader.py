"""Telegram's HTML, tag by tag: text and entities come out, and a refusal in Telegram's words for what is malformed."""

import html
import re
from dataclasses import dataclass
from typing import Final, NoReturn

from bot.simulator.calls import Fields
from bot.simulator.links import link_fault
from bot.simulator.refusals import bad_request

_TYPES: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
_NAME: Final = re.compile(r"[^\s>]*")
_ATTRIBUTE: Final = re.compile(r"\s+([^\s=>]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[A-Za-z0-9.-]+))?")
_REFERENCE: Final = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});?")


@dataclass(frozen=True, slots=True)
class _Open:
    """A tag that waits for its end: where its entity begins, in UTF-16 units and in characters."""

    name: str
    attributes: dict[str, str]
    offset: int
    begins: int


class HtmlReader:
    """Reads one text once; `read` answers with the plain text and its entities, outermost first."""

    def __init__(self, written: str) -> None:
        self._written = written
        self._at = 0
        self._text = ""
        self._offset = 0
        self._open: list[_Open] = []
        self._entities: list[Fields] = []

    def read(self) -> tuple[str, list[Fields]]:
        """The plain text and its entities; raises Refused when a tag is unknown, unclosed or crossed."""
        while self._at < len(self._written):
            if self._written.startswith("</", self._at):
                self._end_tag()
            elif self._written[self._at] == "<":
                self._start_tag()
            else:
                self._plain()
        if self._open:
            self._refuse(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        self._entities.sort(key=_outermost_first)
        return self._text, self._entities

    def _plain(self) -> None:
        """Takes the text up to the next tag, with character references resolved."""
        end = self._written.find("<", self._at)
        piece = self._written[self._at : end if end >= 0 else len(self._written)]
        self._at += len(piece)
        resolved = _REFERENCE.sub(lambda found: html.unescape(found.group().rstrip(";") + ";"), piece)
        self._text += resolved
        self._offset += len(resolved.encode("utf-16-le")) // 2

    def _start_tag(self) -> None:
        begin, self._at = self._at, self._at + 1
        name = self._name()
        if self._at == len(self._written):
            self._refuse(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        if name not in _TYPES:
            self._refuse(f'Unsupported start tag "{name}" at byte offset {self._bytes(begin)}')
        attributes = {}
        while found := _ATTRIBUTE.match(self._written, self._at):
            attributes[found[1].lower()] = html.unescape((found[2] or "").strip("\"'"))
            self._at = found.end()
        self._close_bracket(f'Unclosed start tag "{name}" at byte offset {self._bytes(begin)}')
        if name == "span" and attributes.get("class") != "tg-spoiler":
            self._refuse(f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(begin)}')
        self._open.append(_Open(name, attributes, self._offset, len(self._text)))

    def _end_tag(self) -> None:
        begin, self._at = self._at, self._at + 2
        if not self._open:
            self._refuse(f"Unexpected end tag at byte offset {self._bytes(begin)}")
        name = self._name()
        self._close_bracket(f"Unclosed end tag at byte offset {self._bytes(begin)}")
        expected = self._open.pop()
        if name and name != expected.name:
            self._refuse(
                f"Unmatched end tag at byte offset {self._bytes(begin)}, "
                f'expected "</{expected.name}>", found "</{name}>"',
            )
        if self._offset > expected.offset:
            self._note(expected)

    def _note(self, tag: _Open) -> None:
        """Writes down the entity that a finished tag made; a link that leads nowhere makes none, as in Telegram."""
        entity: Fields = {"type": _TYPES[tag.name], "offset": tag.offset, "length": self._offset - tag.offset}
        if tag.name == "a":
            address = tag.attributes.get("href") or self._text[tag.begins :]
            if link_fault(address) is not None:
                return
            entity["url"] = address
        elif tag.name == "tg-emoji":
            entity["custom_emoji_id"] = tag.attributes.get("emoji-id", "")
        elif tag.name == "blockquote" and "expandable" in tag.attributes:
            entity["type"] = "expandable_blockquote"
        self._entities.append(entity)

    def _name(self) -> str:
        found = _NAME.match(self._written, self._at)
        name = found.group() if found else ""
        self._at += len(name)
        return name.lower()

    def _close_bracket(self, complaint: str) -> None:
        rest = self._written[self._at :].lstrip()
        if not rest.startswith(">"):
            self._refuse(complaint)
        self._at = len(self._written) - len(rest) + 1

    def _bytes(self, at: int) -> int:
        return len(self._written[:at].encode())

    @staticmethod
    def _refuse(complaint: str) -> NoReturn:
        raise bad_request(f"can't parse entities: {complaint}")


def _outermost_first(entity: Fields) -> tuple[int, int]:
    offset, length = entity["offset"], entity["length"]
    return (offset, -length) if isinstance(offset, int) and isinstance(length, int) else (0, 0)
