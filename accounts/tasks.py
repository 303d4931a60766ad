"""Nightly tidying of sessions and sealed secrets."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from accounts import services


@shared_task(name="accounts.forget_sessions", ignore_result=True)
def forget_sessions(**_future: Any) -> None:
    """Nightly: forget sessions that ended, and the list entries of sessions that are gone."""
    services.forget_dead_sessions(at=timezone.now())


@shared_task(name="accounts.reseal_secrets", ignore_result=True)
def reseal_secrets(**_future: Any) -> None:
    """Nightly: put second factors' secrets under the present key, so that an old key can be retired."""
    services.reseal_secrets()
