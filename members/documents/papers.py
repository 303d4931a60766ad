"""The sheets of stored documents: an invoice or credit note as it was made, and a member's account of a period."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from members import membership_words, selectors
from members.documents.sheets import (
    About,
    AccountEntry,
    AccountSheet,
    BilledTo,
    Credited,
    InvoiceLine,
    InvoiceSheet,
    Issuer,
    OpenItem,
)
from members.enums import InvoiceKind
from members.models import Invoice, InvoiceTerms, Member
from members.rules.membership import NOTHING


def issuer(terms: InvoiceTerms) -> Issuer:
    """Whose paper it is. No query."""
    return Issuer(
        name=terms.name,
        address=tuple(terms.address.splitlines()),
        registration_number=terms.registration,
        vat_number=terms.vat_number,
        iban=terms.iban,
        bic=terms.bic,
        help_email=settings.INSTITUTE["help_email"],
        help_phone=settings.INSTITUTE["help_phone"],
    )


def letterhead() -> Issuer:
    """Whose paper it is that asks for no money. No query."""
    return Issuer(
        name=settings.INSTITUTE["name"],
        address=(),
        registration_number="",
        iban="",
        help_email=settings.INSTITUTE["help_email"],
        help_phone=settings.INSTITUTE["help_phone"],
    )


def invoice_sheet(invoice: Invoice) -> InvoiceSheet:
    """An invoice or a credit note as it was made, whatever became of it since (1 query).

    It comes with its terms, member, account and the invoice it puts right. Of a credit note every amount is positive.
    """
    sign, note = (-1, invoice.credits) if invoice.credits else (1, None)
    with translation.override(invoice.language):
        why = invoice.get_why_display()
    return InvoiceSheet(
        number=invoice.number,
        issued_on=invoice.issued_on,
        issuer=issuer(invoice.terms),
        billed_to=BilledTo(
            name=invoice.bill_name,
            attention=invoice.bill_attention,
            address=tuple(invoice.bill_address.splitlines()),
            vat_number=invoice.bill_vat_number,
            order_number=invoice.order_number,
        ),
        member=_about(invoice.member),
        lines=tuple(
            InvoiceLine(text, sign * amount)
            for text, amount in invoice.lines.order_by("position").values_list("text", "amount")
        ),
        net=sign * (invoice.total - invoice.vat),
        vat_rate=invoice.terms.vat_rate,
        vat=sign * invoice.vat,
        total=sign * invoice.total,
        vat_note=invoice.terms.vat_note,
        due_on=None if note else invoice.due_on,
        reference="" if note else invoice.reference,
        credited=Credited(number=note.number, issued_on=note.issued_on, reason=why) if note else None,
        language=invoice.language,
    )


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class _Moved:
    """What moved a member's account: above zero it was charged, below received."""

    on: date
    rank: int
    place: int
    text: str
    reference: str
    amount: Decimal


def account_sheet(member: Member, since: date, until: date, *, issued_on: date) -> AccountSheet | None:
    """A member's account of the days ``since`` to ``until``; without invoice terms there is none (at most 8 queries).

    Charged are invoices, received are credit notes and the member's money. What went back is charged again, on the
    bank's day.
    """
    terms = selectors.terms_on(issued_on)
    if terms is None:
        return None
    with translation.override(member.user.language):
        documents = Invoice.objects.filter(member=member).prefetch_related("lines").select_related("credits")
        moved = sorted([*_documents(documents), *_money(member)])
    opening = sum((row.amount for row in moved if row.on < since), NOTHING)
    within = [row for row in moved if since <= row.on <= until]
    balances = list(accumulate((row.amount for row in within), initial=opening))
    unpaid = Invoice.objects.to_pay().filter(member=member).order_by("due_on", "pk")
    return AccountSheet(
        issued_on=issued_on,
        issuer=issuer(terms),
        member=_about(member),
        address=tuple(
            line
            for line in (
                *member.address.splitlines(),
                f"{member.postal_code} {member.town}".strip(),
                member.country,
            )
            if line
        ),
        since=since,
        until=until,
        opening=opening,
        entries=tuple(
            AccountEntry(
                on=row.on,
                text=row.text,
                reference=row.reference,
                charged=max(row.amount, NOTHING),
                received=max(-row.amount, NOTHING),
                balance=balance,
            )
            for row, balance in zip(within, balances[1:], strict=True)
        ),
        closing=balances[-1],
        still_open=tuple(
            OpenItem(number=row.number, due_on=row.due_on, reference=row.reference, amount=row.open) for row in unpaid
        ),
        language=member.user.language,
    )


def _about(member: Member) -> About:
    return About(name=str(member.user), number=str(member.number))


def _documents(rows: Iterable[Invoice]) -> Iterable[_Moved]:
    for row in rows:
        credited = row.kind == InvoiceKind.CREDIT_NOTE and row.credits
        texts = "; ".join(line.text for line in row.lines.all())
        yield _Moved(
            on=row.issued_on,
            rank=0,
            place=row.pk,
            text=_("Credit note for invoice %(number)s") % {"number": row.credits} if credited else texts,
            reference=row.number,
            amount=row.total,
        )


def _money(member: Member) -> Iterable[_Moved]:
    """Every move of the member's money (at most 4 queries)."""
    for place, (move, called) in enumerate(membership_words.moves(selectors.moves_of(member))):
        yield _Moved(
            on=move.on,
            rank=1,
            place=place,
            text=called,
            reference=str(move.invoice or ""),
            amount=-move.amount,
        )
