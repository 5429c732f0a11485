"""The pace that Telegram allows: so many a second in all, one a second in a chat, and patience when it asks for it."""

import pytest

from bot.delivery import LONGEST_PAUSE
from bot.pace import PER_SECOND, Pace

NOW = 1000.0
ANNA, BERIT = 1, 2


def test_below_thirty_a_second_whatever_the_chats() -> None:
    pace = Pace()
    now = NOW
    for chat in range(60):
        now += pace.wait(now)
        pace.sent(chat, now, counts_in_chat=True)
    assert now - NOW >= 59 / PER_SECOND - 1e-9
    assert PER_SECOND <= 30


def test_one_a_second_in_a_chat_and_others_meanwhile() -> None:
    pace = Pace()
    pace.sent(ANNA, NOW, counts_in_chat=True)
    assert pace.busy(NOW + 0.9) == {ANNA}
    assert pace.chat_free_at(ANNA) == NOW + 1
    assert pace.chat_free_at(BERIT) == 0
    assert pace.busy(NOW + 1.0) == frozenset()


def test_a_deletion_uses_nobodys_second() -> None:
    pace = Pace()
    pace.sent(ANNA, NOW, counts_in_chat=False)
    assert pace.busy(NOW) == frozenset()
    assert pace.wait(NOW) > 0


def test_refused_in_one_chat_holds_that_chat_alone() -> None:
    pace = Pace()
    pace.refused(ANNA, NOW, 7)
    assert pace.wait(NOW) == 0
    assert pace.busy(NOW + 6.9) == {ANNA}
    assert pace.busy(NOW + 7) == frozenset()


def test_refused_in_a_second_chat_holds_everybody_for_a_moment() -> None:
    pace = Pace()
    pace.refused(ANNA, NOW, 7)
    pace.refused(BERIT, NOW, 1)
    assert pace.wait(NOW) == pytest.approx(1)


def test_two_slow_chats_held_everybody_for_as_long_as_themselves() -> None:
    pace = Pace()
    pace.refused(ANNA, NOW, 300)
    pace.refused(BERIT, NOW, 300)
    assert pace.wait(NOW) == LONGEST_PAUSE
    assert pace.busy(NOW + 299) == {ANNA, BERIT}


def test_a_refusal_never_shortens_a_longer_one() -> None:
    pace = Pace()
    pace.refused(ANNA, NOW, 30)
    pace.refused(ANNA, NOW, 2)
    assert pace.chat_free_at(ANNA) == NOW + 30


def test_a_pause_holds_everybody_and_never_ends_a_longer_one() -> None:
    pace = Pace()
    pace.pause(NOW, 5)
    pace.pause(NOW, 1)
    assert pace.wait(NOW) == 5
    assert pace.wait(NOW + 5) == 0


def test_the_first_chat_to_be_free_is_known() -> None:
    pace = Pace()
    assert pace.first_free(NOW) is None
    pace.refused(ANNA, NOW, 7)
    pace.sent(BERIT, NOW, counts_in_chat=True)
    assert pace.first_free(NOW) == pytest.approx(1)
    assert pace.first_free(NOW + 8) is None
