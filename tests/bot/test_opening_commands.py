"""Keys and what they open: `havn keys` and `havn open`."""

import json
import os
import re
from pathlib import Path

from bot.installation import opened
from flows.model import Level
from storage import audit
from tests.bot.in_use import WORDS, declared
from tests.bot.typed import Desk


def test_a_case_is_opened_in_full_and_who_opened_it_is_written_down(desk: Desk, key: Path) -> None:
    reference = declared(desk)
    said = desk.good("open", reference.lower().replace("-", ""), "--key", key)
    assert said.startswith(f"Sak {reference} · RED\n")
    assert "  – Ikke trygg nå" in said
    assert "Hva er du redd for?\n    Å bli giftet bort, Vold" in said
    assert f"Fortell med egne ord.\n    {WORDS}" in said
    assert "Når reiser du?\n    2027-07-12" in said
    assert "Hvor skal du?\n    Vil ikke si" in said
    assert "== Hvem det gjelder ==\nHva heter du?\n    Prøveperson Havnviksdatter" in said
    with opened(os.environ) as havn:
        newest = havn.store.read(lambda db: audit.newest(db, 1))[0]
    assert (newest.action, newest.reference, newest.actor.startswith("key:")) == ("case.opened", reference, True)


def test_an_unfinished_case_says_so(desk: Desk, key: Path) -> None:
    assert "ikke fullført" in desk.good("open", declared(desk, final=False), "--key", key)


def test_a_case_is_opened_for_another_program(desk: Desk, key: Path) -> None:
    reference = declared(desk, level=Level.ORANGE)
    told = json.loads(desk.good("open", reference, "--key", key, "--json"))
    assert (told["reference"], told["level"], told["complete"]) == (reference, "orange", True)
    assert told["reasons"] == ["Ikke trygg nå"]
    lines = {line["step"]: line for line in told["parts"]["answers"]}
    assert lines["fear"] == {
        "step": "fear", "question": "Hva er du redd for?", "coded": ["married", "violence"],
        "texts": ["Å bli giftet bort", "Vold"], "words": None,
    }  # fmt: skip
    assert lines["words"]["words"] == WORDS


def test_a_wrong_passphrase_opens_nothing_and_is_no_opening(desk: Desk, key: Path) -> None:
    reference = declared(desk)
    desk.env.setenv("HAVN_PASSPHRASE", "en helt annen passfrase her")
    assert "passphrase is wrong" in desk.wrong("open", reference, "--key", key)
    with opened(os.environ) as havn:
        actions = [row.action for row in havn.store.read(lambda db: audit.newest(db, 100))]
    assert "case.opened" not in actions


def test_a_case_that_was_not_sealed_to_a_key_names_the_way_out(desk: Desk, key: Path) -> None:
    reference = declared(desk)
    desk.good("keys", "new", "--name", "Ola", "--out", desk.folder / "ola.key")
    said = desk.wrong("open", reference, "--key", desk.folder / "ola.key")
    assert f"Case {reference} was not sealed to the key of Ola." in said


def test_a_missing_key_file_is_told(desk: Desk, key: Path) -> None:
    assert "nowhere.key" in desk.wrong("open", declared(desk), "--key", desk.folder / "nowhere.key")


def test_what_waited_for_a_first_key_is_sealed_to_it(desk: Desk) -> None:
    reference = declared(desk)
    said = desk.good("keys", "new", "--name", "Kari", "--out", desk.folder / "kari.key")
    assert re.search(r"\d+ declarations had waited for a reader and are sealed now\.", said)
    assert WORDS in desk.good("open", reference, "--key", desk.folder / "kari.key")


def test_the_recovery_key_opens_too(desk: Desk, key: Path) -> None:
    desk.good("keys", "new", "--name", "Safen", "--recovery", "--out", desk.folder / "safe.key")
    assert WORDS in desk.good("open", declared(desk), "--key", desk.folder / "safe.key")


def test_the_keys_are_listed_with_their_fingerprints(desk: Desk) -> None:
    made = desk.good("keys", "new", "--name", "Kari", "--out", desk.folder / "kari.key")
    fingerprint = re.search(r"Fingerprint: (.+)", made)
    assert fingerprint
    assert re.fullmatch(rf"{re.escape(fingerprint[1])}  coordinator  havnvik\s+Kari\n", desk.good("keys", "list"))


def test_the_passphrase_is_asked_for_twice_when_it_is_not_set(desk: Desk) -> None:
    asked: list[str] = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return "fem andre tilfeldige ord"

    desk.env.delenv("HAVN_PASSPHRASE")
    desk.env.setattr("bot.passphrase.getpass", ask)
    desk.good("keys", "new", "--name", "Kari", "--out", desk.folder / "kari.key")
    reference = declared(desk)
    assert WORDS in desk.good("open", reference, "--key", desk.folder / "kari.key")
    assert len(asked) == 3
    assert "kari.key" in asked[2]
