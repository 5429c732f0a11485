import re

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramNotFound, TelegramUnauthorizedError
from aiogram.methods import GetFile
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from aiohttp import ClientSession
from aiohttp.test_utils import BaseTestServer

from bot.simulator.person import Person
from bot.simulator.telegram import SimulatedTelegram


def keyboard(*buttons: InlineKeyboardButton) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[button] for button in buttons])


async def test_a_message_stands_on_the_phone_as_it_was_sent(bot: Bot, kari: Person) -> None:
    sent = await bot.send_message(
        kari.chat.id,
        "  Hei <b>du</b> &amp; dere ",
        parse_mode="HTML",
        disable_notification=True,
        protect_content=True,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_markup=keyboard(InlineKeyboardButton(text="Ja", callback_data="a:1")),
    )
    shown = kari.screen[-1]
    assert (shown.text, shown.buttons, shown.silent, shown.protected) == ("Hei du & dere", [["Ja"]], True, True)
    assert shown.entities == [{"type": "bold", "offset": 4, "length": 2}]
    assert (sent.text, sent.message_id, sent.has_protected_content) == (shown.text, shown.id, True)
    assert sent.html_text == "Hei <b>du</b> &amp; dere"
    assert sent.from_user is not None
    assert sent.from_user.id == bot.id


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("<b>a", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("<b><i>test</b></i>", 'Unmatched end tag at byte offset 10, expected "</i>", found "</b>"'),
        ("æ <p>x</p>", 'Unsupported start tag "p" at byte offset 3'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("1 <2", "Unclosed start tag at byte offset 2"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<span class='x'>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<b>  </b>", "text must be non-empty"),
        (" ", "text must be non-empty"),
        ("x" * 4097, "message is too long"),
    ],
)
async def test_a_text_that_telegram_refuses_is_refused_in_its_words(
    bot: Bot, kari: Person, text: str, complaint: str
) -> None:
    with pytest.raises(TelegramBadRequest, match=re.escape(complaint)):
        await bot.send_message(kari.chat.id, text, parse_mode="HTML")
    assert [message.text for message in kari.screen] == ["/start"]


async def test_every_tag_becomes_its_entity_in_utf16_units(bot: Bot, kari: Person) -> None:
    sent = await bot.send_message(
        kari.chat.id,
        "🌊<i>a</i><code>b</code><tg-spoiler>c</tg-spoiler><span class='tg-spoiler'>d</span>"
        "<blockquote expandable>e</blockquote><a href='https://example.org/?a=1&amp;b=2'>f</a><a href='tel:1'>g</a>"
        "<pre>h</pre><b><u>i</u></b> &lt;&#230;&gt;",
        parse_mode="HTML",
    )
    assert sent.text == "🌊abcdefghi <æ>"
    assert [(entity.type, entity.offset, entity.length) for entity in sent.entities or []] == [
        ("italic", 2, 1),
        ("code", 3, 1),
        ("spoiler", 4, 1),
        ("spoiler", 5, 1),
        ("expandable_blockquote", 6, 1),
        ("text_link", 7, 1),
        ("pre", 9, 1),
        ("underline", 10, 1),
        ("bold", 10, 1),
    ]
    assert [entity.url for entity in sent.entities or [] if entity.url] == ["https://example.org/?a=1&b=2"]


@pytest.mark.parametrize(
    ("button", "complaint"),
    [
        (InlineKeyboardButton(text="a", callback_data="æ" * 33), "Bad Request: BUTTON_DATA_INVALID"),
        (InlineKeyboardButton(text="a"), "Text buttons are unallowed in the inline keyboard"),
        (InlineKeyboardButton(text="a", url="tel:112"), "URL 'tel:112' is invalid: Unsupported URL protocol"),
        (InlineKeyboardButton(text="a", url="http://localhost:80"), "'http://localhost:80' is invalid: Wrong HTTP URL"),
    ],
)
async def test_a_button_that_telegram_refuses_is_refused(
    bot: Bot, kari: Person, button: InlineKeyboardButton, complaint: str
) -> None:
    with pytest.raises(TelegramBadRequest, match=re.escape(complaint)):
        await bot.send_message(kari.chat.id, "a", reply_markup=keyboard(button))


async def test_callback_data_of_64_bytes_and_links_are_taken(bot: Bot, kari: Person) -> None:
    buttons = [InlineKeyboardButton(text="a", callback_data="æ" * 32), InlineKeyboardButton(text="b", url="t.me/x")]
    await bot.send_message(kari.chat.id, "a", reply_markup=keyboard(*buttons))
    assert kari.screen[-1].buttons == [["a"], ["b"]]
    assert await kari.follows("b") == "t.me/x"


async def test_a_link_to_the_bot_starts_it_with_its_code(bot: Bot, kari: Person) -> None:
    url = "https://t.me/havn_demo_bot?start=abc-123"
    await bot.send_message(kari.chat.id, "a", reply_markup=keyboard(InlineKeyboardButton(text="b", url=url)))
    assert await kari.follows("b") == url
    assert kari.screen[-1].text == "/start abc-123"


async def test_a_keyboard_instead_of_the_persons_own_comes_and_goes(bot: Bot, kari: Person) -> None:
    rows = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Meny")]], resize_keyboard=True)
    await bot.send_message(kari.chat.id, "a", reply_markup=rows)
    assert [[button.text for button in row] for row in kari.chat.reply_keyboard] == [["Meny"]]
    await bot.send_message(kari.chat.id, "b", reply_markup=ReplyKeyboardRemove())
    assert kari.chat.reply_keyboard == ()


async def test_who_cannot_be_written_to(bot: Bot, telegram: SimulatedTelegram, kari: Person) -> None:
    stranger = telegram.person("Ola")
    for chat, complaint in ((stranger.chat.id, "chat not found"), (1, "chat not found")):
        with pytest.raises(TelegramBadRequest, match=complaint):
            await bot.send_message(chat, "a")
    kari.blocks()
    with pytest.raises(TelegramForbiddenError, match="Forbidden: bot was blocked by the user"):
        await bot.send_message(kari.chat.id, "a")
    kari.unblocks()
    await bot.send_message(kari.chat.id, "igjen")
    kari.deactivates()
    with pytest.raises(TelegramForbiddenError, match="Forbidden: user is deactivated"):
        await bot.send_message(kari.chat.id, "a")
    assert kari.screen[-1].text == "igjen"


async def test_a_document_arrives_whole(bot: Bot, kari: Person) -> None:
    content = bytes(range(256)) * 8_000
    sent = await bot.send_document(kari.chat.id, BufferedInputFile(content, "kopi.havn"), caption="Kopi")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size, sent.caption) == ("kopi.havn", 2_048_000, "Kopi")
    received = kari.screen[-1].document
    assert received is not None
    assert received.content == content


