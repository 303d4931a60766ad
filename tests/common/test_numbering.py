from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from common.models import Series
from common.numbering import draw, draw_many


@pytest.mark.django_db
def test_series_begins_at_one_and_counts_on() -> None:
    assert [draw("member"), draw("member"), draw("invoice", year=2026), draw("member")] == [1, 2, 1, 3]
    assert str(Series.objects.get(name="member")) == "member: 3"


@pytest.mark.django_db
def test_every_year_begins_anew_and_none_disturbs_another() -> None:
    drawn = [draw("invoice", year=year) for year in (2026, 2027, 2026, 2027, 2027)]
    assert drawn == [1, 1, 2, 2, 3]
    assert draw("invoice") == 1
    assert sorted(map(str, Series.objects.all())) == ["invoice 2026: 2", "invoice 2027: 3", "invoice: 1"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("year", "named"), [(26, "series_year_of_four_digits"), (2026, "series_one_per_name_and_year")]
)
def test_a_series_stands_once_under_a_year_of_four_digits(year: int, named: str) -> None:
    Series.objects.create(name="invoice", year=2026)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Series.objects.create(name="invoice", year=year)
    assert named in str(refused.value) or "name, common_series.year" in str(refused.value)


@pytest.mark.django_db
@pytest.mark.parametrize(("begun", "statements"), [(False, 4), (True, 2)])
def test_draw_asks_little(begun: bool, statements: int, django_assert_num_queries) -> None:
    if begun:
        draw("invoice", year=2026)
    with django_assert_num_queries(statements):
        draw("invoice", year=2026)


@pytest.mark.django_db(transaction=True)
def test_draw_outside_a_transaction_is_refused() -> None:
    with pytest.raises(TransactionManagementError):
        draw("member")
    assert not Series.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_number_of_an_act_that_fails_is_drawn_again() -> None:
    with transaction.atomic():
        assert draw("member") == 1
    with pytest.raises(RuntimeError, match="number 2, then halfway"), transaction.atomic():
        raise RuntimeError(f"number {draw('member')}, then halfway")
    with transaction.atomic():
        assert draw("member") == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("begun", [True, False])
def test_eight_at_once_draw_each_number_once_and_leave_no_gap(begun: bool) -> None:
    if begun:
        Series.objects.create(name="invoice", year=2026, last=40)
    together = Barrier(8)

    def clerk(_number: int) -> list[int]:
        drawn = []
        together.wait(timeout=10)
        try:
            for turn in range(10):
                try:
                    with transaction.atomic():
                        number = draw("invoice", year=2026)
                        if turn == 5:
                            raise LookupError  # the act failed: its number goes to whoever is next
                        drawn.append(number)
                except LookupError:
                    continue
        finally:
            connection.close()
        return drawn

    with ThreadPoolExecutor(8) as clerks:
        drawn = [number for numbers in clerks.map(clerk, range(8)) for number in numbers]
    first = 41 if begun else 1
    assert sorted(drawn) == list(range(first, first + 72))
    assert Series.objects.get(name="invoice", year=2026).last == first + 71


@pytest.mark.django_db
def test_many_are_drawn_at_once_and_none_only_locks_the_series() -> None:
    with transaction.atomic():
        assert list(draw_many("member", 3)) == [1, 2, 3]
        assert list(draw_many("member", 0)) == []
        assert draw("member") == 4
