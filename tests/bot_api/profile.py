"""The methods about the bot itself, about chats as such, and the answers to taps."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.bot_api.kinds import minimal
from tests.bot_api.world import Json, World, bad

Params = Mapping[str, Any]


def get_me(world: World, _: Params) -> object:
    """`getMe`."""
    return world.bot


def _setter(what: str, param: str) -> Callable[[World, Params], object]:
    def put(world: World, params: Params) -> object:
        world.profile.setdefault(what, {})[_audience(params)] = params.get(param, [] if what == "commands" else "")
        return True

    return put


def _getter(what: str, param: str | None) -> Callable[[World, Params], object]:
    def get(world: World, params: Params) -> object:
        known = world.profile.get(what, {})
        value = known.get(_audience(params), known.get(_audience({}), [] if what == "commands" else ""))
        return {param: value} if param else value

    return get


def _audience(params: Params) -> str:
    """The language, and for commands the scope too, that a part of the profile is set for."""
    scope = params.get("scope") or {"type": "default"}
    return " ".join(str(scope[key]) for key in sorted(scope)) + f"/{params.get('language_code', '')}"


def delete_commands(world: World, params: Params) -> object:
    """`deleteMyCommands`: higher level commands are shown again."""
    world.profile.get("commands", {}).pop(_audience(params), None)
    return True


def answer_tap(world: World, params: Params) -> object:
    """`answerCallbackQuery`: in time, or the refusal that a bot gets that was too slow or invents an identifier."""
    tap = world.taps.get(params["callback_query_id"])
    if tap is None or world.now() - tap.at > world.query_seconds:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    tap.answers.append({key: value for key, value in params.items() if key != "callback_query_id"})
    return True


def chat_action(world: World, params: Params) -> object:
    """`sendChatAction`."""
    world.open_chat(params["chat_id"]).actions.append(params["action"])
    return True


def get_chat(world: World, params: Params) -> object:
    """`getChat`."""
    return minimal("ChatFullInfo") | world.open_chat(params["chat_id"]).about


def get_member(world: World, params: Params) -> object:
    """`getChatMember`: everyone is a member of a chat that they have written in, the bot included."""
    chat = world.open_chat(params["chat_id"])
    people: list[Json] = [world.bot_as_sender, *(post.message["from"] for post in chat.posts.values()
                                                if isinstance(post.message.get("from"), dict))]  # type: ignore[list-item]  # fmt: skip
    for user in people:
        if user["id"] == params["user_id"]:
            return {"status": "member", "user": user}
    raise bad("PARTICIPANT_ID_INVALID")


def leave_chat(world: World, params: Params) -> object:
    """`leaveChat`: not a private one; afterwards the bot may not write there."""
    chat = world.open_chat(params["chat_id"])
    if chat.about["type"] == "private":
        raise bad("chat member status can't be changed in private chats")
    chat.closed = f"bot is not a member of the {chat.about['type']} chat"
    return True


def menu_button(world: World, params: Params) -> object:
    """`getChatMenuButton`."""
    return world.profile.get("menu", {}).get(str(params.get("chat_id", "")), {"type": "default"})


def set_menu_button(world: World, params: Params) -> object:
    """`setChatMenuButton`."""
    button = params.get("menu_button", {"type": "default"})
    world.profile.setdefault("menu", {})[str(params.get("chat_id", ""))] = button
    return True


def pin(world: World, params: Params) -> object:
    """`pinChatMessage` and its opposites: the message has to be there."""
    chat = world.open_chat(params["chat_id"])
    if "message_id" in params:
        world.existing(chat, params["message_id"], "pin")
    return True


def react(world: World, params: Params) -> object:
    """`setMessageReaction`."""
    world.existing(world.open_chat(params["chat_id"]), params["message_id"], "react")
    return True


PROFILE_METHODS: Mapping[str, Callable[[World, Params], object]] = {
    "getMe": get_me,
    "setMyCommands": _setter("commands", "commands"),
    "getMyCommands": _getter("commands", None),
    "deleteMyCommands": delete_commands,
    "setMyName": _setter("name", "name"),
    "getMyName": _getter("name", "name"),
    "setMyDescription": _setter("description", "description"),
    "getMyDescription": _getter("description", "description"),
    "setMyShortDescription": _setter("short_description", "short_description"),
    "getMyShortDescription": _getter("short_description", "short_description"),
    "setChatMenuButton": set_menu_button,
    "getChatMenuButton": menu_button,
    "answerCallbackQuery": answer_tap,
    "sendChatAction": chat_action,
    "getChat": get_chat,
    "getChatMember": get_member,
    "leaveChat": leave_chat,
    "pinChatMessage": pin,
    "unpinChatMessage": pin,
    "unpinAllChatMessages": pin,
    "setMessageReaction": react,
}
