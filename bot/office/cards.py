"""Cards and services as staff see them: found by search or by kind, with where they come from and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.buttons import Button, press
from bot.card_text import body, day
from bot.helplines import Audience, Certainty
from bot.i18n import Voice
from bot.markup import escape, shorten
from bot.municipality import Municipality
from bot.screen import BACK, Screen
from bot.services import Service
from flows.cards import Card, Kind
from flows.msgid import N_

PAGE = 12
"""How many cards stand on one page."""
LABEL = 60
"""How long the text on a button is at most, in characters."""

MENU = N_("≡ Meny")
HOME = N_("Skriv hva du leter etter, for eksempel «pass», «melde» eller «§ 13-2». Eller velg:")
SEARCH, SEARCH_AGAIN = N_("🔎 Søk"), N_("🔎 Søk igjen")
SEARCH_HOW = N_("Skriv ett eller flere ord, eller nummeret på en paragraf.")
SERVICES = N_("☎ Telefoner og tjenester")
FOUND, NOT_FOUND = N_("{count} kort passer."), N_("Ingen kort passer. Prøv et kortere ord.")
MORE_FOUND = N_("Bare de første {count} vises. Skriv et ord til.")
PAGES = N_("Side {page} av {pages}")
EARLIER, LATER = N_("‹ Forrige"), N_("Neste ›")
OUTDATED = N_("⚠ Kortet skulle vært kontrollert innen {day}. Sjekk kilden før du bruker det.")
NOT_WHEN, LAW = N_("Når det ikke gjelder"), N_("Lov: {law}")
CHECKED = N_("Kortet er kontrollert {day}. Kilde: {source}")
ALL_SERVICES = N_(
    "Telefoner og tjenester. ⚠ betyr at nummeret mangler eller ikke er sikkert: det vises aldri til unge."
)
NO_NUMBER = N_("Nummer ikke kontrollert – finn det hos {source}.")
OPEN, OPEN_MAYBE = N_("Åpent: {hours}"), N_("Åpent: {hours} (usikkert)")
FOR_WHOM, ADDRESS = N_("For: {whom}"), N_("Adresse: {address}")
SURE = N_("Sikkerhet: {certainty} · Kontrollert {day} · Kilde: {source}")
TOO_OLD = N_("⚠ Det er over et år siden nummeret ble kontrollert. Ring og sjekk det.")
NOT_FOR_THE_YOUNG = N_("Vises ikke til unge.")
CERTAINTIES = {Certainty.HIGH: N_("høy"), Certainty.MEDIUM: N_("middels"), Certainty.LOW: N_("lav")}


def home(voice: Voice) -> Screen:
    """Where one begins: what is written next is searched for (`findcard`), or one chooses a kind or the services."""
    kinds = [(_button(kind.says, voice, "cardlist", kind.value, "0"),) for kind in Kind]
    services = (_button(SERVICES, voice, "services"),)
    return Screen(escape(voice.say(HOME)), (*kinds, services, (_button(BACK, voice, "menu"),)))


def search(voice: Voice) -> Screen:
    """After «Søk»: the next written words are what is searched for."""
    return Screen(escape(voice.say(SEARCH_HOW)), (_back(voice, "cards"),))


def listing(cards: Sequence[Card], words: str, voice: Voice, page: int = 0) -> Screen:
    """Cards as buttons: those that were found with `words`, or without words a page of one kind's cards."""
    if words:
        return _found(cards, voice)
    pages = max(1, -(-len(cards) // PAGE))
    page = min(max(page, 0), pages - 1)
    shown = cards[page * PAGE : (page + 1) * PAGE]
    said = [f"<b>{escape(voice.say(cards[0].kind.says))}</b>"] if cards else []
    turns: list[Button] = []
    if pages > 1:
        said.append(voice.say(PAGES, page=page + 1, pages=pages))
        ways = ((EARLIER, page - 1), (LATER, page + 1))
        turns = [_button(text, voice, "cardlist", cards[0].kind, str(to)) for text, to in ways if 0 <= to < pages]
    finding = (_button(SEARCH, voice, "findcard"),)
    rows = [*_cards(shown, voice), *([tuple(turns)] if turns else []), finding, _back(voice, "cards")]
    return Screen("\n".join(said) or escape(voice.say(HOME)), tuple(rows))


def card(card: Card, voice: Voice, today: date, numbers: Mapping[str, str], back: str = "") -> Screen:
    """One card. `numbers` are those that staff may see, by key; `back` is what the way back carries."""
    parts = [f"<b>{escape(voice.say(card.title))}</b>"]
    if card.outdated(today):
        parts.append(escape(voice.say(OUTDATED, day=day(card.review_by))))
    parts.append(body(voice.say(card.says), numbers))
    if card.not_when:
        parts.append(f"<b>{escape(voice.say(NOT_WHEN))}</b>\n{body(voice.say(card.not_when), numbers)}")
    about = [voice.say(LAW, law=card.law)] if card.law else []
    about.append(voice.say(CHECKED, day=day(card.checked), source=voice.say(card.source)))
    parts.append(f"<i>{escape(chr(10).join(about))}</i>")
    up = Button(voice.say(BACK), back or press("cardlist", card.kind, "0"))
    return Screen("\n\n".join(parts), ((up, _button(MENU, voice, "menu")),))


def services(local: Municipality, voice: Voice, today: date) -> Screen:
    """Every telephone number and local service as a button, what is uncertain marked."""
    rows = [(Button(shorten(_line(one, today), LABEL), press("service", one.id)),) for one in local.directory.values()]
    return Screen(escape(voice.say(ALL_SERVICES)), (*rows, _back(voice, "cards")))


def service(local: Municipality, identifier: str, voice: Voice, today: date) -> Screen:
    """One service with all that is known of it; the list again for one that does not exist."""
    one = local.directory.get(identifier)
    if one is None:
        return services(local, voice, today)
    said = [voice.say(FOR_WHOM, whom=one.for_whom)]
    if one.hours:
        sure = one.hours_certainty is Certainty.HIGH
        said.append(voice.say(OPEN if sure else OPEN_MAYBE, hours=one.hours))
    if one.address:
        said.append(voice.say(ADDRESS, address=one.address))
    known = [*_known(one, voice, today)]
    if not one.shown_to(Audience.YOUTH, today):
        known.append(voice.say(NOT_FOR_THE_YOUNG))
    number = f"<b>{one.number}</b>" if one.number else escape(voice.say(NO_NUMBER, source=one.source))
    text = f"<b>{escape(one.name)}</b>\n{number}\n{escape(chr(10).join(said))}\n\n<i>{escape(chr(10).join(known))}</i>"
    return Screen(text, (_back(voice, "services"),))


def _found(cards: Sequence[Card], voice: Voice) -> Screen:
    said = [voice.say(FOUND, count=len(cards)) if cards else voice.say(NOT_FOUND)]
    if len(cards) > PAGE:
        said.append(voice.say(MORE_FOUND, count=PAGE))
    rows = [*_cards(cards[:PAGE], voice), (_button(SEARCH_AGAIN, voice, "findcard"),), _back(voice, "cards")]
    return Screen(escape("\n".join(said)), tuple(rows))


def _cards(cards: Sequence[Card], voice: Voice) -> list[tuple[Button, ...]]:
    return [(Button(shorten(voice.say(each.title), LABEL), press("card", each.id)),) for each in cards]


def _line(one: Service, today: date) -> str:
    mark = "" if one.shown_to(Audience.YOUTH, today) else "⚠ "
    return f"{mark}{one.number} · {one.name}" if one.number else f"{mark}{one.name}"


def _known(one: Service, voice: Voice, today: date) -> list[str]:
    if not one.number or one.checked is None:
        return []
    certainty = voice.say(CERTAINTIES[one.certainty])
    said = [voice.say(SURE, certainty=certainty, day=day(one.checked), source=one.source)]
    return said if one.current(today) else [*said, voice.say(TOO_OLD)]


def _button(text: str, voice: Voice, verb: str, *arguments: str) -> Button:
    return Button(voice.say(text), press(verb, *arguments))


def _back(voice: Voice, verb: str) -> tuple[Button, ...]:
    return (_button(BACK, voice, verb), _button(MENU, voice, "menu"))
