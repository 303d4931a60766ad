"""The connection to the mail relay, with a last moment after which nothing leaves on it any more.

A worker that was held up (a slow relay, a process that stood still) may come back when its lease has ended and
another worker has taken the mail over. Whatever it still had to say is then unsaid: the text of a mail leaves
in time or not at all.
"""

import smtplib
import time
from typing import Any

from django.core.mail.backends.smtp import EmailBackend


class _Timed:
    """Refuses to send a byte after ``until`` (a reading of ``time.monotonic``)."""

    until: float = float("inf")

    def send(self, s: Any) -> None:
        """Say something to the relay, or end the connection when it is too late for that."""
        if time.monotonic() > self.until:
            self.close()  # type: ignore[attr-defined]
            raise smtplib.SMTPServerDisconnected("The time to hand this mail over is up.")
        super().send(s)  # type: ignore[misc]


class _Plain(_Timed, smtplib.SMTP):
    pass


class _Encrypted(_Timed, smtplib.SMTP_SSL):
    pass


class Relay(EmailBackend):
    """Django's SMTP connection, with a time limit on each mail."""

    @property
    def connection_class(self) -> type[_Plain | _Encrypted]:
        """What Django opens."""
        return _Encrypted if self.use_ssl else _Plain

    def talk_for(self, seconds: float) -> None:
        """Nothing leaves on this connection later than ``seconds`` from now."""
        if self.connection is not None:
            self.connection.until = time.monotonic() + seconds  # type: ignore[attr-defined]
