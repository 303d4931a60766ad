"""Many rows at once: new ones, which then have their numbers, by COPY on PostgreSQL and ``bulk_create`` elsewhere;
and those among many keys, which are handed over as one value (``invoice__among=keys``) however many they are.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import EmptyResultSet
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
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import DatabaseDefault
from django.db.transaction import TransactionManagementError
from psycopg.types.json import Json, Jsonb

FEW: Final = 5
"""Up to so many rows Django's own INSERT is as fast."""
MANY: Final = 2_000
"""From more rows than these on COPY is faster than one INSERT of all of them as JSON."""
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


def add(rows: Sequence[Model], *, numbered: bool = True) -> None:
    """Write new rows of one model, as they are: what they point to has its number already, ``save`` is not run.

    What the database says by itself it says for all of them, or for none. They learn their numbers, unless those are of
    no use (``numbered``). One statement on PostgreSQL, two for thousands, else one per 10 000 rows. Raises
    ``TransactionManagementError`` outside a transaction.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("Many rows are written inside the transaction of the act that makes them.")
    if not rows:
        return
    if connection.vendor != "postgresql" or len(rows) <= FEW:
        type(rows[0])._base_manager.bulk_create(rows, batch_size=AT_ONCE)
        return
    with connection.cursor() as cursor:
        if len(rows) > MANY:
            _copy(cursor, rows)
        elif not numbered:
            _insert(cursor, rows, "")
        else:
            _insert(cursor, rows, f"RETURNING {connection.ops.quote_name(_key(rows))}")
            for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk = number
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001  what bulk_create does


def add_new(rows: Sequence[Model], *, drawn: str) -> int:
    """Write those of new rows that no unique constraint keeps out; how many. They do not learn their numbers.

    ``drawn``: a column with a value drawn by chance for each row. One statement on PostgreSQL, else two per 10 000.
    """
    if not rows:
        return 0
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            _insert(cursor, rows, "ON CONFLICT DO NOTHING")
            return int(cursor.rowcount)
    table = type(rows[0])._base_manager
    table.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
    return table.filter((f"{drawn}__among", [getattr(row, drawn) for row in rows])).count()


def _copy(cursor: Any, rows: Sequence[Model]) -> None:
    meta, quoted = rows[0]._meta, connection.ops.quote_name
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
        [meta.db_table, _key(rows), len(rows)],
    )
    for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
        row.pk = number
    fields = _columns(rows[0], meta.concrete_fields)
    columns = ", ".join(quoted(str(field.column)) for field, _as_it_is in fields)
    with connection.wrap_database_errors, cursor.copy(f"COPY {quoted(meta.db_table)} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(_values(row, fields))


def _insert(cursor: Any, rows: Sequence[Model], rest: str) -> None:
    """All rows as one value: neither their number nor their columns take time to be put into SQL."""
    meta, quoted = rows[0]._meta, connection.ops.quote_name
    fields = _columns(rows[0], [field for field in meta.concrete_fields if not field.primary_key])
    names = [str(field.column) for field, _as_it_is in fields]
    table, columns = quoted(meta.db_table), ", ".join(map(quoted, names))
    told = [dict(zip(names, _values(row, fields), strict=True)) for row in rows]
    cursor.execute(
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s) {rest}",  # noqa: S608  values: a parameter
        [json.dumps(told, default=_as_json, ensure_ascii=False)],
    )


def _key(rows: Sequence[Model]) -> str:
    return str(rows[0]._meta.pk.column)


def _columns(row: Model, fields: Iterable[Any]) -> Columns:
    given = (field for field in fields if not isinstance(getattr(row, field.attname), DatabaseDefault))
    return [(field, type(field) in AS_THEY_ARE) for field in given]


def _as_json(value: Any) -> Any:
    """What the driver would write as JSON itself; days, times, moments and keys as text.

    Raises ``TypeError`` for others.
    """
    match value:
        case Json() | Jsonb():
            return value.obj
        case date() | time() | UUID():
            return str(value)
    raise TypeError(f"{type(value).__name__} is not written as JSON.")


def _values(row: Model, fields: Columns) -> list[Any]:
    here = connections[connection.alias]
    return [
        getattr(row, field.attname) if as_it_is else field.get_db_prep_save(field.pre_save(row, add=True), here)
        for field, as_it_is in fields
    ]


def columns(rows: QuerySet[Any], *names: str) -> list[Sequence[Any]]:
    """These columns of rows that are locked, without an object for each row and for all that lead to what is locked.

    ``values_list`` would do, if what is locked could be named beside it. One statement.
    """
    asked = rows.query.get_compiler(using=rows.db)
    found = list(asked.results_iter(asked.execute_sql()))
    places = {asked.select[place][0].target: place for place in asked.klass_info["select_fields"]}
    meta = rows.model._meta
    wanted = [places[meta.pk if name == "pk" else meta.get_field(name)] for name in names]
    return [[row[place] for place in wanted] for row in found]


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
        if not (keys := list(self.rhs)):
            raise EmptyResultSet
        condition, some = among(keys)
        return f"{column} {condition}", (*params, some)
