"""Promise 6: whoever is not invited is a young person; nothing shows them more than their own conversation."""

from importlib import resources

from tests.bot_api import User
from tests.chaos.rights import CALLBACKS, COMMANDS, state_of
from tests.contract.town import QUIET, RED, Town, say

TWO_UNITS = '\n[[unit]]\nid = "sjo"\nname = "Koordinator ved sjøen"\n'


def shown(stranger: User) -> str:
    return "\n".join(f"{one.text} {[button.text for button in one.buttons]}" for one in stranger.ever() if one.by_bot)


async def test_commands_buttons_and_references_of_coordinators_give_a_stranger_nothing(town: Town) -> None:
    kari = await town.coordinator()
    await say(town.api.user(), RED[:2])
    reference = await town.page(kari)
    await town.settle()
    before = state_of(town.havn.data / "havn.db")
    stranger = town.api.user()
    await say(stranger, COMMANDS)
    page = next(one for one in kari.from_bot() if reference in one.text)
    for data in (*(button.data or "" for button in page.buttons), *(one.format(ref=reference) for one in CALLBACKS)):
        stranger.tap_data(data, page.id)
    await town.settle()
    assert state_of(town.havn.data / "havn.db") == before
    assert reference not in shown(stranger)
    assert "Kari" not in shown(stranger)
    assert stranger.sees("Er du trygg akkurat nå?")


async def test_a_code_is_good_once_and_for_a_day(town: Town) -> None:
    used, late = await town.invite("coordinator", "Kari Prøve"), await town.invite("admin", "Ada Prøve")
    first = town.api.user()
    await say(first, [f"/start {used}"])
    await first.wait_for_text("Hei, Kari Prøve")
    second, third = town.api.user(), town.api.user()
    await say(second, [f"/start {used}", used, used.lower().replace("-", " ")])
    town.later(24 * 60 + 1)
    await say(third, [f"/start {late}"])
    await second.wait_for_text("Er du trygg", 5)
    await third.wait_for_text("Er du trygg", 5)
    assert "Hei, " not in shown(second) + shown(third)


async def test_staff_are_no_coordinators(town: Town) -> None:
    kari = await town.coordinator()
    await say(town.api.user(), RED[:2])
    reference = await town.page(kari)
    teacher = await town.staff("staff", "Lærer Prøve")
    await town.settle()
    before = state_of(town.havn.data / "havn.db")
    await say(teacher, COMMANDS)
    for data in CALLBACKS:
        teacher.tap_data(data.format(ref=reference), 1)
    await town.settle()
    assert state_of(town.havn.data / "havn.db") == before
    assert reference not in shown(teacher)


async def test_a_coordinator_of_another_unit_is_a_stranger_to_a_case(town: Town) -> None:
    config = town.havn.data.parent / "municipality.toml"
    packaged = resources.files("bot").joinpath("municipality.toml").read_text("utf-8")
    config.write_text(packaged.replace("\n[[place]]", f"{TWO_UNITS}\n[[place]]", 1), "utf-8")
    await town.havn.terminate()
    town.havn.environment["HAVN_CONFIG"] = str(config)
    await town.havn.start()
    kari = await town.coordinator()
    other = await town.coordinator("Sjøfrid Prøve", "--unit", "sjo")
    await say(town.api.user(), RED[:2])
    reference = await town.page(kari)
    await town.settle()
    before = state_of(town.havn.data / "havn.db")
    for data in CALLBACKS:
        if data not in {"on", "off"}:
            other.tap_data(data.format(ref=reference), 1)
    await say(other, ["/saker"])
    await town.settle()
    assert state_of(town.havn.data / "havn.db") == before
    assert reference not in shown(other)


async def test_two_young_people_see_nothing_of_each_other(town: Town) -> None:
    one, other = town.api.user(), town.api.user()
    await say(one, QUIET[:6])
    await say(other, ["/start"])
    await other.wait_for_text("Er du trygg", 5)
    mine = await one.wait_for_text("Hva er du redd for?", 5)
    for button in mine.buttons:
        other.tap_data(button.data or "", mine.id)
    await town.settle()
    assert not other.sees("Hva er du redd for?")
    await say(one, ["Ferdig"])
    await town.settle()
    assert one.sees("Hva er du redd for?"), "the other's taps ticked nothing here"
