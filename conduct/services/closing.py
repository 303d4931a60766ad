"""What becomes of a case once its term is over: it goes whole, with its reports and every file."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from common.files import keeping
from conduct.models import Case, Explanation, ExplanationFile, Report, RoomEntry
from conduct.services import reporting


@transaction.atomic
def remove(keys: Collection[int], *, at: datetime) -> int:
    """Remove closed cases with all that belongs to them, and let their files go: how many."""
    cases = Case.objects.filter(pk__in=keys, closed_at__isnull=False)
    going = list(cases.values_list("pk", flat=True))
    given = ExplanationFile.objects.filter(explanation__in=Explanation.objects.filter(case__in=going))
    files = [
        *given.values_list("file", flat=True),
        *RoomEntry.objects.filter(case__in=going).values_list("file", flat=True),
        *cases.values_list("file", flat=True),
    ]
    reporting.remove(list(Report.objects.filter(case__in=going).values_list("pk", flat=True)), at=at)
    Case.objects.filter(pk__in=going).delete()
    keeping.let_go([key for key in files if key], at=at)
    return len(going)
