"""Rows of people that do not open, as after a damaged disk or a keyring that lacks a key."""

from sqlalchemy import select, update

from storage import tables
from tests.conversations.stage import Stage


def damage(stage: Stage, name: str) -> int:
    """What is personal about somebody opens no more; gives the number of the row."""
    row, people = stage.person(name).id, tables.people
    stage.store.run(lambda db: db.execute(update(people).where(people.c.id == row).values(private=b"\x01" * 300)))
    return row


def role_of(stage: Stage, row: int) -> str:
    """The role that a row has, whether or not it opens."""
    chosen = select(tables.people.c.role).where(tables.people.c.id == row)
    return str(stage.store.read(lambda db: db.execute(chosen).scalar_one()))
