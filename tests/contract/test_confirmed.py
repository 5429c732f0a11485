"""Promise 1: what a person confirmed is committed before the confirmation is shown."""

from tests.contract.engines import BOTH
from tests.contract.town import CONFIRM, QUIET, RED, Town, references, say


@BOTH
async def test_what_was_confirmed_outlives_a_kill_at_that_very_moment(town: Town) -> None:
    key = await town.key("Kari Prøve")
    youth = town.api.user()
    await say(youth, (*RED, CONFIRM))
    reference = await town.receipt(youth)
    await town.havn.kill9()
    await town.havn.start()
    opened = await town.opened(reference, key)
    assert opened["complete"]
    assert [line["step"] for line in opened["parts"]["answers"]][:3] == ["safe_now", "phone_seen", "age"]
    assert opened["parts"]["answers"][-1]["coded"] == ["self"]


async def test_the_case_is_on_disk_when_telegram_hears_of_it_and_has_not_yet_answered(town: Town) -> None:
    key = await town.key("Kari Prøve")
    youth = town.api.user()
    await say(youth, QUIET)
    await town.settle()
    town.api.slow(5, method=["sendMessage", "editMessageText"])
    await say(youth, [CONFIRM])
    await town.api.wait_for(lambda: [call for call in town.api.calls if "Vi har fått det" in call.text])
    await town.havn.kill9()
    assert not references(youth)
    town.api.heal()
    await town.havn.start()
    assert (await town.opened(await town.receipt(youth), key))["complete"]


@BOTH
async def test_a_kill_in_the_middle_of_a_talk_loses_no_answer(town: Town) -> None:
    key = await town.key("Kari Prøve")
    youth = town.api.user()
    for line in (*QUIET, CONFIRM):
        await say(youth, [line])
        if line in {"16–17 år", "Ferdig"}:
            await town.settle(0.1)
            await town.havn.restart(kill=True)
    opened = await town.opened(await town.receipt(youth, 20), key)
    given = {line["step"]: line["coded"] for line in opened["parts"]["answers"]}
    assert given["age"] == ["16_17"]
    assert given["concern"] == ["controlled"]
    assert given["when"] == ["later"]
    assert opened["level"] in {"yellow", "orange"}


async def test_a_talk_is_taken_up_again_where_it_was(town: Town) -> None:
    youth = town.api.user()
    await say(youth, QUIET[:5])
    before = await youth.wait_for_text("Hvem handler det om?")
    await town.havn.restart(kill=True)
    await say(youth, ["/start"])
    await youth.wait_for(
        lambda: [one for one in youth.from_bot() if one.id != before.id and "Hvem handler det om?" in one.text]
    )
