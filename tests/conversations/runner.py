"""Plays a conversation that is written down as data: every step acts, everything settles, and expectations are held.

Between any two steps nothing is remembered but the database: each input is worked by reading the talk from it.
"""

import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from bot import municipality
from flows import reader
from flows.model import Flow
from storage import readers
from storage.engine import Store
from storage.people import ADMIN, COORDINATOR, STAFF, YOUTH
from tests.conversations import always
from tests.conversations.acts import ACTS, remember
from tests.conversations.expecting import check
from tests.conversations.expecting_rows import READER
from tests.conversations.keys import key
from tests.conversations.scene import Scene
from tests.conversations.stage import Stage

FOLDER = Path(__file__).parent
BEGINS = datetime.fromisoformat("2027-03-15T10:30:00+01:00")
"""A Monday morning on which nothing is closed."""
ROLES = {
    "young": YOUTH, "other": YOUTH, "stranger": YOUTH, "teacher": STAFF,
    "duty": COORDINATOR, "second": COORDINATOR, "third": COORDINATOR, "admin": ADMIN,
}  # fmt: skip
"""Who may be in a conversation: whoever acts in it or is named in `also`, and these always:"""
ALWAYS = ("duty", "second", "admin")
HEAD = frozenset({"title", "flow", "readers", "on_duty", "also", "begins", "language", "step"})
BESIDE = frozenset({"who", "expect", "flow", "restart"})


def conversations() -> list[Path]:
    """Every conversation, by name."""
    return sorted(FOLDER.glob("*.toml"))


def read(path: Path) -> dict[str, Any]:
    """A conversation. AssertionError for a key that means nothing, so that no expectation is lost to a misspelling."""
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    assert said.keys() <= HEAD, f"{path.name}: {sorted(said.keys() - HEAD)}"
    assert said.get("title"), f"{path.name} has no title"
    steps = said["step"]
    for number, step in enumerate(steps, 1):
        where = f"{path.name}, step {number}"
        assert step.keys() <= BESIDE | ACTS.keys(), f"{where}: {sorted(step.keys() - BESIDE - ACTS.keys())}"
        assert len(step.keys() & ACTS.keys()) <= 1, f"{where} does two things"
        assert step.get("who", "young") in ROLES, f"{where}: nobody is called {step['who']}"
    assert any(step.get("expect") for step in steps), f"{path.name} expects nothing"
    return said


def flow(name: str | None) -> Mapping[str, Flow]:
    """The declaration that is served: the program's own, or one of `flows/` beside this file."""
    if name is None:
        return reader.packaged()
    return {"declaration": reader.read((FOLDER / "flows" / f"{name}.toml").read_text(encoding="utf-8"), "declaration")}


async def play(path: Path, opening: Callable[[], Store], logged: Callable[[], str]) -> list[str]:
    """Play one conversation on the database that `opening` opens; gives what young people wrote in it.

    AssertionError names the step that failed and shows the chats.
    """
    said = read(path)
    begins = said.get("begins", BEGINS)
    stage = Stage(opening, municipality.load(None), flow(said.get("flow")), begins)
    scene = Scene(stage)
    try:
        await _set(scene, said)
        for number, step in enumerate(said["step"], 1):
            await _take(scene, step, f"{path.name}, step {number}")
        return always.at_end(scene, logged())
    finally:
        stage.close()


async def _set(scene: Scene, said: Mapping[str, Any]) -> None:
    """Everybody is there, a key is registered, and who is on duty has said so."""
    stage, now = scene.stage, scene.stage.clock.now()
    languages = said.get("language", {})
    if said.get("readers", True):
        unit = stage.local.unit()
        stage.store.run(lambda db: readers.register(db, "Duty", "coordinator", unit, key(READER), now))
    acting = [one for step in said["step"] for one in (step, *step.get("together", ()))]
    there = {*ALWAYS, *said.get("also", ()), *(one["who"] for one in acting if "who" in one)}
    for name, role in ROLES.items():
        if name in there:
            await stage.come_in(name, role, languages.get(name, "nb"))
    for name in said.get("on_duty", ["duty"]):
        await stage.users[name].send("/vakt")
        await stage.collect()
    await stage.settle()
    remember(scene)


async def _take(scene: Scene, step: Mapping[str, Any], where: str) -> None:
    scene.who = step.get("who", scene.who)
    scene.begin_step()
    expected = ""
    try:
        if "flow" in step:
            scene.stage.serve(flow(step["flow"]))
        if step.get("restart"):
            scene.stage.restart()
        for name in step.keys() & ACTS.keys():
            await ACTS[name](scene, step[name])
        await scene.stage.settle()
        remember(scene)
        if "telegram" not in step:
            always.after_step(scene)
        for expected in step.get("expect", ()):
            check(scene, expected)
    except AssertionError as failed:
        raise AssertionError(f"{where}: {expected or dict(step)}\n{failed}\n{scene.told()}") from failed
