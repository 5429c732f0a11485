import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bot_api.entities import parse, utf16_length


def test_the_text_is_what_a_reader_sees_and_offsets_count_utf16() -> None:
    parsed = parse('😀 <b>fet <i>og</i></b> <a href="https://a.example/?x=1&amp;y=2">lenke</a> &lt;3')
    assert parsed.text == "😀 fet og lenke <3"
    assert parsed.entities == [
        {"type": "italic", "offset": 7, "length": 2},
        {"type": "bold", "offset": 3, "length": 6},
        {"type": "text_link", "offset": 10, "length": 5, "url": "https://a.example/?x=1&y=2"},
    ]
    assert not parsed.errors
    assert not parsed.sloppy


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("<b>x", "Can't find end tag corresponding to start tag 'b'"),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("å <x>", 'Unsupported start tag "x" at byte offset 3'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<div>x</div>", 'Unsupported start tag "div" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("a<br>b", 'Unsupported start tag "br" at byte offset 1'),
    ],
)
def test_what_telegram_refuses_is_refused_in_its_words(source: str, error: str) -> None:
    assert parse(source).errors == [f"can't parse entities: {error}"]


@pytest.mark.parametrize("source", ["Kari & Ola", "a > b", "a&nbsp;b"])
def test_what_telegram_only_tolerates_is_sloppy(source: str) -> None:
    parsed = parse(source)
    assert parsed.sloppy
    assert not parsed.errors
    assert parsed.text == source


@given(st.text())
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    source = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    parsed = parse(f"<i>{source}</i>")
    assert parsed.text == text
    assert not parsed.errors
    assert not parsed.sloppy
    assert [one["length"] for one in parsed.entities] == ([utf16_length(text)] if text else [])


@given(st.text(alphabet="<>/&;b i=\"a'#x1"))
def test_any_soup_is_parsed_or_refused_and_never_raises(source: str) -> None:
    parsed = parse(source)
    assert parsed.errors or utf16_length(parsed.text) <= utf16_length(source)
