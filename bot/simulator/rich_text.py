"""Text with entities: Telegram's HTML read as strictly as Telegram reads it, entities checked, commands found."""

import re
from typing import Final

from bot.simulator.calls import Call, Fields
from bot.simulator.markup_reader import HtmlReader
from bot.simulator.refusals import bad_request

TEXT_LIMIT: Final = 4096
CAPTION_LIMIT: Final = 1024
"""The most characters a message's text and a document's caption may have, after entities are read."""

_COMMAND: Final = re.compile(r"(?<!\S)/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?!\S)")
_ENTITY_TYPES: Final = frozenset(
    {
        *("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "text_link", "text_mention"),
        *("bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote"),
        *("code", "pre", "custom_emoji", "date_time"),
    },
)


def utf16_length(text: str) -> int:
    """The length in UTF-16 code units, which is how entities count."""
    return len(text.encode("utf-16-le")) // 2


def read_text(call: Call, field: str, entities_field: str) -> tuple[str, list[Fields]]:
    """A call's text and its entities, trimmed; raises Refused with Telegram's words for what is malformed."""
    written = call.text(field)
    mode = call.text("parse_mode").lower()
    if mode == "html":
        text, entities = HtmlReader(written).read()
    elif mode in {"", "none"}:
        text, entities = written, _checked(call, written, entities_field)
    else:
        # Havn writes HTML and plain text; a Markdown message would be a mistake that Telegram would hide.
        raise bad_request("unsupported parse_mode")
    return _trimmed(text, entities)


def commands_in(text: str) -> list[Fields]:
    """The entities of the commands (`/start`) in a text that a person typed."""
    return [
        {"type": "bot_command", "offset": utf16_length(text[: found.start()]), "length": len(found.group())}
        for found in _COMMAND.finditer(text)
    ]


def _checked(call: Call, text: str, field: str) -> list[Fields]:
    """The entities that came beside a text; raises Refused when one of them does not fit it."""
    given = call.json(field, "can't parse entities JSON object")
    if not isinstance(given, list):
        return []
    end = utf16_length(text)
    for entity in given:
        if not isinstance(entity, dict) or entity.get("type") not in _ENTITY_TYPES:
            raise bad_request("can't parse MessageEntity: Unsupported type specified")
        offset, length = entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(length, int):
            raise bad_request("can't parse MessageEntity: Field must be of type Number")
        if offset < 0:
            raise bad_request(f"receive an entity with incorrect offset {offset}")
        if offset > end:
            raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
        if offset + length > end:
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends after the end of the text "
                f"at UTF-16 offset {offset + length}",
            )
    return given


def _trimmed(text: str, entities: list[Fields]) -> tuple[str, list[Fields]]:
    """The text without white space around it, and the entities moved to fit."""
    kept = text.strip()
    removed = utf16_length(text[: len(text) - len(text.lstrip())])
    end = utf16_length(kept)
    moved: list[Fields] = []
    for entity in entities:
        offset, length = entity["offset"], entity["length"]
        if isinstance(offset, int) and isinstance(length, int):
            first, last = max(0, offset - removed), min(end, offset - removed + length)
            if first < last:
                moved.append(entity | {"offset": first, "length": last - first})
    return kept, moved
