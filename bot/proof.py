"""The content, proved with all that surrounds it: catalogues, telephone numbers, and today's date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.i18n import voice
from bot.municipality import Municipality
from flows.fault import Fault
from flows.model import Flow
from flows.prover import prove


def faults(flows: Mapping[str, Flow], local: Municipality, today: date) -> list[Fault]:
    """Everything that is wrong with the content today, in the order of the files."""
    numbers = frozenset(local.numbers(today))
    catalogues = {language: voice(language) for language in local.languages}
    found: list[Fault] = []
    for flow in flows.values():
        said = {language: catalogues[language].translation for language in flow.languages if language in catalogues}
        found += prove(flow, said, today, numbers)
    return found
