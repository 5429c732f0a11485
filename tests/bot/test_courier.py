"""One message of the outbox -> calls to Telegram, and what each way of failing means."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot import delivery
from bot.buttons import Button
from bot.delivery import Never, NobodyThere, NotNow
from bot.post import Post
from bot.screen import Screen
from bot.telegram.courier import TelegramCourier
from storage import outbox, people, screens
from storage.outbox import Message, Waiting
from storage.people import Person
from tests.bot_api import User
from tests.conversations.stage import Stage

SCREEN = Screen("Et <b>spørsmål</b>", ((Button("Ja", "c:1:yes"),),))
OTHER = Screen("Et annet spørsmål")
Put = Callable[[Post, Person], None]


@pytest.fixture
async def young(stage: Stage) -> User:
    """Somebody whose chat is empty, and whom Havn has met."""
    await stage.come_in("young", people.YOUTH)
    user = stage.users["young"]
    now, keyring = stage.clock.now(), stage.store.keyring
    stage.store.run(lambda db: people.meet(db, keyring, user.id, "nb", now))
    return user


@pytest.fixture
def courier(stage: Stage) -> TelegramCourier:
    return TelegramCourier(stage.bot, stage.store, stage.harbour, stage.clock.now)


def put(stage: Stage, what: Put) -> Waiting:
    """Put a message for the young person in the outbox and take it as the sender would."""
    person, now, keyring = stage.person("young"), stage.clock.now(), stage.store.keyring

    def work(db: Connection) -> list[Waiting]:
        what(Post(db, keyring, now), person)
        return outbox.take(db, keyring, now, 1, timedelta(seconds=5))

    return stage.store.run(work)[0]


async def deliver(stage: Stage, courier: TelegramCourier, what: Put) -> None:
    """Put it, deliver it, and write down what follows."""
    waiting = put(stage, what)
    afterwards = await courier.deliver(waiting)
    now = stage.clock.now()
    stage.store.run(lambda db: (outbox.sent(db, waiting.id), afterwards(db, now)))


async def test_a_screen_is_sent_once_and_changed_after_that(
    stage: Stage, courier: TelegramCourier, young: User
) -> None:
    await deliver(stage, courier, lambda post, to: post.screen(to, SCREEN))
    await deliver(stage, courier, lambda post, to: post.screen(to, OTHER))
    assert [one.text for one in young.visible()] == ["Et annet spørsmål"]
    assert [call.method for call in stage.api.calls] == ["sendMessage", "editMessageText"]


async def test_the_same_screen_again_is_no_failure(stage: Stage, courier: TelegramCourier, young: User) -> None:
    for _ in range(2):
        await deliver(stage, courier, lambda post, to: post.screen(to, SCREEN))
    assert len(young.visible()) == 1


async def test_a_fresh_screen_stands_at_the_bottom_and_the_older_one_goes(
    stage: Stage, courier: TelegramCourier, young: User
) -> None:
    await deliver(stage, courier, lambda post, to: post.screen(to, SCREEN))
    first = young.visible()[0].id
    await deliver(stage, courier, lambda post, to: post.screen(to, OTHER, fresh=True))
    await stage.deliver()
    assert [one.id > first for one in young.visible()] == [True]


async def test_a_screen_that_the_person_deleted_is_sent_anew(
    stage: Stage, courier: TelegramCourier, young: User
) -> None:
    await deliver(stage, courier, lambda post, to: post.screen(to, SCREEN))
    stage.api.world.delete(young.chat.visible()[0])
    await deliver(stage, courier, lambda post, to: post.screen(to, OTHER))
    assert [one.text for one in young.visible()] == ["Et annet spørsmål"]


async def test_a_screen_never_comes_after_the_person_hid_the_chat(
    stage: Stage, courier: TelegramCourier, young: User
) -> None:
    waiting = put(stage, lambda post, to: post.screen(to, SCREEN))
    person, now = stage.person("young"), stage.clock.now()
    stage.store.run(lambda db: people.set_face(db, person.id, people.HIDDEN))
    afterwards = await courier.deliver(waiting)
    stage.store.run(lambda db: (outbox.sent(db, waiting.id), afterwards(db, now)))
    await stage.deliver()
    assert young.visible() == []


async def test_a_screen_that_was_being_sent_when_the_chat_was_hidden_is_taken_away(
    stage: Stage, courier: TelegramCourier, young: User
) -> None:
    waiting = put(stage, lambda post, to: post.screen(to, SCREEN))
    afterwards = await courier.deliver(waiting)
    person, now = stage.person("young"), stage.clock.now()
    stage.store.run(lambda db: people.set_face(db, person.id, people.HIDDEN))
    stage.store.run(lambda db: (outbox.sent(db, waiting.id), afterwards(db, now)))
    await stage.deliver()
    assert young.visible() == []


async def test_hiding_takes_everything_away_and_leaves_a_line(
    stage: Stage, courier: TelegramCourier, young: User
) -> None:
    await deliver(stage, courier, lambda post, to: post.screen(to, SCREEN))
    said, person, now = await young.send("noe jeg skrev"), stage.person("young"), stage.clock.now()
    stage.store.run(lambda db: screens.shown(db, person.id, said, "said", now))
    await deliver(stage, courier, lambda post, to: post.hide(to, "Listen er tom."))
    assert [one.text for one in young.visible()] == ["Listen er tom."]


async def test_hiding_makes_innocent_what_cannot_be_deleted(
    stage: Stage, courier: TelegramCourier, young: User
) -> None:
    await deliver(stage, courier, lambda post, to: post.screen(to, SCREEN))
    stage.api.refuse(400, method="deleteMessage", description="Bad Request: message can't be deleted for everyone")
    await deliver(stage, courier, lambda post, to: post.hide(to, "Listen er tom."))
    assert {one.text for one in young.visible()} == {"Listen er tom."}


async def test_what_the_person_wrote_and_nothing_can_delete_is_remembered(
    stage: Stage, courier: TelegramCourier, young: User
) -> None:
    said, person, now = await young.send("noe jeg skrev"), stage.person("young"), stage.clock.now()
    stage.store.run(lambda db: screens.shown(db, person.id, said, "said", now))
    stage.api.refuse(400, method="deleteMessage", description="Bad Request: message can't be deleted for everyone")
    await deliver(stage, courier, lambda post, to: post.hide(to, "Listen er tom."))
    assert said in [one.message_id for one in stage.store.read(lambda db: screens.visible(db, person.id))]


async def test_fading_changes_the_screen_without_a_new_message(
    stage: Stage, courier: TelegramCourier, young: User
) -> None:
    await deliver(stage, courier, lambda post, to: post.screen(to, SCREEN))
    await deliver(stage, courier, lambda post, to: post.fade(to, "Listen er tom."))
    assert [one.text for one in young.visible()] == ["Listen er tom."]
    assert [call.method for call in stage.api.calls] == ["sendMessage", "editMessageText"]


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
    waiting = put(stage, lambda post, to: post.screen(to, OTHER))
    with pytest.raises(Never):
        await courier.deliver(waiting)


async def test_an_answer_takes_the_place_of_the_message_whose_button_was_tapped(
    stage: Stage, courier: TelegramCourier, young: User
) -> None:
    await deliver(stage, courier, lambda post, to: post.reply(to, SCREEN))
    shown = young.visible()[0].id
    await deliver(stage, courier, lambda post, to: post.reply(to, OTHER, instead_of=shown))
    await deliver(stage, courier, lambda post, to: post.reply(to, SCREEN, instead_of=4711))
    assert [(one.id == shown, one.text) for one in young.visible()] == [
        (True, "Et annet spørsmål"),
        (False, "Et spørsmål"),
    ]


def test_a_message_in_the_outbox_shows_nothing_of_what_it_says() -> None:
    message = Message("screen", 1, 2, {"text": "noe hemmelig"})
    assert "hemmelig" not in repr(message)
