"""Reads of what every app leans on."""

from datetime import date

from common.models import ClosedDay


def closed_days(first: date, last: date) -> frozenset[date]:
    """The days from ``first`` until ``last`` on which the office is closed (1 query)."""
    return frozenset(ClosedDay.objects.filter(closed=True, day__range=(first, last)).values_list("day", flat=True))
