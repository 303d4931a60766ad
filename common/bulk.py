"""Many rows at once: new ones, which then have their numbers, by COPY on PostgreSQL and ``bulk_create`` elsewhere;
and those among many keys, which are handed over as one value (``invoice__among=keys``) however many they are.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import connection, connections
from django.db.models import (
    BigAutoField,
    BooleanField,
    Case,
    CharField,
    DateField,
    DateTimeField,
    EmailField,
    Field,
    ForeignKey,
    ForeignObject,
    IntegerField,
    Lookup,
    Model,
    OneToOneField,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import DatabaseDefault
from django.db.transaction import TransactionManagementError
from psycopg.types.json import Json

FEW: Final = 50
"""Up to so many rows one INSERT is as fast."""
AT_ONCE: Final = 10_000
"""Rows in one INSERT."""
AS_THEY_ARE: Final = {
    BigAutoField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    EmailField,
    ForeignKey,
    IntegerField,
    OneToOneField,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    TextField,
}
"""Fields whose values the driver takes as the row has them."""

Columns = Sequence[tuple[Any, bool]]
"""The columns to write, each with whether its values go as they are."""


def add(rows: Sequence[Model]) -> None:
    """Write new rows of one model, as they are: what they point to has its number already, ``save`` is not run.

    What the database says by itself it says for all of them, or for none. Two statements on PostgreSQL, else one per
    10 000 rows. Raises ``TransactionManagementError`` outside a transaction.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("Many rows are written inside the transaction of the act that makes them.")
    if not rows:
        return
    model = type(rows[0])
    if connection.vendor != "postgresql" or len(rows) <= FEW:
        model._base_manager.bulk_create(rows, batch_size=AT_ONCE)
        return
    meta, quoted = model._meta, connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [meta.db_table, meta.pk.column, len(rows)],
        )
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number
        fields = _columns(rows[0], meta.concrete_fields)
        columns = ", ".join(quoted(str(field.column)) for field, _as_it_is in fields)
        with (
            connection.wrap_database_errors,
            cursor.copy(f"COPY {quoted(meta.db_table)} ({columns}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(_values(row, fields))
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001  what bulk_create does


def add_new(rows: Sequence[Model], *, drawn: str) -> int:
    """Write those of many new rows that no unique constraint keeps out; how many. They do not learn their numbers.

    ``drawn``: a column with a value drawn by chance for each row. One statement on PostgreSQL, elsewhere two per 10 000
    rows.
    """
    if not rows:
        return 0
    model = type(rows[0])
    if connection.vendor != "postgresql" or len(rows) <= FEW:
        model._base_manager.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
        return model._base_manager.filter((f"{drawn}__among", [getattr(row, drawn) for row in rows])).count()
    meta, quoted = model._meta, connection.ops.quote_name
    fields = _columns(rows[0], [field for field in meta.concrete_fields if not field.primary_key])
    names = [str(field.column) for field, _as_it_is in fields]
    table, columns = quoted(meta.db_table), ", ".join(map(quoted, names))
    found = [dict(zip(names, _values(row, fields), strict=True)) for row in rows]
    with connection.cursor() as cursor:
        told = f"SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s)"  # noqa: S608  values go as a parameter
        cursor.execute(
            f"INSERT INTO {table} ({columns}) {told} ON CONFLICT DO NOTHING",
            [json.dumps(found, default=_plain, ensure_ascii=False)],
        )
        return int(cursor.rowcount)


def _columns(row: Model, fields: Iterable[Any]) -> Columns:
    given = (field for field in fields if not isinstance(getattr(row, field.attname), DatabaseDefault))
    return [(field, type(field) in AS_THEY_ARE) for field in given]


def _plain(value: Any) -> Any:
    """What a row holds as JSON has it: what the driver would write as JSON itself, and days and keys as text."""
    return value.obj if isinstance(value, Json) else str(value)


def _values(row: Model, fields: Columns) -> list[Any]:
    here = connections[connection.alias]
    return [
        getattr(row, field.attname) if as_it_is else field.get_db_prep_save(field.pre_save(row, add=True), here)
        for field, as_it_is in fields
    ]


def each(values: Mapping[int, Any]) -> Case:
    """A value of its own for each row, by its key, to be written by one ``update(column=each(…))`` of these rows.

    Beside columns that all rows get the same value in, it takes a quarter of the time of ``bulk_update``.
    """
    return Case(*(When(pk=key, then=Value(value)) for key, value in values.items()))


def among(keys: Iterable[int | str]) -> tuple[str, Any]:
    """The end of a condition on a key, and its one parameter, however many keys it may be: ``id {among}``."""
    some = sorted(keys)
    if connection.vendor == "postgresql":
        return "= ANY(%s)", some
    return "IN (SELECT value FROM json_each(%s))", json.dumps(some)


@Field.register_lookup
@ForeignObject.register_lookup
class Among(Lookup):
    """``key__among=keys``: as ``key__in``, with all of them as one parameter, which takes no time to write."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The condition."""
        column, params = self.process_lhs(compiler, connection)
        condition, some = among(self.rhs)
        return f"{column} {condition}", (*params, some)
