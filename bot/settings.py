"""The environment: every variable of the installation, read once and checked before anything is opened."""

from __future__ import annotations

import difflib
import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

KNOWN = frozenset(
    {
        "HAVN_BOT_TOKEN",
        "HAVN_TELEGRAM_URL",
        "HAVN_DATABASE_URL",
        "HAVN_DATA",
        "HAVN_KEYRING",
        "HAVN_CONFIG",
        "HAVN_WEB_URL",
        "HAVN_HOST",
        "HAVN_PORT",
        "HAVN_LOG",
        "HAVN_PASSPHRASE",
    }
)
TELEGRAM = "https://api.telegram.org"
SQLITE, POSTGRESQL = "sqlite:///", "postgresql+psycopg://"
HIGHEST_PORT = 65535
_TOKEN = re.compile(r"[0-9]+:[!-~]+")
_HOST_NAME = re.compile(r"(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?")


class SettingsError(Exception):
    """A variable is wrong. The text is one line that says which, and what to set; it never holds a secret value."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator decided. Paths are absolute. The token and the database address are never printed."""

    data: Path
    keyring: Path
    database_url: str = field(repr=False)
    bot_token: str = field(default="", repr=False)
    telegram_url: str = TELEGRAM
    config: Path | None = None
    web_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8080
    log: Literal["text", "json"] = "text"

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Settings:
        """The settings of this environment; a variable that is empty counts as not set. Raises SettingsError."""
        _refuse_misspelled(environ)
        given = {name: environ.get(name, "").strip() for name in KNOWN}
        data = _path("HAVN_DATA", given["HAVN_DATA"] or "data")
        if _is_there("HAVN_DATA", data) and not data.is_dir():
            raise SettingsError(f"HAVN_DATA is a file ({str(data)!r}). Set it to a folder.")
        return cls(
            data=data,
            keyring=_path("HAVN_KEYRING", given["HAVN_KEYRING"]) if given["HAVN_KEYRING"] else data / "keyring.json",
            database_url=_database(given["HAVN_DATABASE_URL"]) or _sqlite(data / "havn.db"),
            bot_token=_token(given["HAVN_BOT_TOKEN"]),
            telegram_url=_address("HAVN_TELEGRAM_URL", given["HAVN_TELEGRAM_URL"], "http", "https") or TELEGRAM,
            config=_config(given["HAVN_CONFIG"]),
            web_url=_web_url(given["HAVN_WEB_URL"]),
            host=_host(given["HAVN_HOST"] or "127.0.0.1"),
            port=_port(given["HAVN_PORT"] or "8080"),
            log=_log(given["HAVN_LOG"] or "text"),
        )

    @property
    def demo(self) -> bool:
        """Without a token `havn run` starts the demo."""
        return not self.bot_token

    @property
    def sqlite_file(self) -> Path | None:
        """The file of the embedded database, or None when the database is a server's."""
        if not self.database_url.startswith(SQLITE):
            return None
        return Path(unquote(self.database_url.removeprefix(SQLITE).partition("?")[0]))


def _refuse_misspelled(environ: Mapping[str, str]) -> None:
    """Name a variable that was surely meant to be one of ours. Others that begin with HAVN_ are somebody else's."""
    for name in sorted(environ):
        if not name.startswith("HAVN_") or name in KNOWN:
            continue
        near = difflib.get_close_matches(name, sorted(KNOWN), n=1, cutoff=0.9)
        if near:
            raise SettingsError(f"{name} is not a setting. Did you mean {near[0]}? Rename it, or take it away.")


def _path(name: str, value: str) -> Path:
    try:
        return Path(value).expanduser().absolute()
    except RuntimeError:
        raise SettingsError(f"{name} begins with ~ and a name that nobody has here. Write the whole path.") from None


def _is_there(name: str, path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise SettingsError(f"{name} cannot be looked at: {error.strerror}. Choose another path.") from None


def _sqlite(file: Path) -> str:
    """The address of a database file; SQLAlchemy takes % and ? in it for its own."""
    return SQLITE + file.as_posix().replace("%", "%25").replace("?", "%3F")


def _token(value: str) -> str:
    if value and not _TOKEN.fullmatch(value):
        raise SettingsError(
            "HAVN_BOT_TOKEN is no bot token. Copy the whole line from BotFather: digits, a colon, letters."
        )
    return value


def _database(value: str) -> str:
    if not value:
        return ""
    scheme = value.partition(":")[0]
    if scheme in {"postgres", "postgresql"}:
        raise SettingsError(f"HAVN_DATABASE_URL begins with {scheme}://. Write {POSTGRESQL} instead.")
    file, mark, options = value.removeprefix(SQLITE).partition("?")
    if value.startswith(SQLITE) and file and not file.startswith(":"):
        return _sqlite(_path("HAVN_DATABASE_URL", unquote(file))) + mark + options
    if value.startswith(POSTGRESQL) and len(value) > len(POSTGRESQL):
        return value
    raise SettingsError(
        f"HAVN_DATABASE_URL must be {SQLITE}FILE or {POSTGRESQL}USER@HOST/DATABASE. Set it to one of these."
    )


def _config(value: str) -> Path | None:
    if not value:
        return None
    path = _path("HAVN_CONFIG", value)
    if not _is_there("HAVN_CONFIG", path) or not path.is_file():
        raise SettingsError(f"HAVN_CONFIG names no file ({str(path)!r}). Set it to the municipality's TOML file.")
    return path


def _address(name: str, value: str, *schemes: str) -> str:
    if not value:
        return ""
    meant = SettingsError(
        f"{name} must be an address such as {schemes[-1]}://havn.example. Set it to one, or empty it."
    )
    try:
        parts = urlsplit(value)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        raise meant from None
    plain = not (parts.query or parts.fragment or parts.username or parts.password)
    if parts.scheme not in schemes or not parts.hostname or not port_is_right or not plain:
        raise meant
    return value.rstrip("/")


def _web_url(value: str) -> str:
    """Telegram pushes to https alone; on this machine itself, where tests play Telegram, http will do."""
    local = urlsplit(value).hostname in {"127.0.0.1", "localhost", "::1"} if value.startswith("http://") else False
    return _address("HAVN_WEB_URL", value, *(("http", "https") if local else ("https",)))


def _host(value: str) -> str:
    try:
        return str(ipaddress.ip_address(value.strip("[]")))
    except ValueError:
        if _HOST_NAME.fullmatch(value):
            return value
    raise SettingsError("HAVN_HOST must be an address or a host name, such as 127.0.0.1 or 0.0.0.0. Set it to one.")


def _port(value: str) -> int:
    if not (
        value.isascii() and value.isdigit() and len(value) <= len(str(HIGHEST_PORT)) and int(value) <= HIGHEST_PORT
    ):
        raise SettingsError(f"HAVN_PORT must be a whole number from 0 to {HIGHEST_PORT}, such as 8080. Set it to one.")
    return int(value)


def _log(value: str) -> Literal["text", "json"]:
    match value:
        case "text" | "json":
            return value
        case _:
            raise SettingsError("HAVN_LOG must be text or json. Set it to one of these.")
