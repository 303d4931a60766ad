"""Many new rows at once, which then have their numbers: by COPY on PostgreSQL, by ``bulk_create`` elsewhere."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import connection, connections
from django.db.models import Model
from django.db.transaction import TransactionManagementError

FEW: Final = 500
"""Up to so many rows one INSERT is as fast."""
AT_ONCE: Final = 10_000
"""Rows in one INSERT."""


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
                copy.write_row([field.get_db_prep_save(field.pre_save(row, add=True), here) for field in fields])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001  what bulk_create does


def among(keys: Iterable[int]) -> tuple[str, Any]:
    """The end of a condition on a number, and its one parameter, however many numbers it may be: ``id {among}``."""
    numbers = sorted(keys)
    if connection.vendor == "postgresql":
        return "= ANY(%s)", numbers
    return "IN (SELECT value FROM json_each(%s))", json.dumps(numbers)
