"""What a button carries is understood again when it is tapped, and nothing else is."""

import pytest

from bot import buttons
from bot.buttons import LIMIT, Press
from flows import inputs, reader

HIGHEST = 999_999_999
"""More screens than anybody sees; a button has room for it."""


@pytest.mark.parametrize(
    "given",
    [
        inputs.Chose("yes", 1),
        inputs.Ticked("violence", 27),
        inputs.Change("words", 3),
        inputs.Done(4),
        inputs.Back(HIGHEST),
        inputs.Skip(1),
    ],
)
def test_an_input_comes_back_as_it_was(
    given: inputs.Chose | inputs.Ticked | inputs.Change | inputs.Done | inputs.Back | inputs.Skip,
) -> None:
    assert buttons.read(buttons.talk(given)) == given


@pytest.mark.parametrize(
    ("verb", "arguments"), [("hide", ()), ("take", ("K7M-42P",)), ("because", ("K7M-42P", "blue", "others_act"))]
)
def test_a_press_comes_back_as_it_was(verb: str, arguments: tuple[str, ...]) -> None:
    assert buttons.read(buttons.press(verb, *arguments)) == Press(verb, arguments)


def test_every_button_of_the_content_fits_into_telegrams_64_bytes() -> None:
    steps = [step for flow in reader.packaged().values() for step in flow.steps.values()]
    choices = [choice.id for step in steps for choice in step.choices]
    carried = [
        *(buttons.talk(inputs.Change(step.id, HIGHEST)) for step in steps),
        *(buttons.talk(inputs.Chose(choice, HIGHEST)) for choice in choices),
        *(buttons.talk(inputs.Ticked(choice, HIGHEST)) for choice in choices),
    ]
    assert len(carried) > 100
    assert [one for one in carried if len(one.encode()) > LIMIT or buttons.read(one) is None] == []


@pytest.mark.parametrize(
    "rubbish",
    [
        "", ":", "c", "c:", "c:1", "c:1:", "c::yes", "c:x:yes", "c:-1:yes", "c:1:yes:no", "c:1.5:yes", "c:²:yes",
        "c:١:yes", "c:9999999999:yes", "d", "d:", "d:x", "d:1:2", "b:1:2", "x:1", "1", "hi de", "høm", "hide!", "9take",
    ],
)  # fmt: skip
def test_what_havn_never_wrote_means_nothing(rubbish: str) -> None:
    assert buttons.read(rubbish) is None
