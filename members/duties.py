"""What the register does by itself: work on files that somebody wants tried or brought in."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from common.duties import Duty, register
from common.jobs import Job
from members import services
from members.models import TriedFile


def work_on_files(job: Job) -> None:
    """Try every file that waits and bring in every one that was confirmed, each in one transaction.

    Tried itself, it only counts them. A file that fails is kept as a fault, and the others go on.
    """
    waiting = TriedFile.objects.with_work()
    if job.dry_run:
        job.count("due", waiting.count())
        return
    job.chunks(waiting.defer("content"), services.work_on_files, part="files", size=1)


register(
    Duty(
        name="members.imports",
        label=_("Try and bring in files of a register"),
        detail=_("Judges the files that somebody uploaded, and brings in those that were read and confirmed."),
        every=timedelta(minutes=1),
        run=work_on_files,
        of_a_day=False,
    )
)
