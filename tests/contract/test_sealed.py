"""Promise 4: the service cannot open a sealed case; only a coordinator's key or the recovery key can."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from storage.bound import Bound
from storage.keyring import Keyring
from storage.seal_errors import SealingRefusal
from tests.contract.town import CONFIRM, RED, Town, say


async def filed(town: Town) -> str:
    youth = town.api.user()
    await say(youth, (*RED, CONFIRM))
    return await town.receipt(youth)


async def refused(town: Town, *arguments: str, **env: str) -> str:
    """What a command says that ends with status 2: one line."""
    done = await town.havn.cli(*arguments, env=env)
    assert (done.returncode, done.stdout) == (2, ""), done
    assert done.stderr.startswith("havn: ")
    assert done.stderr.count("\n") == 1
    return done.stderr


async def test_keys_of_that_time_open_a_case_and_others_do_not(town: Town) -> None:
    key, recovery = await town.typed_key("Kari Prøve"), await town.typed_key("Nød", "--recovery")
    reference = await filed(town)
    later = await town.key("Ola Prøve")
    assert (await town.opened(reference, key))["reference"] == reference
    assert (await town.opened(reference.lower(), recovery))["reference"] == reference
    assert "not sealed to the key of Ola" in await refused(town, "open", reference, "--key", str(later))
    assert "assphrase" in await refused(
        town, "open", reference, "--key", str(key), HAVN_PASSPHRASE="en annen passfrase"
    )
    await refused(town, "open", "000-000", "--key", str(key))
    await refused(town, "open", reference, "--key", str(town.havn.data / "keyring.json"))
    audit = await town.havn.cli("audit", "verify")
    assert audit.returncode == 0, audit.stdout


async def test_everything_that_the_service_has_opens_nothing(town: Town) -> None:
    key = await town.key("Kari Prøve")
    seed = json.loads(key.read_text())
    reference = await filed(town)
    await town.havn.terminate()
    stolen = Path(shutil.copytree(town.havn.data, town.havn.data.parent / "stolen"))
    ring = Keyring.load(stolen / "keyring.json")
    with sqlite3.connect(stolen / "havn.db") as db:
        sealed = db.execute("SELECT part, content, held FROM case_parts WHERE reference = ?", [reference]).fetchall()
        wrapped = db.execute("SELECT part, wrapped FROM case_keys WHERE reference = ?", [reference]).fetchall()
    assert sealed
    assert wrapped
    assert all(held is None for _, _, held in sealed)
    for part, ciphertext in [*((part, content) for part, content, _ in sealed), *wrapped]:
        for field in ("content", "held", "wrapped"):
            with pytest.raises(SealingRefusal):
                ring.decrypt(ciphertext, bound=Bound("case_parts", f"{reference}:{part}", field))
    assert isinstance(seed, dict)


async def test_what_is_filed_before_there_is_a_key_waits_for_the_first_one_and_says_so(town: Town) -> None:
    reference = await filed(town)
    key = town.havn.data.parent / "kari.key"
    done = await town.havn.cli("keys", "new", "--name", "Kari Prøve", "--out", str(key))
    assert "had waited for a reader" in done.stdout
    assert (await town.opened(reference, key))["complete"]
