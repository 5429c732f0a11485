from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.model import Level
from flows.session import Answer, FreeText, Session, freeze, thaw
from tests.flows.small import NOW

CODED = st.lists(st.text(max_size=5), max_size=3).map(tuple)
ANSWERS = st.builds(Answer, CODED, st.none() | st.builds(FreeText, st.text()))
SESSIONS = st.builds(
    Session,
    flow=st.text(max_size=5),
    version=st.text(max_size=5),
    state=st.text(max_size=5),
    started_at=st.just(NOW),
    touched_at=st.just(NOW),
    answers=st.dictionaries(st.text(max_size=5), ANSWERS, max_size=4),
    trail=st.lists(st.text(max_size=5), max_size=4),
    ticked=st.lists(st.text(max_size=5), max_size=3).map(tuple),
    returning=st.none() | st.text(max_size=5),
    level=st.none() | st.sampled_from(Level),
    reasons=st.lists(st.text(max_size=5), max_size=3).map(tuple),
    alarmed=st.booleans(),
    ended=st.booleans(),
)


@given(SESSIONS)
def test_what_is_written_down_is_read_back_equal(session: Session) -> None:
    back = thaw(json.loads(json.dumps(freeze(session))))
    assert back == session
    assert all(isinstance(answer.words, FreeText | None) for answer in back.answers.values())


@given(SESSIONS)
def test_a_copy_is_equal_and_apart(session: Session) -> None:
    copy = session.copy()
    assert copy == session
    copy.answers["new"] = Answer()
    copy.trail.append("new")
    assert "new" not in session.answers or session.answers["new"] != Answer()
    assert len(session.trail) == len(copy.trail) - 1


@pytest.mark.parametrize("broken", [{}, {"flow": "x"}])
def test_what_is_no_session_is_refused(broken: dict[str, str]) -> None:
    with pytest.raises(KeyError):
        thaw(broken)


def test_free_text_cannot_be_printed_by_accident() -> None:
    words = FreeText("de vil sende meg bort")
    session = Session("f", "v", "s", NOW, NOW, answers={"s": Answer((), words)})
    assert repr(words) == "FreeText(21 characters)"
    assert "bort" not in f"{session!r} {Answer((), words)} {[words]}"


def test_sessions_read_back_share_what_content_gives_them_all() -> None:
    frozen = json.dumps(freeze(Session("f", "v", "s", NOW, NOW, answers={"s": Answer(("yes",))}, trail=["s"])))
    one, other = thaw(json.loads(frozen)), thaw(json.loads(frozen))
    assert one.answers["s"] is other.answers["s"]
    assert one.trail[0] is other.trail[0]
