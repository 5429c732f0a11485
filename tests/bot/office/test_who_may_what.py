"""Every verb of the office against every kind of person, with buttons that do not stand in their chats.

Nothing of a run is seen or changed by who takes no part in it, and nobody but the chair does what is the chair's.
"""

from collections.abc import Mapping

import pytest

from bot.office.office import ACTS, READ
from storage import people, readers
from tests.bot.office.gathered import Meeting
from tests.bot.office.trying import tries
from tests.conversations.keys import key

CHAIR, MEMBER, LISTENER = "kari", "ola", "eva"
INSIDE = (CHAIR, MEMBER, LISTENER)
OUTSIDE = ("nora", "lars", "per", "other", "admin", "ung")
"""Nora was removed, Lars went out himself, Per is staff who never took part, Other coordinates another unit."""
ALL, KNOWN, LEADS = frozenset(INSIDE), frozenset({CHAIR, MEMBER}), frozenset({CHAIR})
NOBODY: frozenset[str] = frozenset()
CANARY, INVITED = "hemmeligord", "Ukjent Navnesen"
SECRETS = (CANARY, INVITED, "Ola Politi", "Eva Helse", "Gjør ferdig", "Gran-", "Forvaltningsloven § 13 b")

LOOKS: Mapping[str, tuple[str, ...]] = {
    "run": (), "phase": ("before",), "task": ("urgent",), "more": (), "log": ("0",), "document": ("invitation",),
    "people": (), "member": ("{ola}",), "measures": (), "measure": ("1",), "info": (), "consents": (), "minutes": (),
    "piece": ("1",), "measurewords": ("1",),
    "undo": ("urgent", "police"), "stop": ("none",), "urgency": (), "finish": (), "result": ("protected",), "time": (),
    "invite": (), "remove": ("{ola}",), "leave": (), "hand": (), "basis": (), "kinds": ("0", "0"),
    "who": ("0", "other"),
    "when": ("0", "other", "{kari}"), "measureto": ("1",), "words": ("1", "what"), "tell": (), "share": ("1",),
    "consent": (), "revoke": ("1",), "keepout": (), "takeover": ("{kari}",),
}  # fmt: skip
"""What only shows or asks, with what it is about behind the run's name."""
CHANGES: Mapping[str, tuple[tuple[str, ...], frozenset[str]]] = {
    "tick": (("prepare",), KNOWN), "why": (("urgent", "police", "mistaken"), KNOWN), "stopnow": (("none",), NOBODY),
    "pause": ((), KNOWN), "resume": ((), NOBODY), "setlevel": (("red",), KNOWN), "closenow": (("protected",), NOBODY),
    "settime": (("{soon}",), LEADS), "admit": (("{knocks}",), LEADS), "withdraw": (("{invited}",), LEADS),
    "chair": (("{ola}",), LEADS), "secretary": (("{ola}",), LEADS), "removenow": (("{eva}",), LEADS),
    "leavenow": ((), ALL), "add": (("0", "other", "{kari}", "day", "2"), KNOWN), "measuredone": (("1",), KNOWN),
    "measuredrop": (("1",), KNOWN), "unshare": (("1", "prevention"), frozenset({MEMBER})), "revokenow": (("1",), KNOWN),
    "makeminutes": (("1",), LEADS),
}  # fmt: skip
"""What is done at once, and who of those who take part can do it now. (Ola has the measure and the piece.)"""
OTHERWISE: Mapping[str, tuple[tuple[str, ...], frozenset[str]]] = {
    "hand": (("{per}",), NOBODY), "basis": (("fvl_13a",), ALL), "consent": (("school", "spoken", "2"), KNOWN),
    "share": (("1", "child_welfare", "fvl_13b"), frozenset({MEMBER})), "measureto": (("1", "{kari}"), KNOWN),
    "setlevel": (("yellow",), LEADS),
}  # fmt: skip
"""The same verb further on: what was asked is answered."""
WITHOUT_A_RUN = frozenset({
    "menu", "about", "tasks", "waiting", "runs", "begin", "cards", "findcard", "cardlist", "card", "services",
    "service",
})  # fmt: skip


def test_every_verb_of_the_office_has_an_expectation() -> None:
    assert LOOKS.keys() | CHANGES.keys() | WITHOUT_A_RUN == READ.keys() | ACTS.keys()
    assert not LOOKS.keys() & CHANGES.keys()


