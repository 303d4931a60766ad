"""A report as it stands on the page of its case officer, and on that of its case."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from conduct import officer_words as words
from conduct.emails.kinds import about_report
from conduct.models import Report, ReportAddition, ReportFile
from conduct.selectors import additions_of, files_of
from conduct.selectors.traces import mails_to_reporter


@dataclass(frozen=True, slots=True, kw_only=True)
class TheReport:
    """All that a report holds, in words."""

    report: Report
    parts: Sequence[Any]
    files: Sequence[ReportFile]
    additions: Sequence[ReportAddition]
    mails: Sequence[Any] = ()


def the_report(report: Report, *, mails: bool) -> TheReport:
    """A report, and our mails with its link for who may know how they fared (at most 5 queries)."""
    return TheReport(
        report=report,
        parts=words.parts(report),
        files=[one for one in files_of(report) if one.addition_id is None],
        additions=additions_of(report),
        mails=words.mails(mails_to_reporter(report, about_report(report))) if mails else (),
    )
