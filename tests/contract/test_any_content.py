"""Promise 7: any content at any step gets a kind answer and loses nothing."""

import asyncio

from tests.bot_api.kinds import all_message_kinds
from tests.contract.town import CONFIRM, QUIET, Town, say

KINDS = [name for name, _ in all_message_kinds({"id": 1, "type": "private"}) if name != "text"]


async def test_every_kind_of_message_is_answered_and_the_step_stays(town: Town) -> None:
    people = {kind: town.api.user() for kind in KINDS}
    for person in people.values():
        for data in ("home", "c:1:yes", "c:2:yes"):
            person.tap_data(data, 1)
    await town.settle(0.5)
    asked = len(town.api.calls)
    for kind, person in people.items():
        await person.send_kind(kind)
    await town.settle(0.5)
    later = town.api.calls[asked:]
    silent = [kind for kind, person in people.items() if not any(call.chat == person.id for call in later)]
    lost = [kind for kind, person in people.items() if not person.sees("Hvor gammel er du?")]
    assert len(KINDS) > 70
    assert (silent, lost) == ([], [])


async def test_ten_thousand_characters_lose_nothing(town: Town) -> None:
    key = await town.key("Kari Prøve")
    youth = town.api.user()
    words = "".join(chr(0x1F600 + number % 40) + f"æ<b>&{number}" for number in range(500))[:4000]
    await say(youth, (*QUIET[:-1], "Ring eller send SMS", words))
    await youth.wait_for_text("Erklæringen din", 5)
    await asyncio.sleep(3.5)  # What comes sooner behind so long a text goes on with it: bot/going_on.py
    for _ in range(3):
        await youth.send("x" * 10_000)
    await say(youth, [CONFIRM])
    opened = await town.opened(await town.receipt(youth), key)
    assert [line["words"] for line in opened["parts"]["identity"]] == [words]


async def test_an_edited_message_changes_nothing_and_goes(town: Town) -> None:
    youth = town.api.user()
    number = await youth.send("/start")
    await youth.wait_for_text("Er du trygg")
    await youth.edit(number, "Nei")
    await town.settle()
    assert youth.sees("Er du trygg")
    assert [one for one in youth.visible() if not one.by_bot] == []


async def test_groups_and_channels_are_politely_left(town: Town) -> None:
    group, channel, by = town.api.group(), town.api.group("channel"), town.api.user()
    await group.add_bot(by)
    await group.send(by, "hei /start")
    await channel.post("hei")
    await town.api.wait_for(lambda: all(town.api.calls.of("leaveChat", one.id) for one in (group, channel)), 5)
    assert any("privat samtale" in one.text for one in group.from_bot())


async def test_somebody_who_blocked_the_bot_and_comes_back_goes_on(town: Town) -> None:
    youth = town.api.user()
    await say(youth, QUIET[:3])
    await youth.wait_for_text("Hvor gammel er du?", 5)
    await youth.block()
    await town.settle()
    await youth.unblock()
    await say(youth, ["/start"])
    await youth.wait_for_text("Hvor gammel er du?", 5)
