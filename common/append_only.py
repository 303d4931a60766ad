"""Rows that are added and never changed, kept so by the model and once more by the database.

The model refuses in words a programmer reads at once; the triggers refuse everybody else, raw SQL included.
A migration that alters such a table ends with ``refuse`` again: on SQLite altering makes a new table.
"""

from collections.abc import Iterator
from typing import Any, Final, Never

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

UPDATE, DELETE, TRUNCATE = "UPDATE", "DELETE", "TRUNCATE"

REFUSAL: Final = "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% of % is refused: its rows are kept as they were written', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"  # noqa: E501


class AppendOnlyError(TypeError):
    """Code tried to change or delete a row that is kept as it was written."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Reads and additions only."""

    def update(self, **_values: Any) -> Never:
        """Refused: raises ``AppendOnlyError``."""
        raise AppendOnlyError

    def bulk_update(self, *_rows: Any, **_options: Any) -> Never:
        """Refused: raises ``AppendOnlyError``."""
        raise AppendOnlyError

    def delete(self) -> Never:
        """Refused: raises ``AppendOnlyError``."""
        raise AppendOnlyError


class AppendOnly(models.Model):
    """A row that is written once."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new row. Raises ``AppendOnlyError`` for one that is there already."""
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_args: Any, **_kwargs: Any) -> Never:
        """Refused: raises ``AppendOnlyError``."""
        raise AppendOnlyError


def refuse(table: str, *acts: str) -> migrations.RunPython:
    """A step of a migration: the database refuses these acts on a table (``UPDATE``, ``DELETE``, ``TRUNCATE``)."""

    def forwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _statements(editor.connection.vendor, table, acts):
            editor.execute(statement, params=None)

    def backwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        for act in acts:
            where = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
            editor.execute(f"DROP TRIGGER IF EXISTS {_name(table, act)}{where}", params=None)

    return migrations.RunPython(forwards, backwards)


def _statements(vendor: str, table: str, acts: tuple[str, ...]) -> Iterator[str]:
    if vendor == "postgresql":
        yield REFUSAL
        for act in acts:
            yield (
                f"CREATE OR REPLACE TRIGGER {_name(table, act)} BEFORE {act} ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
            )
        return
    for act in acts:
        if act != TRUNCATE:  # SQLite knows no such statement
            yield (
                f"CREATE TRIGGER IF NOT EXISTS {_name(table, act)} BEFORE {act} ON {table} BEGIN "
                f"SELECT RAISE(ABORT, '{act} of {table} is refused: its rows are kept as they were written'); END"
            )


def _name(table: str, act: str) -> str:
    return f"{table}_no_{act.lower()}"
