"""What the page of one invoice tells beside its row."""

from datetime import date, timedelta
from typing import Any

from comms.kinds import KINDS
from comms.models import Message
from members.enums import InvoiceKind
from members.models import Invoice


def about_invoice(invoice: Invoice, on: date) -> dict[str, Any]:
    """Its lines, the money used for it, what was written about it, and when somebody is reminded (3 statements).

    The row comes with its terms and its credit note.
    """
    lines = invoice.lines.select_related("contribution__membership").order_by("position")
    uses = invoice.allocations.select_related("line", "recorded_by", "undoes").order_by("recorded_at", "pk")
    kinds = [key for key in KINDS if key.startswith("members.")]
    mails = Message.objects.filter(kind__in=kinds, about=invoice.number).order_by("queued_at", "pk")
    return {
        "lines": list(lines),
        "uses": list(uses),
        "mails": [(mail, KINDS[mail.kind].name) for mail in mails],
        "reminders": _ahead(invoice, on),
    }


def _ahead(invoice: Invoice, on: date) -> list[date]:
    """The days ahead on which somebody is reminded, should it stay unpaid."""
    if invoice.kind != InvoiceKind.INVOICE or invoice.open <= 0:
        return []
    days = invoice.terms.schedule.reminders(invoice.due_on, invoice.issued_on)
    return [day for day in days if day > on - timedelta(days=1)]
