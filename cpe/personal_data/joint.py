"""What CPE keeps of what two people decided about a title: why, and who."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.calendar import add_months, day_bounds, local_day
from common.personal_data import Datum, Ends, Kind, Retention, Scrub, Subject, register
from common.subjects import HINDRANCES, UNDECIDED
from cpe.enums import JointState
from cpe.models import JointDecision

MONTHS: Final = 12
"""How long a decision is kept with its words once it was settled; what was recorded about the title stays."""

_DECIDED: Final = Datum(
    kind=Kind.CONTENT,
    why=_("To decide by two people about more time, a title given back or ended for fraud, and to say why."),
    term=_("Twelve months after it was settled."),
    scrub=Scrub.DELETE_ROW,
    ends=Ends.RULE,
)
_COLLEAGUE: Final = Datum(
    kind=Kind.TRACE,
    why=_("To know which colleagues decided about a title."),
    term=_("As long as the decision; once you are forgotten, it leads to an account that says nothing about you."),
    scrub=Scrub.KEEP,
    ends=Ends.RULE,
)


def _copy(rows: QuerySet[JointDecision], _about: Subject) -> list[dict[str, Any]]:
    """What was decided and why; which colleagues did, and what was not decided, is not told."""
    confirmed = rows.filter(state=JointState.CONFIRMED)
    return [
        {
            str(_("title")): str(row.credential.title),
            str(_("what")): row.get_kind_display(),
            str(_("new last day to report and pay")): row.last_day,
            str(_("why")): row.words,
            str(_("decided")): row.settled_at,
        }
        for row in confirmed.select_related("credential__title")
    ]


def _past_their_term(at: datetime) -> QuerySet[JointDecision]:
    """Decisions settled more than twelve months ago."""
    before = day_bounds(add_months(local_day(at), -MONTHS))[0]
    return JointDecision.objects.filter(settled_at__lt=before)


register(
    JointDecision,
    name=_("What two of us decided about your titles"),
    person="credential__member__user",
    export=_copy,
    held={
        **dict.fromkeys(("kind", "last_day", "words", "state", "put_forward_at", "settled_at", "answer"), _DECIDED),
        "put_forward_by": replace(_COLLEAGUE, person="put_forward_by"),
        "settled_by": replace(_COLLEAGUE, person="settled_by"),
    },
    free={"credential", "cycle", "request", "outcome"},
    retention=[
        Retention(
            what=_("What two of us decided about a title goes twelve months later; the outcome itself stays."),
            due=_past_their_term,
        )
    ],
)


def _waits(person: Any) -> str:
    """What two people were about to decide about a title is decided first (1 query)."""
    waiting = JointDecision.objects.waiting().filter(credential__member__user=person)
    return str(UNDECIDED) if waiting.exists() else ""


HINDRANCES.append(_waits)
