"""A message to a young person, from the outbox to the chat."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection

from bot.buttons import Button
from bot.post import Post
from bot.screen import Screen
from bot.telegram.courier import TelegramCourier
from storage import outbox
from storage.outbox import Waiting
from storage.people import Person
from tests.conversations.stage import Stage

SCREEN = Screen("Et <b>spørsmål</b>", ((Button("Ja", "c:1:yes"),),))
OTHER = Screen("Et annet spørsmål")
Put = Callable[[Post, Person], None]


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
