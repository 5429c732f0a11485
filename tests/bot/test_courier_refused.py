"""What each refusal of Telegram means for a message: again, nobody there, or never."""

from datetime import timedelta

import pytest

from bot import delivery
from bot.delivery import Never, NobodyThere, NotNow
from bot.screen import Screen
from bot.telegram.courier import TelegramCourier
from storage.outbox import Message, Waiting
from tests.bot.carried import OTHER, SCREEN, deliver, put
from tests.bot_api import User
from tests.conversations.stage import Stage


async def test_a_refused_deletion_is_tried_again_for_48_hours_and_no_longer(
    stage: Stage, courier: TelegramCourier, young: User, caplog: pytest.LogCaptureFixture
) -> None:
    stage.api.refuse(400, method="deleteMessage", description="Bad Request: message can't be deleted for everyone")
    said = await young.send("noe jeg skrev")
    waiting = put(stage, lambda post, to: post.remove(to, said))
    with pytest.raises(NotNow) as refused:
        await courier.deliver(waiting)
    assert (refused.value.seconds, refused.value.crowded) == (300.0, False)
    stage.clock.move(stage.clock.now() + timedelta(hours=47, minutes=59))
    with pytest.raises(NotNow):
        await courier.deliver(waiting)
    stage.clock.move(stage.clock.now() + timedelta(minutes=1))
    await courier.deliver(waiting)
    assert "stays in a chat" in caplog.text


async def test_a_dice_goes_when_it_is_a_day_old(stage: Stage, young: User) -> None:
    await young.send("/start")
    await stage.collect()
    await stage.settle()
    await young.send_kind("dice")
    await stage.collect()
    await stage.settle()
    assert [one.by_bot for one in young.visible()] == [True, False]
    await stage.sleep(timedelta(hours=23))
    assert [one.by_bot for one in young.visible()] == [True, False]
    await stage.sleep(timedelta(hours=1))
    assert [one.by_bot for one in young.visible()] == [True]


async def test_a_message_that_is_gone_already_counts_as_deleted(
    stage: Stage, courier: TelegramCourier, young: User
) -> None:
    await deliver(stage, courier, lambda post, to: post.remove(to, 4711))
    assert [call.method for call in stage.api.calls] == ["deleteMessage"]


@pytest.mark.parametrize("attempts", [1, 3, 50])
async def test_telegram_gone_is_tried_again_soon(
    stage: Stage, courier: TelegramCourier, young: User, attempts: int
) -> None:
    waiting = put(stage, lambda post, to: post.screen(to, SCREEN))
    stage.api.disconnect()
    with pytest.raises(NotNow) as refused:
        await courier.deliver(Waiting(waiting.id, waiting.message, waiting.created_at, attempts))
    assert 0 < refused.value.seconds <= delivery.LONGEST_PAUSE
    assert not refused.value.crowded


@pytest.mark.parametrize("code", [500, 502, 503])
async def test_telegram_failing_is_tried_again_soon(
    stage: Stage, courier: TelegramCourier, young: User, code: int
) -> None:
    waiting = put(stage, lambda post, to: post.screen(to, SCREEN))
    stage.api.fail(code)
    with pytest.raises(NotNow) as refused:
        await courier.deliver(waiting)
    assert refused.value.seconds <= delivery.LONGEST_PAUSE


async def test_too_many_requests_are_obeyed_to_the_second(stage: Stage, courier: TelegramCourier, young: User) -> None:
    waiting = put(stage, lambda post, to: post.screen(to, SCREEN))
    stage.api.refuse(429, retry_after=37)
    with pytest.raises(NotNow) as refused:
        await courier.deliver(waiting)
    assert (refused.value.seconds, refused.value.crowded) == (37.0, True)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (400, "Bad Request: chat not found"),
        (400, "Bad Request: user not found"),
    ],
)
async def test_somebody_who_is_gone_is_nobody_there(
    stage: Stage, courier: TelegramCourier, young: User, code: int, said: str
) -> None:
    waiting = put(stage, lambda post, to: post.screen(to, SCREEN))
    stage.api.refuse(code, description=said)
    with pytest.raises(NobodyThere):
        await courier.deliver(waiting)


async def test_what_telegram_will_never_take_is_named_by_its_class_alone(
    stage: Stage, courier: TelegramCourier, young: User
) -> None:
    waiting = put(stage, lambda post, to: post.screen(to, Screen("noe hemmelig </b>")))
    with pytest.raises(Never) as refused:
        await courier.deliver(waiting)
    assert refused.value.reason == "TelegramBadRequest"
    assert "hemmelig" not in str(refused.value)


async def test_a_kind_from_another_version_is_never_delivered(
    stage: Stage, courier: TelegramCourier, young: User
) -> None:
    waiting = put(stage, lambda post, to: post._put("telegram", to, 2, {}, None))
    with pytest.raises(Never, match="UnknownKind"):
        await courier.deliver(waiting)


async def test_a_failing_edit_is_no_lost_message(stage: Stage, courier: TelegramCourier, young: User) -> None:
    await deliver(stage, courier, lambda post, to: post.screen(to, SCREEN))
    stage.api.refuse(400, method="editMessageText", description="Bad Request: message is too long")
    await deliver(stage, courier, lambda post, to: post.screen(to, OTHER))
    await stage.deliver()
    assert [one.text for one in young.from_bot()] == [OTHER.text]


def test_a_message_in_the_outbox_shows_nothing_of_what_it_says() -> None:
    message = Message("screen", 1, 2, {"text": "noe hemmelig"})
    assert "hemmelig" not in repr(message)
