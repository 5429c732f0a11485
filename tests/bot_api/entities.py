"""Telegram's HTML: what a text is after parsing, and what Telegram refuses or only tolerates in it.

Source: "HTML style" under "Formatting options" in the Bot API documentation.
"""

import re
from dataclasses import dataclass, field
from html import unescape

KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "code": "code", "pre": "pre", "a": "text_link", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji", "tg-time": "date_time",
}  # fmt: skip
TOKEN = re.compile(r"<[^>]*>|&[^;\s<&]{1,32};|[<>&]|[^<>&]+", re.DOTALL)
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[\w-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?)*)\s*>")
ATTRIBUTE = re.compile(r"([\w-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
NAMED = {"&lt;", "&gt;", "&amp;", "&quot;"}


@dataclass(slots=True)
class Parsed:
    """A parsed text with its MessageEntity objects; `errors` Telegram refuses, `sloppy` breaks its documentation."""

    text: str = ""
    entities: list[dict[str, object]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    sloppy: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Open:
    """A start tag that waits for its end: where its text begins, in UTF-16 code units."""

    name: str
    begins: int
    attributes: dict[str, str]


def utf16_length(text: str) -> int:
    """The length in UTF-16 code units, Telegram's measure of offsets; never less than its count of characters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse(source: str) -> Parsed:
    """The text that a reader sees, with entities; stops at the first error, whose wording is Telegram's."""
    parsed, stack = Parsed(), list[Open]()
    for token in TOKEN.finditer(source):
        offset = len(source[: token.start()].encode("utf-8", "surrogatepass"))
        part = token[0]
        if part.startswith("<"):
            error = _tag(part, offset, parsed, stack)
            if error:
                parsed.errors.append(f"can't parse entities: {error}")
                return parsed
        elif part.startswith("&") and len(part) > 1:
            _reference(part, parsed)
        else:
            if part in "&>":
                parsed.sloppy.append(f"unescaped {part!r} at byte offset {offset}: it must be an HTML entity")
            parsed.text += part
    if stack:
        parsed.errors.append(f"can't parse entities: Can't find end tag corresponding to start tag {stack[-1].name!r}")
    return parsed


def _reference(part: str, parsed: Parsed) -> None:
    if part in NAMED or re.fullmatch(r"&#(?:\d+|[xX][0-9a-fA-F]+);", part):
        parsed.text += unescape(part)
        return
    parsed.sloppy.append(f"{part} is no entity that Telegram knows: it is shown as it stands")
    parsed.text += part


def _tag(part: str, offset: int, parsed: Parsed, stack: list[Open]) -> str | None:
    tag = TAG.fullmatch(part)
    name = tag[2].lower() if tag else re.split(r"[\s>]", part[1:], maxsplit=1)[0]
    if tag is None or name not in KINDS:
        return f'Unsupported start tag "{name}" at byte offset {offset}'
    if tag[1]:
        return _close(name, offset, parsed, stack)
    attributes = {one[1].lower(): unescape(one[2] or one[3] or one[4] or "") for one in ATTRIBUTE.finditer(tag[3])}
    if name == "span" and attributes.get("class") != "tg-spoiler":
        return f'Tag "span" must have class "tg-spoiler" at byte offset {offset}'
    stack.append(Open(name, utf16_length(parsed.text), attributes))
    return None


def _close(name: str, offset: int, parsed: Parsed, stack: list[Open]) -> str | None:
    if not stack:
        return f"Unexpected end tag at byte offset {offset}"
    if stack[-1].name != name:
        return f'Unmatched end tag at byte offset {offset}, expected "</{stack[-1].name}>", found "</{name}>"'
    opened = stack.pop()
    length = utf16_length(parsed.text) - opened.begins
    entity: dict[str, object] = {"type": KINDS[name], "offset": opened.begins, "length": length}
    if name == "a":
        entity["url"] = opened.attributes.get("href", "")
    if name == "blockquote" and "expandable" in opened.attributes:
        entity["type"] = "expandable_blockquote"
    if name == "tg-emoji":
        entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
    if length and not (name == "a" and not entity["url"]):
        parsed.entities.append(entity)
    return None
