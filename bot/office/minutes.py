"""The minutes: made of what was ticked and decided, sealed to those who took part, never shown in a chat."""

from __future__ import annotations

import json

from bot.buttons import press
from bot.markup import escape
from bot.office.information import tracks
from bot.office.run_screens import RunScreens
from bot.office.visit import View, Visit
from bot.screen import Screen
from bot.times import moment
from flows.msgid import N_
from flows.procedures import checklist
from flows.procedures import minutes as composing
from flows.procedures.model import Procedure, Track
from flows.procedures.run import Member, Run, State
from flows.refusal import Refusal
from storage import information, measures, minutes, readers
from storage.information import Piece

TITLE = N_(
    "<b>Referat · {reference}</b>\nReferatet lages av det som er krysset av og bestemt. Det har ingen navn, hvis "
    "ingen har skrevet noen. Bare de som er med, kan åpne det, med nøkkelen sin:\n<code>havn minutes {reference} "
    "--key FIL --out referat.pdf</code>"
)
FILED, NONE = N_("Nr. {number}, {when}: kan åpnes av {readers}."), N_("Det er ikke laget noe referat ennå.")
CAN_OPEN, CANNOT = N_("Kan åpne et nytt: {names}."), N_("Mangler nøkkel og kan ikke åpne: {names}.")
HOW_TO_GET_ONE = N_("Nøkkel lages én gang: <code>havn keys new --participant --name «navn» --out FIL</code>")
ONLY_WRITER = N_("Referenten eller leder lager referatet.")
MAKE, MADE = N_("Lag referat nr. {number}"), N_("Referat nr. {number} er laget og lukket.")
NOBODY = N_("Ingen av dem som er med, har en nøkkel. Da kan ingen åpne referatet, og det blir ikke laget.")


class NobodyCanOpen(Refusal):
    """None of those who take part has a key: minutes would be lost."""

    says = NOBODY


def listing(visit: Visit, reference: str) -> View:
    """The minutes there are, and who could open new ones."""
    _, run = visit.enter(reference)
    named = {one.id: one.name for one in readers.registered(visit.db)}
    lines = [visit.say(TITLE, reference=escape(reference))]
    made = minutes.listing(visit.db, reference)
    for one in made:
        who = ", ".join(sorted(named.get(reader, "") for reader in one.readers))
        when = moment(one.filed_at, visit.now, visit.calendar.zone)
        lines.append(escape(visit.say(FILED, number=one.number, when=when, readers=who)))
    if not made:
        lines.append(escape(visit.say(NONE)))
    rows = []
    if run.state is not State.CLOSED:
        lines += _who_can(visit, run)
        if visit.person.id in {run.chair, run.secretary}:
            number = str(len(made) + 1)
            rows.append((visit.button(MAKE, "makeminutes", reference, number, number=number),))
        else:
            lines.append(escape(visit.say(ONLY_WRITER)))
    screen = Screen("\n\n".join(lines), (*rows, visit.back("run", reference)))
    return View(screen, press("minutes", reference))


def _who_can(visit: Visit, run: Run) -> list[str]:
    names = [visit.name(one.person) for one in readable_by(run)]
    able = {name for name, _ in readers.of_people(visit.db, names)}
    with_key = [name for name in names if name in able]
    without = [name for name in names if name not in able]
    lines = [escape(visit.say(CAN_OPEN, names=", ".join(with_key)))] if with_key else [escape(visit.say(NOBODY))]
    if without:
        lines += [escape(visit.say(CANNOT, names=", ".join(without))), visit.say(HOW_TO_GET_ONE)]
    return lines


def readable_by(run: Run) -> list[Member]:
    """Whom minutes are sealed to: not who interprets, and not who only discusses anonymously."""
    return [one for one in run.present if not one.anonymous and tracks(one)]


def can_open(visit: Visit, run: Run) -> bool:
    """Whether anybody who takes part has a key."""
    return bool(readers.of_people(visit.db, [visit.name(one.person) for one in readable_by(run)]))


def make(visit: Visit, reference: str, number: str) -> View:
    """Seal new minutes to those who take part now. A second tap makes no second ones. Raises NobodyCanOpen."""
    procedure, run = visit.enter(reference, act=True)
    if visit.person.id not in {run.chair, run.secretary}:
        raise checklist.NotYours
    if str(len(minutes.listing(visit.db, reference)) + 1) != number or run.state is State.CLOSED:
        return listing(visit, reference)
    made = file_now(visit, procedure, run)
    if made is None:
        raise NobodyCanOpen
    visit.note(run, "minutes", task=str(made))
    visit.changed(procedure, run)
    return RunScreens(visit, procedure, run).card().told(visit.say(MADE, number=made))


def file_now(visit: Visit, procedure: Procedure, run: Run) -> int | None:
    """Seal the minutes as of now to those who take part, and give their number; None when none of them has a key."""
    keys = [key for _, key in readers.of_people(visit.db, [visit.name(one.person) for one in readable_by(run)])]
    if not keys:
        return None
    found = composing.compose(
        procedure,
        run,
        measures.of_run(visit.db, run.reference),
        measures.words(visit.db, visit.harbour.keyring, run.reference),
        shared_with_all(visit, run),
        visit.calendar,
        visit.now,
        visit.speaker(procedure).say,
        visit.numbers,
    )
    content = json.dumps(composing.as_json(found), ensure_ascii=False).encode()
    return minutes.file(visit.db, run.reference, content, keys, visit.now)


def shared_with_all(visit: Visit, run: Run) -> list[Piece]:
    """The pieces of information that everybody who takes part may see: what crossed no track without a basis."""
    present = {track for one in readable_by(run) for track in tracks(one)}
    seen = [
        information.seen_by(visit.db, visit.harbour.keyring, run.reference, [one])
        for one in sorted(present or set(Track))
    ]
    common = set.intersection(*({piece.number for piece in pieces} for pieces in seen))
    return [piece for piece in seen[0] if piece.number in common]
