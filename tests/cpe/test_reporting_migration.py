"""The upgrade to what is said about an activity: denials from before get a reason, and all of it can be taken back."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE, AFTER = [("cpe", "0004_previews")], [("cpe", "0005_reporting")]
DAY = dt.date(2026, 3, 2)
AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


def _migrate(target: list[tuple[str, str]]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(target)
    return executor.loader.project_state(target).apps


def _latest() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def _claims(apps: Any) -> list[tuple[Any, ...]]:
    rows = apps.get_model("cpe", "Claim").objects.order_by("pk")
    return list(rows.values_list("activity", "amount", "state", "lines__status", "lines__granted"))


def _refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match="is refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_ledger_goes_forth_and_back_with_every_row_and_every_refusal() -> None:
    member = MemberFactory()
    try:
        old = _migrate(BEFORE)
        for state, line in (("pending", None), ("accepted", "accepted"), ("denied", "denied")):
            claim = old.get_model("cpe", "Claim").objects.create(
                member_id=member.pk, activity="book", completed_on=DAY, reported_on=DAY, amount=200, state=state
            )
            if line:
                old.get_model("cpe", "LedgerLine").objects.create(
                    claim=claim, status=line, decided_on=DAY, recorded_at=AT, granted=1 if line == "accepted" else None
                )
        before = _claims(old)
        new = _migrate(AFTER)
        assert _claims(new) == before
        assert list(
            new.get_model("cpe", "LedgerLine").objects.order_by("pk").values_list("status", "why", "words")
        ) == [
            ("accepted", "", ""),
            ("denied", "other", ""),
        ]
        said = new.get_model("cpe", "Claim").objects.values_list("title", "corrects", "told")
        assert list(said) == [("", None, [])] * 3
        _refused("UPDATE cpe_claim SET note = 'More'")
        _refused("UPDATE cpe_ledgerline SET words = 'More'")
        if connection.vendor == "postgresql":
            _refused("DELETE FROM cpe_ledgerline")
        back = _migrate(BEFORE)
        assert _claims(back) == before
        _refused("UPDATE cpe_claim SET amount = amount + 1 WHERE state <> 'pending'")
        _refused("UPDATE cpe_ledgerline SET status = 'denied'")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cpe_claim SET amount = amount + 1 WHERE state = 'pending'")
            assert cursor.rowcount == 1
    finally:
        _latest()
