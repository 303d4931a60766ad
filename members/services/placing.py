"""One page of money that waits: what was confirmed on it is booked, what was declined is declined."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from members import policies
from members.services.payments import Confirmed, confirm, decline


@transaction.atomic
def place(proposals: Collection[int], *, declined: Collection[int], by: User, at: datetime) -> tuple[Confirmed, int]:
    """Book these proposals as far as they still can be, and decline the others; what was booked, how many declined.

    Raises ``Forbidden``. At most 40 statements however many.
    """
    policies.require_use_money(by)
    done = confirm(proposals, by=by, at=at) if proposals else Confirmed()
    return done, decline(declined, by=by, at=at) if declined else 0
