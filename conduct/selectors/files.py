"""Reads of files: which report or case one belongs to, and whether the member reads it too."""

from dataclasses import dataclass

from common.models import Upload
from conduct.enums import Audience, Explained
from conduct.models import Case, ExplanationFile, Report, ReportFile, RoomEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongs:
    """What a file belongs to. ``party``: the member whom the case is about reads it; ``note``: the committee alone."""

    report: Report | None = None
    case: Case | None = None
    party: bool = False
    note: bool = False


def belongs(upload: Upload) -> Belongs:
    """What a file belongs to; nothing while no record has taken it up (at most 4 queries)."""
    if sent := ReportFile.objects.filter(file=upload).select_related("report__case__member").first():
        return Belongs(report=sent.report, case=sent.report.case)
    if entry := RoomEntry.objects.filter(file=upload).select_related("case__member").first():
        to = entry.audience
        return Belongs(case=entry.case, party=to == Audience.PARTIES, note=to == Audience.NOTE)
    given = ExplanationFile.objects.filter(file=upload).select_related("explanation__case__member").first()
    if given:
        case = given.explanation.case
        return Belongs(case=case if given.explanation.how in set(Explained) else None, party=True)
    frozen = Case.objects.filter(file=upload).select_related("member").first()
    return Belongs(case=frozen)
