import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests.postgres import PostgresServer

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with PostgresServer() as running:
        yield running


def run(url: str, *statements: str) -> list[object]:
    engine = create_engine(url)
    with engine.begin() as database:
        answers = [database.execute(text(one)) for one in statements]
        rows = [row[0] for row in answers[-1]] if answers[-1].returns_rows else []
    engine.dispose()
    return rows


def gone(pid: int, folder: Path, seconds: float = 8.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            if not folder.exists():
                return True
        time.sleep(0.05)
    return False


def prepared(url: str) -> None:
    run(url, "CREATE TABLE prepared (a int)", "INSERT INTO prepared VALUES (7)")


def test_it_is_a_recent_postgresql_that_keeps_utc(server: PostgresServer) -> None:
    with server.database() as url:
        assert int(str(run(url, "SHOW server_version_num")[0])) >= 150_000
        assert run(url, "SHOW TimeZone") == ["UTC"]
        assert run(url, "SHOW server_encoding") == ["UTF8"]
        assert run(url, "SHOW listen_addresses") == [""]


def test_each_test_has_a_database_of_its_own(server: PostgresServer) -> None:
    with server.database() as one, server.database() as two:
        run(one, "CREATE TABLE mine (a int)")
        assert run(two, "SELECT count(*) FROM pg_tables WHERE tablename = 'mine'") == [0]


def test_a_prepared_database_is_prepared_once_and_copied(server: PostgresServer) -> None:
    calls: list[str] = []

    def prepare(url: str) -> None:
        calls.append(url)
        prepared(url)

    for _ in range(3):
        with server.database(prepare) as url:
            assert run(url, "SELECT a FROM prepared") == [7]
            run(url, "DELETE FROM prepared")
    assert len(calls) == 1


def test_a_prepared_database_that_was_altered_is_not_used_again(server: PostgresServer) -> None:
    with server.database(prepared) as first:
        run(first, "ALTER TABLE prepared ADD b integer")
    with server.database(prepared) as second:
        assert second != first
        assert run(second, "SELECT * FROM prepared") == [7]
    with server.database(prepared) as third:
        assert third == second


def test_a_database_is_dropped_though_somebody_is_connected(server: PostgresServer) -> None:
    with server.database() as url:
        engine = create_engine(url)
        connection = engine.connect()
        connection.execute(text("SELECT 1"))
    with pytest.raises(Exception, match="does not exist"):
        run(url, "SELECT 1")
    connection.invalidate()
    connection.close()
    engine.dispose()


def test_everyone_can_be_disconnected(server: PostgresServer) -> None:
    with server.database() as url, psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("SELECT 1")
        assert server.disconnect_all(url) == 1
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
        assert run(url, "SELECT 1") == [1]


def test_it_stops_soon_with_clients_connected_and_leaves_nothing() -> None:
    with PostgresServer(durable=True) as server:
        assert run(server.url("postgres"), "SHOW fsync") == ["on"]
        connection = psycopg.connect(server.url("postgres").replace("+psycopg", ""))
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < 3
        assert gone(server.pid, server.folder, 0.5)
    connection.close()


def test_a_killed_test_run_leaves_no_server(tmp_path: Path) -> None:
    script = (
        "import time\nfrom tests.postgres import PostgresServer\n"
        "with PostgresServer() as server:\n    print(server.pid, server.folder, flush=True)\n    time.sleep(60)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    pid, folder = child.stdout.readline().split()
    os.kill(int(pid), 0)
    child.send_signal(signal.SIGKILL)
    child.wait(5)
    child.stdout.close()
    assert gone(int(pid), Path(folder))


def test_a_server_that_cannot_start_says_so_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.postgres.SETTINGS", ("no_such_setting=1",))
    server, began = PostgresServer(), time.monotonic()
    with pytest.raises(RuntimeError, match="no_such_setting"):
        server.__enter__()
    assert time.monotonic() - began < 5
    assert not server.folder.exists()


def test_a_temporary_folder_too_deep_for_a_socket_is_passed_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("x" * 60) / ("y" * 60)
    deep.mkdir(parents=True)
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    with PostgresServer() as server:
        assert deep not in server.folder.parents
        assert run(server.url("postgres"), "SELECT 1") == [1]


class ClosedWheel(PostgresServer):
    def _usable(self, binaries: Path) -> bool:
        return False


def test_a_wheel_that_the_servers_user_may_not_enter_is_copied() -> None:
    with ClosedWheel() as server:
        assert (server.folder / "cluster" / "postmaster.opts").read_text().startswith(f"{server.folder}/program/")
        assert run(server.url("postgres"), "SELECT 1") == [1]


def test_workers_have_a_server_each_and_tests_a_database_each(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    (tmp_path / "test_it.py").write_text(
        "import pytest\n"
        "@pytest.mark.parametrize('n', range(4))\n"
        "def test_one(postgres, postgres_url, n, worker_id):\n"
        f"    with open({str(tmp_path / 'seen')!r}, 'a') as seen:\n"
        "        seen.write(f'{worker_id} {postgres.pid} {postgres.folder} {postgres_url}\\n')\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.postgres", "-p", "no:cacheprovider", "-n", "2",
         "--dist", "each", "--rootdir", str(tmp_path), str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    seen = [line.split() for line in (tmp_path / "seen").read_text().splitlines()]
    assert len({url for *_, url in seen}) == len(seen) == 8
    servers = {(worker, int(pid), Path(folder)) for worker, pid, folder, _ in seen}
    assert len(servers) == 2
    assert all(gone(pid, folder) for _, pid, folder in servers)
