"""Content's markup becomes Telegram's; nothing that a person wrote ever becomes any markup at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.markup import escape, shorten, to_html, visible_length
from tests.bot_api.entities import parse, utf16_length

HOSTILE = [
    "<b>", "</b>", "<script>alert(1)</script>", "&lt;b&gt;", "&", "a < b && c > d", "<a href='x'>y</a>", "**fet**",
    "`kode`", "{reference}", "{number:police}", "<b", "b>", "&#60;b&#62;", "</code><b>", "\x07<i>", "<tg-spoiler>x",
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_escaped_words_are_read_as_they_were_written(words: str) -> None:
    parsed = parse(escape(words))
    assert (parsed.text, parsed.entities, parsed.errors, parsed.sloppy) == (words, [], [], [])


@given(st.text())
def test_any_words_survive_escaping(words: str) -> None:
    parsed = parse(escape(words))
    assert (parsed.text, parsed.entities, parsed.errors, parsed.sloppy) == (words, [], [], [])


@pytest.mark.parametrize("words", HOSTILE)
def test_what_fills_a_placeholder_is_no_markup(words: str) -> None:
    parsed = parse(to_html("Jeg er redd for: {answer:fear}.", lambda _: words))
    assert (parsed.text, parsed.entities, parsed.errors) == (f"Jeg er redd for: {words}.", [], [])


def test_bold_and_code_are_marked() -> None:
    parsed = parse(to_html("**Ring nå** og skriv `K7M-42P`,\n**to\nlinjer**."))
    assert parsed.text == "Ring nå og skriv K7M-42P,\nto\nlinjer."
    assert [one["type"] for one in parsed.entities] == ["bold", "code", "bold"]


def test_a_placeholder_inside_markup_is_filled() -> None:
    known = {"reference": "K7", "number:police": "112"}
    filled = to_html("Nummeret er `{reference}`, ring **{number:police}**.", lambda name: known[name])
    assert filled == "Nummeret er <code>K7</code>, ring <b>112</b>."


def test_without_a_filler_braces_stay() -> None:
    assert to_html("{reference} og {noe annet}") == "{reference} og {noe annet}"


def test_what_is_no_placeholder_stays() -> None:
    assert to_html("{Reference} {} {a b} {number:}", lambda _: "x") == "{Reference} {} {a b} {number:}"


@given(st.text(max_size=50))
def test_length_is_counted_as_telegram_counts(words: str) -> None:
    assert visible_length(f"<b>{escape(words)}</b>") == utf16_length(words)


def test_an_emoji_counts_as_two() -> None:
    assert visible_length("<i>💛</i>") == 2


@pytest.mark.parametrize(
    ("text", "most", "expected"), [("kort", 4, "kort"), ("lengre", 4, "len…"), ("ord og", 5, "ord…"), ("", 3, "")]
)
def test_shortened_text_says_so(text: str, most: int, expected: str) -> None:
    assert shorten(text, most) == expected
