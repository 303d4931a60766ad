"""What is told to somebody whose membership was revoked, once the portal shows them nothing more of what is theirs."""

from typing import Any

from accounts.models import User
from conduct.enums import Outcome
from conduct.selectors import told_cases
from members.models import Invoice
from members.selectors.revoking import revoked_on


def kept_after(person: User) -> dict[str, Any]:
    """Since when and until when, the cases that are still kept, and what is still to be paid (4 queries)."""
    owed = Invoice.objects.to_pay().filter(member__user=person).order_by("pk")
    return {
        "revoked_on": revoked_on(person.pk),
        "until": person.reads_until,
        "cases": list(told_cases(person).filter(outcome=Outcome.BREACH)),
        "owed": list(owed),
        "works": bool(person.roles),
    }
