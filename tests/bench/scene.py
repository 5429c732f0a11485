"""What the measurements share: an installation in a temporary folder, a key to read with, young people in a talk."""

import gc
import importlib
import importlib.util
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection

from bot.installation import Installation
from bot.installation import opened as installation
from flows import engine
from flows.model import Flow
from flows.session import Session
from storage import filing, flow_versions, keyfile, people, readers, sessions
from storage.passphrase import Cost

Figure = tuple[str, float, str]
"""What was measured, how much, and what it stands beside."""
Raw = dict[str, Any]
"""An update as Telegram sends it."""

NOW = datetime.now(UTC)
PASSPHRASE = "en passfrase for målingene"
QUICK = Cost(8192, 1, 1)
PAGE = 4096


@contextmanager
def installed(**settings: str) -> Iterator[Installation]:
    """An installation of its own on SQLite, fully synced, with one coordinator's key registered; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="havn-bench-") as folder:
        environ = {"HAVN_DATA": folder} | settings
        with installation(environ, serving=True) as havn:
            path = Path(folder) / "kari.key"
            new = keyfile.create(path, name="Kari", kind="coordinator", passphrase=PASSPHRASE, now=NOW, cost=QUICK)

            def register(db: Connection) -> None:
                readers.register(db, "Kari", "coordinator", havn.municipality.unit(), new, NOW)
                filing.seal_held(db, havn.keyring)

            havn.store.run(register)
            yield havn


def in_talk(havn: Installation, flow: Flow, count: int, first: int = 1, session: Session | None = None) -> list[int]:
    """So many young people in the middle of a talk (at its start when no session is given); their ids."""
    begun = session or engine.begin(flow, NOW).session

    def meet(db: Connection) -> list[int]:
        flow_versions.pin(db, flow, NOW)
        found = []
        for telegram in range(first, first + count):
            person = people.meet(db, havn.keyring, telegram, "nb", NOW)
            sessions.save(db, havn.keyring, person.id, begun, NOW)
            found.append(person.id)
        return found

    return havn.store.run(meet)


def tap(number: int, chat: int, data: str) -> Raw:
    """The update of a tapped button."""
    message = {"message_id": 7, "date": int(NOW.timestamp()), "chat": _private(chat), "text": "Er du trygg akkurat nå?"}
    query = {"id": str(number), "from": _person(chat), "message": message, "chat_instance": "1", "data": data}
    return {"update_id": number, "callback_query": query}


def say(number: int, chat: int, text: str) -> Raw:
    """The update of a written message; one that begins with a slash is a command."""
    message: Raw = {"message_id": number, "date": int(NOW.timestamp()), "chat": _private(chat), "from": _person(chat)}
    command = (
        [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}] if text.startswith("/") else []
    )
    return {"update_id": number, "message": message | {"text": text, "entities": command}}


def percentile(seconds: Sequence[float], share: float = 0.99) -> float:
    """The value that this share of them does not exceed, in milliseconds."""
    ordered = sorted(seconds)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def resident() -> float:
    """The memory that this process has in RAM, in bytes."""
    return float(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE


def peer(module: str, needs: str) -> ModuleType | None:
    """The module that measures a peer; None, said in a line, when the peer is not installed."""
    if importlib.util.find_spec(needs) is None:
        name = {"telegram": "python-telegram-bot"}.get(needs, needs.replace("_", "-"))
        print(f"{name} is not installed: requirements/bench.txt names it, `make bench` installs it.", file=sys.stderr)
        return None
    found = importlib.import_module(f"tests.bench.{module}")
    gc.freeze()  # as what is measured: see bot.imports
    return found


def _person(chat: int) -> Raw:
    return {"id": chat, "is_bot": False, "first_name": "Prøve", "language_code": "nb"}


def _private(chat: int) -> Raw:
    return {"id": chat, "type": "private", "first_name": "Prøve"}
