"""What CPE keeps of events: who signed up."""

from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.calendar import add_months, day_bounds, local_day
from common.personal_data import Datum, Ends, Kind, Retention, Scrub, Subject, register
from cpe.models import Event, SignUp

MONTHS: Final = 12
"""How long after an event its sign-ups are kept."""

_SIGNED_UP: Final = Datum(
    kind=Kind.CONTENT,
    why=_("To keep a seat for you at a webinar or course of ours, and to tell you if it changes."),
    term=_("Twelve months after the event."),
    scrub=Scrub.DELETE_ROW,
    ends=Ends.RULE,
)


def _copy(rows: QuerySet[SignUp], _about: Subject) -> list[dict[str, Any]]:
    return [
        {
            str(_("event")): row.event.title,
            str(_("begins")): row.event.begins_at,
            str(_("signed up")): row.signed_up_at,
            str(_("withdrawn")): row.withdrawn_at,
        }
        for row in rows.select_related("event")
    ]


def _past_their_term(at: datetime) -> QuerySet[SignUp]:
    """Sign-ups for events that ended more than twelve months ago."""
    before, _next = day_bounds(add_months(local_day(at), -MONTHS))
    return SignUp.objects.filter(event__ends_at__lt=before)


register(
    Event,
    free={
        "title", "activity", "track", "begins_at", "ends_at", "breaks", "words", "place", "seats", "state", "why",
        "edition", "changed_at",
    },
)  # fmt: skip
register(
    SignUp,
    name=_("Webinars and courses of ours that you signed up for"),
    person="member__user",
    export=_copy,
    held=dict.fromkeys(("signed_up_at", "withdrawn_at"), _SIGNED_UP),
    free={"event", "member"},
    retention=[
        Retention(
            what=_("Sign-ups for webinars and courses of ours go twelve months after the event."),
            due=_past_their_term,
        )
    ],
)
