from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Table, create_engine, inspect, text

from storage import cases, migrate, migrations, run_tables, runs
from storage.engine import Store, sqlite_address
from storage.errors import StoreNewer, StoreOlder
from storage.keyring import Keyring
from storage.tables import metadata
from tests.postgres import PostgresServer
from tests.storage import meeting
from tests.storage.fill import fill


def differences(db: Connection) -> list[Any]:
    context = MigrationContext.configure(db, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, metadata))


def test_migrated_schema_is_the_metadata(store: Store) -> None:
    assert store.read(differences) == []


def test_comparison_finds_a_missing_column(lite: Store) -> None:
    lite.run(lambda db: db.execute(text("ALTER TABLE jobs DROP COLUMN payload")))
    assert [found[0] for found in lite.read(differences)] == ["add_column"]


def test_constraints_are_the_same_whichever_way_the_tables_were_made(lite: Store) -> None:
    made = create_engine("sqlite://")
    with made.begin() as db:
        metadata.create_all(db)
        directly = written(db)
    made.dispose()
    assert lite.read(written) == directly


def written(db: Connection) -> dict[str, frozenset[str]]:
    """Each table as its clauses, without regard to their order, to brackets or to white space."""
    rows = db.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'"))
    unimportant = str.maketrans("", "", '()" \t\n')
    return {row.name: frozenset(part.translate(unimportant) for part in row.sql.split(",")) for row in rows}


def test_known_revisions_are_the_scripts() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == migrations.REVISIONS


def test_migrating_again_changes_nothing(store: Store) -> None:
    assert store.migrate() is False
    store.read(migrate.require_current)


def move(to: str, db: Connection) -> None:
    """Bring a database to any revision, an older one too."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = db
    (command.downgrade if to < (migrate.revision(db) or "") else command.upgrade)(config, to)


def test_runs_come_and_go_while_the_cases_stay(store: Store, keyring: Keyring) -> None:
    store.run(lambda db: fill(db, keyring))
    before = {case.reference: case for case in store.read(cases.listing)}
    assert len(before) == 2
    store.run(lambda db: move("0002", db))
    gone = set(metadata.tables) - store.read(lambda db: set(inspect(db).get_table_names()))
    assert gone == {name for name, one in vars(run_tables).items() if isinstance(one, Table)}
    with pytest.raises(StoreOlder):
        store.read(migrate.require_current)
    assert {case.reference: case for case in store.read(cases.listing)} == before
    assert store.migrate() is True
    assert store.read(differences) == []
    assert {case.reference: case for case in store.read(cases.listing)} == before
    store.run(lambda db: meeting.held(db, keyring))
    assert store.read(lambda db: runs.load(db, meeting.REFERENCE)) is not None


def test_newer_database_is_refused_in_one_line(store: Store, keyring: Keyring, sqlite_path: Path) -> None:
    store.run(lambda db: db.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(StoreNewer, match=r"newer version of Havn \(schema 9999\)") as refused:
        store.migrate()
    assert "\n" not in str(refused.value)
    if store.dialect == "sqlite":
        with pytest.raises(StoreNewer):
            Store.open(sqlite_address(sqlite_path), keyring=keyring, exclusive=False)


def test_unprepared_database_is_told_apart(keyring: Keyring, sqlite_path: Path) -> None:
    with (
        Store.open(sqlite_address(sqlite_path), keyring=keyring, exclusive=False) as empty,
        pytest.raises(StoreOlder, match="Start havn run once"),
    ):
        empty.read(migrate.require_current)


def test_failed_migration_leaves_no_table(keyring: Keyring, sqlite_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import op  # noqa: PLC0415 - patched here

    made: list[str] = []
    create_table = op.create_table

    def break_off(name: str, *rest: object, **more: object) -> object:
        made.append(name)
        if len(made) == 7:
            raise OSError("power cut")
        return create_table(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(op, "create_table", break_off)
    with Store.open(sqlite_address(sqlite_path), keyring=keyring, exclusive=True) as broken:
        with pytest.raises(OSError, match="power cut"):
            broken.migrate()
        count = text("SELECT count(*) FROM sqlite_master")
        assert broken.read(lambda db: db.execute(count).scalar_one()) == 0
        monkeypatch.undo()
        assert broken.migrate() is True


def test_replicas_that_start_together_migrate_once(keyring: Keyring, postgres: PostgresServer) -> None:
    with postgres.database() as url:
        stores = [Store.open(url, keyring=keyring, exclusive=True) for _ in range(3)]
        changed = [future.result(60) for future in [one.submit(migrate.upgrade) for one in stores]]
        for one in stores:
            one.close()
    assert sorted(changed) == [False, False, True]
