import pytest
from aiogram.types import Update

from tests.bot_api import check_object, check_update
from tests.bot_api.kinds import ENVELOPE, all_message_kinds, all_update_kinds, content, minimal
from tests.bot_api.published import published
from tests.bot_api.world import Json

SENDER: Json = {"id": 5, "is_bot": False, "first_name": "Prøve"}
CHAT: Json = {"id": 5, "type": "private", "first_name": "Prøve"}
# Required fields are not enough for these: they need one of several optional ones, and nothing here is built of them.
NOT_ALONE = {"Update", "ReplyParameters"}


def test_there_is_a_valid_message_of_every_kind_of_content() -> None:
    kinds = dict(all_message_kinds(CHAT, SENDER))
    assert set(kinds) == set(published().types["Message"].fields) - ENVELOPE
    assert {"text", "voice", "passport_data", "video_chat_started", "checklist", "rich_message"} <= set(kinds)
    assert len(kinds) >= 78
    for kind, message in kinds.items():
        assert check_object("Message", message) == [], kind
        assert kind in message


def test_the_envelope_names_only_fields_that_exist() -> None:
    assert set(published().types["Message"].fields) >= ENVELOPE


def test_there_is_a_valid_update_of_every_kind() -> None:
    kinds = dict(all_update_kinds(CHAT, SENDER))
    assert set(kinds) == set(published().types["Update"].fields) - {"update_id"}
    for kind, update in kinds.items():
        assert check_update({"update_id": 1} | update) == [], kind


def test_a_bot_library_reads_every_kind() -> None:
    messages: list[Json] = [{"message": message} for _, message in all_message_kinds(CHAT, SENDER)]
    updates = [update for _, update in all_update_kinds(CHAT, SENDER)]
    for body in [*messages, *updates]:
        update = Update.model_validate({"update_id": 1, **body})
        assert update.event_type == next(iter(body))


@pytest.mark.parametrize("name", sorted(set(published().types) - NOT_ALONE - {"InputFile"}))
def test_the_smallest_object_of_every_type_is_valid(name: str) -> None:
    assert check_object(name, minimal(name)) == []


def test_a_required_field_taken_away_is_missed_wherever_it_is() -> None:
    for kind, message in all_message_kinds(CHAT, SENDER):
        value = message[kind]
        if not isinstance(value, dict):
            continue
        for name in value:
            broken = message | {kind: {key: what for key, what in value.items() if key != name}}
            assert check_object("Message", broken), f"{kind} without {name}"


def test_an_animation_comes_with_the_document_that_telegram_sets_beside_it() -> None:
    assert set(content("animation")) == {"animation", "document"}
    assert set(content("voice")) == {"voice"}
