import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BotCommand, BotCommandScopeChat

from bot.simulator.person import Person
from bot.simulator.telegram import SimulatedTelegram


async def test_the_bot_knows_itself(bot: Bot, telegram: SimulatedTelegram) -> None:
    me = await bot.get_me()
    assert (me.id, me.first_name, me.username, me.is_bot) == (telegram.world.bot.id, "Havn", "havn_demo_bot", True)


async def test_commands_are_kept_by_scope_and_language(bot: Bot, kari: Person) -> None:
    everyone = [BotCommand(command="start", description="Begynn")]
    one = [BotCommand(command="vakt", description="Gå av og på vakt")]
    await bot.set_my_commands(everyone)
    await bot.set_my_commands(one, scope=BotCommandScopeChat(chat_id=kari.chat.id), language_code="nb")
    assert [one.command for one in await bot.get_my_commands()] == ["start"]
    hers = await bot.get_my_commands(scope=BotCommandScopeChat(chat_id=kari.chat.id), language_code="nb")
    assert [(command.command, command.description) for command in hers] == [("vakt", "Gå av og på vakt")]
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == []
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await bot.set_my_commands([BotCommand(command="Start", description="a")])


async def test_name_and_descriptions_by_language(bot: Bot, telegram: SimulatedTelegram) -> None:
    await bot.set_my_name("Kai")
    await bot.set_my_name("Kaia", language_code="nn")
    await bot.set_my_description("Om")
    await bot.set_my_short_description("Kort")
    assert [(await bot.get_my_name(code)).name for code in (None, "nn", "en")] == ["Kai", "Kaia", "Kai"]
    assert (await bot.get_my_description("en")).description == "Om"
    assert (await bot.get_my_short_description()).short_description == "Kort"
    assert telegram.world.bot.name == "Kai"
    with pytest.raises(TelegramBadRequest, match="TOO_LONG"):
        await bot.set_my_name("x" * 65)
