"""One task of a run: what, why, who, by when, the law it rests on, who did it, and the way to do it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.buttons import Button, press
from bot.markup import escape, shorten, to_html
from bot.office.run_words import DOCUMENTS, DUE, DUE_LATE, LEADS_TO, RESPONSIBLE, SHORT, RunWords, plain
from bot.office.visit import View
from bot.screen import Screen
from flows.msgid import N_
from flows.procedures import checklist
from flows.procedures.model import Opens, Task
from flows.procedures.run import Mark, State

DUE_WAITS = {
    "meeting": N_("Frist: regnes fra møtet"),
    "": N_("Frist: regnes fra et tidligere steg"),
}
DONE_BY, STILL = N_("☑ {role}: {name}, {when}"), N_("Mangler: {roles}")
STRICT = N_("Bare disse kan gjøre dette: {roles}. Er ingen av dem med, så inviter dem under Deltakere.")
TICK, NEXT_TASK = N_("✓ Gjort"), N_("Neste ›")
UNDO, UNDO_OF = N_("Angre …"), N_("Angre for {name} …")
WHERE = N_("{phase} · steg {number} av {total}")


@dataclass(frozen=True, slots=True)
class TaskScreen(RunWords):
    """The screen of a task that applies to the run."""

    def draw(self, identifier: str) -> View:
        """One step: what, why, who, by when, the law it rests on, who did it, and the way to do it."""
        task = self.procedure.tasks[identifier]
        tasks = [one.id for one in checklist.visible(self.procedure, self.run)]
        here = self.visit.say(
            WHERE,
            phase=self.said.say(self.procedure.phases[task.phase]),
            number=tasks.index(identifier) + 1,
            total=len(tasks),
        )
        lines = [f"{escape(here)}\n<b>{to_html(self.said.say(task.do), self.fill)}</b>"]
        if task.why:
            lines.append(to_html(self.said.say(task.why), self.fill))
        lines += [part for part in (self._whose(task), self._dates(task), *self._done(task)) if part]
        if task.strict and not checklist.done(self.procedure, self.run, task):
            lines.append(escape(self.visit.say(STRICT, roles=self.roles(task.roles))))
        if barred := checklist.barred(self.procedure, self.run, task):
            lines.append("⛔ " + escape(self.said.say(barred)) + self._before(task))
        rows = [*self._acts(task), *self._cards(task), self._last(task)]
        return View(Screen("\n".join(lines), tuple(rows)), press("task", self.run.reference, identifier))

    def _whose(self, task: Task) -> str:
        people = [self.visit.name(one) for one in checklist.responsible(self.procedure, self.run, task)]
        who = f"{self.roles(task.roles)} ({', '.join(people)})"
        return escape(self.visit.say(RESPONSIBLE, who=who))

    def _before(self, task: Task) -> str:
        """What has to be done first, by number and text."""
        numbered = enumerate(checklist.visible(self.procedure, self.run), 1)
        found = [
            f"\n• {number}. {escape(plain(self.said.say(one.do)))}"
            for number, one in numbered
            if one.id in task.needs and not checklist.done(self.procedure, self.run, one)
        ]
        return "".join(found)

    def _dates(self, task: Task) -> str:
        if not task.due or checklist.done(self.procedure, self.run, task):
            return ""
        due = checklist.due(self.procedure, self.run, task, self.visit.calendar)
        if due is None:
            base = task.due[self.run.level].base
            return escape(self.visit.say(DUE_WAITS.get(base, DUE_WAITS[""])))
        return escape(self.visit.say(DUE_LATE if due <= self.visit.now else DUE, due=self.spelled(due)))

    def _done(self, task: Task) -> Iterator[str]:
        for mark in self.run.marks.get(task.id, {}).values():
            chosen = task.choice(mark.choice)
            told = f" – {self.said.say(chosen.text)}" if chosen else ""
            yield escape(self._mark(mark) + told)
        outstanding = checklist.outstanding(self.procedure, self.run, task)
        if outstanding and self.run.marks.get(task.id):
            yield escape(self.visit.say(STILL, roles=self.roles(outstanding)))

    def _mark(self, mark: Mark) -> str:
        role = self.said.say(self.procedure.role(mark.role))
        return self.visit.say(DONE_BY, role=role, name=self.visit.name(mark.by), when=self.moment(mark.at))

    def _acts(self, task: Task) -> Iterator[tuple[Button, ...]]:
        name, visit = self.run.reference, self.visit
        me = visit.person.id
        may = self.run.state is State.OPEN and checklist.may_tick(self.procedure, self.run, task, me) is not None
        if may and checklist.barred(self.procedure, self.run, task) is None:
            if task.choices:
                for choice in task.choices:
                    yield (Button(self.said.say(choice.text), press("tick", name, task.id, choice.id)),)
            else:
                yield (visit.button(TICK, "tick", name, task.id),)
        for role, mark in self.run.marks.get(task.id, {}).items():
            if self.run.state is State.OPEN and (mark.by == me or visit.may_lead(self.run)):
                whose = UNDO if mark.by == me else UNDO_OF
                yield (visit.button(whose, "undo", name, task.id, role, name=shorten(visit.name(mark.by), SHORT)),)
        if task.opens is not None and (task.opens is not Opens.TIME or visit.may_lead(self.run)):
            label, verb = LEADS_TO[task.opens]
            yield (visit.button(label, verb, name),)
        if task.document:
            title = shorten(self.said.say(self.procedure.documents[task.document].title), SHORT)
            yield (visit.button(DOCUMENTS, "document", name, task.document, title=title),)

    def _cards(self, task: Task) -> Iterator[tuple[Button, ...]]:
        known = self.visit.harbour.cards
        buttons = [
            Button(shorten(_short(self.visit.say(known[card].title), known[card].law), SHORT), press("card", card))
            for card in (*task.law, *task.cards)
            if card in known
        ]
        yield from (tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))

    def _last(self, task: Task) -> tuple[Button, ...]:
        back = self.visit.back("phase", self.run.reference, task.phase)
        following = self.next_task(task.id)
        if following is None:
            return back
        return (back[0], self.visit.button(NEXT_TASK, "task", self.run.reference, following.id))


def _short(title: str, law: str) -> str:
    """What a card is called on a button: a law card by its section alone."""
    return law[:1].upper() + law[1:] if law else title
