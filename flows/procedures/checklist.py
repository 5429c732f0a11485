"""All that can be asked of a run, and done with it. Pure: a run is given, and one is given back.

`now` is an aware UTC datetime; what cannot be is a refusal, and then nothing was changed.
"""

from __future__ import annotations

from flows.procedures.course import (
    begin,
    close,
    lower_level,
    pause,
    raise_level,
    resume,
    set_meeting,
    stop,
)
from flows.procedures.due import due, next_due, overdue
from flows.procedures.progress import Progress, progress
from flows.procedures.refusals import (
    AlreadyDone,
    AlreadyMember,
    AnonymousOnly,
    Barred,
    ChairIsSecretary,
    ChairNotAnonymous,
    LastMember,
    NoChoice,
    NotChair,
    NotDone,
    NotMember,
    NotOpen,
    NotYours,
    NotYourTask,
    RedNeverPauses,
    UnknownResult,
    UnknownStop,
    UnknownTask,
)
from flows.procedures.standing import done, empty_roles, outstanding, responsible, visible
from flows.procedures.taking_part import (
    hand_over,
    join,
    leave,
    remove,
    set_basis,
    set_chair,
    set_secretary,
)
from flows.procedures.ticking import barred, may_tick, tick, untick

__all__ = [
    "AlreadyDone",
    "AlreadyMember",
    "AnonymousOnly",
    "Barred",
    "ChairIsSecretary",
    "ChairNotAnonymous",
    "LastMember",
    "NoChoice",
    "NotChair",
    "NotDone",
    "NotMember",
    "NotOpen",
    "NotYourTask",
    "NotYours",
    "Progress",
    "RedNeverPauses",
    "UnknownResult",
    "UnknownStop",
    "UnknownTask",
    "barred",
    "begin",
    "close",
    "done",
    "due",
    "empty_roles",
    "hand_over",
    "join",
    "leave",
    "lower_level",
    "may_tick",
    "next_due",
    "outstanding",
    "overdue",
    "pause",
    "progress",
    "raise_level",
    "remove",
    "responsible",
    "resume",
    "set_basis",
    "set_chair",
    "set_meeting",
    "set_secretary",
    "stop",
    "tick",
    "untick",
    "visible",
]
