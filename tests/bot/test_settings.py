from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url

from bot.settings import KNOWN, Settings, SettingsError

TOKEN = "123456:made-up_for_a_test"


def wrong(**environ: str) -> str:
    with pytest.raises(SettingsError) as refused:
        Settings.read(environ)
    line = str(refused.value)
    assert "\n" not in line
    return line


def test_an_empty_environment_is_the_demo_on_an_embedded_database() -> None:
    settings = Settings.read({})
    here = Path.cwd() / "data"
    assert settings == Settings(data=here, keyring=here / "keyring.json", database_url=f"sqlite:///{here}/havn.db")
    assert settings.demo
    assert settings.sqlite_file == here / "havn.db"
    assert (settings.telegram_url, settings.host, settings.port) == ("https://api.telegram.org", "127.0.0.1", 8080)


def test_what_is_empty_counts_as_not_set() -> None:
    assert Settings.read(dict.fromkeys(KNOWN, " ")) == Settings.read({})


def test_every_variable_is_read(tmp_path: Path) -> None:
    config = tmp_path / "havnvik.toml"
    config.touch()
    settings = Settings.read(
        {
            "HAVN_BOT_TOKEN": TOKEN,
            "HAVN_TELEGRAM_URL": "http://127.0.0.1:8081/",
            "HAVN_DATABASE_URL": "postgresql+psycopg://havn:secret@db/havn",
            "HAVN_DATA": str(tmp_path),
            "HAVN_KEYRING": str(tmp_path / "keys" / "own.json"),
            "HAVN_CONFIG": str(config),
            "HAVN_WEB_URL": "https://havn.example/bot/",
            "HAVN_HOST": "10.0.0.7",
            "HAVN_PORT": "9000",
            "HAVN_LOG": "json",
            "HAVN_PASSPHRASE": "four made up words",
            "PATH": "/bin",
        }
    )
    assert settings == Settings(
        data=tmp_path,
        keyring=tmp_path / "keys" / "own.json",
        database_url="postgresql+psycopg://havn:secret@db/havn",
        bot_token=TOKEN,
        telegram_url="http://127.0.0.1:8081",
        config=config,
        web_url="https://havn.example/bot",
        host="10.0.0.7",
        port=9000,
        log="json",
    )
    assert not settings.demo
    assert settings.sqlite_file is None


def test_secrets_are_not_printed() -> None:
    settings = Settings.read({"HAVN_BOT_TOKEN": TOKEN, "HAVN_DATABASE_URL": "postgresql+psycopg://havn:secret@db/havn"})
    assert TOKEN not in repr(settings)
    assert "secret" not in repr(settings)
    assert "kept" not in wrong(HAVN_BOT_TOKEN="kept secret")
    assert "kept" not in wrong(HAVN_DATABASE_URL="mysql://havn:kept@db/havn")


