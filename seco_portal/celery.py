"""The Celery application and the beat's table: what runs by itself, and when (Europe/Amsterdam)."""

import logging
import os
from collections.abc import Callable
from datetime import time, timedelta
from types import ModuleType
from typing import Any

from celery import Celery
from celery.schedules import BaseSchedule, crontab, schedule
from celery.signals import setup_logging
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seco_portal.settings")

logger = logging.getLogger(__name__)

app = Celery("seco_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def install(duties: ModuleType) -> None:
    """Give each duty a task of its name and its line in beat's table, once every app has registered its own.

    ``duties`` is ``common.duties``, whose tables exist only then.
    """
    table = {}
    for duty in duties.REGISTRY.values():
        app.task(name=duty.name, ignore_result=True)(_task(duties, duty.name))
        table[duty.name] = {"task": duty.name, "schedule": _schedule(duty.every)}
    app.conf.beat_schedule = table


def _schedule(every: time | timedelta) -> BaseSchedule:
    if isinstance(every, time):
        return crontab(hour=every.hour, minute=every.minute)
    return schedule(every)


def _task(duties: ModuleType, name: str) -> Callable[..., None]:
    def run(*, by_hand: bool = False, **_future: Any) -> None:
        """Do the duty, unless another run is at it already."""
        try:
            duties.perform(name, now=timezone.now(), by_hand=by_hand)
        except duties.AlreadyRunning:
            logger.info("A duty is being done already.", extra={"task": name})

    return run


@setup_logging.connect
def _log_as_the_settings_say(**_celerys_wishes: Any) -> None:
    """Answering this signal keeps Celery from laying handlers of its own beside ours."""
