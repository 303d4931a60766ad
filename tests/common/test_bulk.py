"""Many rows at once are the rows they would be one by one."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.transaction import TransactionManagementError

from common import bulk
from common.models import AuditLine, Series
from comms.models import Message

NASTY = 'tab\there, line\nend, back\\slash, \\N, "quoted", ’Łódź’'


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, bulk.FEW, bulk.FEW + 1, bulk.MANY + 1])
def test_rows_are_written_with_their_numbers(count: int) -> None:
    rows = [Series(name=f"{turn} {NASTY}", last=7) for turn in range(count)]
    bulk.add(rows)
    kept = {row.pk: (row.name, row.year, row.last) for row in Series.objects.filter(last=7)}
    assert kept == {row.pk: (row.name, row.year, row.last) for row in rows}
    assert len(kept) == count


@pytest.mark.django_db
@pytest.mark.parametrize("count", [2, bulk.FEW + 2, bulk.MANY + 2])
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


MOMENT = datetime(2026, 6, 1, 12, 30, 0, 123456, tzinfo=UTC)


def _mails(count: int) -> list[Message]:
    return [
        Message(
            kind="cpe.reminder",
            about=f"{turn}",
            recipient="p@people.example",
            facts={"title": NASTY, "ways": [NASTY, ""], "until": None, "runs": True, "fees": turn},
            planned_at=MOMENT,
            not_before=MOMENT,
            queued_at=MOMENT,
        )
        for turn in range(count)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, 12])
def test_of_new_rows_those_are_written_that_nothing_keeps_out(count: int) -> None:
    first, again = _mails(count), _mails(count + 3)
    assert bulk.add_new(first, drawn="reference") == count
    assert bulk.add_new(again, drawn="reference") == 3
    kept = {row.about: row for row in Message.objects.all()}
    assert len(kept) == count + 3
    for row in (*first, *again[count:]):
        there = kept[row.about]
        assert (there.reference, there.facts) == (row.reference, row.facts)
        assert (there.planned_at, there.lease, there.person) == (MOMENT, None, None)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 12])
def test_what_the_database_says_by_itself_is_there(count: int) -> None:
    rows = [
        AuditLine(at=MOMENT, act="common.read", about_model="a.b", about_id=turn, also=[7]) for turn in range(count)
    ]
    bulk.add(rows, numbered=False)
    kept = AuditLine.objects.filter(about_model="a.b").order_by("about_id")
    assert [(line.about_id, line.also, line.at) for line in kept] == [(turn, [7], MOMENT) for turn in range(count)]
    assert all(line.recorded_at for line in kept)


@pytest.mark.django_db
def test_what_json_has_no_word_for_is_refused() -> None:
    rows = _mails(12)
    rows[7].facts = {"title": b"bytes"}
    with pytest.raises(TypeError), transaction.atomic():
        bulk.add(rows)
