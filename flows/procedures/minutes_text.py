"""Minutes for a person: a list of blocks that plain text and paper share, and the plain text itself."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from flows.model import Level
from flows.msgid import N_
from flows.procedures.minuted import Decided, Minutes, Participant, Step

Say = Callable[[str], str]
WIDTH = 78

URGENCY = N_("Hastegrad")
STATUS = N_("Status")
CALLED_IN = N_("Kalt inn")
STOPPED = N_("Stoppet")
RESULT = N_("Resultat")
WENT_OUT = N_("gikk ut")
THERE_FROM = N_("med fra")
BASIS = N_("grunnlag for å dele")
WAITS_FOR = N_("venter på")
DUE = N_("frist")
TITLE = N_("Referat")
EXEMPT = N_("Unntatt offentlighet, jf. ____________________ (kommunen fyller inn hjemmelen)")
ANONYMOUS = N_("bare anonym drøfting")
NOT_SAID = N_("ikke oppgitt")
YES, NO = N_("Ja"), N_("Nei")
URGENT = N_("haster")
LATE = N_("over fristen")
LEVELS = {
    Level.RED: N_("Rød"),
    Level.ORANGE: N_("Oransje"),
    Level.YELLOW: N_("Gul"),
    Level.BLUE: N_("Blå"),
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `rank` 1 is the title, 2 a part, 3 within a part."""

    text: str
    rank: int = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list; each text has a label of its own, or they are of equal weight."""

    texts: tuple[str, ...]
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head; `widths` are the columns' shares of the page."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


Block = Heading | Line | Items | Table


def title(minutes: Minutes, say: Say) -> str:
    """What the document is called: «Referat – Furu-27»."""
    return f"{say(TITLE)} – {minutes.reference}"


def as_text(minutes: Minutes, say: Say) -> str:
    """The minutes as plain text, at most 78 letters wide; times are in the municipality's zone."""
    lines: list[str] = []
    for block in blocks(minutes, say):
        lines += _plain(block)
    return "\n".join(lines).strip() + "\n"


def blocks(minutes: Minutes, say: Say) -> Iterator[Block]:
    """Everything the minutes say, in order."""
    clock = _Clock(ZoneInfo(minutes.zone))
    yield Heading(title(minutes, say), 1)
    yield Line(say(EXEMPT))
    yield Items(tuple(_facts(minutes, clock, say)))
    yield Heading(say(N_("Deltakere")))
    yield Items(tuple(_participant(one, clock, say) for one in minutes.participants))
    yield from _decisions(minutes, clock, say)
    yield from _measures(minutes, clock, say)
    yield from _left(minutes, clock, say)
    if minutes.shared:
        yield Heading(say(N_("Opplysninger som kan deles med alle")))
        yield Items(
            tuple(f"{one.track} · {one.role} ({one.basis or say(NOT_SAID)}): {one.words}" for one in minutes.shared)
        )
    for part in minutes.parts:
        yield Heading(part.title)
        yield _steps(part.steps, clock, say)
    if minutes.law:
        yield Heading(say(N_("Lov")))
        yield Line(" · ".join(minutes.law))
    version = say(N_("Prosedyre: {title}, versjon {version}.")).format(
        title=minutes.title, version=minutes.version[:12]
    )
    yield Line(version)
    yield Line(say(N_("Skrevet {at} av det som er krysset av og vedtatt.")).format(at=clock(minutes.written_at)))


class _Clock:
    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def __call__(self, moment: datetime) -> str:
        local = moment.astimezone(self._zone)
        return f"{local.day}.{local.month}.{local.year} {local:%H:%M}"


def _facts(minutes: Minutes, clock: _Clock, say: Say) -> Iterator[str]:
    code = f"{minutes.code} " if minutes.code else ""
    yield f"{code}{minutes.title}"
    yield f"{say(URGENCY)}: {say(LEVELS[Level.named(minutes.level)])}"
    yield f"{say(STATUS)}: {minutes.state}"
    yield f"{say(CALLED_IN)}: {clock(minutes.called_at)} ({minutes.called_by})"
    times = (
        (N_("Holdt"), minutes.held_at),
        (N_("Neste møte"), minutes.next_at),
        (N_("Avsluttet"), minutes.closed_at),
    )
    for name, moment in times:
        if moment is not None:
            yield f"{say(name)}: {clock(moment)}"
    if minutes.stopped:
        yield f"{say(STOPPED)}: {minutes.stopped}"
    if minutes.result:
        yield f"{say(RESULT)}: {minutes.result}"


