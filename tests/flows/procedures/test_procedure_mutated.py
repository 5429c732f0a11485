"""Files that somebody spoilt: they are read and proved, or refused with lines of the file, and nothing else happens."""

import random
import re
from pathlib import Path

from flows.fault import ContentError, Fault
from flows.procedures import reader
from flows.procedures.prover import prove
from tests.flows.procedures.good import CARDS, NUMBERS, TEXT, TODAY, catalogues

EXAMPLE = Path("docs/example-procedure.toml").read_text(encoding="utf-8")
VALUE = re.compile(r'"[^"\n]*"|\[[^\]\n]*\]|\{[^}\n]*\}|true|\d{4}-\d\d-\d\d|\w+')
VALUES = (
    "3", "true", "[]", "{}", '""', '"x"', "[3]", "[{}]", "{ a = 3 }", '[["x"]]', "{ not = {} }", "1979-05-27T07:32:00",
    '{ not = { not = { acute = ["yes"] } } }', '"{answer:}"', "{ nb = 3 }", '{ nb = "x" }', "[{ id = 3 }]", '"level"',
)  # fmt: skip


def spoilt(text: str, chance: random.Random) -> str:
    """The text with a line taken away, moved or repeated, or with another value somewhere."""
    rows = text.splitlines()
    here, there = chance.randrange(len(rows)), chance.randrange(len(rows))
    match chance.randrange(4):
        case 0:
            del rows[here]
        case 1:
            rows[here], rows[there] = rows[there], rows[here]
        case 2:
            rows.insert(here, rows[there])
        case _:
            found = list(VALUE.finditer(rows[here]))
            if found:
                one = chance.choice(found)
                other = chance.choice([*VALUES, *(each.group() for each in found)])
                rows[here] = rows[here][: one.start()] + other + rows[here][one.end() :]
    return "\n".join(rows) + "\n"


def faults(text: str) -> tuple[Fault, ...]:
    """Why it is not read; nothing when it is, and then it is proved too."""
    try:
        procedure = reader.read(text, "spoilt")
    except ContentError as error:
        return error.faults
    prove(procedure, catalogues(), TODAY, NUMBERS, CARDS)
    return ()


def test_a_spoilt_file_is_refused_with_lines_or_proved() -> None:
    chance = random.Random(3)
    read = refused = 0
    for _ in range(600):
        text = chance.choice([TEXT, EXAMPLE])
        for _ in range(chance.randint(1, 4)):
            text = spoilt(text, chance)
        told = faults(text)
        refused += bool(told)
        read += not told
        assert all(1 <= fault.line <= text.count("\n") + 1 for fault in told)
    assert read > 20
    assert refused > 200
