"""Locks by name, held until the transaction ends."""

import hashlib

from django.db import connection
from django.db.transaction import TransactionManagementError


def hold(name: str) -> None:
    """Wait until nobody else holds ``name``, then hold it until the caller's transaction ends.

    On SQLite every transaction of ours begins by locking the database, which is lock enough. Raises
    ``TransactionManagementError`` outside a transaction. At most one statement.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("A lock is held inside the transaction it protects.")
    if connection.vendor == "postgresql":
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
