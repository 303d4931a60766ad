"""What is kept of reports: about who reports, and what they write."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.calendar import add_months, day_bounds, local_day
from common.personal_data import Retention, register
from conduct.enums import ReportState
from conduct.models import ConductTerms, Report, ReportAddition, ReportFile
from conduct.personal_data.data import LINK, REPORT, REPORTER, SECRET, who
from conduct.selectors.terms import terms_on
from conduct.services import reporting

register(ConductTerms, free={field.name for field in ConductTerms._meta.concrete_fields} - {"id"})


def _over(at: datetime) -> QuerySet[Report]:
    """Reports that led to no case and were answered or taken back long enough ago."""
    months = terms_on(local_day(at)).dismissed_months
    ended = Report.objects.filter(state__in=[ReportState.DISMISSED.value, ReportState.WITHDRAWN.value])
    before, _end = day_bounds(add_months(local_day(at), -months))
    return ended.filter(ended_at__lt=before)


def _remove(keys: Collection[int], *, at: datetime) -> int:
    reporting.remove(list(keys), at=at)
    return len(keys)


_SAID: Final = ("about", "about_number", "about_more", "acted_from", "acted_until", "account", "knows_by", "letter")
_REPORTER: Final = ("name", "email", "phone", "relation")
_COURSE: Final = (
    "reference", "state", "begun_at", "changed_at", "sent_at", "confirmed_at", "goes_on", "dismissed", "withdrawn_at",
    "ended_at",
)  # fmt: skip

register(
    Report,
    nobody=LINK,
    held={
        **dict.fromkeys((*_SAID, *_COURSE), REPORT),
        **dict.fromkeys(_REPORTER, REPORTER),
        **dict.fromkeys(("seed", "secret_sha256"), SECRET),
        "officer": who("officer"),
    },
    free={"case"},
    retention=[
        Retention(
            what=_(
                "A report about conduct that led to no case goes twelve months after it was answered or taken back."
            ),
            due=_over,
            act=_remove,
        )
    ],
)
register(ReportAddition, nobody=LINK, held=dict.fromkeys(("text", "added_at"), REPORT), free={"report"})
register(ReportFile, nobody=LINK, held={"file": REPORT}, free={"report", "addition"})
