"""A real mail relay on the loopback address: takes mails and remembers them, or refuses and dawdles as told."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any, Final

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from scripts import servers

HOST: Final = "127.0.0.1"


def _yes(_recipient: str, _turn: int) -> str | None:
    return None


def _at_once(_turn: int) -> float:
    return 0.0


@dataclass
class Sink:
    """What the relay took (Message-ID and recipient), and how it behaves."""

    port: int
    taken: list[tuple[str, str]] = field(default_factory=list)
    answer: Callable[[str, int], str | None] = _yes
    """What a recipient is answered the n-th time they are named, if not yes."""
    dawdle: Callable[[int], float] = _at_once
    """Seconds before the n-th mail may be said."""
    dawdle_after: Callable[[int], float] = _at_once
    """Seconds before the n-th mail, taken already, is answered."""
    named: Counter[str] = field(default_factory=Counter)
    said: int = 0

    def behave(self) -> None:
        """Be an ordinary relay again, with nothing in mind."""
        self.answer, self.dawdle, self.dawdle_after = _yes, _at_once, _at_once
        self.taken.clear()
        self.named.clear()
        self.said = 0

    @property
    def url(self) -> str:
        """For ``SECO_MAIL_URL``."""
        return f"smtp://{HOST}:{self.port}"

    @property
    def times(self) -> Counter[str]:
        """How often each mail was taken, by Message-ID."""
        return Counter(mail for mail, _recipient in self.taken)

    async def handle_RCPT(  # noqa: N802  the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or answer as told."""
        self.named[address] += 1
        if answer := self.answer(address, self.named[address]):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.taken.append((str(message_from_bytes(content)["Message-ID"]), envelope.rcpt_tos[0]))
        await asyncio.sleep(self.dawdle_after(len(self.taken)))
        return "250 Taken"


class _Slow(SMTP):
    """Lets a client wait before it may say its mail."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        sink: Any = self.event_handler
        sink.said += 1
        await asyncio.sleep(sink.dawdle(sink.said))
        await super().smtp_DATA(arg)


class _Relay(Controller):
    def factory(self) -> SMTP:
        return _Slow(self.handler, **self.SMTP_kwargs)


@contextmanager
def running(port: int | None = None, sink: Sink | None = None) -> Iterator[Sink]:
    """A relay for as long as the block lasts; given a sink, the same relay comes back at its port."""
    sink = sink or Sink(port or servers.free_port())
    relay = _Relay(sink, hostname=HOST, port=sink.port, server_kwargs={"timeout": 60})
    relay.start()
    try:
        yield sink
    finally:
        relay.stop()
        time.sleep(0.05)
