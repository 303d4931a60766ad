"""Locks by name: one holder at a time, over all processes."""

from hashlib import sha256

from django.db import connection
from django.db.transaction import TransactionManagementError


def hold(name: str) -> None:
    """Wait for the lock of this name and keep it until the caller's transaction ends.

    On SQLite there is nothing to wait for: every transaction there begins by being the only one that writes.
    Raises ``TransactionManagementError`` outside a transaction. One statement on PostgreSQL, none on SQLite.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("A lock is held inside the transaction of the act that needs it.")
    if connection.vendor == "postgresql":
        key = int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
