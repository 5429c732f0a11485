"""Promise 3: no word that a young person wrote stands in clear anywhere but in what a key opens."""

import pytest

from tests.chaos.search import found_in, places
from tests.contract.engines import BOTH
from tests.contract.town import CONFIRM, RED, Town, say

CANARY = "kanarifugl tsjirp-7Q æøå 5Z"
WITH_NUMBER = (*RED[:-1], "Ring eller send SMS", CANARY)


@BOTH
async def test_what_was_written_is_in_no_file_no_figure_no_log_and_no_alert(
    town: Town, request: pytest.FixtureRequest
) -> None:
    kari = await town.coordinator()
    key = await town.key("Kari Prøve")
    youth = town.api.user()
    await say(youth, (*WITH_NUMBER, CONFIRM))
    reference = await town.receipt(youth)
    left = town.api.user()
    await say(left, WITH_NUMBER)
    await say(left, [CANARY, "STOPP"])
    await left.send_photo(CANARY)
    await left.send_kind("contact", contact={"first_name": CANARY, "phone_number": "0"})
    left.tap_data(CANARY[:20], 1)
    await say(town.api.user(), [f"/start {CANARY}", CANARY])
    backup = town.havn.data / "backup"
    done = await town.havn.cli("backup", str(backup))
    assert done.returncode == 0, done.stderr
    await town.settle()
    assert CANARY in str(await town.opened(reference, key))
    shown = [await town.havn.page("/metrics"), *(one.text for one in kari.ever()), done.stdout]
    shown += [(await town.havn.cli(*words)).stdout for words in (("cases",), ("roster",), ("audit", "verify"))]
    roots = [town.havn.data]
    if "HAVN_DATABASE_URL" in town.havn.environment:
        postgres = request.getfixturevalue("postgres")
        postgres._admin.execute("CHECKPOINT")
        roots.append(postgres.folder)
    assert found_in(places(*roots), [CANARY]) == []
    assert not [text for text in shown if "kanarifugl" in text.casefold()]


async def test_after_a_quick_exit_the_chat_shows_one_innocent_line_and_the_talk_is_gone(town: Town) -> None:
    youth = town.api.user()
    await say(youth, WITH_NUMBER)
    await town.settle()
    await say(youth, ["stopp"])
    await youth.wait_for(lambda: len(youth.visible()) == 1 and not youth.visible()[0].buttons, 5)
    [line] = youth.visible()
    assert "Havn" not in line.text
    assert CANARY not in line.text
    await say(youth, ["/start"])
    face = await youth.wait_for_text("", 5)
    await youth.wait_for(lambda: youth.from_bot()[-1].buttons, 5)
    assert not youth.sees("trygg"), face
