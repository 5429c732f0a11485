"""Databases that a test has done with, made as new for the next one: copying a template takes eight times as long."""

from collections.abc import Callable
from typing import Any

import psycopg
from psycopg import sql

Connect = Callable[[str], psycopg.Connection[tuple[Any, ...]]]

SHAPE = """
    SELECT coalesce(md5(string_agg(line, ';' ORDER BY line)), '') FROM (
        SELECT format('%s %s %s %s', c.relname, a.attname, a.atttypid, a.attnotnull) AS line
          FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
         WHERE c.relnamespace = 'public'::regnamespace AND NOT a.attisdropped
        UNION ALL SELECT format('%s %s', conname, pg_get_constraintdef(oid)) FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT format('%s %s', tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
    ) AS lines"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"


class Shelf:
    """Copies of one template. A database whose tables were altered meanwhile is not taken back."""

    def __init__(self, template: str, connect: Connect) -> None:
        """Looks at what the template holds."""
        self.template = template
        self._connect = connect
        self._free: list[str] = []
        with connect(template) as db:
            self._shape = _shape(db)
            self._tables = [str(name) for (name,) in db.execute(TABLES)]
            self._rows = {name: rows for name in self._tables if (rows := _copied(db, name))}

    def take(self) -> str | None:
        """The name of a database that is as the template is, if there is one."""
        return self._free.pop() if self._free else None

    def give_back(self, database: str) -> bool:
        """Make it as the template is; False when that cannot be done by emptying its tables."""
        with self._connect(database) as db:
            if _shape(db) != self._shape:
                return False
            if self._tables:
                names = sql.SQL(", ").join(map(sql.Identifier, self._tables))
                db.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(names))
            for table, rows in self._rows.items():
                with db.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
                    copy.write(rows)
        self._free.append(database)
        return True


def _shape(db: psycopg.Connection[tuple[Any, ...]]) -> str:
    found = db.execute(SHAPE).fetchone()
    return str(found and found[0])


def _copied(db: psycopg.Connection[tuple[Any, ...]], table: str) -> bytes:
    with db.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
        return b"".join(map(bytes, copy))
