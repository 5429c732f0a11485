"""One message of the outbox -> what the chat shows."""

from bot.telegram.courier import TelegramCourier
from storage import outbox, people, screens
from tests.bot.carried import OTHER, SCREEN, deliver, put
from tests.bot_api import User
from tests.conversations.stage import Stage


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
