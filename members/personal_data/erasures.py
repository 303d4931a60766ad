"""What the register keeps about requests to be forgotten."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.calendar import add_months, day_bounds, local_day
from common.personal_data import Datum, Ends, Kind, Retention, Scrub, register
from members.models import Erasure

MONTHS = 24
"""How long a request is kept after it was carried out or taken back."""

_REQUEST = Datum(
    kind=Kind.TRACE,
    why=_("To carry out what you asked for, and to show that it was done."),
    term=_("Two years after it was carried out or taken back; once you are forgotten, without your name."),
    scrub=Scrub.KEEP,
    ends=Ends.RULE,
)
_COLLEAGUE = Datum(
    kind=Kind.TRACE,
    why=_("To show that two colleagues carried it out."),
    term=_("As long as the request; once you are forgotten, it leads to an account that says nothing about you."),
    scrub=Scrub.KEEP,
    ends=Ends.RULE,
)


def _long_over(at: datetime) -> QuerySet[Erasure]:
    return Erasure.objects.filter(ended_at__lt=day_bounds(add_months(local_day(at), -MONTHS))[0])


register(
    Erasure,
    person="person",
    name=_("Requests to be forgotten"),
    held={
        **dict.fromkeys(("person", "state", "asked_at", "put_forward_at", "ended_at"), _REQUEST),
        "put_forward_by": _COLLEAGUE,
        "carried_out_by": _COLLEAGUE,
    },
    retention=[
        Retention(
            what=_("A request to be forgotten goes two years after it was carried out or taken back."),
            due=_long_over,
        )
    ],
)
