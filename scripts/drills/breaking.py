"""The portal's Celery application with a place to break: ``celery --app scripts.drills.breaking worker``.

``DRILL_BREAK`` says where (a name of ``POINTS``), ``DRILL_AFTER`` how often it is passed before, ``DRILL_HOW`` what
happens there: ``child`` and ``worker`` are killed with SIGKILL, ``stop`` stops the process until somebody lets it go
on. It happens once: whoever comes there first leaves ``DRILL_FLAG`` behind. Leases and pauses last seconds.
"""

import os
import signal
import smtplib
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, Final

import django

from seco_portal.celery import app as app

django.setup()

from comms import delivery, outbox, rules  # noqa: E402
from comms.models import Message, MessageQuerySet  # noqa: E402
from comms.relay import Relay  # noqa: E402

LEASE: Final = timedelta(seconds=3)
rules.LEASE, rules.HAND_OVER = LEASE, timedelta(seconds=1)
rules.PAUSES = (timedelta(seconds=1),) * len(rules.PAUSES)
app.conf.beat_schedule = {"deliver": {"task": "comms.deliver", "schedule": 1.0}}

_passing: Final = count()


def here() -> None:
    """Break, if this is the time to."""
    flag = Path(os.environ["DRILL_FLAG"])
    if next(_passing) < int(os.environ.get("DRILL_AFTER", "0")):
        return
    try:
        flag.touch(exist_ok=False)
    except FileExistsError:
        return
    flag.write_text(str(os.getpid()))
    match os.environ["DRILL_HOW"]:
        case "child":
            os.kill(os.getpid(), signal.SIGKILL)
        case "worker":
            os.killpg(os.getpgid(0), signal.SIGKILL)
        case "stop":
            os.kill(os.getpid(), signal.SIGSTOP)


def before(owner: Any, name: str) -> None:
    """Break before a function is called."""
    real: Callable[..., Any] = getattr(owner, name)

    def broken(*args: Any, **kwargs: Any) -> Any:
        here()
        return real(*args, **kwargs)

    setattr(owner, name, broken)


def after(owner: Any, name: str) -> None:
    """Break once a function has answered."""
    real: Callable[..., Any] = getattr(owner, name)

    def broken(*args: Any, **kwargs: Any) -> Any:
        answer = real(*args, **kwargs)
        here()
        return answer

    setattr(owner, name, broken)


def _text_half_said() -> None:
    real = smtplib.SMTP.send

    def send(self: smtplib.SMTP, said: Any) -> None:
        if isinstance(said, bytes) and said.endswith(b"\r\n.\r\n"):
            real(self, said[: len(said) // 2])
            here()
            said = said[len(said) // 2 :]
        real(self, said)

    smtplib.SMTP.send = send


def _text_said() -> None:
    real = smtplib.SMTP.send

    def send(self: smtplib.SMTP, said: Any) -> None:
        real(self, said)
        if isinstance(said, bytes) and said.endswith(b"\r\n.\r\n"):
            here()

    smtplib.SMTP.send = send


POINTS: Final[dict[str, Callable[[], None]]] = {
    "act committed, broker not told": lambda: before(outbox, "nudge"),
    "task taken": lambda: before(delivery, "deliver_waiting"),
    "connected, nothing leased": lambda: before(MessageQuerySet, "lease"),
    "batch leased": lambda: before(delivery, "_deliver"),
    "words made": lambda: after(delivery, "letter"),
    "sender said": lambda: after(smtplib.SMTP, "mail"),
    "recipient said": lambda: after(smtplib.SMTP, "rcpt"),
    "half of the text said": _text_half_said,
    "text said, answer not read": _text_said,
    "answer read, row not written": lambda: before(Message, "mark_sent"),
    "row written": lambda: after(Message, "mark_sent"),
    "batch done, task not acknowledged": lambda: after(delivery, "deliver_waiting"),
    "batch about to be read": lambda: before(MessageQuerySet, "held"),
    "connection about to close": lambda: before(Relay, "close"),
}
"""Where a mail's way can be cut, in the order it goes."""

WINDOW: Final = {"text said, answer not read", "answer read, row not written"}
"""Between the relay's yes and our row: here, and nowhere else, one mail may arrive twice under one Message-ID."""

if (point := os.environ.get("DRILL_BREAK", "")) in POINTS:
    POINTS[point]()
