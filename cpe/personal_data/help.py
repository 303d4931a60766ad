"""What CPE keeps of requests for help: what a member wrote and what we answered."""

from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.calendar import add_months, local_day
from common.personal_data import Datum, Ends, Kind, Retention, Scrub, Subject, register
from cpe.enums import HelpState
from cpe.models import HelpRequest
from members.rules.cycles import latest_first_day_over_by

MONTHS: Final = 12
"""How long after the end of its cycle a request is kept."""

_REQUEST: Final = Datum(
    kind=Kind.CONTENT,
    why=_("To answer you when you fear not to keep a title, and to show what we answered."),
    term=_("Twelve months after the cycle ended it was about."),
    scrub=Scrub.DELETE_ROW,
    ends=Ends.RULE,
)
_COLLEAGUE: Final = Datum(
    kind=Kind.TRACE,
    why=_("To know which colleague answered."),
    term=_("As long as the request; once you are forgotten, it leads to an account that says nothing about you."),
    scrub=Scrub.KEEP,
    ends=Ends.RULE,
    person="answered_by",
)


def _copy(rows: QuerySet[HelpRequest], _about: Subject) -> list[dict[str, Any]]:
    """What a person asked and what was answered; which colleague did is not told."""
    return [
        {
            str(_("title")): str(row.credential.title),
            str(_("asked")): row.asked_at,
            str(_("what is in the way")): row.why,
            str(_("what would help")): row.wish,
            str(_("since when")): row.since_on,
            str(_("could make it by")): row.could_by,
            str(_("state")): row.get_state_display(),
            str(_("what we answered")): row.answer,
            str(_("answered")): row.answered_at,
        }
        for row in rows.select_related("credential__title")
    ]


def _past_their_term(at: datetime) -> QuerySet[HelpRequest]:
    """Answered requests whose cycle ended more than twelve months ago."""
    first = latest_first_day_over_by(add_months(local_day(at), -MONTHS))
    return HelpRequest.objects.filter(state=HelpState.ANSWERED, cycle__first_day__lte=first)


register(
    HelpRequest,
    name=_("What you asked us when you feared to lose a title"),
    person="credential__member__user",
    export=_copy,
    held={
        **dict.fromkeys(
            ("why", "wish", "since_on", "could_by", "state", "asked_at", "answer_by", "answer", "answered_at"), _REQUEST
        ),
        "answered_by": _COLLEAGUE,
    },
    free={"credential", "cycle"},
    retention=[
        Retention(
            what=_("Answered requests for help with a title go twelve months after their cycle ended."),
            due=_past_their_term,
        )
    ],
)
