"""The Celery application and the beat's table: what runs by itself, and when (Europe/Amsterdam)."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seco_portal.settings")

app = Celery("seco_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "deliver mail that still waits": {"task": "comms.deliver", "schedule": 60.0},
    "forget sessions that ended": {"task": "accounts.forget_sessions", "schedule": crontab(hour=3, minute=10)},
    "reseal second factors": {"task": "accounts.reseal_secrets", "schedule": crontab(hour=3, minute=15)},
}


@setup_logging.connect
def _log_as_the_settings_say(**_celerys_wishes: Any) -> None:
    """Answering this signal keeps Celery from laying handlers of its own beside ours."""
