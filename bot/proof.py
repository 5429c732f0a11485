"""The content, proved with all that surrounds it: catalogues, cards, telephone numbers, and today's date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from bot.i18n import SOURCE_LANGUAGE, Voice, voice
from bot.municipality import Audience, Municipality
from flows import cards, reader
from flows.cards import Audience as Readers
from flows.cards import Card, prove_cards
from flows.fault import ContentError, Fault
from flows.model import Flow
from flows.procedures import reader as procedure_reader
from flows.procedures.model import Procedure
from flows.procedures.prover import prove as prove_procedure
from flows.proofs.wording import Catalogue
from flows.prover import prove

_Content = TypeVar("_Content")
STAFF_LANGUAGES = (SOURCE_LANGUAGE, "nn", "en")
"""What only staff read is needed in these, of the languages that are offered."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found wrong, and how much was looked at."""

    faults: tuple[Fault, ...]
    flows: int
    procedures: int
    steps: int
    cards: int
    read: tuple[str, ...] = ()
    """A line for each of the municipality's own files: what was read, what it replaces, what is ignored."""


def everything(local: Municipality, today: date) -> Proof:
    """Prove all content: the declaration, the cards, the procedures that come with Havn and the municipality's own."""
    found: list[Fault] = []
    flows = _read(reader.packaged, found)
    known = _read(cards.packaged, found)
    ours, unread = procedure_reader.tried(local.procedures)
    found += unread
    packaged = _read(procedure_reader.packaged, found)
    theirs = {name: one for name, one in packaged.items() if name not in ours}
    found += faults(flows, local, today)
    found += procedure_faults(theirs, local, today, known, procedure_reader.FOLDER)
    found += procedure_faults(ours, local, today, known, str(local.procedures))
    found += card_faults(known, local, today)
    steps = sum(len(flow.steps) for flow in flows.values())
    steps += sum(len(procedure.tasks) for procedure in (*theirs.values(), *ours.values()))
    read = tuple(_files(local.procedures, ours, packaged)) if local.procedures else ()
    return Proof(tuple(found), len(flows), len(theirs) + len(ours), steps, len(known), read)


def counted(count: int, what: str) -> str:
    """A number with its noun: «1 fault», «2 faults»."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _files(folder: Path, ours: Mapping[str, Procedure], packaged: Mapping[str, Procedure]) -> Iterator[str]:
    """What became of each file in the folder of own procedures; hidden ones (.git) are passed over."""
    for file in sorted(folder.iterdir()):
        one = ours.get(file.name.removesuffix(".toml"))
        if file.name.startswith("."):
            continue
        if file.suffix != ".toml":
            yield f"{file}: ignored, for its name does not end in .toml"
        elif one is None:
            yield f"{file}: not read, see its faults"
        else:
            instead = ", in place of the one that comes with Havn" if one.name in packaged else ""
            yield f"{file}: read, {counted(len(one.tasks), 'step')}{instead}"


def faults(flows: Mapping[str, Flow], local: Municipality, today: date) -> list[Fault]:
    """Everything that is wrong with the flows today, in the order of the files."""
    numbers = frozenset(local.numbers(today))
    voices = _voices(local)
    found: list[Fault] = []
    for flow in flows.values():
        found += prove(flow, _catalogues(voices, flow.languages), today, numbers)
    return found


def procedure_faults(
    procedures: Mapping[str, Procedure], local: Municipality, today: date, known: Mapping[str, Card], folder: str
) -> list[Fault]:
    """Everything that is wrong with these procedures today; `folder` is where their files lie."""
    numbers = _trusted(local, today)
    voices = _voices(local)
    found: list[Fault] = []
    for procedure in procedures.values():
        catalogues = _catalogues(voices, procedure.languages)
        found += prove_procedure(procedure, catalogues, today, numbers, known)
    return [replace(fault, file=f"{folder}/{fault.file}") for fault in found]


def card_faults(known: Mapping[str, Card], local: Municipality, today: date) -> list[Fault]:
    """Everything that is wrong with the cards today: those for the young in every language."""
    voices = _voices(local)
    young = {name: card for name, card in known.items() if card.audience is Readers.YOUTH}
    others = {name: card for name, card in known.items() if name not in young}
    numbers = frozenset(local.numbers(today))
    return [
        *prove_cards(others, _catalogues(voices, STAFF_LANGUAGES), today, numbers),
        *prove_cards(young, _catalogues(voices, tuple(voices)), today, numbers),
    ]


def _voices(local: Municipality) -> dict[str, Voice]:
    return {language: voice(language) for language in local.languages}


def _catalogues(voices: Mapping[str, Voice], wanted: tuple[str, ...]) -> dict[str, Catalogue]:
    return {language: voices[language].translation for language in wanted if language in voices}


def _trusted(local: Municipality, today: date) -> frozenset[str]:
    """The telephone numbers whose check has not passed; staff are shown how certain each is."""
    known = local.helplines.by_key.values()
    shown = (one for one in known if one.shown_to(Audience.STAFF, today))
    return frozenset(one.key for one in shown if one.review_by is None or today <= one.review_by)


def _read(reading: Callable[[], Mapping[str, _Content]], found: list[Fault]) -> Mapping[str, _Content]:
    """What can be read; of content that cannot, the faults, and nothing to prove."""
    try:
        return reading()
    except ContentError as error:
        found.extend(error.faults)
        return {}
