"""Put an invoice right by hand: a credit note, and where it is still to be asked for, a new invoice at once."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.calendar import local_day
from common.errors import DomainError
from common.locks import hold
from members import policies, selectors
from members.enums import CreditWhy, How
from members.models import Allocation, BankLine, Invoice
from members.services import invoices
from members.services.payments import BOOKS, Used, locked, record


class NotAgain(DomainError):  # noqa: N818  read aloud at the act: raise NotAgain
    """What we do not ask for is not billed anew."""


@transaction.atomic
def put_right(invoice: int, why: CreditWhy, *, again: bool, by: User, at: datetime) -> tuple[Invoice, Invoice | None]:
    """Credit an invoice in full; ``again``: bill the same anew, to whom it is billed now. The note, and the new one.

    What was paid on it pays the new one, on the day the bank booked it, so that a mistake of ours makes nobody late. Of
    two clerks at once one does it. Raises ``Forbidden`` unless ``by`` may, ``NotToBeCredited``, ``NotAgain``.
    """
    if again and why == CreditWhy.WAIVED:
        raise NotAgain(_("What we do not ask for is not billed anew. Choose another reason, or leave the new invoice."))
    hold(BOOKS)
    stands = Allocation.objects.filter(invoice=invoice, undoes=None, undone_by=None).order_by("pk")
    uses = list(stands) if again else []
    lines = locked(BankLine, [use.line_id for use in uses])
    notes = invoices.credit([invoice], why, by=by, at=at)
    if not again:
        return notes[0], None
    new = invoices.bill_invoices_again([invoice], by=by, at=at)[0]
    moved = list(moves(uses, lines, new, on=local_day(at)))
    record(moved, by=by, at=at)
    new.refresh_from_db()
    return notes[0], new


@transaction.atomic
def ask_again(invoice: int, *, by: User, at: datetime) -> Invoice:
    """Bill anew what was credited, where it turns out that it is to be asked after all; the new invoice.

    What was paid on the credited one stays owed back. The invoice is locked, so of two clerks at once one does it.
    Raises ``Forbidden`` unless ``by`` may, ``NotAgain`` unless it was credited and was not billed anew since.
    """
    policies.require_credit(by)
    row = locked(Invoice, [invoice])[invoice]
    if not selectors.may_be_asked_again(row):
        raise NotAgain(_("This was not credited, or it was billed anew already."))
    return invoices.bill_invoices_again([row.pk], by=by, at=at)[0]


def moves(uses: Iterable[Allocation], lines: Mapping[int, BankLine], new: Invoice, *, on: date) -> Iterator[Used]:
    """The uses of money for an invoice undone, and made for the new one as of the day the bank booked them.

    What the new one does not ask stays with the old one, where it is owed back.
    """
    left = new.total
    for use in uses:
        line, moved = lines[use.line_id], min(use.amount, left)
        yield Used(line=line, invoice=use.invoice_id, amount=-use.amount, how=How.BY_HAND, undoes=use, booked_on=on)
        for invoice, amount in ((new.pk, moved), (use.invoice_id, use.amount - moved)):
            if amount:
                yield Used(line=line, invoice=invoice, amount=amount, how=How.BY_HAND, booked_on=use.booked_on)
        left -= moved
