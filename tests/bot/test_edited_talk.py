"""The declaration is edited while somebody is in the middle of it: a new text is shown, and nothing asked again."""

from dataclasses import replace

from flows import reader
from storage import sessions
from tests.bot.staged import says, taps
from tests.bot_api import User
from tests.conversations.stage import Stage


async def test_a_new_text_is_shown_in_a_talk_under_way(stage: Stage, young: User) -> None:
    await says(stage, "young", "/start")
    before = young.from_bot()[-1]
    flow = stage.harbour.flows["declaration"]
    ask = flow.steps[flow.start].ask
    made = reader.read(flow.source.replace(f'"{ask}"', f'"Ny tekst. {ask}"'), "declaration")
    served = replace(stage.harbour, flows={"declaration": made})
    stage.turns._harbour = served
    await says(stage, "young", "/start")
    assert "Ny tekst." in young.from_bot()[-1].text
    assert "Ny tekst." not in before.text
    await taps(stage, "young", young.from_bot()[-1].buttons[0].text)
    kept = stage.store.read(lambda db: sessions.load(db, stage.store.keyring, stage.person("young").id))
    assert kept is not None
    assert kept.version == made.version
