"""Lists are searched word by word, each table by itself, so that what makes a search quick is asked: its own indexes.

One condition over the columns of several tables reads all of them, however few rows it finds. Source: performance W4.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Model, Q, QuerySet

from common.append_only import Step


def found(model: type[Model], columns: Iterable[str], spellings: Sequence[str]) -> QuerySet[Any, Any]:
    """The keys of the rows in which one of these spellings of a word stands: in any of the columns, each once.

    ``columns`` are named as Django's lists name them: with a look-up, or to be looked into whatever the case.
    """
    by_table: dict[str, list[Q]] = defaultdict(list)
    for column in columns:
        table, condition = _placed(model, column)
        by_table[table] += [Q((condition, spelling)) for spelling in spellings]
    first, *more = (
        model._base_manager.filter(reduce(or_, asked)).order_by().values("pk") for asked in by_table.values()
    )
    return first.union(*more) if more else first


def _placed(model: Any, column: str) -> tuple[str, str]:
    """The way to the table of a column, and the condition that a word stands in it."""
    steps, way = column.split("__"), []
    while (field := model._meta.get_field(steps[0])).is_relation:
        way.append(steps.pop(0))
        model = field.related_model
    return "__".join(way), column if steps[1:] else f"{column}__icontains"


# What PostgreSQL keeps for it -------------------------------------------------------------------------------


def ready() -> migrations.RunPython:
    """A step of a migration: PostgreSQL learns to look into the middle of words, by three letters at a time."""
    return _on_postgresql("CREATE EXTENSION IF NOT EXISTS pg_trgm", "SELECT 1")


def looked_into(table: str, column: str) -> migrations.RunPython:
    """A step of a migration: an index for ``icontains`` on a column."""
    name = f"{table}_{column}_letters"
    return _on_postgresql(
        f"CREATE INDEX IF NOT EXISTS {name} ON {table} USING gin (upper({column}::text) gin_trgm_ops)",
        f"DROP INDEX IF EXISTS {name}",
    )


def by_first_figures(table: str, column: str) -> migrations.RunPython:
    """A step of a migration: an index for ``startswith`` on a column of whole numbers."""
    name = f"{table}_{column}_figures"
    return _on_postgresql(
        f"CREATE INDEX IF NOT EXISTS {name} ON {table} (({column}::text) text_pattern_ops)",
        f"DROP INDEX IF EXISTS {name}",
    )


def _on_postgresql(there: str, back: str) -> migrations.RunPython:
    """A step for PostgreSQL alone: what SQLite holds is small."""

    def asking(statement: str) -> Any:
        def act(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
            if editor.connection.vendor == "postgresql":
                editor.execute(statement, params=None)

        return act

    return Step(asking(there), asking(back))
