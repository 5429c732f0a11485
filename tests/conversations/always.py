"""What must hold in every conversation, after each step and at its end, whether or not the step asks for it."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from storage import alerts, audit, people, tables
from tests.conversations.scene import Scene

SHORTEST = 6
"""Words shorter than this stand in a database by chance."""
NOT_SECRET = frozenset({tables.flow_versions.name})
"""The content is public, and what it offers as a button may be typed."""


def after_step(scene: Scene) -> None:
    """Chats of young people show one message at most, of the bot, silent and protected; every call was lawful."""
    assert not scene.stage.api.violations, scene.stage.api.violations
    for name, user in scene.stage.users.items():
        if scene.trouble or user.chat.closed or not user.chat.posts or scene.at_desk(name):
            continue
        innocent = scene.stage.local.face.spoken(scene.stage.person(name).language).line
        seen = [one for one in user.visible() if one.text != innocent]  # what is too old to be deleted is made innocent
        assert len(seen) <= 1, f"{name}'s chat shows more than the current question"
        assert all(one.by_bot for one in seen), f"what {name} wrote still stands in the chat"
        for post in user.chat.posts.values():
            quiet = post.how.get("disable_notification") and post.message.get("has_protected_content")
            assert not post.by_bot or quiet, "a message to a young person must be silent and protected"


def at_end(scene: Scene, logged: str) -> list[str]:
    """Nothing that a young person wrote is in clear in the database, the log or another's chat. Gives what that was."""
    store = scene.stage.store
    verdict = store.read(lambda db: audit.verify(db, store.keyring))
    assert verdict.ok, f"the audit chain breaks at {verdict.first_bad}"
    assert store.read(alerts.silent) == []
    words = secrets(scene)
    kept = store.read(lambda db: list(_values(db)))
    for who, word in words:
        assert not [where for where, value in kept if _holds(value, word)], f"{word!r} stands in clear"
        assert word not in logged, f"{word!r} is in the log"
        others = [user for name, user in scene.stage.users.items() if name != who]
        read = [one.text for user in others for one in user.ever() if one.by_bot]
        assert not any(word in text for text in read), f"{word!r} reached somebody else"
    return [word for _, word in words]


def in_files(words: list[str], folder: Path) -> None:
    """Nor does it stand in the database's files, which the program has let go of."""
    raw = b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())
    assert not [word for word in words if word.encode() in raw]


def secrets(scene: Scene) -> list[tuple[str, str]]:
    """Who wrote what in their own words, so far as it would be recognised."""
    said = [(who, words) for who, words in scene.said if scene.role(who) in {people.YOUTH, people.STAFF}]
    known = [flow.source for flow in scene.stage.harbour.flows.values()]
    public = " ".join([*known, *(case.reference for case in scene.cases())])
    return [(who, words) for who, words in said if len(words) >= SHORTEST and words not in public and words[0] != "/"]


def _values(db: Connection) -> Iterator[tuple[str, object]]:
    for table in tables.metadata.sorted_tables:
        for row in () if table.name in NOT_SECRET else db.execute(table.select()):
            for column, value in zip(table.columns, row, strict=True):
                yield f"{table.name}.{column.name}", value


def _holds(value: object, word: str) -> bool:
    return (isinstance(value, str) and word in value) or (isinstance(value, bytes) and word.encode() in value)
