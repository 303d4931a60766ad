"""The sign-in pages' mails go the way of all mail: through the outbox."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts import adapters
from accounts.models import User
from comms import outbox
from comms.kinds import KINDS


class AccountAdapter(adapters.AccountAdapter):
    """Accounts as ``accounts`` wants them, their mails queued as rows."""

    def queue(self, kind: str, *, to: str, person: User | None, facts: Mapping[str, Any], at: datetime) -> None:
        """One row in the transaction of whatever is happening; every moment is a reason of its own."""
        known = KINDS[kind]
        mail = outbox.Mail(
            to=to,
            about=f"accounts.user:{person.pk}" if person else "stranger",
            period=at.isoformat(timespec="microseconds"),
            person=person,
            facts={name: facts[name] for name in known.facts},
        )
        outbox.queue(known, mail, at=at)
