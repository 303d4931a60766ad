"""Put an invoice right by hand: a credit note, and where it is still to be asked for, a new invoice at once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from members.enums import CreditWhy
from members.models import Invoice, InvoiceLine
from members.services import invoices


class NotAgain(DomainError):  # noqa: N818  read aloud at the act: raise NotAgain
    """What we do not ask for is not billed anew."""


@transaction.atomic
def put_right(invoice: int, why: CreditWhy, *, again: bool, by: User, at: datetime) -> tuple[Invoice, Invoice | None]:
    """Credit an invoice in full; ``again``: bill the same anew, to whom it is billed now. The note, and the new one.

    Of two clerks at once one does it. Raises ``Forbidden`` unless ``by`` may, ``NotToBeCredited``, ``NotAgain``.
    """
    if again and why == CreditWhy.WAIVED:
        raise NotAgain(_("What we do not ask for is not billed anew. Choose another reason, or leave the new invoice."))
    notes = invoices.credit([invoice], why, by=by, at=at)
    if not again:
        return notes[0], None
    contributions = InvoiceLine.objects.filter(invoice=invoice).values_list("contribution", flat=True)
    return notes[0], invoices.bill_again(list(contributions), at=at)[0]
