"""What turning the keys did to a service that ran on."""

from pathlib import Path

import pytest

from bot import cli
from storage.engine import Store
from storage.keyring import Keyring
from tests.postgres import PostgresServer


def test_keys_were_turned_under_a_running_service(
    tmp_path: Path, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it wrote from then on was under a key that had just been destroyed, and it could read nothing any more."""
    with postgres.database() as url:
        monkeypatch.setenv("HAVN_DATA", str(tmp_path))
        monkeypatch.setenv("HAVN_DATABASE_URL", url)
        assert cli.main(["keyring", "show"]) == 0
        before = Keyring.load(tmp_path / "keyring.json")
        with Store.open(url, keyring=before, exclusive=True):
            assert cli.main(["keyring", "rotate"]) == 2
            assert "used by another program" in capsys.readouterr().err
            assert Keyring.load(tmp_path / "keyring.json").active_id == before.active_id
        assert cli.main(["keyring", "rotate"]) == 0
        assert Keyring.load(tmp_path / "keyring.json").active_id != before.active_id
