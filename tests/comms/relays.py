"""Mail relays that do not work, each in its own way, and one that remembers its connections."""

import smtplib
from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend as Memory


class Unreachable(BaseEmailBackend):
    """Nobody answers."""

    def open(self) -> bool | None:
        raise ConnectionRefusedError(111, "nobody@home.example")

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise AssertionError("no mail is handed to a relay that did not answer")


class Answering(BaseEmailBackend):
    """Takes the connection and answers every mail with ``error``."""

    error: ClassVar[Exception]

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise self.error


class Picky(Memory):
    """Delivers, but breaks the connection at every recipient named ``broken``, and is gone after ``takes`` mails."""

    opened: ClassVar[list[object]] = []
    takes: ClassVar[int] = 1000

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = False

    def open(self) -> bool | None:
        if self.standing:
            return False
        if self.takes <= 0:
            raise ConnectionRefusedError(111, "gone")
        self.standing = True
        self.opened.append(self)
        return True

    def close(self) -> None:
        self.standing = False

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        if any("broken" in to for message in messages for to in message.to):
            raise smtplib.SMTPServerDisconnected("gone")
        type(self).takes -= 1
        sent = super().send_messages(messages)
        if self.takes <= 0:
            self.close()
        return sent
