"""What an installation holds that is in use: declarations, and people who were invited."""

import os
from datetime import timedelta

from sqlalchemy import Connection

from bot.clock import SystemClock
from bot.installation import opened
from flows.effects import FileCase, Line
from flows.model import Level, Part
from flows.session import FreeText
from storage import cases, filing, invitations, people, roster
from tests.bot.typed import Desk

WORDS = "De tok passet mitt <b>og</b> sa ingenting"
NOW = SystemClock().now()
LINES = (
    Line("fear", "Hva er du **redd** for?", ("married", "violence"), ("Å bli giftet bort", "Vold"), None),
    Line("words", "Fortell med `egne` ord.", (), (), FreeText(WORDS)),
    Line("travel", "Når reiser du?", ("2027-07-12",), (), None),
    Line("place", "Hvor skal du?", ("skipped",), ("Vil ikke si",), None),
)
NAME = Line("name", "Hva heter du?", (), (), FreeText("Prøveperson Havnviksdatter"))


def declared(desk: Desk, *, final: bool = True, level: Level = Level.RED) -> str:
    """A declaration came in; the reference of its case."""
    with opened(os.environ) as havn:
        filed = FileCase(final, level, ("Ikke trygg nå",), {Part.ANSWERS: LINES, Part.IDENTITY: (NAME,)})
        talk = NOW - timedelta(minutes=len(havn.store.read(cases.listing)))

        def file(db: Connection) -> str:
            young = people.meet(db, havn.keyring, 4711, "nb", NOW)
            unit = havn.municipality.unit()
            return filing.file(
                db, havn.keyring, person_id=young.id, unit=unit, filed=filed, talk=talk, now=NOW
            ).reference

        return havn.store.run(file)


def staffed(desk: Desk, name: str, role: str = "coordinator", *, on_duty: bool = False) -> None:
    """Somebody redeemed the code that `havn invite` printed."""
    code = desk.good("invite", role, "--name", name).split()[0]
    with opened(os.environ) as havn:

        def come(db: Connection) -> None:
            person = people.meet(db, havn.keyring, int.from_bytes(name.encode()[:4], "big"), "nb", NOW)
            assert invitations.redeem(db, code, person.id, NOW) is not None
            if on_duty:
                roster.go_on(db, person.id, NOW)

        havn.store.run(come)
