"""Who was not told that they lead, or that a measure is theirs now; what rang for nobody, or for somebody gone."""

from datetime import timedelta

import pytest

from bot.office import company, departing, menu
from flows.procedures import checklist
from flows.session import FreeText
from storage import blocked, cases, jobs, people, runs
from tests.bot.office.gathered import Meeting
from tests.bot.office.meeting import Room
from tests.flows.procedures.furu import EVA, KARI, LIV, NOW, OLA, PER, gathered

LEADS, NEW, UNREACHABLE = "du leder dette nå", "det er noe nytt til deg", "en som ikke kan nås her"


class Heard:
    """What is sent to people from now on."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        self.before = {name: len(self._all(name)) for name in meeting.room.stage.users}

    def by(self, name: str) -> str:
        return "\n".join(self._all(name)[self.before[name] :])

    def _all(self, name: str) -> list[str]:
        stage = self.meeting.stage
        return [str(call.text) for call in stage.api.calls.sent(stage.users[name].id)]


async def blocks(meeting: Meeting, *names: str) -> None:
    for name in names:
        await meeting.room.user(name).block()
    await meeting.room._settled()


async def test_who_was_made_chair_was_never_told(meeting: Meeting) -> None:
    heard = Heard(meeting)
    await meeting.does("kari", "chair", str(meeting.person("ola")))
    assert meeting.run.chair == meeting.person("ola")
    assert LEADS in heard.by("ola")
    await meeting.does("kari", "chair", str(meeting.person("kari")))  # who called it takes it back, and knows
    assert meeting.run.chair == meeting.person("kari")
    assert LEADS not in heard.by("kari")


async def test_who_leads_after_the_chair_left_was_never_told(meeting: Meeting) -> None:
    await meeting.does("kari", "add", "1", "other", str(meeting.person("kari")), "2h", "1")
    heard = Heard(meeting)
    await meeting.does("kari", "leavenow")
    assert (meeting.run.chair, meeting.measures[0].responsible) == (meeting.person("ola"),) * 2
    assert LEADS in heard.by("ola")


async def test_who_got_the_measures_of_somebody_who_left_was_never_told(meeting: Meeting) -> None:
    await meeting.does("kari", "add", "0", "other", str(meeting.person("lars")), "day", "1")
    heard = Heard(meeting)
    await meeting.does("lars", "leavenow")
    assert meeting.measures[0].responsible == meeting.person("kari")
    assert NEW in heard.by("kari")
    heard = Heard(meeting)
    await meeting.does("ola", "leavenow")  # nothing fell to anybody
    assert heard.by("kari") == ""


async def test_who_got_the_measures_of_somebody_dismissed_was_never_told(meeting: Meeting) -> None:
    stage, lars = meeting.stage, meeting.person("lars")
    await meeting.does("kari", "add", "0", "other", str(lars), "day", "1")
    heard = Heard(meeting)
    assert stage.store.run(lambda db: departing.from_everything(db, stage.harbour, lars, stage.clock.now())) == []
    await meeting.room._settled()
    assert NEW in heard.by("kari")


async def test_somebody_who_had_blocked_the_bot_came_to_lead(meeting: Meeting) -> None:
    await blocks(meeting, "ola")
    await meeting.does("kari", "leavenow")
    assert meeting.run.chair == meeting.person("lars")


@pytest.mark.parametrize(
    ("away", "leads"),
    [({OLA}, PER), ({OLA, PER, EVA}, LIV), ({OLA, PER, EVA, LIV}, OLA), (set(), OLA)],
)
def test_who_leads_next_is_somebody_who_can_be_reached_if_there_is_one(away: set[int], leads: int) -> None:
    assert checklist.leave(gathered(), KARI, NOW, away).chair == leads
    assert checklist.remove(gathered(), KARI, KARI, NOW, away).chair == leads


async def test_what_was_late_rang_for_nobody_when_the_chair_could_not_be_reached(meeting: Meeting) -> None:
    stage = meeting.stage
    await stage.come_in("siri", people.COORDINATOR)
    await stage.come_in("tone", people.COORDINATOR)
    await meeting.does("kari", "keepout")
    await meeting.room.says("kari", "Tone")
    await meeting.does("kari", "add", "1", "other", str(meeting.person("kari")), "2h", "1")
    stage.api.deactivate(meeting.room.user("kari"))
    heard = Heard(meeting)
    await stage.pass_time(timedelta(hours=3))
    assert stage.person("kari").state == people.BLOCKED
    for name in ("ola", "lars", "siri"):
        assert UNREACHABLE in heard.by(name), name
    assert heard.by("tone") == heard.by("nora") == ""
    assert meeting.reference in await meeting.room.taps("ola", "Åpne")
    assert "Hva venter på hvem" in await meeting.room.taps("siri", "Åpne")


async def test_nothing_rang_for_who_is_being_dismissed_in_the_place_of_their_heir(meeting: Meeting) -> None:
    stage, kari, now = meeting.stage, meeting.person("kari"), meeting.stage.clock.now()
    await blocks(meeting, "ola", "lars")
    heard = Heard(meeting)
    assert stage.store.run(lambda db: departing.from_everything(db, stage.harbour, kari, now)) == []
    await meeting.room._settled()
    assert heard.by("kari") == ""


async def test_a_measure_for_somebody_who_cannot_be_reached_rang_for_nobody(meeting: Meeting) -> None:
    await blocks(meeting, "lars")
    heard = Heard(meeting)
    await meeting.does("ola", "add", "0", "other", str(meeting.person("lars")), "day", "1")
    assert UNREACHABLE in heard.by("kari")
    assert UNREACHABLE not in heard.by("ola")


async def test_nothing_rings_in_the_place_of_who_takes_part_no_longer_or_when_it_is_over(meeting: Meeting) -> None:
    stage, nora, lars = meeting.stage, meeting.person("nora"), meeting.person("lars")
    await blocks(meeting, "nora", "lars")
    heard = Heard(meeting)

    def rings(person: int, reference: str) -> None:
        now = stage.clock.now()
        stage.store.run(lambda db: company.ring(db, stage.harbour, person, company.WELCOME, reference, now))

    rings(nora, meeting.reference)
    rings(lars, "Ingen-1")
    await meeting.does("kari", "closenow", "protected")
    rings(lars, meeting.reference)
    await meeting.room._settled()
    assert UNREACHABLE not in heard.by("kari")


async def test_an_offer_rang_for_its_giver_after_they_were_removed(meeting: Meeting) -> None:
    await meeting.does("lars", "hand", str(meeting.person("nora")))
    assert "ta over" in await meeting.room.says("nora", "/meny")
    await meeting.does("kari", "removenow", str(meeting.person("lars")))
    heard = Heard(meeting)
    await meeting.stage.pass_time(timedelta(hours=25))
    assert "har ikke svart" not in heard.by("lars")
    assert "ta over" not in await meeting.room.says("nora", "/meny")


async def test_an_offer_rang_for_its_giver_after_the_end(meeting: Meeting) -> None:
    await meeting.does("lars", "hand", str(meeting.person("nora")))
    await meeting.does("kari", "closenow", "protected")
    heard = Heard(meeting)
    await meeting.stage.pass_time(timedelta(hours=25))
    assert "har ikke svart" not in heard.by("lars")


async def test_offers_from_and_to_somebody_dismissed_stood_for_a_day(meeting: Meeting) -> None:
    stage, nora, lars = meeting.stage, meeting.person("nora"), meeting.person("lars")
    await meeting.does("lars", "hand", str(nora))
    heard = Heard(meeting)
    stage.store.run(lambda db: departing.cancel_offers(db, stage.harbour, meeting.person("eva"), stage.clock.now()))
    assert len(stage.store.read(lambda db: jobs.of_kind(db, menu.HANDOVER))) == 1
    stage.store.run(lambda db: departing.from_everything(db, stage.harbour, nora, stage.clock.now()))
    await meeting.room._settled()
    assert stage.store.read(lambda db: jobs.of_kind(db, menu.HANDOVER)) == []
    assert "kan ikke ta over" in heard.by("lars")
    await meeting.does("lars", "hand", str(nora))
    stage.store.run(lambda db: departing.from_everything(db, stage.harbour, lars, stage.clock.now()))
    assert stage.store.read(lambda db: jobs.of_kind(db, menu.HANDOVER)) == []


async def test_a_forged_button_read_the_name_of_any_member_of_staff(meeting: Meeting) -> None:
    await meeting.stage.come_in("hemmelig", people.STAFF)
    for name in ("lars", "kari"):
        assert "Hemmelig" not in await meeting.does(name, "remove", str(meeting.person("hemmelig")))
    assert "Ta ut Lars" in await meeting.does("kari", "remove", str(meeting.person("lars")))


async def test_who_left_and_began_the_same_again_was_shown_the_run_that_they_left(meeting: Meeting) -> None:
    await meeting.does("kari", "leavenow")
    shown = await meeting.forges("kari", "begin:strategy_meeting:orange")
    assert meeting.reference not in shown
    assert "Startet som" in shown


async def test_a_second_tap_on_begin_still_begins_nothing(meeting: Meeting) -> None:
    assert meeting.reference in await meeting.forges("kari", "begin:strategy_meeting:orange")


async def test_a_coordinator_whom_the_young_person_kept_out_began_the_meeting_about_the_case(room: Room) -> None:
    stage = room.stage
    await room.says("ola", "/start")
    await room.taps("ola", "Nei")
    case = stage.store.read(lambda db: cases.listing(db, stage.local.unit()))[0].reference
    await stage.come_in("siri", people.COORDINATOR)
    now = stage.clock.now()
    stage.store.run(lambda db: blocked.block(db, stage.store.keyring, case, FreeText("tante Siri"), now))
    for name, begun in (("siri", 0), ("kari", 1)):
        await room.says(name, "/meny")
        room.user(name).tap_data(f"begin:strategy_meeting:red:{case}", room.user(name).from_bot()[-1].id)
        await room._settled()
        assert len(stage.store.read(lambda db: runs.of_case(db, case))) == begun
