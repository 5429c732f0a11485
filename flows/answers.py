"""Words -> an answer, or a notice that says kindly why not. Bokmål, Nynorsk and English are understood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flows import notices
from flows.model import Kind
from flows.session import UNKNOWN, Answer, FreeText
from flows.words.amounts import read_days
from flows.words.clock import read_time
from flows.words.dates import read_date
from flows.words.numeric_dates import Misread
from flows.words.speech import is_unknown, plain

KEPT = 20_000
"""How many characters of one message are kept; what is over is cut, and the person is told."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer, or a notice (a msgid) why there is none. Both when the answer was kept, but not whole."""

    answer: Answer | None = None
    notice: str | None = None


def hear(kind: Kind, said: str, today: date) -> Heard:
    """What these words answer to a step of this kind, which must take words: text, place, date, time or days.

    `today` is the date where the person lives. Never raises.
    """
    whole = said.encode("utf-8", "replace").decode().strip()
    if not whole:
        return Heard(notice=notices.EMPTY)
    words = FreeText(whole[:KEPT])
    if kind in {Kind.TEXT, Kind.PLACE}:
        return Heard(Answer((), words), notices.SHORTENED if len(whole) > KEPT else None)
    meaning = plain(words)
    if is_unknown(meaning):
        return Heard(Answer((UNKNOWN,), words))
    coded = _coded(kind, meaning, today)
    if isinstance(coded, Heard):
        return coded
    return Heard(Answer((coded,), words))


def _coded(kind: Kind, meaning: str, today: date) -> str | Heard:
    if kind is Kind.TIME:
        return read_time(meaning) or Heard(notice=notices.TIME)
    if kind is Kind.DAYS:
        days = read_days(meaning)
        return Heard(notice=notices.DAYS) if days is None else str(days)
    day = read_date(meaning, today)
    if isinstance(day, date):
        return day.isoformat()
    return Heard(notice=notices.NO_SUCH_DAY if day is Misread.NO_SUCH_DAY else notices.DATE)
