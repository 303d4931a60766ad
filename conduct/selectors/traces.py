"""Reads of what happened with a report or a case, and of the mails that went to a reporter."""

from collections.abc import Sequence

from django.db.models import Q

from comms.models import Message
from conduct.enums import Audience, Step
from conduct.models import Case, Report, RoomEntry, Trace


def traces_of_report(report: Report) -> list[Trace]:
    """Every line of a report, the first one first (1 query)."""
    return list(report.traces.select_related("by", "whom").order_by("at", "pk"))


def traces_of_case(case: Case) -> list[Trace]:
    """Every line of a case and of the reports that led to it, the first one first (1 query)."""
    rows = Trace.objects.filter(Q(case=case) | Q(report__case=case)).select_related("by", "whom", "report")
    return list(rows.order_by("at", "pk"))


def was_read(report: Report) -> bool:
    """Whether a case officer opened a report (1 query)."""
    return report.traces.filter(step=Step.REPORT_READ).exists()


def mails_to_reporter(report: Report, about: str) -> list[Message]:
    """The mails about a report with its reporter's link, the first one first (1 query, none for who withdrew)."""
    if not report.email:
        return []
    return list(Message.objects.filter(about=about, recipient__iexact=report.email).order_by("queued_at", "pk"))


def entries_of(case: Case, *audiences: Audience) -> Sequence[RoomEntry]:
    """What was written into a room for these readers, the first first (1 query)."""
    rows = case.entries.filter(audience__in=[audience.value for audience in audiences])
    return list(rows.select_related("author", "file").order_by("written_at", "pk"))
