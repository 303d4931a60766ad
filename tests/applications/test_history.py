"""A job's days as they are written, what is wrong with them in a sentence, and how they are drawn."""

import datetime as dt
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.forms import fingerprint
from applications.forms.positions import PositionForm
from applications.models import Position
from applications.rules.history import WIDTH, Axis, DateFault, Written, axis, fault, reached, read
from common.calendar import Span, merge
from members.models import Title
from tests.factories.applications import PositionFactory

TODAY = dt.date(2026, 7, 15)
WHOLE = {
    "organisation": "Alfa",
    "role": "Officer",
    "standpoint": "inside",
    "begins_month": "3",
    "begins_year": "2019",
    "running": "on",
    "in_field": "yes",
    "share": "80",
    "at_level": "yes",
    "responsibility": "The budget.",
    "seen": fingerprint({}),
}


def _form(position: Position | None = None, **said: str) -> PositionForm:
    title = Title.objects.select_related("track").get(code="S-CISO")
    return PositionForm({**WHOLE, **said}, title=title, position=position, today=TODAY)


def _told(**said: str) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in _form(**said).errors.items()}


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (("", "3", "2019"), Written(year=2019, month=3)),
        (("07", "03", "2019"), Written(year=2019, month=3, day=7)),
        (("29", "2", "2020"), Written(year=2020, month=2, day=29)),
        (("29", "2", "2021"), DateFault.DAY),
        (("31", "2", "2020"), DateFault.DAY),
        (("0", "2", "2020"), DateFault.DAY),
        (("x", "2", "2020"), DateFault.DAY),
        (("", "13", "2020"), DateFault.MONTH),
        (("", "0", "2020"), DateFault.MONTH),
        (("", "March", "2020"), DateFault.MONTH),
        (("", "3", "19"), DateFault.SHORT_YEAR),
        (("", "3", "20190"), DateFault.SHORT_YEAR),
        (("", "3", "-201"), DateFault.SHORT_YEAR),
        (("", "3", "1899"), DateFault.TOO_EARLY),
        (("", "", "2019"), DateFault.NO_MONTH),
        (("5", "3", ""), DateFault.NO_YEAR),
    ],
)
def test_day_may_be_left_out_and_nothing_else(written: tuple[str, str, str], found: object) -> None:
    assert read(*written) == found


@given(st.text(max_size=4), st.text(max_size=4), st.text(max_size=5))
def test_whatever_is_written_is_a_date_or_a_fault(day: str, month: str, year: str) -> None:
    found = read(day.strip(), month.strip(), year.strip())
    if isinstance(found, Written):
        assert found.first <= found.last
        fault(found, found, TODAY)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"begins_year": "2027"}, "begins", "This lies ahead. Write a month or day that has come."),
        ({"begins_day": "16", "begins_month": "7", "begins_year": "2026"}, "begins", "This lies ahead."),
        ({"running": "", "ends_month": "8", "ends_year": "2026"}, "ends", "This lies ahead. If you still work there"),
        ({"running": "", "ends_month": "7", "ends_year": "2026"}, "ends", "This month is not over. Write the day, too"),
        ({"running": "", "ends_month": "12", "ends_year": "9999"}, "ends", "This lies ahead."),
        ({"running": "", "ends_month": "2", "ends_year": "2019"}, "ends", "This is before the job began."),
        ({"running": ""}, "ends", "Write until which month you worked there, or tick “I still work there”."),
        ({"ends_month": "5", "ends_year": "2020"}, "ends", "leave this empty, or take the tick away."),
        ({"begins_month": "13"}, "begins", "Write the month as a number from 1 to 12."),
        ({"begins_year": "19"}, "begins", "Write the year with four digits, such as 2019."),
        ({"begins_day": "1" * 5000}, "begins", "This month has the days 1 to 31."),
        ({"begins_month": "1" * 5000}, "begins", "Write the month as a number from 1 to 12."),
        ({"begins_year": "1" * 5000}, "begins", "Write the year with four digits, such as 2019."),
        (
            {"running": "", "ends_day": "1" * 5000, "ends_month": "3", "ends_year": "2020"},
            "ends",
            "This month has the days 1 to 31.",
        ),
        (
            {"running": "", "ends_month": "1" * 5000, "ends_year": "2020"},
            "ends",
            "Write the month as a number from 1 to 12.",
        ),
        (
            {"running": "", "ends_month": "3", "ends_year": "1" * 5000},
            "ends",
            "Write the year with four digits, such as 2019.",
        ),
        ({"begins_month": "", "begins_year": ""}, "begins", "Write from which month and year you worked there."),
        ({"begins_day": "31", "begins_month": "2"}, "begins", "This month has the days 1 to 28."),
        ({"organisation": ""}, "organisation", "Write the name of the organisation."),
        ({"role": " "}, "role", "Write what you were there."),
        ({"standpoint": ""}, "standpoint", "Choose whether you worked inside or from outside."),
        ({"in_field": ""}, "in_field", "Choose yes or no."),
        ({"at_level": ""}, "at_level", "Choose yes or no."),
        ({"share": "0"}, "share", "Write a whole number from 1 to 100."),
        ({"share": "101"}, "share", "Write a whole number from 1 to 100."),
        ({"share": "half"}, "share", "Write a whole number from 1 to 100."),
        ({"responsibility": ""}, "responsibility", "Say in a sentence or two what you were responsible for."),
        ({"responsibility": "a" * 2001}, "responsibility", "use at most 2000 characters; there are 2001 now."),
        ({"responsibility": "a\u202eb"}, "responsibility", "contains characters that cannot be shown."),
    ],
)
def test_each_thing_that_is_wrong_has_its_sentence(said: dict[str, str], field: str, sentence: str) -> None:
    told = _told(**said)
    assert list(told) == [field]
    assert sentence in told[field][0]


