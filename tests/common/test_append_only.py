"""Rows that are added only: neither the model nor raw SQL changes or deletes them."""

import pytest
from django.db import IntegrityError, connection, transaction

from common.append_only import AppendOnlyError
from common.models import AuditDetail, AuditLine, AuditSeal
from tests.factories.common import AuditDetailFactory, AuditSealFactory

pytestmark = pytest.mark.django_db

TABLES = (AuditLine, AuditDetail, AuditSeal)


@pytest.fixture
def rows() -> dict[type, object]:
    detail = AuditDetailFactory()
    seal = AuditSealFactory(line=detail.line)
    return {AuditLine: detail.line, AuditDetail: detail, AuditSeal: seal}


@pytest.mark.parametrize("model", TABLES)
def test_no_method_of_the_model_changes_or_deletes_a_row(model, rows) -> None:
    row = rows[model]
    for refused in (
        row.save,
        lambda: row.save(update_fields=["pk"]),
        row.delete,
        model.objects.all().delete,
        model.objects.filter(pk=row.pk).delete,
        lambda: model.objects.update(pk=9),
        lambda: model.objects.bulk_update([row], ["pk"]),
        lambda: model.objects.update_or_create(pk=row.pk, defaults={"pk": row.pk}),
    ):
        with pytest.raises(AppendOnlyError):
            refused()
    assert model.objects.get() == row


def test_row_with_a_number_that_is_taken_does_not_replace_it(rows) -> None:
    line = rows[AuditLine]
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditLine(pk=line.pk, at=line.at, act="x", about_model="y", about_id=1).save()


@pytest.mark.parametrize(
    ("model", "statement"),
    [
        (AuditLine, "UPDATE common_auditline SET by_id = 7"),
        (AuditLine, "DELETE FROM common_auditline"),
        (AuditSeal, "UPDATE common_auditseal SET digest = ''"),
        (AuditSeal, "DELETE FROM common_auditseal"),
        (AuditDetail, "UPDATE common_auditdetail SET reason = ''"),
    ],
)
def test_raw_sql_changes_and_deletes_nothing(model, statement: str, rows) -> None:
    before = list(model.objects.values())
    with pytest.raises(IntegrityError, match="its rows are kept"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(model.objects.values()) == before


@pytest.mark.parametrize("model", TABLES)
def test_nobody_empties_a_table(model, rows) -> None:
    if connection.vendor == "sqlite":
        return  # it knows no TRUNCATE; DELETE is asked above
    table = model._meta.db_table
    connection.check_constraints()
    with pytest.raises(IntegrityError, match="its rows are kept"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")
    assert model.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_tables_are_empty_and_shut_again_after_a_test_that_commits(turn: int) -> None:
    assert not AuditLine.objects.exists()
    AuditSealFactory()
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM common_auditseal")
