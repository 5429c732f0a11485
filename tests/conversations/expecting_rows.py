"""What a step may expect of cases, alerts and everything else that lies in the database, or that rang."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, select

from bot import opened
from bot.installation import Installation
from bot.settings import Settings
from storage import alerts, checks, filing, outbox, roster, tables
from tests.conversations.keys import unlocked
from tests.conversations.scene import Scene

READER = 7


def file_case(scene: Scene, who: str, how: str) -> None:
    """In this step a declaration was filed: «early», because of danger, or «final»."""
    action = {"early": "case.filed_early", "final": "case.filed"}[how]
    assert [row.action for row in scene.happened() if row.action.startswith("case.filed")] == [action]


def raise_alert(scene: Scene, who: str, level: str) -> None:
    """In this step somebody was called for, and the alert now has this level."""
    causes = [row.action for row in scene.happened() if row.action in CALLS]
    assert causes, "nobody was called for"
    live = scene.stage.store.run(lambda db: alerts.live(db, scene.case().reference))
    assert live is not None
    assert live.level.key == level


def no_alert(scene: Scene, who: str, rest: str) -> None:
    """In this step nobody was called for."""
    assert not [row for row in scene.happened() if row.action in CALLS]


def page(scene: Scene, who: str, names: str) -> None:
    """In this step exactly these people's telephones made a sound («nobody» for none)."""
    expected = set() if names == "nobody" else set(names.split())
    assert set(scene.rang()) == expected, f"it rang at {scene.rang()}"


def rings(scene: Scene, who: str, number: str) -> None:
    """In this step this person's telephone made a sound so many times."""
    assert scene.rang().count(who) == int(number), f"it rang at {scene.rang()}"


def cases(scene: Scene, who: str, number: str) -> None:
    """So many cases there are."""
    assert len(scene.cases()) == int(number)


def case(scene: Scene, who: str, expected: str) -> None:
    """Of the newest case: «level red», «state closed», «owner duty|second», «outcome helped», «early», «verified»."""
    found, (what, *value) = scene.case(), expected.split()
    known: dict[str, str] = {
        "level": found.level.key,
        "state": found.state.value,
        "owner": scene.stage.named(found.owner_id),
        "outcome": "" if found.outcome is None else found.outcome.value,
        "early": str(not found.final),
        "final": str(found.final),
        "verified": str(found.verified),
        "from": scene.stage.named(found.person_id),
    }
    allowed = value[0].split("|") if value else ["True"]
    assert known[what] in allowed, f"the case's {what} is {known[what]}"


def alert_ends(scene: Scene, who: str, rest: str) -> None:
    """The newest case has no live alert."""
    assert scene.stage.store.run(lambda db: alerts.live(db, scene.case().reference)) is None


def audit(scene: Scene, who: str, action: str) -> None:
    """In this step this was written in the audit log."""
    done = [row.action for row in scene.happened()]
    assert action in done, f"the audit log says {done}"


def opens(scene: Scene, who: str, text: str) -> None:
    """The reader's key opens the newest case, and what it says contains this."""
    assert text in _opened(scene), f"the case does not say {text!r}"


def opens_without(scene: Scene, who: str, text: str) -> None:
    """The reader's key opens the newest case, and it says nothing of this."""
    assert text not in _opened(scene), f"the case says {text!r}"


def held(scene: Scene, who: str, units: str) -> None:
    """Declarations that nobody could read yet are held for these units («nobody» for none)."""
    found = scene.stage.store.read(filing.held_units)
    assert found == ([] if units == "nobody" else units.split())


def remember(scene: Scene, who: str, meanings: str) -> None:
    """Code words with these meanings are known for the newest case."""
    chosen = select(tables.words.c.meaning).where(tables.words.c.reference == scene.case().reference)
    found = scene.stage.store.read(lambda db: sorted(db.execute(chosen).scalars()))
    assert found == sorted(meanings.split()), f"known are {found}"


def schedule(scene: Scene, who: str, expected: str) -> None:
    """A sign of life of this name is expected at this time (UTC) for the newest case, or «met»."""
    name, _, when = expected.partition(" ")
    reference = scene.case().reference
    found = {one.expected.name: one.expected for one in scene.stage.store.read(lambda db: checks.of(db, reference))}
    assert name in found, f"expected are {sorted(found)}"
    if when == "met":
        assert found[name].met_at is not None, "the sign of life was not met"
    else:
        assert found[name].met_at is None, "the sign of life was met"
        assert found[name].due == datetime.fromisoformat(when), f"it is due {found[name].due}"


def on_duty(scene: Scene, who: str, names: str) -> None:
    """These are on duty, the first in line first («nobody» for none)."""
    stage = scene.stage
    found = stage.store.read(lambda db: roster.on_duty(db, stage.store.keyring, stage.local.unit()))
    expected = [] if names == "nobody" else names.split()
    assert [stage.named(one.id) for one in found] == expected


def role(scene: Scene, who: str, expected: str) -> None:
    """What this person is to Havn."""
    assert scene.role(who) == expected


def waits(scene: Scene, who: str, number: str) -> None:
    """So many messages wait in the outbox, for anybody."""
    assert scene.stage.store.read(outbox.depth).waiting == int(number)


def aside(scene: Scene, who: str, number: str) -> None:
    """So many messages were set aside as undeliverable."""
    assert scene.stage.store.read(outbox.depth).aside == int(number)


def versions(scene: Scene, who: str, number: str) -> None:
    """So many versions of the content are kept, because talks began with them."""
    counted = select(func.count()).select_from(tables.flow_versions)
    assert scene.stage.store.read(lambda db: db.execute(counted).scalar_one()) == int(number)


def _opened(scene: Scene) -> str:
    stage = scene.stage
    havn = Installation(Settings.read({}), stage.local, stage.store.keyring, stage.store)
    return opened.as_text(opened.open_case(havn, scene.case().reference, unlocked(READER), stage.clock.now()))


CALLS = {f"alert.{cause}" for cause in ("filed", "checkin", "danger_word", "follow_up")}
ROWS: dict[str, Callable[[Scene, str, str], None]] = {
    "FileCase": file_case,
    "RaiseAlert": raise_alert,
    "no alert": no_alert,
    "Page": page,
    "rings": rings,
    "cases": cases,
    "case": case,
    "alert ends": alert_ends,
    "audit": audit,
    "opens": opens,
    "opens without": opens_without,
    "held": held,
    "Remember": remember,
    "Schedule": schedule,
    "on duty": on_duty,
    "role": role,
    "waits": waits,
    "aside": aside,
    "versions": versions,
}
