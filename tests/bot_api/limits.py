"""The limits that Telegram documents in sentences: read out of the schema's descriptions, or written down here."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from tests.bot_api.entities import parse, utf16_length
from tests.bot_api.published import Entry, Field

PARSED = re.compile(r"(\d+)-(\d+) characters(?: with at most \d+ line feeds)? after entit(?:y|ies) parsing")
CHARACTERS = re.compile(r"(\d+)-(\d+) characters")
BYTES = re.compile(r"(\d+)-(\d+) [Bb]ytes")
NUMBERS = re.compile(r"(?<![\d-])(\d+)-(\d+)(?![\d-])|must be between (\d+) and (\d+)")
ITEMS = re.compile(r"(?:list of|include) (\d+)-(\d+) |(?:[Aa]t most|up to) (\d+) ", re.IGNORECASE)
FIXED = re.compile(r"(?:must be (\w+)|always '(\w+)')\.?$")
ONE_OF = re.compile(r"(?:[Cc]an be|[Oo]ne of|[Ee]ither) ('\w[\w/]*'.*?)(?:\. |\.?$)", re.DOTALL)
SAFE_NAME = re.compile(r"only (?:characters )?A-Z, a-z, 0-9, _ and - are allowed", re.IGNORECASE)
ALONE = re.compile(r"(?:Exactly|At most) one of the fields other than (.+?) (?:must|can) be (?:used|specified)")
NEEDED = re.compile(r"[Rr]equired if (\w+)(?: and (\w+))? (?:is not|are not|isn't) specified")

# What the documentation says outside the fields' own descriptions: "Formatting options" and sendChatAction's list.
WRITTEN_DOWN: Mapping[tuple[str, str], re.Pattern[str]] = {
    # "Can contain only lowercase English letters, digits and underscores."
    ("BotCommand", "command"): re.compile(r"[a-z0-9_]{1,32}"),
    ("sendChatAction", "action"): re.compile(
        r"typing|upload_photo|record_video|upload_video|record_voice|upload_voice|upload_document|choose_sticker"
        r"|find_location|record_video_note|upload_video_note"
    ),
}
PARSE_MODES = re.compile(r"HTML|Markdown|MarkdownV2")
# Live periods have one more value, and a dice's range depends on its emoji: both stand in the same sentence.
ENDLESS = 0x7FFFFFFF


@cache
def fixed_value(field: Field) -> str | None:
    """The only value a field may have, such as a union member's `type`; None when it is free."""
    found = FIXED.search(field.says) if field.type == "String" else None
    return (found[1] or found[2]) if found else None


@cache
def allowed_values(field: Field) -> frozenset[str]:
    """The values that the description lists for a String; empty when it lists none."""
    found = ONE_OF.search(field.says) if field.type == "String" else None
    return frozenset(re.findall(r"'(\w[\w/]*)'", found[1])) if found else frozenset()


@cache
def _range(pattern: re.Pattern[str], says: str) -> tuple[int, int] | None:
    found = pattern.search(says)
    if found is None:
        return None
    numbers = [int(one) for one in found.groups() if one]
    return (numbers[0], numbers[1]) if len(numbers) > 1 else (0, numbers[0])


def breaches(entry: Entry, field: Field, owner: Mapping[str, object]) -> Iterator[str]:
    """The documented limits that a field of the right type breaks. `owner` is the object or call that holds it."""
    value = owner[field.name]
    if isinstance(value, str):
        yield from _string(entry, field, value, owner)
    elif isinstance(value, list):
        yield from _within(_range(ITEMS, field.says), len(value), "items")
        if (entry.name, field.name) == ("InlineKeyboardMarkup", "inline_keyboard") and not all(value):
            yield "a row without buttons"
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        if "base emoji" not in field.says and not (value == ENDLESS and "0x7FFFFFFF" in field.says):
            yield from _within(_range(NUMBERS, field.says), value, "as a number")
        if "must be non-zero" in field.says and value == 0:
            yield "must be non-zero"


def _string(entry: Entry, field: Field, value: str, owner: Mapping[str, object]) -> Iterator[str]:
    if (fixed := fixed_value(field)) is not None and value != fixed:
        yield f"must be {fixed!r}, is {value!r}"
    if (allowed := allowed_values(field)) and value not in allowed:
        yield f"must be one of {sorted(allowed)}, is {value!r}"
    if "\x00" in value or not _is_unicode(value):
        yield "not encodable as UTF-8 text"
        return
    yield from _length(field, value, owner)
    if SAFE_NAME.search(field.says) and not re.fullmatch(r"[A-Za-z0-9_-]*", value):
        yield "only A-Z, a-z, 0-9, _ and - are allowed"
    if "two-letter ISO 639-1 language code" in field.says and not re.fullmatch(r"([a-z]{2})?", value):
        yield f"must be a two-letter ISO 639-1 language code or empty, is {value!r}"
    wanted = WRITTEN_DOWN.get((entry.name, field.name), PARSE_MODES if field.name.endswith("parse_mode") else None)
    if wanted and not wanted.fullmatch(value):
        yield f"must match {wanted.pattern}, is {value!r}"
    if (entry.name, field.name) in {("InlineKeyboardButton", "text"), ("KeyboardButton", "text")} and not value.strip():
        yield "a button needs a text"


def _length(field: Field, value: str, owner: Mapping[str, object]) -> Iterator[str]:
    if limit := _range(PARSED, field.says):
        mode = owner.get("parse_mode" if field.name == "text" else f"{field.name}_parse_mode", owner.get("parse_mode"))
        if mode == "HTML":
            parsed = parse(value)
            yield from (*parsed.errors, *parsed.sloppy)
            if parsed.errors:
                return
            value = parsed.text
        yield from _within(limit, utf16_length(value.strip()), "characters after entities parsing")
    elif limit := _range(CHARACTERS, field.says):
        yield from _within(limit, utf16_length(value), "characters")
    elif limit := _range(BYTES, field.says):
        yield from _within(limit, len(value.encode()), "bytes")


def rules_of_choice(entry: Entry, value: Mapping[str, object]) -> Iterator[str]:
    """The documented rules on several fields together: exactly one of these, one when another is missing."""
    if found := ALONE.search(entry.says):
        base = set(re.findall(r"\w+", found[1]))
        used = sorted(name for name in value if name not in base)
        if len(used) > 1 or (not used and found[0].startswith("Exactly")):
            yield f"{found[0]}: {used}"
    if "At most one of the optional fields can be present" in entry.says:
        used = sorted(name for name in value if name in entry.fields and not entry.fields[name].required)
        if len(used) > 1 or (not used and entry.name == "Update"):  # an update about nothing is never sent
            yield f"one of the optional fields has to be present, not {used}"
    for name, field in entry.fields.items():
        needed = NEEDED.search(field.says)
        if needed and name not in value and not any(other in value for other in needed.groups() if other):
            yield f"{name} is missing: {needed[0]}"
    if "parse_mode" in value and {"entities", "caption_entities"} & value.keys():
        yield "entities can be specified instead of parse_mode, not beside it"


def _within(limit: tuple[int, int] | None, count: float, unit: str) -> Iterator[str]:
    if limit and not limit[0] <= count <= limit[1]:
        yield f"{count} {unit}; allowed are {limit[0]} to {limit[1]}"


def _is_unicode(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
