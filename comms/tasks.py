"""Mail by itself: delivery every minute and at every nudge."""

import logging
from dataclasses import asdict
from typing import Any

from celery import shared_task
from django.utils import timezone

from comms import delivery

logger = logging.getLogger(__name__)


@shared_task(name="comms.deliver", ignore_result=True)
def deliver(**_future: Any) -> None:
    """Send what waits. Many may run at once; each mail goes out by one of them."""
    tally = delivery.deliver_waiting(at=timezone.now())
    for part, count in asdict(tally).items():
        if count:
            logger.info("Mail was delivered.", extra={"part": part, "count": count})
