"""What Havn says above a question when an input was no answer to it: msgids in Bokmål."""

from __future__ import annotations

from flows.msgid import N_

TAP = N_("Trykk på ett av svarene under, så går vi videre.")
READ = N_("Trykk på knappen under når du har lest.")
UNFAMILIAR = N_("Den knappen hører ikke til her. Dette spør vi om nå.")
EMPTY = N_("Jeg så ingen tekst. Skriv noe, eller trykk på en knapp.")
DATE = N_("Jeg skjønte ikke hvilken dag du mener. Skriv for eksempel 12. juli, på fredag eller vet ikke.")
NO_SUCH_DAY = N_("Den dagen finnes ikke. Skriv for eksempel 12. juli eller vet ikke.")
TIME = N_("Jeg skjønte ikke klokkeslettet. Skriv for eksempel 14:30 eller vet ikke.")
DAYS = N_("Jeg skjønte ikke hvor mange dager. Skriv for eksempel 10, to uker eller vet ikke.")
SHORTENED = N_("Det var veldig mye tekst. De første 20 000 tegnene er tatt vare på.")
FIRST = N_("Dette er det første spørsmålet. Du kan ikke gå lenger tilbake.")
NO_SKIP = N_("Dette spørsmålet kan vi ikke hoppe over.")
TICK = N_("Trykk på det som passer først. Du kan velge flere.")
NOT_HERE = N_("Det svaret kan du ikke endre herfra.")
ENDED = N_("Vi er ferdige her. Skriv /start når du vil begynne på nytt.")
PICTURE = N_(
    "Jeg kan ikke ta imot bilder her. Er det trygt, så ta vare på bildet og vis det til en voksen du stoler på."
)
SOUND = N_("Jeg kan ikke høre på lyd her. Skriv det heller, eller trykk på et svar.")
PLACE = N_("Jeg kan ikke ta imot posisjonen din her. Skriv hvor du er med egne ord når jeg spør.")
FILE = N_("Jeg kan ikke ta imot filer her. Ta godt vare på dem, og vis dem til en voksen du stoler på.")
OTHER = N_("Det kan jeg ikke ta imot her. Skriv, eller trykk på et svar.")

NOTICES = (
    TAP, READ, UNFAMILIAR, EMPTY, DATE, NO_SUCH_DAY, TIME, DAYS, SHORTENED, FIRST, NO_SKIP, TICK, NOT_HERE, ENDED,
    PICTURE, SOUND, PLACE, FILE, OTHER,
)  # fmt: skip
"""Every notice, for the catalogues."""

_KINDS = {
    "photo": PICTURE,
    "video": PICTURE,
    "video_note": PICTURE,
    "animation": PICTURE,
    "sticker": PICTURE,
    "story": PICTURE,
    "voice": SOUND,
    "audio": SOUND,
    "location": PLACE,
    "venue": PLACE,
    "document": FILE,
    "contact": FILE,
}


def for_kind(kind: str) -> str:
    """The kind words for something that cannot be an answer; `kind` is Telegram's content type."""
    return _KINDS.get(kind, OTHER)
