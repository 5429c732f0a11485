"""INSERT … ON CONFLICT in both dialects. Built once a table and shape, at import."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

# By the dialect's name: `db.execute(STATEMENT[db.dialect.name], values)`.
Statements = Mapping[str, Insert]


def insert_or_ignore(table: Table) -> Statements:
    """A row that is there already (by any unique key) stays as it is; `rowcount` tells."""
    return {
        "sqlite": sqlite.insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True),
        "postgresql": postgresql.insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True),
    }


def insert_or_update(table: Table, key: Sequence[str], fields: Sequence[str]) -> Statements:
    """A row with the same key gets the new values of `fields`."""
    lite, post = sqlite.insert(table), postgresql.insert(table)
    return {
        "sqlite": lite.on_conflict_do_update(index_elements=key, set_={name: lite.excluded[name] for name in fields}),
        "postgresql": post.on_conflict_do_update(
            index_elements=key, set_={name: post.excluded[name] for name in fields}
        ),
    }


def insert_or_add(table: Table, key: Sequence[str], counter: ColumnElement[int]) -> Statements:
    """A row with the same key gets its counter raised by the new value."""
    lite, post = sqlite.insert(table), postgresql.insert(table)
    name = str(counter.key)
    return {
        "sqlite": lite.on_conflict_do_update(index_elements=key, set_={name: counter + lite.excluded[name]}),
        "postgresql": post.on_conflict_do_update(index_elements=key, set_={name: counter + post.excluded[name]}),
    }
