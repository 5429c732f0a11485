"""Made-up flows and inputs, for properties that must hold of any."""

from __future__ import annotations

from hypothesis import strategies as st

from flows.fault import ContentError
from flows.inputs import Back, Change, Chose, Done, Input, Other, Said, Show, Skip, Ticked
from flows.model import Flow, Kind
from flows.session import SKIPPED, UNKNOWN, Answer, FreeText
from tests.flows.small import flow

WORDS = ("vet ikke", "i morgen", "om to uker", "12.7.", "31.2.", "14:30", "10", "noe annet", "", "i sommer", "3 dager")
_CODED = {Kind.CHOICES: ("a", "b"), Kind.DATE: ("2026-11-25",), Kind.DAYS: ("10",)}
_NAMES = ("s0", "s1", "s2", "s3", "s4", "s5", "s6")
_KINDS = ("choice", "choice", "choice", "choices", "date", "days", "text", "tell", "time", "place")
_VALUES = ("a", "b", "c", "unknown", "skipped")


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    """A flow of three to seven steps with jumps in all directions, conditions, facts, rules, a summary and an end."""
    count = draw(st.integers(2, 6))
    kinds = [draw(st.sampled_from(_KINDS)) for _ in range(count)]
    names = [*_NAMES[:count], "sum", "end"]
    parts = ["[alarm]\nat = 'red'\ntell = 'Ring'\nshort = 'Fare'"] if draw(st.booleans()) else []
    head = 'title = "x"\naudience = "youth"\nstart = "s0"\nlanguages = ["a", "b", "c"]\n'
    parts += [_step(draw, number, kinds, names) for number in range(count)]
    parts.append(
        "[step.sum]\nask='?'\nkind='summary'\nchoices=[{id='send',text='Send'},{id='change',text='Nei',to='sum'}]"
    )
    parts.append(f"[step.end]\nask='!'\nkind='end'\nfiles={str(draw(st.booleans())).lower()}")
    dates = [name for name, kind in zip(names, kinds, strict=False) if kind == "date"]
    parts += [f"[fact.until_{name}]\ndays_until='{name}'" for name in dates]
    for level in draw(st.lists(st.sampled_from(["yellow", "orange", "red"]), max_size=3)):
        reason = draw(st.sampled_from(["one", "two", "three"]))
        parts.append(f"[[level]]\nname='{level}'\nbecause='{reason}'\nwhen={_condition(draw, kinds, names)}")
    try:
        return flow(head + "\n".join(parts))
    except ContentError as error:  # Steps that can all be passed over in a circle are refused: make one stay.
        assert "in a circle" in str(error)  # noqa: PT017 - any other refusal is a fault of this strategy
        return flow(head + "\n".join(parts).replace("\nwhen = ", "\n# when = "))


def _step(draw: st.DrawFn, number: int, kinds: list[str], names: list[str]) -> str:
    kind = kinds[number]
    lines = [f"[step.{names[number]}]", "ask = '?'", "multiple = true" if kind == "choices" else f"kind = '{kind}'"]
    if kind in {"choice", "choices"} or (kind == "tell" and draw(st.booleans())):
        choices = []
        for letter in "abc":
            to = f", to = '{draw(st.sampled_from(names))}'" if draw(st.integers(0, 3)) == 0 else ""
            alone = ", alone = true" if kind == "choices" and letter == "c" else ""
            choices.append(f"{{ id = '{letter}', text = '{letter.upper()}'{to}{alone} }}")
        lines.append(f"choices = [{', '.join(choices)}]")
        if kind == "choice" and draw(st.integers(0, 4)) == 0:
            lines.append("sets = 'language'")
    if kind == "text" and draw(st.booleans()):
        lines.append("sets = 'danger_word'")
    if kind != "tell" and draw(st.booleans()):
        lines.append("skip = false")
    if number and draw(st.integers(0, 2)) == 0:
        lines.append(f"when = {_condition(draw, kinds, names)}")
    if draw(st.integers(0, 3)) == 0:
        ways = [f"{{ when = {_condition(draw, kinds, names)}, to = '{draw(st.sampled_from(names))}' }}"]
        lines.append(f"to = [{', '.join(ways)}, {{ to = '{draw(st.sampled_from(names))}' }}]")
    return "\n".join(lines)


def _condition(draw: st.DrawFn, kinds: list[str], names: list[str]) -> str:
    tables = [_table(draw, kinds, names) for _ in range(draw(st.integers(1, 2)))]
    return tables[0] if len(tables) == 1 else f"[{', '.join(tables)}]"


def _table(draw: st.DrawFn, kinds: list[str], names: list[str]) -> str:
    rows: dict[str, str] = {}
    for _ in range(draw(st.integers(1, 2))):
        number = draw(st.integers(0, len(kinds) - 1))
        rows.update([_row(draw, kinds[number], names[number])])
    if draw(st.integers(0, 4)) == 0:
        number = draw(st.integers(0, len(kinds) - 1))
        key, value = _row(draw, kinds[number], names[number])
        rows["not"] = f"{{ {key} = {value} }}"
    return "{ " + ", ".join(f"{key} = {value}" for key, value in rows.items()) + " }"


def _row(draw: st.DrawFn, kind: str, name: str) -> tuple[str, str]:
    compared = f"'{draw(st.sampled_from(['<=', '<', '>=', '>', '==']))}{draw(st.sampled_from([0, 3, 10, 14]))}'"
    if draw(st.integers(0, 3)) == 0:
        return name, draw(st.sampled_from(["true", "false"]))
    if kind == "date" and draw(st.booleans()):
        return f"until_{name}", compared
    if kind == "days" and draw(st.booleans()):
        return name, compared
    choices = kind in {"choice", "choices"}
    values = draw(st.lists(st.sampled_from(_VALUES if choices else _VALUES[3:]), min_size=1, max_size=2, unique=True))
    return name, str(values)


@st.composite
def answers(draw: st.DrawFn, of: Flow) -> dict[str, Answer]:
    """An answer to each of the flow's steps, of those that it takes."""
    found: dict[str, Answer] = {}
    for name, step in of.steps.items():
        coded: list[tuple[str, ...]] = [(choice.id,) for choice in step.choices] or [()]
        coded += [_CODED[step.kind]] if step.kind in _CODED else []
        coded += [(UNKNOWN,)] if step.kind in {Kind.DATE, Kind.TIME, Kind.DAYS} else []
        coded += [(SKIPPED,)] if step.skip else []
        found[name] = Answer(draw(st.sampled_from(coded)))
    return found


def inputs(turn: int) -> st.SearchStrategy[Input]:
    """Anything that can happen at this turn; now and then a button from another screen."""
    turns = st.sampled_from([turn] * 9 + [turn - 1])
    steps = st.sampled_from([*_NAMES, "sum", "end", "nowhere"])
    return st.one_of(
        st.builds(Chose, st.sampled_from(["a", "b", "c", "send", "change", "d"]), turns),
        st.builds(Ticked, st.sampled_from(["a", "b", "c", "d"]), turns),
        st.builds(Done, turns),
        st.builds(Said, st.sampled_from(WORDS).map(FreeText)),
        st.builds(Skip, turns),
        st.builds(Back, turns),
        st.builds(Change, steps, turns),
        st.one_of(st.just(Show()), st.just(Other("photo"))),
    )