def test_the_home_folder_may_be_written_short(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Settings.read({"HAVN_DATA": "~/havn"}).keyring == tmp_path / "havn" / "keyring.json"
    assert "HAVN_DATA" in wrong(HAVN_DATA="~nobody-has-this-name/havn")


@pytest.mark.parametrize("name", ["havn", "100 % trygg", "hva?", "æøå #1"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    settings = Settings.read({"HAVN_DATA": str(tmp_path / name)})
    assert settings.sqlite_file == tmp_path / name / "havn.db"
    assert make_url(settings.database_url).database == str(settings.sqlite_file)


def test_a_sqlite_address_is_made_absolute_and_keeps_its_options() -> None:
    settings = Settings.read({"HAVN_DATABASE_URL": "sqlite:///var/min%20havn.db?timeout=5"})
    assert settings.sqlite_file == Path.cwd() / "var" / "min havn.db"
    assert make_url(settings.database_url).query == {"timeout": "5"}


def test_data_must_be_a_folder(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.touch()
    assert wrong(HAVN_DATA=str(file)) == f"HAVN_DATA is a file ({str(file)!r}). Set it to a folder."


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_the_driver_of_postgresql_is_named(scheme: str) -> None:
    assert "postgresql+psycopg://" in wrong(HAVN_DATABASE_URL=f"{scheme}://havn@db/havn")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HAVN_BOT_TOKEN", "no token"),
        ("HAVN_BOT_TOKEN", "abc:123"),
        ("HAVN_BOT_TOKEN", "123:"),
        ("HAVN_TELEGRAM_URL", "api.telegram.org"),
        ("HAVN_TELEGRAM_URL", "ftp://127.0.0.1"),
        ("HAVN_TELEGRAM_URL", "http://127.0.0.1:99999"),
        ("HAVN_TELEGRAM_URL", "http://127.0.0.1:0"),
        ("HAVN_TELEGRAM_URL", "http://[::1"),
        ("HAVN_WEB_URL", "http://havn.example"),
        ("HAVN_WEB_URL", "https://"),
        ("HAVN_WEB_URL", "https://havn.example/?a=1"),
        ("HAVN_WEB_URL", "https://havn.example/#a"),
        ("HAVN_WEB_URL", "https://user@havn.example"),
        ("HAVN_WEB_URL", "https://:word@havn.example"),
        ("HAVN_DATABASE_URL", "sqlite://"),
        ("HAVN_DATABASE_URL", "sqlite:///"),
        ("HAVN_DATABASE_URL", "sqlite:///:memory:"),
        ("HAVN_DATABASE_URL", "postgresql+psycopg://"),
        ("HAVN_DATABASE_URL", "postgresql+asyncpg://db/havn"),
        ("HAVN_DATABASE_URL", "havn.db"),
        ("HAVN_CONFIG", "/nowhere/at/all.toml"),
        ("HAVN_CONFIG", "/"),
        ("HAVN_CONFIG", "/" + "a" * 5000),
        ("HAVN_DATA", "/" + "a" * 5000),
        ("HAVN_HOST", "http://127.0.0.1"),
        ("HAVN_HOST", "127.0.0.1/24"),
        ("HAVN_HOST", "-"),
        ("HAVN_PORT", "65536"),
        ("HAVN_PORT", "-1"),
        ("HAVN_PORT", "tcp://10.0.0.1:80"),
        ("HAVN_PORT", "٣"),
        ("HAVN_PORT", "9" * 5000),
        ("HAVN_LOG", "xml"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_it(name: str, value: str) -> None:
    line = wrong(**{name: value})
    assert line.startswith(name)
    assert len(line) < 250


@pytest.mark.parametrize("host", ["localhost", "10.0.0.7", "::1", "[::1]", "web", "havn.example", "my_service"])
def test_where_the_server_may_listen(host: str) -> None:
    assert Settings.read({"HAVN_HOST": host}).host == host.strip("[]")


def test_port_0_asks_the_system_for_a_free_one() -> None:
    assert Settings.read({"HAVN_PORT": "0"}).port == 0


def test_a_misspelled_name_is_told_and_others_are_left_alone() -> None:
    assert wrong(HAVN_BOT_TOKN=TOKEN).startswith("HAVN_BOT_TOKN is not a setting. Did you mean HAVN_BOT_TOKEN?")
    others = {"HAVN_SERVICE_HOST": "10.0.0.1", "HAVN_PORT_8080_TCP_ADDR": "10.0.0.1", "HAVE_PORT": "1"}
    assert Settings.read(others) == Settings.read({})


@given(st.dictionaries(st.sampled_from(sorted(KNOWN)), st.text(st.characters(exclude_characters="\0"), max_size=40)))
def test_any_environment_is_read_or_refused_in_one_line(environ: dict[str, str]) -> None:
    said = ""
    try:
        assert Settings.read(environ).data.is_absolute()
    except SettingsError as refused:
        said = str(refused)
    assert len(said.splitlines()) <= 1
