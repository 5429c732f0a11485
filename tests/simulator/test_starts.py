"""Invitations in a chat: wherever a link or a code may stand, it is found, once, with the words that go with it."""

from typing import cast

import pytest

from bot.simulator.keyboards import Button
from bot.simulator.messages import Message
from bot.simulator.starts import starts_in
from bot.simulator.telegram import SimulatedTelegram

BOT = "havn_demo_bot"
LINK = f"https://t.me/{BOT}?start="


def message(telegram: SimulatedTelegram, text: str, *buttons: Button) -> Message:
    world = telegram.world
    made = world.post(telegram.person("Kari").chat, world.bot, text)
    made.keyboard = tuple((button,) for button in buttons)
    return made


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"Politi: {LINK}ABCD-EFGH-1234", [("ABCD-EFGH-1234", "Politi")]),
        (f"Til Politi:\n\nGi den til Amir:\n{LINK}ABCDEFGH1234\nGjelder.", [("ABCDEFGH1234", "Til Politi")]),
        (f"{LINK}A1\n{LINK}B2", [("A1", ""), ("B2", "")]),
        ("Til Politi\nKode: ABCD-EFGH-1234", [("ABCD-EFGH-1234", "Kode")]),
        (f"Til Politi\n{LINK}ABCD-EFGH-1234\nABCD-EFGH-1234", [("ABCD-EFGH-1234", "Til Politi")]),
        ("Sak A7C-9KX og Furu-27. Ring 1234-5678.", []),
        ("https://t.me/another_bot?start=ABC", []),
        ("", []),
    ],
)
async def test_links_and_codes_in_the_text(
    telegram: SimulatedTelegram, text: str, found: list[tuple[str, str]]
) -> None:
    assert [(one["code"], one["says"]) for one in starts_in(message(telegram, text), BOT)] == found


async def test_links_under_words_and_behind_buttons(telegram: SimulatedTelegram) -> None:
    shared = "https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fhavn_demo_bot%3Fstart%3DSHARED"
    copied = Button("Kopier", written={"text": "Kopier", "copy_text": {"text": f"{LINK}COPIED"}})
    made = message(telegram, "Invitasjon", Button("Del", url=shared), Button("Åpne", url=f"{LINK}OPENED"), copied)
    made.entities = [{"type": "text_link", "offset": 0, "length": 3, "url": f"{LINK}UNDER"}]
    found = starts_in(made, BOT)
    assert [cast("str", one["code"]) for one in found] == ["UNDER", "SHARED", "OPENED", "COPIED"]
    assert {one["says"] for one in found} == {"Invitasjon"}
