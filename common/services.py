"""Acts on what every app leans on: keep the calendar of closed days ahead of time."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

import holidays
from django.db import transaction
from simple_history.utils import bulk_create_with_history

from common.calendar import local_day
from common.models import ClosedDay

DECIDED_UNTIL: Final = 2040
"""The calendar until then came with a migration; since then it is the back office's alone."""

YEARS_AHEAD: Final = 10

WORKED: Final = "Good Friday"
"""A public holiday on which offices work."""

NAMES: Final = {"Pentecost": "Whit Sunday", "Pentecost Monday": "Whit Monday"}
"""Where the table's name of a holiday is not the library's."""


@transaction.atomic
def extend_closed_days(*, at: datetime) -> int:
    """Add the Dutch office holidays of the next ten years that the table lacks: how many were added.

    Years with a decided calendar are left alone, and so is every day the table has, whatever the back office made
    of it. At most one query when nothing is missing.
    """
    this_year = local_day(at).year
    years = range(max(this_year, DECIDED_UNTIL + 1), this_year + YEARS_AHEAD + 1)
    wanted = office_holidays(years)
    known = set(ClosedDay.objects.filter(day__in=wanted).values_list("day", flat=True))
    missing = [ClosedDay(day=day, name=name) for day, name in sorted(wanted.items()) if day not in known]
    bulk_create_with_history(missing, ClosedDay, default_date=at, default_change_reason="Public holidays")
    return len(missing)


def office_holidays(years: Iterable[int]) -> dict[date, str]:
    """The public holidays of the Netherlands but Good Friday; 5 May is one in years divisible by five."""
    found = holidays.country_holidays("NL", years=years, language="en_US")
    return {day: NAMES.get(name, name) for day, name in found.items() if name != WORKED}
