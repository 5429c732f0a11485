"""The commonest mistakes in a TOML file, typed, and the line that is read then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from flows import cards, reader
from flows.fault import ContentError
from flows.parsing import parsed
from flows.procedures import reader as procedure_reader
from flows.table import Source

QUOTES = 'Put words between straight quotes ("…")'
SMALL = f"{QUOTES}; write true and false small."
NAME = "a name has a-z, digits, _ and - only, and then '='"
ONE_LINE = "a '}' is missing, or this goes on on the next line. Keep everything between { and } on one line"
DATE = "this is no date. Write a date as 2026-11-22, without quotes."
INSIDE = 'write a quote inside a text as \\".'
NOT_CLOSED = 'a text is not closed on its line. End it with a straight quote ("), or begin and end it with """.'
BACKSLASH = 'write \\ inside a text as \\\\. Alone it is for \\" and for \\n, which begins a line.'
LIST = "the list that begins here is not closed. Write ] after its last value."
BEGINS = "a line begins with a name and '=', with a name in [ ] or, for a remark, with #."
SPACE = "what follows '=' cannot be read: the space before it is of another kind. Delete it and type it again."
WHOLE = "this is written between [ ] or { } above, which is all of it. Add to it there, or write all of it here."


@pytest.mark.parametrize(
    ("typed", "line", "says"),
    [
        ("title = Trygg på skolen", 1, f"what follows '=' cannot be read. {SMALL}"),
        ("meeting = yes", 1, f"what follows '=' cannot be read. {SMALL}"),
        ("who = [school, health]", 1, f"what follows '[' cannot be read. {SMALL}"),
        ("who = [\nschool\n]", 2, f"this value cannot be read. {SMALL}"),
        ("due = 2 h", 1, f"what follows '=' cannot be read. {SMALL}"),
        ("title = “Trygg”", 1, f"what follows '=' cannot be read. {QUOTES}, not “."),
        ("t = { nb = «Trygg» }", 1, f"what follows '=' cannot be read. {QUOTES}, not «."),
        ("meeting = True", 1, "what follows '=' cannot be read. Write true and false small."),
        ("title = # later", 1, f"nothing follows '='. {QUOTES}, or write a number, a date or true."),
        (
            'when = answer = ["no"]',
            1,
            'what follows \'=\' cannot be read. Put the name and its value between braces: { answer = ["no"] }.',
        ),
        ('title =\N{NO-BREAK SPACE}"x"', 1, SPACE),
        ('title = "Trygg\nowner = "x"', 1, NOT_CLOSED),
        ('title = "Trygg', 1, NOT_CLOSED),
        ("checked = 22.11.2026", 1, DATE),
        ("checked = 2026/11/22", 1, DATE),
        ("checked = 2026-13-45", 1, DATE),
        ('do = "Si "ja" nå"', 1, f"the text ends at its second quote, and more follows; {INSIDE}"),
        ("do = 'it's'", 1, "the text ends at its second '. Put it between straight double quotes (\"…\")."),
        ('a = "x" b = "y"', 1, "one name stands on each line. Begin a new line before 'b'."),
        ('a = ["x"] y', 1, "nothing follows the bracket that closes. Take away what stands behind it."),
        ('[task.a] do = "x"', 1, "nothing follows the name in [ ]. Begin a new line after it."),
        ("møte = 1", 1, f"{NAME}."),
        ("my name = 1", 1, f"{NAME}."),
        ("title: 'x'", 1, f"{NAME}, not ':'."),
        ('t = { på = "a" }', 1, f"{NAME}."),
        ('t = { ærlig = "a" }', 1, f"{NAME}."),
        ("ærlig = 1", 1, f"{NAME}."),
        ('t = { nb = "a" en = "b" }', 1, "a comma is missing before 'en'."),
        ('t = { nb = "a, en = "b" }', 1, f"a quote or a comma is missing here; {INSIDE}"),
        ('t = { nb = "Si "ja"", en = "b" }', 1, f"a quote or a comma is missing here; {INSIDE}"),
        ('t = { nb = "a", en = "b"\nx = 1', 1, f"{ONE_LINE}, and close it there."),
        ('t = { nb = "a"', 1, f"{ONE_LINE}, and close it there."),
        ('t = { nb = "a",\n en = "b" }', 1, f"{ONE_LINE}."),
        ('t = { nb = "a", }', 1, "no comma stands before '}'. Take it away."),
        ('who = ["a" "b"]', 1, "a comma is missing before this value."),
        ('who = ["a, "b"]', 1, f"a quote or a comma is missing here; {INSIDE}"),
        ('who = [\n"a"\n"b"]', 3, "a comma is missing: one stands after each value of a list, also before a new line."),
        ('x = 1\nwho = ["a"\n[task.b]', 2, LIST),
        ('who = ["a",', 1, LIST),
        ('x = 1\nwho = ["a",\n[task.b]', 2, LIST),
        ("a.b =\\\n", 1, f"what follows '=' cannot be read. {SMALL}"),
        ('x = 1\ndo = """abc\ny = 2', 2, 'the text that begins here is not closed. Write """ at its end.'),
        ("do = '''abc", 1, "the text that begins here is not closed. Write ''' at its end."),
        ("[task.a", 1, "a ] is missing at the end of this line."),
        ("[[bar]", 1, "what begins with [[ ends with ]]."),
        ("[task.møte]", 1, "a name in [ ] has a-z, digits, _ and - only."),
        ("[æ]", 1, "a name in [ ] has a-z, digits, _ and - only."),
        ("]", 1, "this ] closes nothing. Take it away, or look above for one too many."),
        ("// remark", 1, BEGINS),
        ('do = "a\\q"', 1, BACKSLASH),
        ('do = "C:\\Users"', 1, BACKSLASH),
        ('result = []\n[[result]]\nid = "x"', 2, WHOLE),
        ("[task]\n[task.a]\n[task]", 3, "[task] stands twice. Put all short steps under one [task], last in the file."),
        ('title = "\x01"', 1, "this is not TOML: Illegal character '\\x01'."),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_and_the_mend(typed: str, line: int, says: str) -> None:
    with pytest.raises(ContentError) as refused:
        parsed(typed, Source(typed, "x.toml"))
    assert str(refused.value) == f"x.toml:{line}: {says}"


# The mark that some editors put before a text (BOM) ------------------------------------------------------------------


def test_a_file_with_a_byte_order_mark_is_read_as_any_other(tmp_path: Path) -> None:
    example = Path("docs/example-procedure.toml").read_text(encoding="utf-8")
    (tmp_path / "own.toml").write_text(example, encoding="utf-8-sig")
    assert procedure_reader.load(tmp_path / "own.toml") == procedure_reader.read(example, "own")
    declaration = Path("flows/content/declaration.toml").read_text(encoding="utf-8")
    (tmp_path / "declaration.toml").write_text(declaration, encoding="utf-8-sig")
    assert reader.load(tmp_path / "declaration.toml") == reader.packaged()["declaration"]
    law = Path("flows/content/cards/law.toml").read_text(encoding="utf-8")
    (tmp_path / "law.toml").write_text(law, encoding="utf-8-sig")
    assert cards.load(tmp_path / "law.toml").items() <= cards.packaged().items()


def test_a_file_of_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "law.toml").write_bytes('title = "å"'.encode("utf-16"))
    loads: tuple[Callable[[Path], object], ...] = (reader.load, procedure_reader.load, cards.load)
    for load in loads:
        with pytest.raises(ContentError, match=r"law\.toml:1: the file is not UTF-8\. Save it as UTF-8\."):
            load(tmp_path / "law.toml")
