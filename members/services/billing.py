"""Who gets a member's invoices: the member, or an employer who pays them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit
from common.calendar import local_day
from common.errors import DomainError
from members import policies, selectors
from members.enums import CreditWhy
from members.models import Billing, Invoice, Member
from members.services import invoices

FIELDS: Final = (
    "name", "attention", "address", "postal_code", "town", "country", "order_number", "vat_number", "copy_to",
)  # fmt: skip


class OpenChanged(DomainError):  # noqa: N818  read aloud at the act: raise OpenChanged
    """Other invoices are open than the page showed on which somebody asked for them to be billed anew."""


@transaction.atomic
def bill_to(
    member: Member,
    employer: Mapping[str, Any] | None,
    *,
    anew: bool,
    by: User,
    at: datetime,
    as_read: Collection[str] | None = None,
) -> int:
    """Have a member's invoices billed to an employer, or with ``None`` to the member again; how many were billed anew.

    ``anew``: invoices on which nothing was paid, that are not late and do not say so already, are credited and made
    again for whom it is now, to be paid by the same day: asked twice, it happens once. ``as_read`` are the numbers of
    those on the page that asks. The account's row is locked first, so that no award makes an invoice meanwhile. Raises
    ``Forbidden`` unless it is one's own, or the office may credit invoices; ``OpenChanged``.
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
    changes = audit.changes(before, row)
    now = row if employer is not None else None
    old = _otherwise(member, now, at=at) if anew else []
    if anew and as_read is not None and (changes or old):
        _require_as_read(member, as_read, at=at)
    if changes:
        changed = {f"billing.{name}": values for name, values in changes.items()}
        audit.record("members.billing-changed", about=member, person=member.user_id, changes=changed, by=by, at=at)
    return _anew(old, by=by, at=at)


def _otherwise(member: Member, employer: Billing | None, *, at: datetime) -> list[Invoice]:
    """What is untouched yet and billed to another or otherwise, locked (2 statements)."""
    told = invoices.billed_to(member, employer)
    rows = selectors.untouched(member, local_day(at)).select_for_update(of=("self",))
    return [row for row in rows if any(getattr(row, name) != value for name, value in told.items())]


def _require_as_read(member: Member, as_read: Collection[str], *, at: datetime) -> None:
    """Raise ``OpenChanged`` where other invoices are untouched than a page showed (1 statement)."""
    if {str(row) for row in selectors.untouched(member, local_day(at))} != set(as_read):
        raise OpenChanged(
            _(
                "What is open changed while you looked at it, so nothing was changed. Read which invoices are open "
                "now, and send it once more."
            )
        )


def _anew(old: Collection[Invoice], *, by: User, at: datetime) -> int:
    """Credit these invoices, and bill what they asked to whom it is now; how many."""
    keys = {invoice.pk for invoice in old}
    invoices.take_back(keys, CreditWhy.BILLED_TO_ANOTHER, by=by, at=at)
    return len(invoices.bill_invoices_again(keys, keep_days=True, by=by, at=at))
