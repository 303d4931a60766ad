"""Lists of who owes us that leave the portal."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common import audit
from members.enums import Age


@transaction.atomic
def note_debtors_taken(age: Age | None, *, by: User, at: datetime) -> None:
    """Leave a line that a colleague took the list of all who owe, or of those who owe something that old."""
    audit.record("members.debtors-taken", about=by, by=by, at=at, code=age.value if age else "")
