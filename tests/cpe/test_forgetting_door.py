"""Rows of the ledger stay: nobody changes what was reported, and one door alone lets them go while it is open."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.transaction import TransactionManagementError

from common.append_only import AppendOnlyError, forgetting
from cpe.models import Claim, LedgerLine
from tests.factories.ledger import ClaimFactory, LedgerLineFactory

pytestmark = pytest.mark.django_db

TABLES = ("cpe_ledgerline", "cpe_claim")
DELETES = {"cpe_ledgerline": "DELETE FROM cpe_ledgerline", "cpe_claim": "DELETE FROM cpe_claim"}
REPORTED = {
    "id": "id + 1000",
    "member_id": "member_id + 1",
    "activity": "'book'",
    "completed_on": "'2026-03-01'",
    "reported_on": "'2026-03-04'",
    "amount": "amount + 1",
    "attended": "0",
    "title": "'Another'",
    "provider": "'Somebody'",
    "track_id": "(SELECT MIN(id) FROM members_track)",
    "started_on": "'2026-03-01'",
    "begins_at": "'09:00'",
    "ends_at": "'10:00'",
    "breaks": "5",
    "link": "'https://a.example'",
    "note": "'More'",
    "corrects_id": "id",
    "told": "'[1]'",
    "brought_with_id": "1",
    "reference": "'Another'",
    "row_digest": "'Another'",
}
"""Column → what somebody would put there."""


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _refused(statement: str) -> None:
    with pytest.raises(IntegrityError, match="is refused"), transaction.atomic():
        _run(statement)


def test_all_that_was_reported_is_tried() -> None:
    assert {column.column for column in Claim._meta.concrete_fields} - {"state"} == REPORTED.keys()


@pytest.mark.parametrize("column", REPORTED)
def test_nobody_changes_what_was_reported_through_the_door_either(column: str) -> None:
    for claim in (ClaimFactory(), LedgerLineFactory().claim):
        statement = f"UPDATE cpe_claim SET {column} = {REPORTED[column]} WHERE id = {claim.pk}"  # noqa: S608  (our own words)
        _refused(statement)
        with transaction.atomic(), forgetting():
            _refused(statement)


@pytest.mark.parametrize("column", [column.column for column in LedgerLine._meta.concrete_fields])
def test_nobody_changes_a_line_through_the_door_either(column: str) -> None:
    line = LedgerLineFactory()
    statement = f"UPDATE cpe_ledgerline SET {column} = {column} WHERE id = {line.pk}"  # noqa: S608  (our own words)
    _refused(statement)
    with transaction.atomic(), forgetting():
        _refused(statement)


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_deleted_while_the_door_is_open_and_neither_before_nor_after(table: str) -> None:
    LedgerLineFactory()
    if connection.vendor != "postgresql":
        return  # SQLite knows no such word; what its managers refuse is asked below
    with transaction.atomic():
        _refused(DELETES[table])
        with forgetting():
            _run("DELETE FROM cpe_ledgerline")
        assert not LedgerLine.objects.exists()
        line = LedgerLineFactory()
        _refused(DELETES[table])
    _refused(DELETES[table])
    assert LedgerLine.objects.get() == line


@pytest.mark.parametrize("table", TABLES)
def test_nobody_empties_a_table_through_the_door_either(table: str) -> None:
    LedgerLineFactory()
    if connection.vendor != "postgresql":
        return  # it knows no TRUNCATE
    connection.check_constraints()
    _refused(f"TRUNCATE {table} CASCADE")
    with transaction.atomic(), forgetting():
        _refused(f"TRUNCATE {table} CASCADE")


def test_the_managers_refuse_on_every_database() -> None:
    line = LedgerLineFactory()
    for refused in (
        line.delete,
        line.claim.delete,
        LedgerLine.objects.all().delete,
        Claim.objects.all().delete,
        Claim.objects.filter(pk=line.claim_id).delete,
        line.claim.member.claims.all().delete,
        line.claim.lines.all().delete,
    ):
        with pytest.raises(AppendOnlyError):
            refused()
    assert Claim.objects.get() == line.claim


class _StumbledError(Exception):
    pass


def _stumble() -> None:
    with forgetting():
        LedgerLine._base_manager.all().delete()
        raise _StumbledError


def test_an_error_shuts_the_door_and_undoes_what_went_through_it() -> None:
    line = LedgerLineFactory()
    with transaction.atomic():
        with pytest.raises(_StumbledError):
            _stumble()
        assert LedgerLine.objects.get() == line
        if connection.vendor == "postgresql":
            _refused("DELETE FROM cpe_ledgerline")


def test_an_error_of_the_database_is_told_as_itself_and_shuts_the_door() -> None:
    line = LedgerLineFactory()
    with transaction.atomic():
        with pytest.raises(DatabaseError, match="nowhere"), forgetting():
            _run("DELETE FROM nowhere")
        assert LedgerLine.objects.get() == line
        if connection.vendor == "postgresql":
            _refused("DELETE FROM cpe_ledgerline")


def test_a_door_inside_the_door_leaves_the_outer_one_open() -> None:
    first, second = LedgerLineFactory(), LedgerLineFactory()
    with transaction.atomic():
        with forgetting():
            with forgetting():
                _away(first)
            _away(second)
        if connection.vendor == "postgresql":
            _refused("DELETE FROM cpe_claim")
    assert not LedgerLine.objects.exists()


def _away(row: models.Model) -> None:
    type(row)._base_manager.filter(pk=row.pk).delete()


@pytest.mark.django_db(transaction=True)
def test_the_door_opens_inside_a_transaction_alone_and_ends_with_it() -> None:
    with pytest.raises(TransactionManagementError, match="inside the transaction"), forgetting():
        pass
    line = LedgerLineFactory(granted=Decimal(2))
    with transaction.atomic(), forgetting():
        pass
    if connection.vendor == "postgresql":
        _refused("DELETE FROM cpe_ledgerline")
    assert LedgerLine.objects.get() == line
