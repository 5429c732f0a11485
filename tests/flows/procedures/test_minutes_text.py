"""Minutes as a person reads them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.procedures.minutes import as_text, compose
from flows.procedures.minutes_text import Block, Table, blocks
from tests.flows.procedures.furu import (
    BASIS,
    CALENDAR,
    CALL,
    KARI,
    NOW,
    gathered,
    procedure,
    ticked,
)  # fmt: skip
from tests.flows.procedures.held_meeting import LAWFUL, Card, full, nb, shouted


@pytest.fixture(autouse=True)
def _cards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.cards.packaged", lambda: {"strl_196": Card("straffeloven § 196")})


def test_the_text_tells_everything_in_the_municipalitys_time() -> None:
    text = as_text(full(), nb)
    for said in (
        "Referat – Furu-27\n=================\n",
        "Unntatt offentlighet, jf. ____________________ (kommunen fyller inn hjemmelen)",
        "- P0 Et lite løp\n- Hastegrad: Rød\n- Status: Pågår\n- Kalt inn: 7.6.2027 10:00 (Koordinator)\n",
        "- Holdt: 7.6.2027 11:00\n",
        "- Koordinator (Møteleder) · grunnlag for å dele: ikke oppgitt · med fra",
        "- Skole · grunnlag for å dele: bare anonym drøfting",
        "Beslutninger\n------------\n- Gjør clear: Yes (Politi 1, 7.6.2027 10:00)\n",
        "1. Risikovurdering bestilt hos politiet: Ring skolen (haster, Ikke gjort, over\n   fristen)\n",
        "   fristen)\n   Hvem: Politi 1\n   Frist: 7.6.2027 11:00\n",
        "   Hvorfor: Hun ba om det\n   Uenighet: Skolen er uenig\n",
        "2. a kind of tomorrow (Gjort)\n",
        "   Uenighet: Nei\n",
        "   Uenighet: Ja\n",
        "- Straffesak · Politi 1 (straffeloven § 196): Sett ved skolen\n  kl. 14\n",
        "Ikke gjort\n----------\n3. Gjør basis · Politi 2 7.6.2027 10:00 · venter på",
        "over fristen",
        "Lov\n---\nstraffeloven § 196 · bvl_99\n",
        "versjon v1.",
        "Skrevet 8.6.2027 10:00",
    ):
        assert said in text, said
    assert "gikk ut 7.6.2027 11:00" in " ".join(text.split())
    assert max(len(line) for line in text.splitlines()) <= 78


def test_a_run_in_which_nothing_was_done_says_so() -> None:
    bare = procedure(replace(BASIS, each=False, due={}))
    minutes = compose(bare, gathered(bare), (), {}, (), CALENDAR, NOW, nb)
    text = as_text(minutes, nb)
    assert text.count("Ingen er ført.") == 2
    assert "venter på" in text
    assert "Lov\n" not in text
    assert "Opplysninger" not in text
    done = ticked(gathered(bare), ("basis", KARI), of=bare)
    assert "Alle steg er gjort." in as_text(compose(bare, done, (), {}, (), CALENDAR, NOW, nb), nb)


def test_the_table_of_measures_has_a_cell_for_every_head() -> None:
    tables: list[Block] = [block for block in blocks(full(), nb) if isinstance(block, Table)]
    assert len(tables) == 1
    table = tables[0]
    assert isinstance(table, Table)
    assert {len(row) for row in table.rows} == {len(table.head)} == {len(table.widths)}


def test_telephone_numbers_are_filled_in_and_markup_is_left_out() -> None:
    ring = procedure(replace(CALL, do="Ring **{number:police}** eller `{number:nobody}`"))
    minutes = compose(ring, gathered(ring), (), {}, (), CALENDAR, NOW, nb, {"police": "112"})
    assert [step.text for step in minutes.steps] == ["Ring 112 eller ________"]


def test_another_language_is_spoken_throughout() -> None:
    minutes = compose(LAWFUL, gathered(), (), {}, (), CALENDAR, NOW, shouted)
    assert minutes.title == "ET LITE LØP"
    assert {one.role for one in minutes.participants} >= {"SKOLE", "POLITI 1"}
    assert "REFERAT – Furu-27" in as_text(minutes, shouted)