@pytest.fixture
async def full(meeting: Meeting) -> Meeting:
    """A meeting with something of everything in it, and people around it who have nothing to do with it."""
    for name, role in (("per", people.STAFF), ("other", people.COORDINATOR), ("admin", people.ADMIN)):
        await meeting.stage.come_in(name, role)
    await meeting.stage.come_in("knocks", people.YOUTH)
    await meeting.stage.come_in("ung", people.YOUTH)
    await meeting.room.says("ung", "/start")
    other, stage = meeting.person("other"), meeting.stage
    stage.store.run(lambda db: people.become(db, other, people.COORDINATOR, "Andre", "elsewhere", None))
    stage.store.run(lambda db: readers.register(db, "Kari", "participant", "havnvik", key(5), stage.clock.now()))
    await meeting.brings_in("eva", "health", "Eva Helse")
    await meeting.brings_in("nora", "nav", "Nora")
    await meeting.does("eva", "basis", "anonymous")
    await meeting.does("kari", "removenow", str(meeting.person("nora")))
    await meeting.does("lars", "leavenow")
    await meeting.does("ola", "tick", "urgent")
    await meeting.does("ola", "tell")
    await meeting.room.says("ola", f"Bilen er grå. {CANARY}")
    await meeting.does("ola", "consent", "school", "spoken", "1")
    await meeting.does("ola", "share", "1", "prevention", "fvl_13b")
    await meeting.does("kari", "add", "1", "other", str(meeting.person("ola")), "day", "1")
    await meeting.does("kari", "words", "1", "what")
    await meeting.room.says("kari", CANARY)
    await meeting.invites("shelter", INVITED)
    code = await meeting.invites("nav", "Per Nav")
    await meeting.room.says("knocks", code)
    await meeting.room.taps("knocks", "Nei")
    return meeting


def _data(full: Meeting, verb: str, given: tuple[str, ...]) -> str:
    from storage import meeting_invitations  # noqa: PLC0415 - only where the numbers are needed

    stage = full.stage
    doors = stage.store.read(
        lambda db: meeting_invitations.open_of(db, stage.store.keyring, full.reference, stage.clock.now())
    )
    known = {f"{{{name}}}": str(full.person(name)) for name in (*INSIDE, "per")}
    known["{knocks}"] = next(str(one.id) for one in doors if one.redeemed_by is not None)
    known["{invited}"] = next(str(one.id) for one in doors if one.redeemed_by is None)
    known["{soon}"] = str(int(stage.clock.now().timestamp()) + 3600)
    return ":".join([verb, full.reference, *(known.get(one, one) for one in given)])


async def test_who_takes_no_part_sees_and_changes_nothing(full: Meeting) -> None:
    tried = [(verb, given) for verb, given in LOOKS.items()]
    tried += [(verb, given) for table in (CHANGES, OTHERWISE) for verb, (given, _) in table.items()]
    for name in OUTSIDE:
        for verb, given in tried:
            came = tries(full, name, _data(full, verb, given))
            assert came.changed == frozenset(), (name, verb)
            seen = [one for one in (*SECRETS, full.reference) if one in came.said]
            assert seen == [], (name, verb, came.said)
        for verb in sorted(WITHOUT_A_RUN):
            came = tries(full, name, verb)
            assert came.changed == frozenset(), (name, verb)
            if (name, verb) != ("admin", "waiting"):  # who answers for the unit sees what waits for whom in it
                assert [one for one in (*SECRETS, full.reference) if one in came.said] == [], (name, verb)


async def test_who_takes_part_sees_the_run_and_changes_nothing_by_looking(full: Meeting) -> None:
    for name in INSIDE:
        for verb, given in LOOKS.items():
            came = tries(full, name, _data(full, verb, given))
            assert came.changed == frozenset(), (name, verb)
            assert came.said, (name, verb)


async def test_each_act_is_done_by_those_alone_who_may(full: Meeting) -> None:
    wrong = []
    for table in (CHANGES, OTHERWISE):
        for verb, (given, may) in table.items():
            did = {name for name in INSIDE if tries(full, name, _data(full, verb, given)).changed}
            wrong += [(verb, given, did ^ may)] if did != may else []
    assert wrong == []
