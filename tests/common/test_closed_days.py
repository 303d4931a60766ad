"""The calendar of closed days: what was decided, how it goes on, and the promises counted with it."""

import datetime as dt
import re
from datetime import date
from typing import Any

import holidays
import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from common.calendar import add_working_days, answer_due, working_days_between
from common.models import ClosedDay
from common.selectors import closed_days
from common.services import extend_closed_days, office_holidays
from tests.factories.accounts import UserFactory
from tests.factories.common import ClosedDayFactory
from tests.people import signed_in

pytestmark = pytest.mark.django_db

IN_2031 = dt.datetime(2031, 1, 1, 2, 0, tzinfo=dt.UTC)
IN_2041 = dt.datetime(2041, 3, 1, 2, 0, tzinfo=dt.UTC)
FIRST, LAST = date(2018, 1, 1), date(2040, 12, 31)


def _year(year: int) -> dict[str, str]:
    rows = ClosedDay.objects.filter(day__year=year, closed=True)
    return {f"{row.day:%m-%d}": row.name for row in rows}


# The decided calendar -------------------------------------------------------------------------------


def test_calendar_of_the_migration_is_the_libraries_without_good_friday() -> None:
    library = holidays.country_holidays("NL", years=range(2018, 2041), language="en_US")
    expected = {day for day, name in library.items() if name != "Good Friday"}
    assert set(ClosedDay.objects.values_list("day", flat=True)) == expected
    assert closed_days(FIRST, LAST) == expected
    assert dict(ClosedDay.objects.values_list("day", "name")) == office_holidays(range(2018, 2041))


@pytest.mark.parametrize("year", range(2018, 2041))
def test_liberation_day_is_closed_in_years_divisible_by_five(year: int) -> None:
    assert ("05-05" in _year(year)) == (year % 5 == 0)
    assert "Good Friday" not in _year(year).values()


def test_a_year_reads_as_people_know_it() -> None:
    assert _year(2025) == {
        "01-01": "New Year's Day", "04-20": "Easter Sunday", "04-21": "Easter Monday", "04-26": "King's Day",
        "05-05": "Liberation Day", "05-29": "Ascension Day", "06-08": "Whit Sunday", "06-09": "Whit Monday",
        "12-25": "Christmas Day", "12-26": "Second Day of Christmas",
    }  # fmt: skip


def test_every_row_begins_its_history_with_the_calendar() -> None:
    first = ClosedDay.history.filter(history_type="+", history_change_reason="The first calendar", history_user=None)
    assert {(row.id, row.day, row.name) for row in first} == set(ClosedDay.objects.values_list("id", "day", "name"))


# The promise of four workweeks ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("complete", "due"),
    [
        pytest.param(date(2026, 7, 1), date(2026, 7, 29), id="G-050"),
        pytest.param(date(2026, 2, 28), date(2026, 3, 27), id="G-051"),
        pytest.param(date(2026, 4, 24), date(2026, 5, 27), id="G-053"),
        pytest.param(date(2025, 4, 14), date(2025, 5, 14), id="G-054"),
        pytest.param(date(2026, 12, 31), date(2027, 1, 29), id="G-056"),
        pytest.param(date(2024, 3, 8), date(2024, 4, 8), id="G-058"),
    ],
)
def test_answer_is_due_after_twenty_working_days(complete: date, due: date, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        closed = closed_days(complete, complete + dt.timedelta(60))
    assert answer_due(complete, closed=closed) == due
    assert working_days_between(complete, due, closed) == 20
    assert add_working_days(due, -20, closed) <= complete


def test_answer_moves_by_the_working_days_waited() -> None:
    closed = closed_days(date(2026, 7, 1), date(2026, 9, 1))
    pauses = [(date(2026, 7, 6), date(2026, 7, 13))]
    assert answer_due(date(2026, 7, 1), closed=closed) == date(2026, 7, 29)
    assert answer_due(date(2026, 7, 1), closed=closed, pauses=pauses) == date(2026, 8, 5), "G-061"


def test_a_day_worked_after_all_counts_and_a_bridge_day_does_not() -> None:
    ClosedDay.objects.filter(day=date(2026, 5, 14)).update(closed=False)
    ClosedDayFactory(day=date(2026, 5, 15))
    assert closed_days(date(2026, 5, 11), date(2026, 5, 17)) == {date(2026, 5, 15)}


# Ten years ahead ------------------------------------------------------------------------------------


def test_nothing_is_added_while_the_decided_calendar_reaches_far_enough() -> None:
    assert extend_closed_days(at=dt.datetime(2026, 7, 1, tzinfo=dt.UTC)) == 0
    assert extend_closed_days(at=dt.datetime(2030, 12, 31, 22, 59, tzinfo=dt.UTC)) == 0
    assert ClosedDay.objects.latest("day").day == date(2040, 12, 26)


def test_year_after_year_is_added_once_with_its_history() -> None:
    assert extend_closed_days(at=IN_2031) == 9
    assert extend_closed_days(at=IN_2031) == 0
    added = ClosedDay.objects.filter(day__year=2041)
    assert added.count() == 9
    for row in added:
        (line,) = row.history.all()
        assert (line.history_date, line.history_change_reason, line.history_user) == (IN_2031, "Public holidays", None)


def test_a_new_year_begins_at_midnight_here() -> None:
    assert extend_closed_days(at=dt.datetime(2030, 12, 31, 23, 0, tzinfo=dt.UTC)) == 9


def test_years_that_were_missed_are_caught_up_with_the_rules_of_the_institute() -> None:
    extend_closed_days(at=IN_2041)
    assert closed_days(date(2041, 1, 1), date(2051, 12, 31)) == set(office_holidays(range(2041, 2052)))
    fifth_of_may = [
        year for year in range(2041, 2052) if date(year, 5, 5) in closed_days(date(year, 5, 5), date(year, 5, 5))
    ]
    assert fifth_of_may == [2045, 2050]
    assert not ClosedDay.objects.filter(name__contains="Good Friday").exists()


def test_what_the_back_office_made_of_a_day_stays() -> None:
    ClosedDayFactory(day=date(2041, 12, 25), name="Christmas, entered early")
    ClosedDayFactory(day=date(2041, 12, 24))
    ClosedDay.objects.get(day=date(2040, 12, 25)).delete()
    extend_closed_days(at=IN_2031)
    ClosedDay.objects.filter(day=date(2041, 1, 1)).update(name="Renamed", closed=False)
    assert extend_closed_days(at=IN_2031) == 0
    kept = _year(2041)
    assert (kept["12-25"], kept["12-24"]) == ("Christmas, entered early", "Bridge day")
    assert "01-01" not in kept
    assert "12-25" not in _year(2040)


@pytest.mark.parametrize(("at", "asked"), [(dt.datetime(2026, 7, 1, tzinfo=dt.UTC), 0), (IN_2031, 1)])
def test_a_night_without_news_asks_at_most_one_question(at: dt.datetime, asked: int) -> None:
    extend_closed_days(at=at)
    with CaptureQueriesContext(connection) as queries:
        extend_closed_days(at=at)
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == asked


# Rows -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "named"), [({"name": ""}, "closed_day_has_a_name"), ({"day": date(2026, 4, 27)}, "day")]
)
def test_a_day_stands_once_and_has_a_name(fields: dict[str, Any], named: str) -> None:
    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        ClosedDayFactory(**fields)


