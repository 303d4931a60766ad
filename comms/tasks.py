"""Mail by itself: delivery every minute and at every nudge, and a nightly look at what is old."""

import logging
from typing import Any

from celery import shared_task
from django.utils import timezone

from comms import delivery

logger = logging.getLogger(__name__)


@shared_task(name="comms.deliver", ignore_result=True)
def deliver(**_future: Any) -> None:
    """Send what waits. Many may run at once; each mail goes out by one of them."""
    tally = delivery.deliver_waiting(at=timezone.now())
    for part, count in (("sent", tally.sent), ("unsent", tally.unsent), ("freed", tally.freed)):
        if count:
            logger.info("Mail was delivered.", extra={"part": part, "count": count})


@shared_task(name="comms.forget", ignore_result=True)
def forget(**_future: Any) -> None:
    """Nightly: delete the rows of mails that ended a year ago."""
    logger.info("Old mails were forgotten.", extra={"count": delivery.forget_old(at=timezone.now())})
