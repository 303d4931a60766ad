"""What officer applications do by themselves: drafts that nobody changes, references that do not answer."""

from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from applications import services
from applications.services import reminding
from common.duties import Duty, register
from common.jobs import Job

FEW = 200
"""Applications in one transaction, where each may bring mails of its own."""


def drafts(job: Job) -> None:
    """Warn of drafts first, then remove those that were warned of and are over."""
    job.chunks(services.to_warn(job.on), services.warn, part="warnings")
    job.chunks(services.to_expire(job.on), services.expire, part="expired")


def references(job: Job) -> None:
    """Remind references and tell applicants, each by a clock of their own."""
    job.chunks(reminding.to_remind(job.on), reminding.remind, part="clocks", size=FEW)


def returned(job: Job) -> None:
    """Note the mails to references that came back."""
    job.chunks(reminding.to_note(), reminding.note_returned, part="returned", size=FEW)


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
    Duty(
        name="applications.references",
        label=_("Remind references, and end their links"),
        detail=_(
            "On working days: reminds references who have not answered on their third and seventh working day, tells "
            "the applicant on the seventh, asks for somebody else on the tenth, and ends links after the fifteenth."
        ),
        every=time(7, 0),
        run=references,
    ),
    Duty(
        name="applications.returned",
        label=_("Note mails to references that came back"),
        detail=_("Asks the applicant for another address as soon as a mail to a reference could not be delivered."),
        every=timedelta(minutes=5),
        run=returned,
        of_a_day=False,
    ),
)
