"""The real `havn demo`: four people on four phones hold a strategy meeting from call to closing, nothing made up."""

import asyncio
import re
import statistics
import time
from collections.abc import AsyncIterator, Iterator
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.office import AT_MOST, answers, labels, leads, opened, press, shows, works_through
from tests.browser.program import begin_anew, demo
from tests.browser.story import Opener, phone, say
from tests.browser.walking import ring, screen

GUESTS: Final = {"welfare": ("Barnevern", "Ingrid"), "police": ("Politi", "Amir"), "staff": ("Skole", "Liv")}
"""The phones of those who are invited: as which role, and under which name."""
WORDS: Final = "Ring skolens rådgiver før klokka tolv"
HEARD: Final = "Eleven sier at billetten er kjøpt"
REFERENCE: Final = re.compile(r"[A-ZÆØÅ][a-zæøå]+-\d+")
WITHIN: Final = 2.0
"""Seconds until everybody sees what one of them ticked."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with demo(tmp_path_factory.mktemp("meeting") / "demo.log") as address:
        yield address


@pytest_asyncio.fixture(loop_scope="session")
async def base(address: str) -> AsyncIterator[str]:
    """The address of the demo, as if nobody had been there before."""
    await begin_anew(address)
    yield address


@pytest.mark.timeout(900)
async def test_a_meeting_from_call_to_closing(visit: Opener) -> None:
    page = await visit()
    page.context.set_default_timeout(AT_MOST)
    await page.get_by_role("link", name="Strategimøtet").click()
    kari, guests = phone(page, "duty"), {key: phone(page, key) for key in GUESTS}
    reference = await called(kari)
    for key in GUESTS:
        await invited(page, kari, key, reference)
    await everybody_sees_a_tick(kari, guests, reference)
    await missed_and_escalated(page, kari, guests["welfare"], reference)
    await prepared(kari, guests, reference)
    await told_on_a_basis(guests, reference)
    for one in (kari, *guests.values(), kari):
        await works_through(one, reference)
    await expect_all_done(kari, reference)
    await minutes_for_those_who_took_part(page, guests["staff"], reference)
    await closed(page, kari, guests, reference)
    assert await violations(page) == []


async def called(kari: Locator) -> str:
    """Kari calls a meeting without a case; it gets a neutral name."""
    await say(kari, "/meny")
    for label in ("Start en prosedyre", "Strategimøte", "RØD"):
        await press(kari, label)
    found = REFERENCE.search(await screen(kari).inner_text())
    assert found is not None
    return found[0]


async def invited(page: Page, kari: Locator, key: str, reference: str) -> None:
    """A code stands on Kari's phone, is opened on another, and whom Havn does not know waits for her at the door."""
    role, name = GUESTS[key]
    guest = phone(page, key)
    await leads(kari, reference, "Deltakere", "Inviter", role)
    await say(kari, name)
    await shows(kari, f"Ring {name} og les opp koden.")
    await guest.get_by_role("button", name=f"Åpne invitasjonen fra Kari: Invitasjon til {role}").click()
    await shows(guest, "i slekt")
    await press(guest, "Nei")
    await expect(page.locator(".invited button")).to_have_count(0)
    if key != "staff":
        await shows(guest, "slipper deg inn")
        await expect(ring(kari)).to_contain_text("venter på å bli sluppet inn", timeout=AT_MOST)
        assert name not in await ring(kari).inner_text()
        await shows(kari, f"Ring {name} og les opp koden.")
        await answers(kari, "venter på å bli sluppet inn")
        await press(kari, "Slipp inn")
        await answers(guest, f"Du er med i {reference}.")
    await shows(guest, f"Strategimøte · {reference}")


async def everybody_sees_a_tick(kari: Locator, guests: dict[str, Locator], reference: str) -> None:
    """One ticks; the same step on the other phones says by whom, within two seconds."""
    everybody = [kari, *guests.values()]
    await asyncio.gather(*(leads(one, reference, "Før", "☐ 8") for one in everybody))
    police = guests["police"]
    began = time.monotonic()
    await screen(police).get_by_role("button", name="✓ Gjort").click()
    seen = []
    for one in (kari, guests["welfare"], guests["staff"]):
        await shows(one, "☑ Politi: Amir")
        seen.append(time.monotonic() - began)
    assert statistics.median(seen) <= WITHIN, seen


async def prepared(kari: Locator, guests: dict[str, Locator], reference: str) -> None:
    """The time is set, a secretary is chosen who does not lead, and each says on what basis they share."""
    await leads(kari, reference, "Deltakere", "Liv", "Gjør til referent")
    await shows(kari, "Liv (Skole, referent)")
    law = {"welfare": "§ 13-2", "police": "§ 27", "staff": "§ 24-3"}
    shares = [(kari, "§ 13 b"), *((guests[key], law[key]) for key in guests)]
    await asyncio.gather(*(leads(one, reference, "Oppgi grunnlaget", basis) for one, basis in shares))
    await leads(kari, reference, "Deltakere")
    await expect(screen(kari)).not_to_contain_text("har ikke oppgitt")
    await leads(kari, reference, "Før", "2", "Sett tidspunkt", "Nå")
    await leads(kari, reference, "Før")
    await shows(kari, "☑ 5. Si hvilken lov du deler etter")


