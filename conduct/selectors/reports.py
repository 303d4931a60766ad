"""Reads of reports: by the reporter's private link, and as a case officer finds them."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from accounts.models import User
from common import private_links
from common.models import Upload
from conduct.enums import OFFICER, ReportState, Step
from conduct.models import Report, ReportAddition, ReportFile, Trace
from conduct.rules import naming
from members.models import Certificate


def by_secret(secret: str) -> Report | None:
    """The report that a private link opens, once it was sent (1 query)."""
    rows = Report.objects.exclude(state=ReportState.DRAFT).select_related("case")
    found: Report | None = rows.filter(secret_sha256=private_links.fingerprint(secret)).first()
    return found


def begun(key: int) -> Report | None:
    """A report by its number, for who began it (1 query)."""
    found: Report | None = Report.objects.filter(pk=key).first()
    return found


def opened(key: int) -> Report | None:
    """A report by its number, for who opened it by its link (1 query)."""
    rows = Report.objects.exclude(state=ReportState.DRAFT).select_related("case")
    found: Report | None = rows.filter(pk=key).first()
    return found


def files_of(report: Report) -> list[ReportFile]:
    """The files of a report in the order they came, those of additions among them (1 query)."""
    return list(report.files.select_related("file").order_by("pk"))


def additions_of(report: Report) -> list[ReportAddition]:
    """What was added to a report, the first first, with its files (at most 3 queries)."""
    return list(report.additions.prefetch_related("files__file"))


def officers() -> QuerySet[User]:
    """Who receives reports now. No statement."""
    return User.objects.get_queryset().filter(grants__role=OFFICER, is_active=True).order_by()


def reports_to_take(by: User) -> list[Report]:
    """Reports that no case officer has: not those this one left to others, sent, or is named in (1 query)."""
    left = Trace.objects.filter(report=OuterRef("pk"), step=Step.REPORT_LEFT, by=by)
    own = EmailAddress.objects.filter(user=by, email__iexact=OuterRef("email"))
    named = Certificate.objects.filter(number=OuterRef("about_number"), credential__member__user=by)
    rows = Report.objects.waiting().filter(~Exists(left), ~Exists(own), ~Exists(named))
    rows = rows.exclude(officer__in=officers()).exclude(email__iexact=by.email).order_by("confirmed_at", "pk")
    name = by.given_name, by.family_name
    others = [row for row in rows if not naming.means(*name, about=row.name)]
    return [row for row in others if not naming.means(*name, about=row.about, told=row.about_more)]


def by_reference(reference: str) -> Report | None:
    """A report that was sent, by its reference, whoever asks (1 query)."""
    rows = Report.objects.exclude(state__in=[ReportState.DRAFT.value, ReportState.SENT.value])
    found: Report | None = rows.filter(reference=reference.upper()).select_related("case__member", "officer").first()
    return found


def reports_mine(by: User) -> QuerySet[Report]:
    """Reports that this case officer has taken and not decided (1 query)."""
    return Report.objects.waiting().filter(officer=by).order_by("confirmed_at", "pk")


def sizes(report: Report) -> dict[str, Any]:
    """How many files a report has, and of how many bytes (1 query)."""
    files = Upload.objects.filter(pk__in=report.files.values("file"))
    counted = files.aggregate(files=Count("pk"), bytes=Sum("size"))
    return {**counted, "bytes": counted["bytes"] or 0}
