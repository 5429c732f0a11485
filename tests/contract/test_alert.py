"""Promise 2: an alert is acknowledged by a person or escalates, for as long as it takes."""

import asyncio
import re

from tests.bot_api import User
from tests.contract.engines import BOTH
from tests.contract.town import RED, TAKE, Town, say

ALERT = re.compile(r"🔴 RØD · [0-9A-Z]{3}-[0-9A-Z]{3} · (nå|\d+ (min|t|d))")


async def alarm(town: Town) -> User:
    """A young person who says that they are not safe, and nothing else."""
    youth = town.api.user()
    await say(youth, RED[:2])
    return youth


def count(town: Town, people: list[User], reference: str) -> list[int]:
    return [len(town.pages(one, reference)) for one in people]


async def test_the_first_on_duty_is_called_before_the_talk_is_over(town: Town) -> None:
    kari, ola = await town.coordinators("Kari Prøve", "Ola Prøve")
    await alarm(town)
    reference = await town.page(kari, within=3.0)
    [page] = town.pages(kari, reference)
    assert ALERT.fullmatch(page.text), page.text
    assert not page.params.get("disable_notification")
    await town.settle()
    assert count(town, [kari, ola], reference) == [1, 0]


@BOTH
async def test_nobody_acknowledges_and_it_reaches_more_and_more_people_for_ever(town: Town) -> None:
    kari, ola = await town.coordinators("Kari Prøve", "Ola Prøve")
    off = await town.coordinator("Fri Prøve", duty=False)
    admin = await town.staff("admin", "Ada Prøve")
    people = [kari, ola, off, admin]
    await alarm(town)
    reference = await town.page(kari)
    town.later(minutes=5.1)
    await town.paged(kari, reference, 2)
    assert count(town, people, reference) == [2, 0, 0, 0]
    town.later(minutes=10)
    await asyncio.gather(town.paged(kari, reference, 3), town.paged(ola, reference, 1))
    assert count(town, people, reference) == [3, 1, 0, 0]
    await town.havn.restart(kill=True)
    town.later(minutes=15)
    await town.paged(off, reference, 1, 12)
    assert count(town, people, reference)[3] == 0
    town.later(minutes=15)
    for times in range(1, 4):
        await town.paged(admin, reference, times, 12)
        town.later(minutes=10)
    await asyncio.gather(*(town.paged(one, reference, 4) for one in people))


async def test_once_taken_everybody_sees_by_whom_and_it_is_silent_until_the_time_to_contact_is_over(town: Town) -> None:
    kari, ola = await town.coordinators("Kari Prøve", "Ola Prøve")
    await alarm(town)
    reference = await town.page(kari)
    town.later(minutes=15.5)
    await town.page(ola, reference)
    await ola.tap(TAKE)
    await kari.wait_for_text("Tatt av Ola Prøve", 5)
    await ola.wait_for_text("Du har saken.", 5)
    await kari.wait_for(lambda: not any(button.text == TAKE for one in kari.from_bot() for button in one.buttons))
    before = count(town, [kari, ola], reference)
    town.later(minutes=55)
    await town.settle(1.5)
    assert count(town, [kari, ola], reference) == before
    town.later(minutes=6)
    await ola.wait_for_text("Fristen for å ta kontakt gikk ut", 5)
    await ola.tap("Kontaktet")
    await ola.wait_for_text("Kontaktet", 5)
    seen = len(town.api.calls.sent(ola.id))
    town.later(minutes=600)
    await town.settle(1.5)
    assert len(town.api.calls.sent(ola.id)) == seen


async def test_nobody_on_duty_calls_all_at_once_and_warns_the_administrators(town: Town) -> None:
    one, two = await town.coordinators("Kari Prøve", "Ola Prøve", duty=False)
    admin = await town.staff("admin", "Ada Prøve")
    await alarm(town)
    reference = await town.page(one)
    await town.page(two, reference)
    await admin.wait_for_text("Ingen er på vakt", 5)


async def test_a_coordinator_who_blocked_the_bot_is_passed_over_at_once(town: Town) -> None:
    kari, ola = await town.coordinators("Kari Prøve", "Ola Prøve")
    admin = await town.staff("admin", "Ada Prøve")
    town.api.block(kari)
    await alarm(town)
    await town.page(ola, within=5)
    await admin.wait_for_text("Kari Prøve kan ikke varsles lenger", 5)


async def test_an_alert_survives_a_clock_that_is_set_back(town: Town) -> None:
    kari = await town.coordinator()
    await alarm(town)
    reference = await town.page(kari)
    town.later(minutes=-180)
    await asyncio.sleep(1)
    town.later(minutes=5.5)
    await town.paged(kari, reference, 2)


async def test_a_danger_word_calls_again_though_the_case_was_taken(town: Town) -> None:
    kari = await town.coordinator()
    youth = await alarm(town)
    reference = await town.page(kari)
    await kari.tap(TAKE)
    await kari.wait_for_text("Du har saken.", 5)
    await say(youth, RED[2:])
    await say(youth, ["Bekreft og send"])
    await town.receipt(youth)
    await say(youth, ["/start"])
    await youth.tap("Noe er galt nå", within=5)
    await town.paged(kari, reference, 2)
    await youth.wait_for_text("Ring politiet på 112", 5)
