"""What a step may expect of the chats: words first, then what must be true. The rest stands in `expecting_rows`."""

from collections.abc import Callable

from bot.markup import to_html
from tests.bot_api.entities import parse
from tests.conversations.expecting_rows import ROWS
from tests.conversations.scene import Scene

Expect = Callable[[Scene, str, str], None]


def check(scene: Scene, expected: str) -> None:
    """«[person] words rest», as in «duty sees RØD»; without a person it is the one who acts. AssertionError if not."""
    first, _, rest = expected.partition(" ")
    who, said = (first, rest) if first in scene.stage.users else (scene.who, expected)
    words = max((one for one in VERBS if said == one or said.startswith(f"{one} ")), key=len, default=None)
    assert words is not None, f"nothing can be expected in these words: {expected!r}"
    VERBS[words](scene, who, scene.filled(said[len(words) :].strip()))


def sees(scene: Scene, who: str, text: str) -> None:
    """A message of the bot that is visible now contains this."""
    assert any(text in one.text for one in scene.chat(who)), f"{who} does not see {text!r}"


def one_sees(scene: Scene, who: str, text: str) -> None:
    """Exactly one person sees this in a message of the bot."""
    found = [name for name in scene.stage.users if any(text in one.text for one in scene.chat(name))]
    assert len(found) == 1, f"{text!r} is seen by {found}"


def lacks(scene: Scene, who: str, text: str) -> None:
    """Neither a message nor a button contains this."""
    seen = [*(one.text for one in scene.stage.users[who].visible()), *scene.labels(who)]
    assert not any(text in one for one in seen), f"{who} sees {text!r}"


def only(scene: Scene, who: str, text: str) -> None:
    """The chat shows one message, and this is its whole text."""
    assert [one.text for one in scene.stage.users[who].visible()] == [text]


def button(scene: Scene, who: str, label: str) -> None:
    """A button with exactly this text."""
    assert label in scene.labels(who), f"{who} has no button {label!r} but {scene.labels(who)}"


def no_button(scene: Scene, who: str, label: str) -> None:
    """No button with this text; without one, no button at all."""
    found = [one for one in scene.labels(who) if label in {"", one}]
    assert not found, f"{who} has {found}"


def messages(scene: Scene, who: str, number: str) -> None:
    """So many messages, anybody's, are visible in the chat."""
    assert len(scene.stage.users[who].visible()) == int(number)


def gets_nothing(scene: Scene, who: str, rest: str) -> None:
    """No message came to this chat in this step, and none was changed."""
    mine = [call for call in scene.calls() if call.chat == scene.stage.users[who].id]
    got = [str(call) for call in mine if call.method != "deleteMessage"]
    assert not got, f"{who} got {got}"


def ask(scene: Scene, who: str, step: str) -> None:
    """The talk is at this step, and the chat shows its question."""
    session = scene.session(who)
    assert session is not None, f"{who} has no talk, so {step} is not asked"
    assert session.state == step, f"{who} is asked {session.state}"
    tell(scene, who, step)


def tell(scene: Scene, who: str, step: str) -> None:
    """The chat shows this step, which may have ended the talk: its text up to the first line's end or placeholder."""
    text = scene.voice(who).say(scene.stage.harbour.flows["declaration"].steps[step].ask)
    first = parse(to_html(text)).text.strip().splitlines()[0].partition("{")[0].strip()
    assert len(first) > 5, f"{step} begins with nothing to be known by"
    sees(scene, who, first)


def no_talk(scene: Scene, who: str, rest: str) -> None:
    """No draft of a talk lies in the database."""
    assert scene.session(who) is None


def answered(scene: Scene, who: str, expected: str) -> None:
    """The draft holds this answer: «answered words = De tok passet», «answered concern = threats,violence»."""
    step, _, value = expected.partition(" = ")
    session = scene.session(who)
    assert session is not None, "there is no talk"
    found = session.answers.get(step)
    assert found is not None, f"{step} is not answered"
    assert value in {found.words, ",".join(found.coded)}, f"{step} is answered {found.words or found.coded!r}"


def unanswered(scene: Scene, who: str, step: str) -> None:
    """The draft holds no answer to this step."""
    session = scene.session(who)
    assert session is not None
    assert step not in session.answers, f"{step} is answered"


def level(scene: Scene, who: str, name: str) -> None:
    """The level that the talk has reached."""
    session = scene.session(who)
    assert session is not None
    assert ("none" if session.level is None else session.level.key) == name


def taps_at_most(scene: Scene, who: str, number: str) -> None:
    """So many taps, and no more, brought this person here."""
    assert scene.taps.get(who, 0) <= int(number), f"{who} tapped {scene.taps[who]} times"


def speaks(scene: Scene, who: str, language: str) -> None:
    """The language in which this person is spoken to."""
    assert scene.stage.person(who).language == language


VERBS: dict[str, Expect] = {
    "sees": sees,
    "one sees": one_sees,
    "lacks": lacks,
    "only": only,
    "button": button,
    "no button": no_button,
    "messages": messages,
    "gets nothing": gets_nothing,
    "Ask": ask,
    "Tell": tell,
    "no talk": no_talk,
    "answered": answered,
    "unanswered": unanswered,
    "level": level,
    "taps at most": taps_at_most,
    "speaks": speaks,
    **ROWS,
}
