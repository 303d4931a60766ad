"""What we write about money: to the member, and to who pays for them, once per document and reason."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from stdnum import iban as ibans

from common import creditor_reference
from common.calendar import local_day
from common.money import in_euros
from comms import outbox
from comms.kinds import MessageKind
from members import emails
from members.models import Allocation, Invoice, InvoiceLine, Member, Title
from members.rules.membership import NOTHING
from members.selectors import Departure


def of_invoices(invoices: Collection[Invoice], *, at: datetime) -> None:
    """Mail new invoices. Rows come with member, account and terms."""
    _queue(emails.INVOICE, ((invoice, "", _facts(invoice, texts)) for invoice, texts in _with_texts(invoices)), at=at)


def of_credit_notes(notes: Collection[Invoice], *, at: datetime) -> None:
    """Mail new credit notes, with what is owed back. Rows come with member, account and the invoice put right."""
    _queue(
        emails.CREDIT_NOTE,
        (
            (
                note,
                "",
                {
                    "number": note.number,
                    "invoice": note.credits.number,
                    "issued_on": note.issued_on,
                    "total": -note.total,
                    "open": note.credits.open,
                    "why": note.why,
                    "member": str(note.member.user),
                },
            )
            for note in notes
            if note.credits is not None
        ),
        at=at,
    )


def of_reminders(steps: Mapping[Invoice, int], *, at: datetime) -> int:
    """Remind of invoices, each of the step it reached in days from its last day to pay; how many mails were new."""
    reminded = (
        (invoice, f"{steps[invoice]:+d}", {**_facts(invoice, texts), "open": invoice.open, "late": steps[invoice] > 0})
        for invoice, texts in _with_texts(steps)
    )
    return _queue(emails.REMINDER, reminded, at=at)


def of_payments_taken_back(uses: Iterable[Allocation], *, at: datetime) -> None:
    """Mail what the bank took back of payments for invoices that are to be paid again because of it.

    Looked at are those of these uses that undo money received for an invoice; what one payment brought one invoice is
    one mail. At most 4 statements however many.
    """
    undoing: dict[tuple[int, int], list[Allocation]] = defaultdict(list)
    for use in uses:
        if use.undoes_id and use.invoice_id and use.amount < 0:
            undoing[use.line_id, use.invoice_id].append(use)
    if not undoing:
        return
    invoices = Invoice.objects.to_pay().filter(pk__among={invoice for _line, invoice in undoing})
    facts_of = {
        invoice.pk: (invoice, _facts(invoice, texts))
        for invoice, texts in _with_texts(list(invoices.select_related("member__user", "terms")))
    }
    told = []
    for (_line, key), taken in undoing.items():
        if key in facts_of:
            invoice, facts = facts_of[key]
            more = {
                "taken_back": -sum((use.amount for use in taken), NOTHING),
                "taken_back_on": taken[0].booked_on,
                "open": invoice.open,
                "late": invoice.due_on < local_day(at),
            }
            told.append((invoice, str(taken[0].undoes_id), {**facts, **more}))
    _queue(emails.PAYMENT_TAKEN_BACK, told, at=at)


def of_cancelling(member: Member, leaving: Departure, still_open: Iterable[Invoice], *, at: datetime) -> None:
    """Mail a member what cancelling brings, and until when it can be taken back; each time it is cancelled."""
    facts = {
        "last_day": leaving.last_day,
        "titles": [str(credential.title) for credential in leaving.credentials],
        "credited": [invoice.number for invoice in leaving.invoices],
        "still_open": [f"{invoice.number} ({in_euros(invoice.open)})" for invoice in still_open],
    }
    _to_member(emails.CANCELLED, member, facts, at=at)


def of_taking_back(member: Member, titles: Iterable[Title], billed: Iterable[Invoice], *, at: datetime) -> None:
    """Mail a member that the membership goes on, and what is billed anew because of it."""
    facts = {
        "taken_back_on": local_day(at),
        "titles": [str(title) for title in titles],
        "billed": [invoice.number for invoice in billed],
    }
    _to_member(emails.TAKEN_BACK, member, facts, at=at)


def _to_member(kind: MessageKind, member: Member, facts: dict[str, Any], *, at: datetime) -> None:
    person = member.user
    mail = outbox.Mail(
        to=person.email, about=str(member.number), period=at.isoformat(timespec="seconds"), person=person, facts=facts
    )
    outbox.queue(kind, mail, at=at)


def private_address(invoice: Invoice) -> str:
    """Where who pays sees an invoice without an account."""
    return settings.BASE_URL + reverse("members:private-invoice", args=[invoice.link])


def _queue(
    kinds: tuple[MessageKind, MessageKind], told: Iterable[tuple[Invoice, str, dict[str, Any]]], *, at: datetime
) -> int:
    """Queue a mail to each member, and one to who is to have a copy; how many were new."""
    to_member: list[outbox.Mail] = []
    to_payer: list[outbox.Mail] = []
    for invoice, period, facts in told:
        person, about = invoice.member.user, invoice.number
        to_member.append(outbox.Mail(to=person.email, about=about, period=period, person=person, facts=facts))
        if invoice.copy_to:
            linked = {**facts, "private_link": private_address(invoice)}
            to_payer.append(outbox.Mail(to=invoice.copy_to, about=about, period=period, facts=linked))
    return sum(outbox.queue_many(kind, mails, at=at) for kind, mails in zip(kinds, (to_member, to_payer), strict=True))


def _with_texts(invoices: Collection[Invoice]) -> Iterable[tuple[Invoice, list[str]]]:
    """Each with what it is for (1 statement)."""
    texts: dict[int, list[str]] = {invoice.pk: [] for invoice in invoices}
    lines = InvoiceLine.objects.filter(invoice__in=texts).order_by("invoice_id", "position")
    for pk, text in lines.values_list("invoice_id", "text"):
        texts[pk].append(text)
    return [(invoice, texts[invoice.pk]) for invoice in invoices]


def _facts(invoice: Invoice, texts: list[str]) -> dict[str, Any]:
    return {
        "number": invoice.number,
        "texts": texts,
        "total": invoice.total,
        "due_on": invoice.due_on,
        "payment_reference": creditor_reference.shown(invoice.reference),
        "iban": ibans.format(invoice.terms.iban),
        "account": invoice.terms.name,
        "member": str(invoice.member.user),
        "billed_to": invoice.bill_name if invoice.to_employer else "",
        "copied": bool(invoice.copy_to),
    }
