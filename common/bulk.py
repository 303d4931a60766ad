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
    Field,
    ForeignKey,
    ForeignObject,
    Lookup,
    Model,
    OneToOneField,
    PositiveIntegerField,
    Value,
    When,
)
from django.db.transaction import TransactionManagementError

FEW: Final = 500
"""Up to so many rows one INSERT is as fast."""
AT_ONCE: Final = 10_000
"""Rows in one INSERT."""
AS_THEY_ARE: Final = {BigAutoField, BooleanField, CharField, ForeignKey, OneToOneField, PositiveIntegerField}
"""Fields whose values the driver takes as the row has them."""


def add(rows: Sequence[Model]) -> None:
    """Write new rows of one model, as they are: what they point to has its number already, ``save`` is not run.

    Two statements on PostgreSQL, else one per 10 000 rows. Raises ``TransactionManagementError`` outside a transaction.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("Many rows are written inside the transaction of the act that makes them.")
    if not rows:
        return
    model = type(rows[0])
    if connection.vendor != "postgresql" or len(rows) <= FEW:
        model._base_manager.bulk_create(rows, batch_size=AT_ONCE)
        return
    meta = model._meta
    fields = meta.concrete_fields
    columns_ = [(field, type(field) in AS_THEY_ARE) for field in fields]
    here, quoted = connections[connection.alias], connection.ops.quote_name
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [meta.db_table, meta.pk.column, len(rows)],
        )
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number
        with (
            connection.wrap_database_errors,
            cursor.copy(f"COPY {quoted(meta.db_table)} ({columns}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(
                    [
                        getattr(row, field.attname)
                        if as_it_is
                        else field.get_db_prep_save(field.pre_save(row, add=True), here)
                        for field, as_it_is in columns_
                    ]
                )
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001  what bulk_create does


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
