"""Which of the invented members asked to be forgotten: their time to think is over."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from accounts.models import User
from members import services
from members.models import Erasure

ASKED: Final = "long-name"
AGO: Final = timedelta(days=16)


def ask(users: Mapping[str, User], *, at: datetime) -> None:
    """Ask, once: what visitors do with it stays done."""
    user = users[ASKED]
    if not Erasure.objects.filter(person=user).exists():
        services.ask_erasure(user, by=user, at=at - AGO)
