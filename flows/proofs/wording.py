"""Texts: there in every language, with the same placeholders, their markup closed, each button told from the next."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from flows.fault import Fault, meant
from flows.model import Flow, Kind, Step
from flows.proofs.places import Places
from flows.texts import Text, placeholders

Catalogue = Callable[[str], str | None]
"""The translation of a msgid, or None where there is none."""
Said = Mapping[str, str]
"""Every msgid of a flow in one language."""

SOURCE = "nb"
STAFF_LANGUAGES = frozenset({"nb", "nn"})
"""What only staff read, the reasons for a level, is needed in these."""
_PLAIN = ("reference", "answer_by")
_TOLD = {Kind.TELL, Kind.SUMMARY, Kind.END}


def translations(flow: Flow, texts: Collection[Text], catalogues: Mapping[str, Catalogue]) -> dict[str, dict[str, str]]:
    """Each language's texts of the flow; what is not translated is not in them."""
    msgids = {text.msgid for text in texts}
    found: dict[str, dict[str, str]] = {SOURCE: {msgid: msgid for msgid in msgids}}
    for language in flow.languages:
        if language in catalogues and language != SOURCE:
            catalogue = catalogues[language]
            found[language] = {msgid: said for msgid in msgids if (said := catalogue(msgid))}
    return found


def faults(texts: Collection[Text], said: Mapping[str, Said], places: Places) -> Iterator[Fault]:
    """Texts that are missing in a language, that lost or gained a placeholder, or whose markup is not closed."""
    first = {text.msgid: text for text in reversed(list(texts))}
    for text in first.values():
        if mark := open_mark(text.msgid):
            yield at(places, text, f"{mark} is opened but not closed in «{short(text.msgid)}».")
    for language, translated in said.items():
        if language == SOURCE:
            continue
        for msgid, text in first.items():
            words = translated.get(msgid)
            if words is None:
                if not text.for_staff or language in STAFF_LANGUAGES:
                    yield at(places, text, f"«{short(msgid)}» is not translated to '{language}'.")
            elif ("{" in msgid or "{" in words) and placeholders(words) != placeholders(msgid):
                kept = ", ".join(placeholders(msgid)) or "none"
                yield at(places, text, f"in '{language}', «{short(msgid)}» has other placeholders. It needs: {kept}.")
            elif mark := open_mark(words):
                yield at(places, text, f"in '{language}', {mark} is opened but not closed in «{short(msgid)}».")


def filled(flow: Flow, texts: Collection[Text], numbers: Collection[str], places: Places) -> Iterator[Fault]:
    """Placeholders that nothing fills, or that stand where nothing is filled in."""
    for text in texts:
        for name in placeholders(text.msgid):
            if said := _misplaced(flow, text) or _unknown(flow, name, numbers):
                yield at(places, text, f"{{{name}}} {said}")


def _misplaced(flow: Flow, text: Text) -> str:
    if text.table == "alarm" or (text.step and text.key == "help"):
        return ""
    if text.step and text.key == "ask":
        return "" if flow.steps[text.step].kind in _TOLD else "is not filled in within a question. Put it in its help."
    return "is not filled in here. Placeholders belong in help and in what is told."


def _unknown(flow: Flow, name: str, numbers: Collection[str]) -> str:
    kind, _, key = name.partition(":")
    if kind == "number" and key:
        return "" if key in numbers else f"is no telephone number that may be shown.{meant(key, numbers)}"
    if kind == "answer" and key:
        return "" if key in flow.steps else f"is the answer to no step.{meant(key, flow.steps)}"
    if name in _PLAIN:
        return ""
    known = [*_PLAIN, "answer:STEP", "number:KEY"]
    return f"is no placeholder. There are {', '.join(known)}.{meant(name, known)}"


def alike(steps: Mapping[str, Step], said: Mapping[str, Said], places: Places) -> Iterator[Fault]:
    """Buttons of one question that read the same, so that nobody can tell them apart."""
    for step in steps.values():
        if not step.choices:
            continue
        msgids = [choice.text for choice in step.choices] + ([step.skip] if step.skip else [])
        for language, translated in said.items():
            labels = [translated.get(msgid, msgid) for msgid in msgids]
            if len(set(labels)) < len(labels):
                twice = next(label for label in labels if labels.count(label) > 1)
                yield places.step(step.id, f"in '{language}', two buttons read «{twice}». Give each its own words.")


def at(places: Places, text: Text, said: str) -> Fault:
    """A fault of this text, at its line."""
    if not text.step:
        return places.line(text.line, said) if text.line else places.table(text.table, text.key, said)
    if text.key in {"ask", "help", "label", "skip"}:
        return places.step(text.step, said, text.key)
    return places.choice(text.step, text.key, said)


def short(text: str) -> str:
    """The beginning of a text on one line, for a message."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"  # noqa: PLR2004 - as wide as a message has room for


def open_mark(text: str) -> str:
    """The mark (** or `) that is opened but not closed in the text, or nothing."""
    if "*" in text and text.count("**") % 2:
        return "**"
    return "`" if "`" in text and text.count("`") % 2 else ""
