"""What a test that commits leaves behind: nothing. The database is again as the migrations left it.

Django empties every table and reads the migrations' rows back from text, which takes longer than most tests.
"""

import sqlite3
from typing import Final

from django.db import connection, transaction

MIGRATED: Final = sqlite3.connect(":memory:", check_same_thread=False)
"""The database as migrated, where that is SQLite's; PostgreSQL keeps its rows in a schema of their own."""


def keep() -> None:
    """Remember the rows that migrations brought."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.backup(MIGRATED)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA kept")
        for table in _with_rows(_tables("public")):
            cursor.execute(f"CREATE TABLE kept.{table} AS TABLE public.{table}")


def put_back() -> None:
    """Take away what is there and bring back what was kept, past every trigger and foreign key."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        MIGRATED.backup(connection.connection)
        return
    tables = _tables("public")
    with transaction.atomic(), connection.cursor() as cursor:
        # Wait for whoever still writes: a request that the browser did not wait for.
        cursor.execute(f"LOCK TABLE {', '.join(f'public.{table}' for table in tables)} IN ACCESS EXCLUSIVE MODE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in _with_rows(tables):
            cursor.execute(f"DELETE FROM public.{table}")  # noqa: S608  (a name of the catalogue)
        for table in _tables("kept"):
            cursor.execute(f"INSERT INTO public.{table} TABLE kept.{table}")


def _tables(schema: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
        return [table for (table,) in cursor.fetchall() if table != "django_migrations"]


def _with_rows(tables: list[str]) -> list[str]:
    asked = (f"SELECT '{table}' WHERE EXISTS (TABLE public.{table})" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [table for (table,) in cursor.fetchall()]
