from __future__ import annotations

import pytest

from flows.lines import Lines

SOURCE = '''\
title = "x"  # 1
start = "a"
[step.a]
ask = """
[step.b]
\'\'\'
"""
choices = [
  { id = "yes", text = "Ja" },
  { text = "Nei", id = 'no' },
]
[ step."b" ]  # 12
"kind" = "end"
help = \'\'\'
""" [step.c] \'\'\'
[[level]]
when = { a = ["yes"] }  # 17
[[level]]
when = { b.x = 1, a = "no" }
[step]
c = { ask = "!" }  # 21
d.ask = "!"
'''


@pytest.mark.parametrize(
    ("name", "nth", "first", "end"),
    [("", 0, 1, 3), ("step.a", 0, 3, 12), ("step.b", 0, 12, 16), ("level", 0, 16, 18), ("level", 1, 18, 20)],
)
def test_tables_are_found_and_headers_within_strings_are_none(name: str, nth: int, first: int, end: int) -> None:
    block = Lines(SOURCE).block(name, nth)
    assert (block.first, block.end) == (first, end)


def test_a_table_without_a_header_is_found_by_its_name() -> None:
    lines = Lines(SOURCE)
    assert lines.block("step.c").first == 21
    assert lines.block("step.d").first == 22
    assert lines.block("step.nowhere").first == 1


def test_keys_choices_and_words_are_found_in_their_table() -> None:
    lines = Lines(SOURCE)
    assert lines.key(lines.block("step.a"), "choices") == 8
    assert lines.choice(lines.block("step.a"), "no") == 10
    assert lines.choice(lines.block("step.a"), "maybe") == 3
    assert lines.key(lines.block("step.b"), "kind") == 13
    assert lines.key(lines.block("level", 1), "b") == 19
    assert lines.word(lines.block("level", 0), "a") == 17
    assert lines.word(lines.block("level", 0), "yes") == 17
    assert lines.word(lines.block("step.a"), "nothing") == 3
