"""What is kept of reports: about who reports, and what they write."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.calendar import local_day
from common.personal_data import Retention, register, register_with_history
from conduct.models import ConductTerms, Report, ReportAddition, ReportFile
from conduct.models.terms import FIELDS
from conduct.personal_data.data import LINK, REPORT, REPORTER, SECRET, who
from conduct.services import reporting

register_with_history(
    ConductTerms,
    free={"effective_on", *FIELDS},
    name=_("History of the terms of conduct"),
    why=_("To know which colleague changed how long reports and cases wait, and how long they are kept."),
)


def _over(at: datetime) -> QuerySet[Report]:
    """Reports that led to no case, and whose last day has passed."""
    return Report.objects.filter(kept_until__lt=local_day(at))


def _remove(keys: Collection[int], *, at: datetime) -> int:
    reporting.remove(list(keys), at=at)
    return len(keys)


_SAID: Final = ("about", "about_number", "about_more", "acted_from", "acted_until", "account", "knows_by", "letter")
_REPORTER: Final = ("name", "email", "phone", "relation")
_COURSE: Final = (
    "reference", "state", "begun_at", "changed_at", "sent_at", "confirmed_at", "goes_on", "dismissed", "withdrawn_at",
    "ended_at", "kept_until",
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
register(
    ReportAddition, goes_with=Report, nobody=LINK, held=dict.fromkeys(("text", "added_at"), REPORT), free={"report"}
)
register(ReportFile, goes_with=Report, nobody=LINK, held={"file": REPORT}, free={"report", "addition"})
