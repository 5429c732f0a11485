"""In processes of their own: what is imported late is imported once."""

import subprocess
import sys

EACH = """
from bot.telegram.late_models import built_when_used
with built_when_used():
    import aiogram.methods, aiogram.types
"""
FEW = """
made = [getattr(aiogram.types, name) for name in aiogram.types.__all__]
built = [one for one in made if getattr(one, "__pydantic_complete__", False)]
assert aiogram.types.Update in built and len(built) < 10, len(built)
"""
ALL = """
for room in (aiogram.types, aiogram.methods):
    for one in [getattr(room, name) for name in room.__all__]:
        if hasattr(one, "model_rebuild"):
            one.model_rebuild()
            assert one.__pydantic_complete__, one
"""
USED = """
from datetime import datetime, UTC
person, chat = {"id": 7, "is_bot": False, "first_name": "x"}, {"id": 7, "type": "private"}
message = {"message_id": 1, "date": 1, "chat": chat, "from": person, "text": "hei"}
poll = {"poll_id": "1", "user": person, "option_ids": [0], "option_persistent_ids": ["a"]}
update = aiogram.types.Update.model_validate({"update_id": 1, "message": message, "poll_answer": poll})
assert type(update.message) is aiogram.types.Message and type(update.poll_answer.user) is aiogram.types.User
button = aiogram.types.InlineKeyboardButton(text="Ja", callback_data="c:1:yes")
rows = aiogram.types.InlineKeyboardMarkup(inline_keyboard=[[button]])
assert aiogram.methods.SendMessage(chat_id=7, text="hei", reply_markup=rows).reply_markup.inline_keyboard == [[button]]
answer = aiogram.methods.Response[aiogram.types.Message].model_validate({"ok": True, "result": message})
assert answer.result.date == datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
try:
    aiogram.types.MessageEntity(type="bold", offset="no number", length=1)
except ValueError:
    pass
else:
    raise AssertionError("a type that is built late checks nothing")
"""


def _ends_well(program: str) -> None:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_a_start_builds_few_types() -> None:
    _ends_well(EACH + FEW)


def test_each_type_and_method_can_be_built_afterwards() -> None:
    _ends_well(EACH + ALL)


def test_types_are_built_and_check_when_they_are_used() -> None:
    _ends_well(EACH + USED)


def test_after_a_plain_import_nothing_changes() -> None:
    again = "import aiogram.types\nbefore = aiogram.types.TelegramObject.__dict__.get('model_rebuild')\n"
    same = "assert aiogram.types.TelegramObject.__dict__.get('model_rebuild') is before\n"
    _ends_well(again + EACH + same)


def test_an_import_that_fails_leaves_pydantic_as_it_was() -> None:
    program = """
from pydantic import BaseModel
from bot.telegram.late_models import built_when_used
before = BaseModel.model_rebuild.__func__
try:
    with built_when_used():
        raise ImportError
except ImportError:
    assert BaseModel.model_rebuild.__func__ is before
else:
    raise AssertionError
"""
    _ends_well(program)
