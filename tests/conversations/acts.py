"""What a step of a conversation can do: the one key of the step that is an act, and what it means."""

import asyncio
import re
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from flows.model import Kind, Step
from storage import filing, readers
from tests.bot_api.user import Seen
from tests.conversations.keys import key
from tests.conversations.scene import Scene

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
Act = Callable[[Scene, Any], Coroutine[Any, Any, None]]


def span(text: str) -> timedelta:
    """«15m», «2h», «1d 3h» as time."""
    found = re.fullmatch(r"(\d+[smhd])( \d+[smhd])*", text)
    assert found, f"{text!r} is no time such as 15m or 1d 3h"
    return sum((timedelta(**{UNITS[part[-1]]: int(part[:-1])}) for part in text.split()), timedelta())


def listed(given: str | list[str]) -> list[str]:
    """One or several."""
    return [given] if isinstance(given, str) else given


async def says(scene: Scene, given: str | list[str]) -> None:
    """Writes, and waits for the answer before writing on."""
    for words in map(scene.filled, listed(given)):
        scene.said.append((scene.who, words))
        await scene.stage.users[scene.who].send(words)
        await _answered(scene)


async def pours(scene: Scene, length: int) -> None:
    """Writes so many characters at once, `{poured}`; the telephone sends them as several messages together."""
    begins, ends = "Først dette: ", " og helt til slutt dette."
    words = begins + ("noe mer, " * length)[: length - len(begins) - len(ends)] + ends
    scene.poured = words
    scene.said.append((scene.who, words))
    await scene.stage.users[scene.who].send(words)
    await _answered(scene)


async def taps(scene: Scene, given: str | list[str]) -> None:
    """Taps the newest visible button with this text."""
    for label in map(scene.filled, listed(given)):
        await scene.stage.users[scene.who].tap(label, within=0)
        await _tapped(scene)


async def stale(scene: Scene, label: str) -> None:
    """Taps a button on the screen before this one, which a slow phone may still show."""
    old = [one for one in scene.screens[scene.who][:-1] if any(button.text == label for button in one.buttons)]
    assert old, f"{scene.who} never had an older button {label!r}"
    await scene.stage.users[scene.who].tap(label, on=old[-1])
    await _tapped(scene)


async def forges(scene: Scene, data: str) -> None:
    """Sends the data of a button that was never shown to this person, on whatever message is there."""
    user = scene.stage.users[scene.who]
    shown = [one.id for one in user.from_bot()]
    user.tap_data(scene.filled(data), shown[-1] if shown else 1)
    await _tapped(scene)


async def sends(scene: Scene, given: str | list[str]) -> None:
    """Sends something that is no text, by Telegram's name of its kind."""
    for kind in listed(given):
        await scene.stage.users[scene.who].send_kind(kind)
        await _answered(scene)


async def edits(scene: Scene, words: str) -> None:
    """Changes the last message that this person wrote, whether or not it still stands."""
    user = scene.stage.users[scene.who]
    own = [post.id for post in user.chat.posts.values() if not post.by_bot]
    scene.said.append((scene.who, words))
    await user.edit(own[-1], words)
    await _answered(scene)


async def repeats(scene: Scene, times: int) -> None:
    """Telegram sends the latest update again, as after a lost confirmation."""
    updates = scene.stage.api.updates
    updates.repeat(int(str(updates.every[-1]["update_id"])), times)
    await _answered(scene)


async def answers(scene: Scene, given: str | list[str]) -> None:
    """Answers questions by their ids: «safe_now no», «concern violence,threats», «words: De tok passet»."""
    for line in listed(given):
        name, _, answer = line.partition(" ")
        session = scene.session(scene.who)
        at = None if session is None else session.state
        assert at == name.rstrip(":"), f"asked {at}, not {name}"
        assert session is not None
        step = scene.stage.harbour.flows["declaration"].steps[at]
        if name.endswith(":"):
            await says(scene, answer)
        else:
            await taps(scene, [scene.voice(scene.who).say(text) for text in _texts(step, answer)])


