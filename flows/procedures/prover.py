"""Proves a procedure before it is served. What it finds is a fault; what it does not find can still be badly said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from flows.cards import Card
from flows.fault import Fault
from flows.procedures.model import Procedure
from flows.procedures.proofs import deadlines, fitting, named, ways, whole, wording
from flows.procedures.proofs.places import Places
from flows.procedures.proofs.reach import Reach
from flows.procedures.texts import texts
from flows.proofs.wording import Catalogue


def prove(
    procedure: Procedure,
    catalogues: Mapping[str, Catalogue],
    today: date,
    numbers: Collection[str],
    cards: Mapping[str, Card],
) -> list[Fault]:
    """Every fault of a procedure that was read, in the order of its file; empty when it can be served.

    `catalogues` are those of the languages that are offered here (Bokmål needs none), `numbers` the keys of the
    telephone numbers that staff can trust today, `cards` all cards by id. Conditions are decided over everything that
    can be ticked; where that is more than can be played through, all counts as possible, so that no fault is invented.
    """
    places = Places(procedure)
    reach = Reach(procedure)
    said = list(texts(procedure))
    translated = wording.translations(procedure, said, catalogues)
    found = {
        *whole.faults(procedure, today, places),
        *ways.faults(procedure, reach, places),
        *deadlines.faults(procedure, reach, places),
        *named.cards(procedure, cards, today, places),
        *named.filled(procedure, said, numbers, places),
        *wording.faults(said, translated, places),
        *wording.plain(procedure, places),
        *wording.alike(procedure, translated, places),
        *fitting.tappable(procedure, places),
        *fitting.readable(procedure, translated, places),
    }
    return sorted(found)