# The back office ------------------------------------------------------------------------------------

LIST = "/office/common/closedday/"


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_back_office_adds_a_day_and_its_history_says_who() -> None:
    colleague = UserFactory(roles=["back-office"])
    client = signed_in(colleague)
    answer = client.post(f"{LIST}add/", {"day": "2026-05-15", "name": "Bridge day", "closed": "on"}, follow=True)
    assert "We added the closed day “ 15 May 2026 Bridge day ”" in _text(answer)
    row = ClosedDay.objects.get(day=date(2026, 5, 15))
    client.post(f"{LIST}{row.pk}/change/", {"day": "2026-05-18", "name": "Bridge day", "closed": ""})
    row.refresh_from_db()
    assert (row.day, row.closed) == (date(2026, 5, 15), False), "the day is chosen once"
    assert date(2026, 5, 15) not in closed_days(FIRST, LAST)
    history = _text(client.get(f"{LIST}{row.pk}/history/"))
    assert "The office is closed: yes → no" in history
    assert str(colleague) in history


def test_a_day_in_the_list_already_is_told_in_a_sentence() -> None:
    answer = signed_in(UserFactory(roles=["back-office"])).post(f"{LIST}add/", {"day": "2026-04-27", "name": "Twice"})
    assert answer.status_code == 200
    assert "This day is in the list already" in _text(answer)


def test_the_list_says_in_words_which_days_are_worked() -> None:
    ClosedDay.objects.filter(day=date(2026, 5, 14)).update(closed=False)
    text = _text(signed_in(UserFactory(roles=["back-office"])).get(f"{LIST}?day__year=2026"))
    assert "14 May 2026 Ascension Day open after all" in text
    assert "25 May 2026 Whit Monday closed" in text


def test_the_list_begins_with_this_year_and_ends_with_the_years_before() -> None:
    with time_machine.travel(dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC), tick=False):
        client = signed_in(UserFactory(roles=["back-office"]))
        shown = client.get(f"{LIST}?all=").context["cl"].queryset
        assert [row.day for row in client.get(LIST).context["cl"].result_list][:2] == [
            date(2027, 1, 1), date(2027, 3, 28)
        ]  # fmt: skip
        days = [row.day for row in shown]
    assert days == sorted(day for day in days if day.year >= 2027) + sorted(day for day in days if day.year < 2027)
    assert days[-1] == date(2026, 12, 26)


@pytest.mark.parametrize("role", ["finance", "observer", "administrator"])
def test_others_read_the_calendar_and_change_nothing(role: str) -> None:
    row = ClosedDay.objects.get(day=date(2026, 4, 27))
    client = signed_in(UserFactory(roles=[role]))
    assert "King's Day" in client.get(f"{LIST}?day__year=2026").text.replace("&#x27;", "'")
    assert "The first calendar" in client.get(f"{LIST}{row.pk}/history/").text
    assert client.post(f"{LIST}{row.pk}/change/", {"name": "X"}).status_code == 403
    assert client.post(f"{LIST}add/", {"day": "2026-05-15", "name": "X"}).status_code == 403


def test_nobody_deletes_a_day_by_hand() -> None:
    row = ClosedDay.objects.earliest("day")
    client = signed_in(UserFactory(roles=["back-office", "administrator"]))
    assert client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert ClosedDay.objects.filter(pk=row.pk).exists()
