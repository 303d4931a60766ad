"""What officer applications do by themselves: drafts that nobody changes are warned of and removed."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from applications import services
from common.duties import Duty, register
from common.jobs import Job


def drafts(job: Job) -> None:
    """Warn of drafts first, then remove those that were warned of and are over."""
    job.chunks(services.to_warn(job.on), services.warn, part="warnings")
    job.chunks(services.to_expire(job.on), services.expire, part="expired")


register(
    Duty(
        name="applications.drafts",
        label=_("Warn of drafts and remove them"),
        detail=_(
            "Writes to who did not change a draft for months, 14 and 7 days before its last day, and removes it after "
            "six months, never less than a week after the second warning."
        ),
        every=time(4, 40),
        run=drafts,
    ),
)
