"""What a procedure's picture and its catalogue page say: every box in words, in one language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.due_words import deadline
from bot.i18n import Voice
from flows.model import Condition, Level, Row
from flows.msgid import N_
from flows.procedures.minutes_text import LEVELS
from flows.procedures.model import Bar, Procedure, Task

EACH = N_("hver for seg")
CHOOSE = N_("Velg: {choices}")
ONLY_WHEN = N_("Bare når {condition}")
DUE = N_("Frist: {deadline}")
FIRST = N_("Først: steg {steps}")
BARRED = N_("Kan være sperret, se under")
STEP_IS, STEP_DONE = N_("steg {step} er {choices}"), N_("steg {step} er gjort")
STEP_NOT_DONE = N_("steg {step} ikke er gjort")
LEVEL_IS = N_("hastegraden er {levels}")
AND, OR, NOT = N_(" og "), N_(" eller "), N_("ikke ({condition})")
BY_ITSELF = N_("Slår inn av seg selv når {condition}.")
BAR = N_("Steg {steps} er sperret når {condition}. {because}")
BAR_UNTIL = N_("Steg {steps} er sperret til {condition}. {because}")
LAW_IS, DOCUMENT_IS = N_("Lov: {law}"), N_("Dokument: {title}")
QUOTED = N_("«{choice}»")
BLANK = "________"
_BETWEEN_BRACES = re.compile(r"\{(number|answer):([A-Za-z0-9_-]+)\}")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `roles` are (id, what people call it), the first one is responsible; `notes` are its small print."""

    number: int
    do: str
    why: str
    roles: tuple[tuple[str, str], ...]
    each: str
    term: str
    due: str
    choices: tuple[str, ...]
    when: str
    notes: tuple[str, ...]
    law: tuple[str, ...]
    under: str = ""
    """The law in words, for where it has no column of its own."""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A phase."""

    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole procedure in words: `stops` are (label, what to do then), `documents` (title, text), others sentences."""

    name: str
    language: str
    code: str
    title: str
    trigger: str
    reminder: str
    lanes: tuple[Lane, ...]
    roles: tuple[tuple[str, str], ...]
    stops: tuple[tuple[str, str], ...]
    bars: tuple[str, ...]
    documents: tuple[tuple[str, str], ...]
    results: tuple[str, ...]


class Words:
    """Says the parts of one procedure. `numbers` are the telephone numbers that staff are shown, by key."""

    def __init__(
        self, procedure: Procedure, voice: Voice, numbers: Mapping[str, str], sections: Mapping[str, str]
    ) -> None:
        self._procedure, self._numbers, self._sections = procedure, numbers, sections
        self.voice = voice.knowing(procedure.spoken.get(voice.language, {}))
        self._places = {name: place for place, name in enumerate(procedure.tasks, start=1)}

    def sheet(self) -> Sheet:
        """Everything."""
        procedure, say = self._procedure, self.say
        lanes = tuple(
            Lane(say(title), tuple(self._step(task) for task in procedure.tasks.values() if task.phase == phase))
            for phase, title in procedure.phases.items()
        )
        used = dict.fromkeys(role for task in procedure.tasks.values() for role in task.roles)
        return Sheet(
            name=procedure.name,
            language=self.voice.language,
            code=procedure.code,
            title=say(procedure.title),
            trigger=say(procedure.trigger),
            reminder=say(procedure.reminder),
            lanes=tuple(lane for lane in lanes if lane.steps),
            roles=tuple((role, say(procedure.role(role))) for role in used),
            stops=tuple((say(stop.label), self._told(stop.tell, stop.when)) for stop in procedure.stops.values()),
            bars=tuple(self._bar(bar) for bar in procedure.bars),
            documents=tuple((say(one.title), say(one.body)) for one in procedure.documents.values()),
            results=tuple(say(result.text) for result in procedure.results),
        )

    def say(self, text: str, **values: object) -> str:
        """A text in this language, without markup, its telephone numbers filled in."""
        said = self.voice.say(text, **values) if text else ""
        return _BETWEEN_BRACES.sub(self._filled, said).replace("**", "").replace("`", "").strip()

    def _filled(self, found: re.Match[str]) -> str:
        """A telephone number; a line to write on for what only a run knows."""
        return self._numbers.get(found[2], BLANK) if found[1] == "number" else BLANK

    def condition(self, condition: Condition) -> str:
        """When something holds: «steg 3 er Ja eller hastegraden er rød»."""
        groups = (self.voice.say(AND).join(self._part(part) for part in group) for group in condition.groups)
        said = self.voice.say(OR).join(groups)
        return self.say(NOT, condition=said) if condition.negated else said

    def _part(self, part: Row | Condition) -> str:
        if isinstance(part, Condition):
            return self.condition(part)
        if part.key == "level":
            levels = [self.say(LEVELS[level]).lower() for level in reversed(Level) if level.key in part.among]
            return self.say(LEVEL_IS, levels=self.voice.say(OR).join(levels))
        place = self._places.get(part.key, 0)
        if part.answered is not None:
            return self.say(STEP_DONE if part.answered else STEP_NOT_DONE, step=place)
        task = self._procedure.tasks.get(part.key)
        chosen = [choice.text for choice in (task.choices if task else ()) if choice.id in part.among]
        quoted = [self.say(QUOTED, choice=self.say(text)) for text in chosen]
        return self.say(STEP_IS, step=place, choices=self.voice.say(OR).join(quoted))

    def _step(self, task: Task) -> Step:
        notes = []
        if task.needs:
            notes.append(self.say(FIRST, steps=self._steps(task.needs)))
        if any(task.id in bar.tasks for bar in self._procedure.bars):
            notes.append(self.say(BARRED))
        said = deadline(task.due, self._places, self.voice)
        law = tuple(dict.fromkeys(self._sections.get(card, card) for card in task.law))
        document = self._procedure.documents.get(task.document)
        return Step(
            number=self._places[task.id],
            do=self.say(task.do),
            why=self.say(task.why),
            roles=tuple((role, self.say(self._procedure.role(role))) for role in task.roles),
            each=self.say(EACH) if task.each else "",
            term=said,
            due=self.say(DUE, deadline=said) if said else "",
            choices=tuple(self.say(choice.text) for choice in task.choices),
            when=self.say(ONLY_WHEN, condition=self.condition(task.when)) if task.when else "",
            notes=tuple(notes),
            law=law,
            under=self.say(LAW_IS, law=", ".join(law)) if law else "",
            document=self.say(DOCUMENT_IS, title=self.say(document.title)) if document else "",
        )

    def _bar(self, bar: Bar) -> str:
        when = _bare(bar.when)
        until = replace(when, negated=False)
        text = BAR_UNTIL if when.negated else BAR
        return self.say(
            text, steps=self._steps(bar.tasks), condition=self.condition(until), because=self.say(bar.because)
        )

    def _told(self, tell: str, when: Condition | None) -> str:
        by_itself = [self.say(BY_ITSELF, condition=self.condition(when))] if when else []
        return " ".join([*self.say(tell).split(), *by_itself])

    def _steps(self, tasks: tuple[str, ...]) -> str:
        return ", ".join(str(self._places[task]) for task in tasks if task in self._places)


def _bare(condition: Condition) -> Condition:
    """A condition that holds nothing but another one is that one: content writes `when = { not = { … } }`."""
    match condition:
        case Condition(groups=((Condition() as inner,),), negated=False):
            return _bare(inner)
        case _:
            return condition
