"""Texts: there in every language, with the same placeholders, their markup closed, plain, each button told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from flows.fault import Fault
from flows.model import Choice
from flows.procedures.model import Procedure
from flows.procedures.proofs.places import Places
from flows.procedures.texts import Text
from flows.proofs.wording import SOURCE, Catalogue, Said, open_mark, short
from flows.readability import FOR_STAFF, lix
from flows.texts import placeholders

_FEWEST_WORDS = 8
"""LIX says little of fewer words: «Er kontakt med hjemmet klarert?» would be far too hard."""


def translations(
    procedure: Procedure, said: Collection[Text], catalogues: Mapping[str, Catalogue]
) -> dict[str, dict[str, str]]:
    """Each language's texts, the file's own before the catalogues'; what is missing is left out."""
    msgids = {text.text for text in said}
    found: dict[str, dict[str, str]] = {SOURCE: {msgid: msgid for msgid in msgids}}
    for language in procedure.languages:
        if language == SOURCE:
            continue
        own = procedure.spoken.get(language, {})
        catalogue = catalogues.get(language)
        if own or catalogue:
            spoken = {msgid: own.get(msgid) or (catalogue(msgid) if catalogue else None) for msgid in msgids}
            found[language] = {msgid: words for msgid, words in spoken.items() if words}
    return found


def faults(said: Collection[Text], translated: Mapping[str, Said], places: Places) -> Iterator[Fault]:
    """Texts that are missing in a language, that lost or gained a placeholder, or whose markup is not closed."""
    first = {text.text: text for text in reversed(list(said))}
    for text in first.values():
        for language, texts in translated.items():
            if wrong := _wrong(text.text, texts.get(text.text), language):
                yield places.line(text.line, wrong, text.step)


def _wrong(msgid: str, words: str | None, language: str) -> str:
    if words is None:
        return f"«{short(msgid)}» is not translated to '{language}'. Write it in the file or the catalogue."
    if placeholders(words) != placeholders(msgid):
        kept = ", ".join(placeholders(msgid)) or "none"
        return f"in '{language}', «{short(msgid)}» has other placeholders. It needs: {kept}."
    if mark := open_mark(words):
        return f"in '{language}', {mark} is opened but not closed in «{short(msgid)}»."
    return ""


def plain(procedure: Procedure, places: Places) -> Iterator[Fault]:
    """Screens whose Bokmål is above the limit of readability for staff."""
    for task in procedure.tasks.values():
        if text := _hard(task.do, task.why):
            yield places.task(task.id, text, "do")
    if text := _hard(procedure.title, procedure.trigger, procedure.reminder):
        yield places.head("trigger", text)
    for stop in procedure.stops.values():
        if text := _hard(stop.label, stop.tell):
            yield places.table(f"stop.{stop.id}", "tell", text)
    for bar in procedure.bars:
        if text := _hard(bar.because):
            yield places.line(bar.line, f"the bar: {text}")
    for document in procedure.documents.values():
        if text := _hard(document.title, document.body.replace("_", " ")):
            yield places.table(f"document.{document.id}", "body", text)


def _hard(*texts: str) -> str:
    together = "\n".join(text for text in texts if text)
    found = lix(together)
    if found <= FOR_STAFF or len(together.split()) < _FEWEST_WORDS:
        return ""
    return f"LIX is {found:.0f}, more than {FOR_STAFF}. Write shorter sentences and shorter words."


def alike(procedure: Procedure, translated: Mapping[str, Said], places: Places) -> Iterator[Fault]:
    """Buttons of one screen that read the same, so that nobody can tell them apart."""
    stops = [stop.label for stop in procedure.stops.values()]
    for language, texts in translated.items():
        for task in procedure.tasks.values():
            if twice := _twice([*_labels(task.choices), *stops] if task.choices else [], texts):
                text = f"in '{language}', two buttons read «{twice}». Give each its own words."
                yield places.task(task.id, text, "choices")
        if twice := _twice(stops, texts):
            first = next(iter(procedure.stops.values()))
            yield places.line(first.line, f"in '{language}', two stops read «{twice}». Give each its own words.")
        if twice := _twice(_labels(procedure.results), texts):
            yield places.head("result", f"in '{language}', two results read «{twice}». Give each its own words.")


def _labels(choices: Collection[Choice]) -> list[str]:
    return [choice.text for choice in choices]


def _twice(msgids: Collection[str], texts: Said) -> str:
    counted = Counter(texts.get(msgid, msgid) for msgid in msgids)
    return next((label for label, count in counted.items() if count > 1), "")
