"""Proves content before it is served. What it finds is a fault; what it does not find can still be badly said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from flows.fault import Fault
from flows.model import Flow
from flows.proofs import rules, screens, ways, wording
from flows.proofs.journeys import Journeys
from flows.proofs.places import Places
from flows.proofs.wording import Catalogue
from flows.texts import texts


def prove(flow: Flow, catalogues: Mapping[str, Catalogue], today: date, numbers: Collection[str]) -> list[Fault]:
    """Every fault of a flow that was read, in the order of its file; empty when it can be served.

    `catalogues` are those of the languages that are offered here (Bokmål needs none), `numbers` the keys of the
    telephone numbers that may be shown today. Conditions are decided over everything that can have been answered;
    where that is more than can be told apart, a condition counts as possible, so that no fault is invented.
    """
    places = Places(flow)
    journeys = Journeys(flow)
    said = list(texts(flow))
    translated = wording.translations(flow, said, catalogues)
    found = {
        *ways.faults(flow, journeys, places),
        *rules.faults(flow, journeys, places),
        *screens.skippable(flow, journeys, places),
        *screens.tappable(flow, places),
        *screens.fitting(flow, translated, places),
        *screens.current(flow, today, places),
        *wording.faults(said, translated, places),
        *wording.filled(flow, said, numbers, places),
        *wording.alike(flow.steps, translated, places),
    }
    return sorted(found)
