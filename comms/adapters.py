"""The sign-in pages' mails go the way of all mail: through the outbox."""

from typing import Any

from accounts import adapters
from comms import outbox


class AccountAdapter(adapters.AccountAdapter):
    """Accounts as ``accounts`` wants them, their mails queued as rows."""

    def queue(self, **mail: Any) -> None:
        """One row in the transaction of whatever is happening."""
        outbox.queue_rendered(**mail)