async def test_a_reply_needs_what_it_replies_to(bot: Bot, kari: Person) -> None:
    first = await bot.send_message(kari.chat.id, "a")
    reply = await bot.send_message(kari.chat.id, "b", reply_parameters=ReplyParameters(message_id=first.message_id))
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.text == "a"
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(kari.chat.id, "b", reply_parameters=ReplyParameters(message_id=999))


async def test_a_locked_phone_shows_the_words_but_not_what_a_spoiler_covers(bot: Bot, kari: Person) -> None:
    await bot.send_message(kari.chat.id, "Ny sak\n<tg-spoiler>🌊 A</tg-spoiler>.", parse_mode="HTML")
    notification = kari.notifications[-1]
    assert (notification.title, notification.text, notification.silent) == ("Havn", "Ny sak\n▒▒▒▒.", False)


async def test_a_bot_that_is_nobody_here_gets_nowhere(bot: Bot, server: BaseTestServer) -> None:
    with pytest.raises(TelegramNotFound, match="method not found"):
        await bot(GetFile(file_id="a"))
    with pytest.raises(TelegramUnauthorizedError):
        await Bot("123:another", session=bot.session).get_me()
    async with ClientSession() as session, session.get(server.make_url("/botx/getMe")) as answer:
        assert await answer.json() == {
            "ok": False,
            "error_code": 401,
            "description": "Unauthorized: invalid token specified",
        }


async def test_a_page_in_some_browser_cannot_call(server: BaseTestServer, telegram: SimulatedTelegram) -> None:
    address = server.make_url(f"/bot{telegram.token}/getMe")
    async with ClientSession() as session, session.post(address, headers={"Origin": "http://evil.example"}) as answer:
        assert answer.status == 403


async def test_json_and_addresses_do_as_well_as_forms(
    server: BaseTestServer, telegram: SimulatedTelegram, kari: Person
) -> None:
    base = server.make_url(f"/bot{telegram.token}/")
    async with ClientSession() as session:
        body = {"chat_id": kari.chat.id, "text": "json", "disable_notification": True}
        async with session.post(base.with_path(base.path + "SendMessage"), json=body) as answer:
            assert (await answer.json())["result"]["text"] == "json"
        address = base.with_path(base.path + "sendMessage").with_query(chat_id=kari.chat.id, text="address")
        async with session.get(address) as answer:
            assert (await answer.json())["ok"] is True
    assert [(message.text, message.silent) for message in kari.screen[1:]] == [("json", True), ("address", False)]
