"""What mail does by itself: deliver every minute, and read what came back."""

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.duties import Duty, register
from common.jobs import Job
from comms import delivery, outbox, returns
from comms.models import Message


def deliver(job: Job) -> None:
    """Send what waits. Many may run at once; each mail goes out by one of them. Tried, it only counts.

    What is not done within a minute is left to a run asked for anew, so that other work has its turn between.
    """
    if job.dry_run:
        job.count("due", Message.objects.due(job.now()).count())
        return
    tally = delivery.deliver_waiting(at=job.now())
    for part, count in asdict(tally).items():
        if part != "more" and count:
            job.count(part, count)
    if tally.more:
        outbox.nudge()


def read_returns(job: Job) -> None:
    """Note the addresses whose mail came back, and take the reports out of the mailbox; nothing without one."""
    if settings.MAIL_RETURN_BOX and not job.dry_run:
        done = returns.read(Path(settings.MAIL_RETURN_BOX), at=job.now(), take_out=True)
        job.count("noted", done.noted)


register(
    Duty(
        name="comms.deliver",
        label=_("Deliver mail that waits"),
        detail=_("Hands waiting mails to the relay; what a dead worker had is sent again."),
        every=timedelta(minutes=1),
        run=deliver,
        alone=False,
        of_a_day=False,
    ),
    Duty(
        name="comms.read_returns",
        label=_("Read mail that came back"),
        detail=_("Notes which addresses do not take our mail, from the mailbox their reports come back to."),
        every=timedelta(minutes=5),
        run=read_returns,
        of_a_day=False,
    ),
)
