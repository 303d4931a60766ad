"""What CPE does by itself: carry on the previews somebody asked for."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from common.duties import Duty, register
from common.jobs import Job
from cpe import services
from cpe.models import PolicyPreview


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


register(
    Duty(
        name="cpe.previews",
        label=_("Preview policy versions"),
        detail=_("Goes through the register for whoever asked who gains and who loses by a version."),
        every=timedelta(minutes=1),
        run=carry_previews_on,
        of_a_day=False,
    )
)
