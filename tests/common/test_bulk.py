"""Many rows at once are the rows they would be one by one."""

import pytest
from django.db import IntegrityError, transaction
from django.db.transaction import TransactionManagementError

from common import bulk
from common.models import Series

NASTY = 'tab\there, line\nend, back\\slash, \\N, "quoted", ’Łódź’'


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, bulk.FEW, bulk.FEW + 1])
def test_rows_are_written_with_their_numbers(count: int) -> None:
    rows = [Series(name=f"{turn} {NASTY}", last=7) for turn in range(count)]
    bulk.add(rows)
    kept = {row.pk: (row.name, row.year, row.last) for row in Series.objects.filter(last=7)}
    assert kept == {row.pk: (row.name, row.year, row.last) for row in rows}
    assert len(kept) == count


@pytest.mark.django_db
@pytest.mark.parametrize("count", [2, bulk.FEW + 2])
def test_what_the_database_refuses_is_refused(count: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.add([Series(name="twice", year=0) for _turn in range(count)])
    assert not Series.objects.filter(name="twice").exists()


@pytest.mark.django_db(transaction=True)
def test_only_inside_a_transaction() -> None:
    with pytest.raises(TransactionManagementError):
        bulk.add([Series(name="alone")])


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, 3000])
def test_among_is_in_however_many(count: int) -> None:
    rows = [Series(name=f"{turn} {NASTY}", last=7) for turn in range(5)]
    bulk.add(rows)
    keys = [row.pk for row in rows[:2]] + [row.pk + 10_000 + turn for row in rows[:1] for turn in range(count)]
    names = {row.name for row in rows[1:3]} | {f"nobody {turn}" for turn in range(count)}
    assert set(Series.objects.filter(pk__among=keys)) == set(Series.objects.filter(pk__in=keys)) == set(rows[:2])
    assert set(Series.objects.filter(name__among=names)) == set(rows[1:3])
    assert set(Series.objects.filter(last=7).exclude(pk__among=keys)) == set(rows[2:])
