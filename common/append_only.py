"""Rows that are added and never changed, kept so by the model and once more by the database.

The model refuses in words a programmer reads at once; the triggers refuse everybody else, raw SQL included.
``refuse`` shuts a whole table, ``refuse_rows`` those of its rows for which a condition holds.
A migration that alters such a table ends with them again: on SQLite altering makes a new table. Where conditions name
other tables, it lifts them first (``lift``).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, Never

from django.db import connection, migrations, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.transaction import TransactionManagementError

INSERT, UPDATE, DELETE, TRUNCATE = "INSERT", "UPDATE", "DELETE", "TRUNCATE"

REFUSAL: Final = "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% of % is refused: its rows are kept as they were written', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"  # noqa: E501


FORGETTING: Final = "seco.forgetting"
"""PostgreSQL's word, for the length of a transaction, that rows go with their person or their term."""


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


class Step(migrations.RunPython):
    """A step of a migration that asks the database alone: no model is put together for it, which takes seconds."""

    def database_forwards(self, _label: str, editor: BaseDatabaseSchemaEditor, _before: Any, _after: Any) -> None:
        """Do it."""
        act: Any = self.code
        act(None, editor)

    def database_backwards(self, _label: str, editor: BaseDatabaseSchemaEditor, _before: Any, _after: Any) -> None:
        """Take it back."""
        act: Any = self.reverse_code
        act(None, editor)


def refuse(table: str, *acts: str) -> migrations.RunPython:
    """A step of a migration: the database refuses these acts on a table (``UPDATE``, ``DELETE``, ``TRUNCATE``)."""

    def forwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _statements(editor.connection.vendor, table, acts):
            editor.execute(statement, params=None)

    def backwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        for act in acts:
            where = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
            editor.execute(f"DROP TRIGGER IF EXISTS {_name(table, act)}{where}", params=None)

    return Step(forwards, backwards)


def refuse_deleting(table: str) -> migrations.RunPython:
    """A step of a migration: rows of a table are deleted while we are ``forgetting``, and never otherwise.

    PostgreSQL alone keeps to it; on SQLite, which knows no such word, the model's refusal has to do.
    """
    unless = f"current_setting('{FORGETTING}', true) IS DISTINCT FROM 'on'"
    step = refuse_rows(table, "stays", {DELETE: unless}, because="its rows go with their person or their term")

    def on_postgresql(act: Any) -> Any:
        return lambda apps, editor: act(apps, editor) if editor.connection.vendor == "postgresql" else None

    return Step(on_postgresql(step.code), on_postgresql(step.reverse_code))


@contextmanager
def forgetting() -> Iterator[None]:
    """The one door by which rows that stay are deleted: for erasure and retention, within their transaction.

    What is deleted behind it is deleted whole or not at all: where an error leaves the block, all of it is undone, and
    the door shut again. Raises ``TransactionManagementError`` outside of a transaction.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("Rows are forgotten inside the transaction of the act that ends them.")
    with transaction.atomic():
        if connection.vendor != "postgresql":
            yield
            return
        before = _say("on")
        yield
        _say(before)


def _say(value: str) -> str:
    """Whether we are forgetting, to the end of the transaction; what was said before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true), set_config(%s, %s, true)", [FORGETTING, FORGETTING, value])
        before: str | None = cursor.fetchone()[0]
    return before or ""


def refuse_rows(table: str, name: str, conditions: Mapping[str, str], *, because: str) -> migrations.RunPython:
    """A step of a migration: the database refuses these acts on the rows for which their condition holds.

    ``conditions``: ``INSERT``, ``UPDATE``, ``DELETE`` → SQL over ``NEW`` and ``OLD``, the same on both databases.
    ``name`` tells several such rules of one table apart; ``because`` ends the sentence of the refusal.
    """

    def forwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        for act, condition in conditions.items():
            trigger, sentence = f"{table}_{name}_{act.lower()}", f"{act} of {table} is refused: {because}"
            for statement in _row_statements(
                editor.connection.vendor, trigger, f"{act} ON {table}", condition, sentence
            ):
                editor.execute(statement, params=None)

    def backwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        postgresql = editor.connection.vendor == "postgresql"
        for act in conditions:
            trigger = f"{table}_{name}_{act.lower()}"
            editor.execute(f"DROP TRIGGER IF EXISTS {trigger}{f' ON {table}' if postgresql else ''}", params=None)
            if postgresql:
                editor.execute(f"DROP FUNCTION IF EXISTS {trigger}()", params=None)

    return Step(forwards, backwards)


def lift(step: migrations.RunPython) -> migrations.RunPython:
    """A step of a migration that takes such a refusal away."""
    away: Any = step.reverse_code
    return Step(away, step.code)


def _row_statements(vendor: str, trigger: str, when: str, condition: str, sentence: str) -> Iterator[str]:
    if vendor == "postgresql":
        goes_on = "OLD" if when.startswith(DELETE) else "NEW"
        yield (
            f"CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
            f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"RETURN {goes_on}; END $$"
        )
        yield f"CREATE OR REPLACE TRIGGER {trigger} BEFORE {when} FOR EACH ROW EXECUTE FUNCTION {trigger}()"
        return
    yield (
        f"CREATE TRIGGER IF NOT EXISTS {trigger} BEFORE {when} WHEN {condition} BEGIN "
        f"SELECT RAISE(ABORT, '{sentence}'); END"
    )


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
