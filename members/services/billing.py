"""Who gets a member's invoices: the member, or an employer who pays them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from accounts.models import User
from common import audit
from common.calendar import local_day
from members import policies, selectors
from members.enums import CreditWhy
from members.models import Billing, Member
from members.services import invoices

FIELDS: Final = (
    "name", "attention", "address", "postal_code", "town", "country", "order_number", "vat_number", "copy_to",
)  # fmt: skip


@transaction.atomic
def bill_to(member: Member, employer: Mapping[str, Any] | None, *, anew: bool, by: User, at: datetime) -> int:
    """Have a member's invoices billed to an employer, or with ``None`` to the member again; how many were billed anew.

    ``anew``: invoices on which nothing was paid, that are not late and do not say so already, are credited and made
    again for whom it is now, to be paid by the same day: asked twice, it happens once. The account's row is locked
    first. Raises ``Forbidden`` unless it is one's own, or the office may credit invoices.
    """
    policies.require_change_billing(by, member)
    User.objects.select_for_update(no_key=True).get(pk=member.user_id)
    row = Billing.objects.filter(member=member).first() or Billing(member=member)
    before = {name: getattr(row, name) for name in FIELDS}
    if employer is None:
        if row.pk:
            row.delete()
        row = Billing(member=member)
    else:
        for name in FIELDS:
            setattr(row, name, employer.get(name, ""))
        row.save()
    if changes := audit.changes(before, row):
        changed = {f"billing.{name}": values for name, values in changes.items()}
        audit.record("members.billing-changed", about=member, person=member.user_id, changes=changed, by=by, at=at)
    return _anew(member, row if employer is not None else None, at=at) if anew else 0


def _anew(member: Member, employer: Billing | None, *, at: datetime) -> int:
    """Credit what is untouched yet and billed to another or otherwise, and bill it to whom it is now."""
    told = invoices.billed_to(member, employer)
    lines = [
        (invoice.pk, line.contribution_id)
        for invoice in selectors.untouched(member, local_day(at))
        .select_for_update(of=("self",))
        .prefetch_related("lines")
        for line in invoice.lines.all()
        if any(getattr(invoice, name) != value for name, value in told.items())
    ]
    invoices.credit({pk for pk, _contribution in lines}, CreditWhy.BILLED_TO_ANOTHER, by=None, at=at)
    return len(invoices.bill_again([contribution for _pk, contribution in lines], keep_days=True, at=at))
