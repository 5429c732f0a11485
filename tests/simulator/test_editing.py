import re
from datetime import timedelta

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup

from bot.clock import MovableClock
from bot.simulator.person import Person
from bot.simulator.telegram import SimulatedTelegram

YES = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Ja", callback_data="y")]])


async def test_an_edit_replaces_text_and_buttons_in_place(bot: Bot, kari: Person) -> None:
    sent = await bot.send_message(kari.chat.id, "a", reply_markup=YES)
    edited = await bot.edit_message_text(
        "<i>b</i>", chat_id=kari.chat.id, message_id=sent.message_id, parse_mode="HTML"
    )
    assert not isinstance(edited, bool)
    assert (edited.text, edited.edit_date is not None, edited.reply_markup) == ("b", True, None)
    assert [(message.text, message.buttons) for message in kari.screen[1:]] == [("b", [])]


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, kari: Person) -> None:
    sent = await bot.send_message(kari.chat.id, "a", reply_markup=YES)
    chat, number = sent.chat.id, sent.message_id
    with pytest.raises(TelegramBadRequest, match="message is not modified: specified new message content"):
        await bot.edit_message_text("a", chat_id=chat, message_id=number, reply_markup=YES)
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_reply_markup(chat_id=chat, message_id=number, reply_markup=YES)
    await bot.edit_message_reply_markup(chat_id=chat, message_id=number)
    assert kari.screen[-1].buttons == []


async def test_what_cannot_be_edited(bot: Bot, kari: Person) -> None:
    document = await bot.send_document(kari.chat.id, BufferedInputFile(b"x", "x"), caption="a")
    for number, complaint in (
        (kari.screen[0].id, "message can't be edited"),
        (999, "message to edit not found"),
        (document.message_id, "there is no text in the message to edit"),
    ):
        with pytest.raises(TelegramBadRequest, match=complaint):
            await bot.edit_message_text("b", chat_id=kari.chat.id, message_id=number)
    await bot.edit_message_caption(chat_id=kari.chat.id, message_id=document.message_id, caption="b")
    assert kari.screen[-1].text == "b"


async def test_a_bot_deletes_its_own_and_the_persons_messages_for_48_hours(
    bot: Bot, kari: Person, clock: MovableClock
) -> None:
    mine, hers = await bot.send_message(kari.chat.id, "a"), kari.screen[0]
    clock.advance(timedelta(hours=48))
    assert await bot.delete_message(kari.chat.id, hers.id)
    clock.advance(timedelta(seconds=1))
    with pytest.raises(TelegramBadRequest, match="message can't be deleted for everyone"):
        await bot.delete_message(kari.chat.id, mine.message_id)
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(kari.chat.id, hers.id)
    assert hers.deleted
    assert [message.text for message in kari.screen] == ["a"]


async def test_many_are_deleted_together_or_none(bot: Bot, kari: Person, clock: MovableClock) -> None:
    old = await bot.send_message(kari.chat.id, "gammel")
    clock.advance(timedelta(days=3))
    new = [(await bot.send_message(kari.chat.id, text)).message_id for text in "ab"]
    with pytest.raises(TelegramBadRequest, match="can't be deleted for everyone"):
        await bot.delete_messages(kari.chat.id, [old.message_id, *new])
    assert await bot.delete_messages(kari.chat.id, [999, *new])
    assert [message.text for message in kari.screen] == ["/start", "gammel"]
    for numbers, complaint in (([], "identifiers are not specified"), (list(range(1, 102)), "too many message ident")):
        with pytest.raises(TelegramBadRequest, match=complaint):
            await bot.delete_messages(kari.chat.id, numbers)


async def test_a_tap_waits_for_its_answer_and_no_longer_than_15_seconds(
    bot: Bot, kari: Person, clock: MovableClock
) -> None:
    await bot.send_message(kari.chat.id, "a", reply_markup=YES)
    tap = await kari.taps("Ja")
    assert not tap.answered
    await bot.answer_callback_query(tap.id, "Takk", show_alert=True)
    assert (await kari.answer_to(tap), tap.alert) == ("Takk", True)
    late = await kari.taps("Ja")
    clock.advance(timedelta(seconds=16))
    with pytest.raises(TelegramBadRequest, match=re.escape("query is too old and response timeout expired")):
        await bot.answer_callback_query(late.id)
    assert not late.answered


async def test_a_tap_on_a_message_that_is_gone_names_it_without_its_content(
    bot: Bot, kari: Person, telegram: SimulatedTelegram
) -> None:
    sent = await bot.send_message(kari.chat.id, "a", reply_markup=YES)
    shown = kari.screen[-1]
    await bot.delete_message(kari.chat.id, sent.message_id)
    await kari.taps_with("y", shown)
    [update] = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.message is not None
    assert (update.callback_query.message.date, update.callback_query.data) == (0, "y")
    with pytest.raises(LookupError, match="There is no button 'Ja'"):
        await kari.taps("Ja")
