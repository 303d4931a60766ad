"""What CPE does by itself: carry on the previews somebody asked for, try files of earlier claims and
attendance lists and bring them in."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from common.duties import Duty, register
from common.jobs import Job
from cpe import services
from cpe.models import AttendanceFile, ClaimFile, PolicyPreview


def carry_previews_on(job: Job) -> None:
    """Go through the register for every preview that waits, the oldest first. Tried, it only counts them.

    A preview is a row that is due until it is done; one that fails is kept as such, and the others go on.
    """
    waiting = PolicyPreview.objects.open()
    if job.dry_run:
        job.count("due", waiting.count())
        return
    for preview in waiting.order_by("asked_at", "pk").values_list("pk", flat=True):
        moved = True
        while moved:
            before = job.changed
            job.chunks(waiting.filter(pk=preview), _chunk, part="members", size=1)
            moved = job.changed > before


def _chunk(previews: Collection[int], *, at: datetime) -> int:
    return sum(services.go_on_with_preview(preview, at=at) for preview in previews)


def work_on_files(job: Job) -> None:
    """Try every file of earlier claims that waits and bring in every one that was confirmed, each in one transaction.

    Tried itself, it only counts them. A file that fails is kept as a fault, and the others go on.
    """
    waiting = ClaimFile.objects.with_work()
    if job.dry_run:
        job.count("due", waiting.count())
        return
    job.chunks(waiting.defer("content"), services.work_on_claim_files, part="files", size=1)


def work_on_lists(job: Job) -> None:
    """Try every attendance list that waits and bring in every one that was confirmed, each in one transaction.

    Tried itself, it only counts them. A list that fails is kept as a fault, and the others go on.
    """
    waiting = AttendanceFile.objects.with_work()
    if job.dry_run:
        job.count("due", waiting.count())
        return
    job.chunks(waiting.defer("content"), services.work_on_lists, part="files", size=1)


register(
    Duty(
        name="cpe.previews",
        label=_("Preview policy versions"),
        detail=_("Goes through the register for whoever asked who gains and who loses by a version."),
        every=timedelta(minutes=1),
        run=carry_previews_on,
        of_a_day=False,
    ),
    Duty(
        name="cpe.imports",
        label=_("Try and bring in files of earlier claims"),
        detail=_("Judges the files that somebody uploaded, and brings in those that were read and confirmed."),
        every=timedelta(minutes=1),
        run=work_on_files,
        of_a_day=False,
    ),
    Duty(
        name="cpe.attendance",
        label=_("Try and bring in attendance lists"),
        detail=_("Reads the lists of events that somebody uploaded, and brings in those that were read and confirmed."),
        every=timedelta(minutes=1),
        run=work_on_lists,
        of_a_day=False,
    ),
)
