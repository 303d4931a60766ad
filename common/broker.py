"""Telling a worker that something waits, from a page somebody is looking at."""

import logging
from typing import Any, Final

from celery import current_app

logger = logging.getLogger(__name__)

PATIENCE: Final = {"max_retries": 0, "interval_start": 0, "socket_connect_timeout": 1, "socket_timeout": 2}
"""How long somebody's page waits for a broker that is away: at most a second or two."""


def ask_for(task: str, **arguments: Any) -> bool:
    """Queue a task by its name; whether the broker took it. Whatever keeps it from doing so is only logged."""
    options = {**current_app.conf.broker_transport_options, **PATIENCE}
    try:
        with current_app.connection_for_write(connect_timeout=1, transport_options=options) as broker:
            current_app.send_task(task, kwargs=arguments, connection=broker, retry=False)
    except Exception:  # the page goes on; it says that nothing was queued
        logger.warning("The broker could not be told what waits.", exc_info=True, extra={"task": task})
        return False
    return True