def _participant(one: Participant, clock: _Clock, say: Say) -> str:
    functions = f" ({', '.join(one.functions)})" if one.functions else ""
    basis = say(ANONYMOUS) if one.anonymous else one.basis or say(NOT_SAID)
    until = f" · {say(WENT_OUT)} {clock(one.left_at)}" if one.left_at else ""
    since = f"{say(THERE_FROM)} {clock(one.joined_at)}{until}"
    return f"{one.role}{functions} · {say(BASIS)}: {basis} · {since}"


def _decisions(minutes: Minutes, clock: _Clock, say: Say) -> Iterator[Block]:
    yield Heading(say(N_("Beslutninger")))
    found = tuple(f"{step.text}: {tick.choice} ({tick.role}, {clock(tick.at)})" for step, tick in minutes.decisions)
    yield Items(found) if found else Line(say(N_("Ingen er ført.")))


def _measures(minutes: Minutes, clock: _Clock, say: Say) -> Iterator[Block]:
    yield Heading(say(N_("Tiltak")))
    if not minutes.measures:
        yield Line(say(N_("Ingen er ført.")))
        return
    head = (N_("Nr."), N_("Hva"), N_("Hvem"), N_("Frist"), N_("Hvorfor"), N_("Uenighet"))
    rows = tuple(_row(one, clock, say) for one in minutes.measures)
    yield Table(tuple(say(name) for name in head), rows, (6, 28, 17, 15, 20, 14))


def _row(one: Decided, clock: _Clock, say: Say) -> tuple[str, ...]:
    what = f"{one.kind}: {one.what}" if one.what else one.kind
    flags = [say(URGENT)] * one.urgent + [one.state] + [say(LATE)] * one.overdue
    disagreed = (one.disagreement or say(YES)) if one.disagreed else say(NO)
    return str(one.number), f"{what} ({', '.join(flags)})", one.responsible, clock(one.due_at), one.why, disagreed


def _left(minutes: Minutes, clock: _Clock, say: Say) -> Iterator[Block]:
    yield Heading(say(N_("Ikke gjort")))
    left = minutes.not_done
    yield _steps([replace(step, law=()) for step in left], clock, say) if left else Line(say(N_("Alle steg er gjort.")))


def _steps(steps: Sequence[Step], clock: _Clock, say: Say) -> Items:
    return Items(tuple(_step(step, clock, say) for step in steps), tuple(f"{step.number}." for step in steps))


def _step(step: Step, clock: _Clock, say: Say) -> str:
    said = [step.text]
    said += [f"{tick.role} {clock(tick.at)}{f': {tick.choice}' if tick.choice else ''}" for tick in step.ticks]
    if not step.done:
        said.append(f"{say(WAITS_FOR)} {', '.join(step.waits_for)}" if step.waits_for else say(N_("ikke gjort")))
        if step.due_at is not None:
            late = f" – {say(LATE)}" if step.overdue else ""
            said.append(f"{say(DUE)} {clock(step.due_at)}{late}")
    said += step.law
    return " · ".join(said)


def _plain(block: Block) -> list[str]:
    match block:
        case Heading(text, rank):
            return ["", *_wrapped(text), ("=" if rank == 1 else "-") * min(WIDTH, len(text))]
        case Line(text):
            return _wrapped(text)
        case Items(texts, labels):
            led = zip(texts, labels or ["-"] * len(texts), strict=True)
            return [line for text, label in led for line in _wrapped(text, f"{label} ", " " * (len(label) + 1))]
        case Table(head, rows):
            return [line for row in rows for line in _record(head, row)]
        case _:
            assert_never(block)


def _record(head: tuple[str, ...], row: tuple[str, ...]) -> list[str]:
    """A row as text: its first two cells lead, the others stand below under their heads."""
    below = (f"{name}: {cell}" for name, cell in zip(head[2:], row[2:], strict=True) if cell)
    return [
        *_wrapped(row[1], f"{row[0]}. ", "   "),
        *(line for text in below for line in _wrapped(text, "   ", "     ")),
    ]


def _wrapped(text: str, first: str = "", after: str = "") -> list[str]:
    """Lines of at most WIDTH letters; what somebody typed keeps its own line breaks."""
    whole: list[str] = []
    for nth, line in enumerate(text.splitlines() or [""]):
        whole += textwrap.wrap(line, WIDTH, initial_indent=after if nth else first, subsequent_indent=after) or [after]
    return whole
