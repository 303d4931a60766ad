"""Where acts put their mails: a row in the act's own transaction, and a nudge to the worker after commit."""

import logging
from datetime import datetime
from typing import Final

from celery import current_app
from django.db import connection, transaction

from comms.models import Message

logger = logging.getLogger(__name__)

NUDGE: Final = {"max_retries": 0, "interval_start": 0, "socket_connect_timeout": 1, "socket_timeout": 2}
"""How long somebody's page waits for a broker that is away: at most a second or two."""


def queue_rendered(
    *, to: str, subject: str, text: str, html: str, at: datetime, kind: str, language: str = "en"
) -> Message:
    """Queue a mail whose words are ready.

    The row is part of the caller's transaction: an act that fails mails nobody. After commit the delivery
    task is told once per transaction; if the broker is away, the minute's sweep finds the row.
    """
    message = Message.objects.create(
        recipient=to,
        subject=" ".join(subject.split()),
        text=text,
        html=html,
        kind=kind,
        language=language,
        queued_at=at,
        not_before=at,
    )
    if all(waiting is not nudge for _, waiting, *_ in connection.run_on_commit):
        transaction.on_commit(nudge)
    return message


def nudge() -> None:
    """Tell the delivery task that a mail waits. Whatever keeps the broker from hearing it is only logged."""
    options = {**current_app.conf.broker_transport_options, **NUDGE}
    try:
        with current_app.connection_for_write(connect_timeout=1, transport_options=options) as broker:
            current_app.send_task("comms.deliver", connection=broker, retry=False)
    except Exception:  # the act is done and its mail stands as a row; the sweep delivers it
        logger.warning("The broker could not be told that mail waits.", exc_info=True)