def _texts(step: Step, answer: str) -> list[str]:
    """What must be tapped to give this answer."""
    if answer == "skip":
        assert step.skip, f"{step.id} cannot be skipped"
        return [step.skip]
    if step.kind is Kind.TELL and not step.choices:
        assert answer == "read", f"{step.id} is only read"
        return ["Videre"]
    chosen = [step.choice(one) for one in answer.split(",")]
    texts = [one.text for one in chosen if one is not None]
    assert len(texts) == len(chosen), f"{step.id} has no answer {answer!r}"
    return [*(f"☐ {text}" for text in texts), "Ferdig"] if step.kind is Kind.CHOICES else texts


async def together(scene: Scene, given: list[dict[str, str]]) -> None:
    """Several people tap in the same moment; on PostgreSQL their works run side by side."""
    for one in given:
        user = scene.stage.users[one["who"]]
        await user.tap(scene.filled(one["taps"]), within=0)
    waiting, scene.stage.api.updates.pending = scene.stage.api.updates.pending, []
    await asyncio.gather(*(scene.stage.work(pending) for pending in waiting))
    await _answered(scene)


async def after(scene: Scene, given: str) -> None:
    """Time passes while the program runs."""
    await scene.stage.pass_time(span(given))


async def asleep(scene: Scene, given: str) -> None:
    """Time passes while the program is not running."""
    await scene.stage.sleep(span(given))


async def invite(scene: Scene, given: dict[str, str]) -> None:
    """Somebody who may makes a code; `{code}` stands for it from now on."""
    scene.code = scene.stage.invite(given["role"], given["name"])


async def register(scene: Scene, seed: int) -> None:
    """A reader's key is registered, and what was held is sealed to it."""
    stage = scene.stage
    now, unit = stage.clock.now(), stage.local.unit()
    stage.store.run(lambda db: readers.register(db, "Duty", "coordinator", unit, key(seed), now))
    stage.store.run(lambda db: filing.seal_held(db, stage.store.keyring))


async def block(scene: Scene, how: str) -> None:
    """Blocks the bot («told»), blocks it without Telegram telling («silent»), or comes back («back», «back silent»)."""
    user, api = scene.stage.users[scene.who], scene.stage.api
    match how:
        case "told":
            await user.block()
        case "silent":
            api.block(user)
        case "back":
            await user.unblock()
        case "back silent":
            user.chat.closed = None
        case _:
            raise AssertionError(f"no way to block: {how!r}")
    await _answered(scene)


async def telegram(scene: Scene, how: str) -> None:
    """Telegram has a bad day: «gone», «keeps messages» (nothing can be deleted), or is «well» again."""
    scene.trouble = how != "well"
    match how:
        case "gone":
            scene.stage.api.disconnect()
        case "keeps messages":
            said = "Bad Request: message can't be deleted for everyone"
            scene.stage.api.refuse(400, method="deleteMessage", description=said)
        case "well":
            scene.stage.api.heal()
        case _:
            raise AssertionError(f"Telegram is never {how!r}")


async def _tapped(scene: Scene) -> None:
    scene.taps[scene.who] = scene.taps.get(scene.who, 0) + 1
    await _answered(scene)
    waiting = [tap.id for tap in scene.stage.api.world.taps.values() if not tap.answers]
    assert scene.trouble or not waiting, "a tap was never answered: its button keeps turning"


async def _answered(scene: Scene) -> None:
    """What came in is worked and what waits is sent, down to the last deletion."""
    await scene.stage.collect()
    await scene.stage.deliver()
    remember(scene)


def remember(scene: Scene) -> None:
    """Note what everybody sees now, for buttons that grow old."""
    for name in scene.stage.users:
        looks: list[Seen] = scene.screens.setdefault(name, [])
        shown = scene.chat(name)
        if shown and (not looks or shown[-1] != looks[-1]):
            looks.append(shown[-1])


_PEOPLE = (says, pours, taps, stale, forges, sends, edits, repeats, answers, together, block)
_WORLD = (after, asleep, invite, register, telegram)
ACTS: dict[str, Act] = {act.__name__: act for act in (*_PEOPLE, *_WORLD)}
