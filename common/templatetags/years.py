"""The years that a list of the back office is looked at by."""

from datetime import MAXYEAR, MINYEAR, date, datetime
from typing import Any, Final

from django import template
from django.contrib.admin.views.main import ChangeList
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst

register = template.Library()

MONTHS: Final = range(1, 13)


@register.inclusion_tag("admin/years.html")
def years(cl: ChangeList) -> dict[str, Any]:
    """Every year from the first row of a list to its last; of the year that is looked at, its months.

    Two ends of an index are read: which years have rows, as Django asks, would read the whole table (1 query).
    """
    name, params = str(cl.date_hierarchy), cl.params
    year, month = params.get(f"{name}__year", ""), params.get(f"{name}__month", "")

    def way(**filters: int) -> str:
        return cl.get_query_string({f"{name}__{part}": value for part, value in filters.items()}, [f"{name}__"])

    if year.isdecimal() and MINYEAR <= (of := int(year)) <= MAXYEAR:
        told = [(capfirst(date_format(date(of, each, 1), "YEAR_MONTH_FORMAT")), each) for each in MONTHS]
        choices = [(title, "" if month == str(each) else way(year=of, month=each)) for title, each in told]
        return {"back": way(), "choices": choices}
    ends = cl.root_queryset.order_by().aggregate(first=Min(name), last=Max(name))
    if ends["first"] is None:
        return {"choices": []}
    first, last = _year(ends["first"]), _year(ends["last"])
    return {"choices": [(str(each), way(year=each)) for each in range(first, last + 1)]}


def _year(day: date) -> int:
    return (timezone.localtime(day) if isinstance(day, datetime) else day).year
