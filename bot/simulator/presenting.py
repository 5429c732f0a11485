"""The methods about the bot itself: who it is, how it presents itself, its commands, the groups it leaves."""

import json
import re
from typing import Final

from bot.simulator.calls import Call, Fields
from bot.simulator.refusals import bad_request
from bot.simulator.sending import Method
from bot.simulator.world import Happening, World

_COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
_DESCRIPTION_LIMIT: Final = 256
_COMMANDS_LIMIT: Final = 100
_LIMITS: Final = {"name": 64, "description": 512, "short_description": 120}


async def get_me(world: World, call: Call) -> object:
    """`getMe`: the bot's own account; `call` has nothing to say."""
    del call
    abilities = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries", "has_main_web_app")
    return world.bot.as_json() | dict.fromkeys(abilities, False)


async def set_my_commands(world: World, call: Call) -> object:
    """`setMyCommands`: the list behind the menu, for a scope and a language."""
    given = call.json("commands", "can't parse commands JSON object")
    if not isinstance(given, list):
        raise bad_request("expected an Array of BotCommand")
    if len(given) > _COMMANDS_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in given:
        if not isinstance(command, dict):
            raise bad_request("can't parse BotCommand: expected an Object")
        if not _COMMAND.fullmatch(str(command.get("command", ""))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= _DESCRIPTION_LIMIT:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.profile.commands[_scope(call)] = given
    world.tell(Happening("profile"))
    return True


async def delete_my_commands(world: World, call: Call) -> object:
    """`deleteMyCommands`: no list any more for this scope and language."""
    world.profile.commands.pop(_scope(call), None)
    world.tell(Happening("profile"))
    return True


async def get_my_commands(world: World, call: Call) -> object:
    """`getMyCommands`: the list for exactly this scope and language."""
    return world.profile.commands.get(_scope(call), [])


async def set_my_name(world: World, call: Call) -> object:
    """`setMyName`: the name above the chat; without a language it is the account's own."""
    name = _limited(call, "name")
    world.profile.names[call.text("language_code")] = name
    if name and not call.text("language_code"):
        world.bot.name = name
    world.tell(Happening("profile"))
    return True


async def get_my_name(world: World, call: Call) -> object:
    """`getMyName`: the name in a language, or else the account's own."""
    return {"name": world.profile.names.get(call.text("language_code")) or world.bot.name}


async def set_my_description(world: World, call: Call) -> object:
    """`setMyDescription`: what an empty chat shows."""
    world.profile.descriptions[call.text("language_code")] = _limited(call, "description")
    world.tell(Happening("profile"))
    return True


async def get_my_description(world: World, call: Call) -> object:
    """`getMyDescription`: the same, in a language or else without."""
    texts = world.profile.descriptions
    return {"description": texts.get(call.text("language_code")) or texts.get("", "")}


async def set_my_short_description(world: World, call: Call) -> object:
    """`setMyShortDescription`: what the bot's profile page shows."""
    world.profile.short_descriptions[call.text("language_code")] = _limited(call, "short_description")
    world.tell(Happening("profile"))
    return True


async def get_my_short_description(world: World, call: Call) -> object:
    """`getMyShortDescription`: the same, in a language or else without."""
    texts = world.profile.short_descriptions
    return {"short_description": texts.get(call.text("language_code")) or texts.get("", "")}


async def leave_chat(world: World, call: Call) -> object:
    """`leaveChat`: out of a group or a channel; a private chat cannot be left."""
    chat = world.chat_of(call)
    if chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    chat.left = True
    world.tell(Happening("chat", chat))
    return True


def _limited(call: Call, name: str) -> str:
    text = call.text(name)
    if len(text) > _LIMITS[name]:
        raise bad_request(f"BOT_{name.upper()}_TOO_LONG" if name == "name" else "BOT_DESCRIPTION_TOO_LONG")
    return text


def _scope(call: Call) -> tuple[str, str]:
    """Scope and language as a key; no scope is the scope of everyone."""
    scope: object = call.json("scope", "can't parse BotCommandScope JSON object") or {"type": "default"}
    if not isinstance(scope, dict) or "type" not in scope:
        raise bad_request("BotCommandScope must be an Object")
    written: Fields = scope
    return json.dumps(written, sort_keys=True), call.text("language_code")


METHODS: Final[dict[str, Method]] = {
    "getme": get_me,
    "setmycommands": set_my_commands,
    "deletemycommands": delete_my_commands,
    "getmycommands": get_my_commands,
    "setmyname": set_my_name,
    "getmyname": get_my_name,
    "setmydescription": set_my_description,
    "getmydescription": get_my_description,
    "setmyshortdescription": set_my_short_description,
    "getmyshortdescription": get_my_short_description,
    "leavechat": leave_chat,
}
