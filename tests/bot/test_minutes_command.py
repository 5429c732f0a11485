"""`havn minutes` and a participant's key: what opens, what does not, and that it is written down first."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.installation import opened
from storage import audit
from tests.bot.in_use import declared
from tests.bot.minuted import REFERENCE, WORDS, filed
from tests.bot.typed import Desk


@pytest.fixture
def per(desk: Desk) -> Path:
    """Per's key, a participant's."""
    path = desk.folder / "per.key"
    desk.good("keys", "new", "--name", "Per", "--out", path, "--participant")
    return path


def actions() -> list[str]:
    with opened(os.environ) as havn:
        return [row.action for row in havn.store.read(lambda db: audit.newest(db, 100))]


def test_a_participant_opens_minutes_and_that_is_written_down(desk: Desk, per: Path) -> None:
    filed(desk, "Per")
    said = desk.good("minutes", "sak furu 27", "--key", per)
    assert said.startswith("Referat – Furu-27\n")
    assert WORDS in " ".join(said.split())
    assert "Kalt inn: 24.11.2026 14:30 (Koordinator)" in said
    with opened(os.environ) as havn:
        newest = havn.store.read(lambda db: audit.newest(db, 1))[0]
    assert (newest.action, newest.reference, newest.actor.startswith("key:")) == ("minutes.opened", REFERENCE, True)


def test_that_they_were_opened_is_on_disk_before_a_word_is_shown(desk: Desk, per: Path) -> None:
    filed(desk, "Per")
    before: list[str] = []

    def look(minutes: object, say: Callable[[str], str]) -> str:
        before.extend(actions())
        return ""

    desk.env.setattr("flows.procedures.minutes.as_text", look)
    assert desk.good("minutes", REFERENCE, "--key", per) == ""
    assert before[0] == "minutes.opened"


def test_minutes_are_written_as_pdf_and_text_for_their_owner_alone(desk: Desk, per: Path) -> None:
    filed(desk, "Per")
    for ending in ("pdf", "txt"):
        out = desk.folder / f"referat.{ending}"
        assert desk.good("minutes", REFERENCE, "--key", per, "--out", out) == f"{out}\n"
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
        assert "is there already" in desk.wrong("minutes", REFERENCE, "--key", per, "--out", out)
    assert WORDS in " ".join((desk.folder / "referat.txt").read_text(encoding="utf-8").split())
    assert "Referat – Furu-27" in PdfReader(desk.folder / "referat.pdf").pages[0].extract_text()


def test_minutes_are_given_to_another_program(desk: Desk, per: Path) -> None:
    filed(desk, "Per")
    told = json.loads(desk.good("minutes", REFERENCE, "--key", per, "--json"))
    assert (told["reference"], told["level"], told["measures"][0]["what"]) == (REFERENCE, "red", WORDS)


def test_the_list_says_when_and_who_can_open_and_nothing_else(desk: Desk, key: Path, per: Path) -> None:
    assert desk.good("minutes") == "No minutes.\n"
    filed(desk, "Per", "Kari")
    filed(desk, "Per")
    assert [line.split(maxsplit=4) for line in desk.good("minutes").splitlines()] == [
        [REFERENCE, "1", "2026-11-24", "14:30", "Kari, Per"],
        [REFERENCE, "2", "2026-11-24", "14:30", "Per"],
    ]


def test_earlier_minutes_are_opened_by_their_number(desk: Desk, per: Path) -> None:
    filed(desk, "Per", words="De første")
    filed(desk, "Per", words="De andre")
    assert "De andre" in desk.good("minutes", REFERENCE, "--key", per)
    assert "De første" in desk.good("minutes", REFERENCE, "--key", per, "--number", "1")
    assert "Minutes number 7 of Furu-27 were not sealed" in desk.wrong(
        "minutes", REFERENCE, "--key", per, "--number", "7"
    )


def test_a_wrong_passphrase_opens_nothing_and_is_no_opening(desk: Desk, per: Path) -> None:
    filed(desk, "Per")
    desk.env.setenv("HAVN_PASSPHRASE", "en helt annen passfrase her")
    assert "passphrase is wrong" in desk.wrong("minutes", REFERENCE, "--key", per)
    assert "minutes.opened" not in actions()


def test_who_did_not_take_part_is_told_so(desk: Desk, key: Path, per: Path) -> None:
    filed(desk, "Per")
    said = desk.wrong("minutes", REFERENCE, "--key", key)
    assert said == "The minutes of Furu-27 were not sealed to the key of Kari. havn minutes lists who opens them."
    assert "minutes.opened" not in actions()


@pytest.mark.parametrize("reference", ["Gran-4", "nobody", "", "Furu-270000", "../x"])
def test_a_meeting_that_is_not_there_is_told(desk: Desk, per: Path, reference: str) -> None:
    filed(desk, "Per")
    assert "There is no meeting" in desk.wrong("minutes", reference, "--key", per)


def test_a_meeting_without_minutes_says_so(desk: Desk, per: Path) -> None:
    filed(desk, "Per")
    with sqlite3.connect(desk.data / "havn.db") as db:
        db.execute("DELETE FROM run_minutes_keys")
        db.execute("DELETE FROM run_minutes")
    db.close()
    assert desk.wrong("minutes", REFERENCE, "--key", per) == "Furu-27 has no minutes yet."


def test_a_wrong_call_is_told_before_anything_is_opened(desk: Desk, per: Path) -> None:
    filed(desk, "Per")
    assert "--key FILE" in desk.wrong("minutes", REFERENCE)
    assert ".pdf or .txt" in desk.wrong("minutes", REFERENCE, "--key", per, "--out", desk.folder / "r.docx")
    assert "--json" in desk.wrong("minutes", REFERENCE, "--key", per, "--json", "--out", desk.folder / "r.pdf")
    assert "nowhere.key" in desk.wrong("minutes", REFERENCE, "--key", desk.folder / "nowhere.key")
    assert "minutes.opened" not in actions()


def test_minutes_that_were_altered_or_are_from_tomorrow_are_not_shown(desk: Desk, per: Path) -> None:
    filed(desk, "Per")
    desk.env.setattr("flows.procedures.minutes_json.FORM", 2)
    said = desk.wrong("minutes", REFERENCE, "--key", per)
    assert said == "The minutes of Furu-27 were opened, but these are no minutes that this version can read."
    with sqlite3.connect(desk.data / "havn.db") as db:
        db.execute("UPDATE run_minutes SET content = CAST(content || x'00' AS BLOB)")
    db.close()
    assert WORDS not in desk.wrong("minutes", REFERENCE, "--key", per)


def test_a_participants_key_never_opens_a_case_and_the_list_says_what_it_is(desk: Desk, key: Path, per: Path) -> None:
    reference = declared(desk)
    assert "was not sealed to the key of Per" in desk.wrong("open", reference, "--key", per)
    kinds = {line.split()[-1]: line.split()[8] for line in desk.good("keys", "list").splitlines()}
    assert kinds == {"Kari": "coordinator", "Per": "participant"}


def test_a_participants_key_alone_leaves_declarations_held(desk: Desk, per: Path) -> None:
    reference = declared(desk)
    said = desk.good("keys", "new", "--name", "Liv", "--out", desk.folder / "liv.key", "--participant")
    assert "sealed now" not in said
    assert "was not sealed to the key of Per" in desk.wrong("open", reference, "--key", per)


def test_a_key_is_of_one_kind(desk: Desk) -> None:
    out = desk.folder / "both.key"
    desk.wrong("keys", "new", "--name", "Per", "--out", out, "--participant", "--recovery")
    assert not out.exists()
