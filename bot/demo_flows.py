"""The procedures as the demo's page lists and draws them: the declaration, the meeting, and all the others."""

from __future__ import annotations

import asyncio
import re
from datetime import date, datetime

from bot import diagram_file, diagram_layout, lanes_file, lanes_layout
from bot.harbour import Harbour
from bot.helplines import Audience
from bot.i18n import voice
from bot.lanes_words import Words
from bot.simulator.behind import Looked, Paper
from flows.model import Flow
from flows.procedures.model import Procedure

SVG = "image/svg+xml"


def listing(harbour: Harbour, now: datetime) -> Looked:
    """All procedures: talks with one person first, then meetings, those without a number, and the others by number."""
    today = now.astimezone(harbour.municipality.zone).date()
    flows = [
        {"name": flow.name, "code": "", "title": flow.title, "trigger": "", "owner": "", "steps": len(flow.steps)}
        | _checked(flow.checked, flow.review_by, today)
        for flow in harbour.flows.values()
    ]
    procedures = [
        {"name": one.name, "code": one.code, "title": one.title, "trigger": one.trigger, "owner": one.owner}
        | {"steps": len(one.tasks), "meeting": one.meeting}
        | _checked(one.checked, one.review_by, today)
        for one in harbour.procedures.values()
    ]
    return [*flows, *sorted(procedures, key=_order)]


async def drawing(harbour: Harbour, name: str, now: datetime) -> Paper | None:
    """The picture of a procedure, as `havn flows NAME --diagram` draws it; None when there is no such procedure."""
    if flow := harbour.flows.get(name):
        return Paper((await asyncio.to_thread(_of_talk, flow)).encode(), SVG)
    if procedure := harbour.procedures.get(name):
        return Paper((await asyncio.to_thread(_of_procedure, harbour, procedure, now)).encode(), SVG)
    return None


def _of_talk(flow: Flow) -> str:
    return diagram_file.svg(diagram_layout.layout(flow), flow.title)


def _of_procedure(harbour: Harbour, procedure: Procedure, now: datetime) -> str:
    local = harbour.municipality
    numbers = local.numbers(now.astimezone(local.zone).date(), Audience.STAFF)
    sections = {card.id: card.law for card in harbour.cards.values()}
    words = Words(procedure, voice(local.languages[0]), numbers, sections)
    return lanes_file.svg(lanes_layout.layout(words.sheet()))


def _checked(checked: date | None, review_by: date | None, today: date) -> dict[str, object]:
    return {
        "checked": checked.isoformat() if checked else "",
        "overdue": review_by is None or review_by < today,
    }


def _order(one: dict[str, object]) -> tuple[bool, int, str]:
    number = re.search(r"\d+", str(one["code"]))
    return (not one["meeting"], int(number[0]) if number else 0, str(one["title"]))
