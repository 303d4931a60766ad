"""What a worker holds, for tests that play one."""

from datetime import datetime

from comms.models import Message


def leased(at: datetime, *, per_domain: int = 100) -> list[Message]:
    """The mails of one lease taken at ``at``, as they stand then; none when nothing is due."""
    lease = Message.objects.lease(at, per_domain=per_domain)
    held = Message.objects.held(lease) if lease else {}
    return [held[pk] for pk in lease.mails] if lease else []