@pytest.mark.django_db
def test_month_counts_from_its_first_until_its_last_and_is_shown_as_it_was_written() -> None:
    form = _form(running="", ends_month="2", ends_year="2024", responsibility="One.\r\n\r\n\r\n-----\r\nTwo.")
    assert form.is_valid(), form.errors
    said = form.said()
    assert (said["begins_on"], said["begins_by_month"]) == (dt.date(2019, 3, 1), True)
    assert (said["ends_on"], said["ends_by_month"]) == (dt.date(2024, 2, 29), True)
    assert said["responsibility"] == "One.\n\n-----\nTwo."
    position = PositionFactory(**said)
    shown = str(PositionForm(title=position.application.title, position=position, today=TODAY))
    boxes: dict[str, Any] = dict(re.findall(r'name="((?:begins|ends)_\w+)" value="([^"]+)"', shown))
    assert boxes == {"begins_month": "3", "begins_year": "2019", "ends_month": "2", "ends_year": "2024"}


@pytest.mark.django_db
def test_day_of_today_and_the_end_of_last_month_are_in_time() -> None:
    assert not _told(begins_day="15", begins_month="7", begins_year="2026")
    assert not _told(running="", ends_month="6", ends_year="2026")
    assert not _told(running="", ends_day="15", ends_month="7", ends_year="2026")


@pytest.mark.django_db
def test_question_about_the_field_names_the_titles_track() -> None:
    assert _form().fields["in_field"].label == "Was this work in the field “Information Security Management”?"


DAYS = st.dates(dt.date(1990, 1, 1), TODAY)


@given(st.lists(st.tuples(DAYS, st.one_of(st.none(), DAYS)).filter(lambda p: p[1] is None or p[0] <= p[1]), max_size=8))
def test_bars_lie_on_the_axis_and_can_be_seen(periods: list[tuple[dt.date, dt.date | None]]) -> None:
    time = axis(periods, TODAY)
    for bar in (time.bar(period) for period in [*periods, *merge(periods)]):
        assert 0 <= bar.x < WIDTH
        assert bar.width >= 4


@pytest.mark.parametrize(
    ("length", "width"), [((0, 0), 0), ((30, 0), 500), ((59, 29), 999), ((60, 0), WIDTH), ((90, 3), WIDTH)]
)
def test_sum_is_drawn_full_from_five_years_on(length: tuple[int, int], width: int) -> None:
    assert (reached(Span(*length)).x, reached(Span(*length)).width) == (0, width)


def test_axis_begins_with_a_year_and_ends_today() -> None:
    time = Axis(year=2024, on=dt.date(2026, 1, 1))
    assert time.years == (501, 1000)
    whole = time.bar((dt.date(2024, 1, 1), None))
    assert (whole.x, whole.width) == (0, 1000)
    assert time.bar((dt.date(2026, 1, 1), None)).x == 996