async def told_on_a_basis(guests: dict[str, Locator], reference: str) -> None:
    """What the school heard stays in its own track until it is shared on a law: then that track sees it, no other."""
    await asyncio.gather(
        *(leads(guests[key], reference, "Opplysninger") for key in ("welfare", "police")),
        leads(guests["staff"], reference, "Opplysninger", "Skriv en opplysning"),
    )
    await say(guests["staff"], HEARD)
    await shows(guests["staff"], "Ført i sporet ditt: Forebygging.")
    await expect(screen(guests["welfare"])).not_to_contain_text(HEARD)
    for label in ("Del nr. 1", "Barnevernssak", "§ 24-3"):
        await press(guests["staff"], label)
    await shows(guests["staff"], "delt til Barnevernssak: Opplæringslova § 24-3")
    await shows(guests["welfare"], HEARD)
    await shows(guests["police"], "Ingen opplysninger her ennå.")


async def missed_and_escalated(page: Page, kari: Locator, welfare: Locator, reference: str) -> None:
    """A measure for child welfare in two hours: they are reminded, nothing is done, and it climbs to who leads."""
    await leads(kari, reference, "Tiltak", "Straks-tiltak")
    kind = (await labels(kari))[0]
    for label in (kind, "Ingrid", "Om to timer"):
        await press(kari, label)
    await press(kari, "Hva, nøyaktig")
    await say(kari, WORDS)
    await shows(kari, WORDS)
    await expect(ring(welfare)).to_contain_text(f"{reference}: det er noe nytt til deg.", timeout=AT_MOST)
    for _ in range(2):
        await page.get_by_role("button", name="Flytt klokka én time fram").click()
    await expect(ring(welfare)).to_contain_text("en frist", timeout=AT_MOST)
    await page.get_by_role("button", name="Flytt klokka 15 minutter fram").click()
    await expect(ring(kari)).to_contain_text("griper inn", timeout=AT_MOST)
    for one in (kari, welfare):
        await expect(one).not_to_contain_text(WORDS, timeout=AT_MOST)
    await answers(kari, "griper inn")
    await shows(kari, "Tiltak 1")
    await leads(kari, reference, "Tiltak")
    await shows(kari, "☐ 1. ")
    await shows(kari, "⏰")
    await answers(welfare, "en frist")
    await leads(welfare, reference, "Tiltak", "☐ 1", "✓ Gjort")
    await shows(kari, "☑ 1.")


async def expect_all_done(kari: Locator, reference: str) -> None:
    """All 28 steps."""
    await opened(kari, reference)
    await shows(kari, "28 gjort")


async def minutes_for_those_who_took_part(page: Page, secretary: Locator, reference: str) -> None:
    """The secretary makes the minutes: bytes for the database, words for the keys of those who took part alone."""
    await leads(secretary, reference, "Referat", "Lag referat")
    card = page.locator(f"#opened .case[data-reference='{reference}']")
    await expect(card).to_be_visible(timeout=AT_MOST)
    await expect(card.locator(".stays-shut").filter(has_text="Jonas")).to_have_text("Nøkkelen til Jonas åpner ikke")
    for name in ("Kari", "Ingrid", "Amir", "Liv"):
        await expect(card.locator(".opens").filter(has_text=name)).to_have_text(f"Nøkkelen til {name} åpner")
    await expect(card.locator(".cipher")).to_be_visible()
    read = await card.locator(".minutes").inner_text()
    assert WORDS in " ".join(read.split())
    assert not re.search(r"\b(Kari|Ingrid|Amir|Liv|Noor)\b", read)
    database = await page.locator("#database").text_content() or ""
    assert "rådgiver" not in database
    await expect(page.locator("#database [data-table=run_minutes] .cipher").first).to_be_visible()
    links = [await link.evaluate("each => each.href") for link in await card.locator(".files a").all()]
    paper, plain = [await (await page.request.get(link)).body() for link in links]
    assert paper.startswith(b"%PDF-")
    assert WORDS in " ".join(plain.decode().split())


async def closed(page: Page, kari: Locator, guests: dict[str, Locator], reference: str) -> None:
    """Whoever leads decides how it ended; everybody sees that, and the last minutes are made by themselves."""
    await asyncio.gather(*(opened(one, reference) for one in guests.values()))
    await leads(kari, reference, "Mer", "Avslutt", "Den unge er trygg", "Ja, avslutt")
    for one in (kari, *guests.values()):
        await shows(one, "Avsluttet")
        await shows(one, "Den unge er trygg")
        await expect(screen(one)).not_to_contain_text("Avsluttet:")
    minutes = page.locator(f"#opened .case[data-reference='{reference}'] .minutes")
    await expect(minutes).to_contain_text("Avsluttet", timeout=AT_MOST)
    await press(kari, "Referat")
    await shows(kari, "Nr. 2")
