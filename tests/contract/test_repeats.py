"""Promise 5: an update delivered twice acts once; an older screen's button shows the current step, changes nothing."""

from functools import partial

from tests.contract.engines import BOTH
from tests.contract.town import CONFIRM, QUIET, TAKE, Town, references, say


@BOTH
async def test_every_update_three_times_gives_one_case_one_alert_and_the_answers_that_were_given(town: Town) -> None:
    kari = await town.coordinator()
    key = await town.key("Kari Prøve")
    town.api.updates.copies = 3
    youth = town.api.user()
    await say(youth, (*QUIET, CONFIRM))
    reference = await town.receipt(youth)
    await town.paged(kari, reference, 1)  # at the pace of one message a second in her chat
    await town.settle()
    opened = await town.opened(reference, key)
    given = {line["step"]: line["coded"] for line in opened["parts"]["answers"]}
    assert given["concern"] == ["controlled"], "a box that is ticked twice is not ticked"
    assert len(town.pages(kari, reference)) == 1
    assert (await town.havn.cli("cases")).stdout.count("\n") == 1
    await kari.tap(TAKE)
    await kari.wait_for_text("Du har saken.", 5)
    assert (await town.havn.cli("audit", "verify")).returncode == 0


async def test_an_update_from_before_the_restart_is_known_again(town: Town) -> None:
    youth = town.api.user()
    await say(youth, ["/start", "Ja", "Ja"])
    await youth.wait_for_text("Hvor gammel er du?", 5)
    old = [int(str(update["update_id"])) for update in town.api.updates.every]
    await town.havn.restart(kill=True)
    for number in reversed(old):
        town.api.updates.repeat(number)
    await town.settle()
    assert youth.sees("Hvor gammel er du?")
    await say(youth, ["15 år"])
    await youth.wait_for_text("Les dette først", 5)


async def test_a_button_of_an_older_screen_shows_the_current_step(town: Town) -> None:
    youth = town.api.user()
    await say(youth, ["/start"])
    first = await youth.wait_for_text("Er du trygg")
    await youth.tap("Ja", on=first)
    second = await youth.wait_for_text("på telefonen din")
    for label in ("Nei", "Usikker", "Ja", "Vil ikke si"):
        tap = await youth.tap(label, on=first)
        await youth.wait_for(partial(getattr, tap, "answers"), 5, "the button's clock still runs")
    await town.settle()
    assert [one.text for one in youth.from_bot()] == [second.text]
    await say(youth, ["Ja", *QUIET[3:], CONFIRM])
    await town.receipt(youth)
    assert "red" not in (await town.havn.cli("cases")).stdout


async def test_a_coordinators_old_button_takes_nothing_twice(town: Town) -> None:
    kari, ola = await town.coordinators("Kari Prøve", "Ola Prøve")
    youth = town.api.user()
    await say(youth, ["/start", "Nei"])
    reference = await town.page(kari)
    page = next(one for one in kari.from_bot() if reference in one.text)
    town.later(15.5)
    await town.page(ola, reference)
    await ola.tap(TAKE)
    await kari.wait_for_text("Tatt av Ola Prøve", 5)
    kari.tap_data(f"take:{reference}", page.id)
    await town.settle()
    assert kari.sees("Tatt av Ola Prøve")
    assert not kari.sees("Du har saken")
    assert references(ola)
