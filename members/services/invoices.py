"""Make invoices, and put them right by credit notes. Amounts are euros, VAT included.

A number is drawn in the transaction that makes its document, so an act that fails leaves no gap. Nothing here changes
a document that was made; ``open`` and ``closed_on`` follow from the money used for it (``settle_invoices``).
"""

import secrets
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import connection, transaction
from django.db.models import prefetch_related_objects
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common import audit, bulk, creditor_reference, numbering
from common.calendar import local_day
from common.errors import DomainError
from members import policies, selectors
from members.enums import ContributionReason, CreditWhy, InvoiceKind, ProposalState, RecheckWhy
from members.models import Billing, Contribution, Cycle, Invoice, InvoiceLine, Member, Proposal, Title
from members.rules.contact import Contact
from members.rules.cycles import Window, latest_first_day_over_by
from members.rules.membership import NOTHING, vat_in
from members.services import money_mails
from members.services.rechecks import ask_recheck

SERIES: Final = {InvoiceKind.INVOICE: "invoice", InvoiceKind.CREDIT_NOTE: "credit-note"}
PREFIX: Final = {InvoiceKind.INVOICE: "", InvoiceKind.CREDIT_NOTE: "C"}
DIGITS: Final = 6
LINK_BYTES: Final = 32
SETTLE: Final = """
UPDATE members_invoice SET open = now.rest, closed_on = CASE
    WHEN now.rest > 0 THEN NULL WHEN now.booked IS NULL OR now.noted > now.booked THEN now.noted ELSE now.booked END
FROM (
    SELECT invoice.id, invoice.total - COALESCE(SUM(used.amount), 0) + COALESCE(MAX(note.total), 0) AS rest,
        MAX(CASE WHEN used.amount > 0 AND used.undoes_id IS NULL AND undoing.id IS NULL THEN used.booked_on END)
            AS booked,
        MAX(note.issued_on) AS noted
    FROM members_invoice invoice
    LEFT JOIN members_allocation used ON used.invoice_id = invoice.id
    LEFT JOIN members_allocation undoing ON undoing.undoes_id = used.id
    LEFT JOIN members_invoice note ON note.credits_id = invoice.id
    WHERE invoice.id {among} GROUP BY invoice.id, invoice.total
) AS now WHERE members_invoice.id = now.id
"""
"""What is open, and the day of the last cent that stands or of the credit note, whichever is later."""
LONGEST_NAME: Final = 150
"""Of a given and a family name, each of which may be as long, an invoice shows no more."""


class NoTermsError(DomainError):
    """No invoice can be made: nobody has written yet who bills, and to which account."""


class NotToBeCredited(DomainError):  # noqa: N818  read aloud at the act: raise NotToBeCredited
    """A document that no credit note puts right: it is one itself, or was put right already."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The first year of somebody who was accepted for a title, asked before it begins."""

    member: Member
    title: Title
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Bill:
    """Contributions of one member on one invoice; ``due_on`` where the last day to pay is known already.

    Or an ``entry``, whose contribution follows at the award.
    """

    contributions: Sequence[Contribution] = ()
    due_on: date | None = None
    entry: Entry | None = None

    @property
    def total(self) -> Decimal:
        """What it asks."""
        asked = self.entry.amount if self.entry else NOTHING
        return sum((contribution.amount for contribution in self.contributions), asked)

    @property
    def member(self) -> Member:
        """Whom it asks."""
        return self.entry.member if self.entry else self.contributions[0].membership.member

    def first_day(self, on: date) -> date:
        """The first day of what it asks for; of an entry the day it is made."""
        return min((contribution.due_on for contribution in self.contributions), default=on)


@transaction.atomic
def issue(bills: Sequence[Bill], *, by: User | None, at: datetime) -> list[Invoice]:
    """Make an invoice of each bill, dated the day of ``at``, by the terms in force then, and mail it.

    Billed to the member's employer where there is one, else to the member. Contributions come with their membership,
    member and account. ``by`` is whose act asks for them, without it the portal does. Raises ``NoTermsError``. At most
    16 statements however many.
    """
    if not bills:
        return []
    on = local_day(at)
    terms = selectors.terms_on(on)
    if terms is None:
        raise NoTermsError(_("No invoice terms are in force. Write down who bills, and to which account, first."))
    prefetch_related_objects([contribution for bill in bills for contribution in bill.contributions], "title")
    members = [bill.member for bill in bills]
    employers = {row.member_id: row for row in Billing.objects.filter(member__in=[member.pk for member in members])}
    numbers = _numbers(InvoiceKind.INVOICE, on, len(bills))
    invoices = []
    for bill, member, sequence in zip(bills, members, numbers, strict=True):
        invoices.append(
            Invoice(
                **_numbered(InvoiceKind.INVOICE, on, sequence),
                reference=creditor_reference.make(f"{on.year}{sequence:0{DIGITS}}"),
                member=member,
                terms=terms,
                issued_on=on,
                issued_at=at,
                due_on=bill.due_on or terms.schedule.due_on(bill.first_day(on), on),
                total=bill.total,
                vat=vat_in(bill.total, terms.vat_rate),
                open=bill.total,
                language=member.user.language,
                **billed_to(member, employers.get(member.pk)),
            )
        )
    Invoice.objects.bulk_create(invoices)
    InvoiceLine.objects.bulk_create(
        line for invoice, bill in zip(invoices, bills, strict=True) for line in _lines(invoice, bill)
    )
    entries = [audit.Entry(about=invoice, person=invoice.member.user_id) for invoice in invoices]
    audit.record_many("members.invoiced", entries, by=by, at=at)
    money_mails.of_invoices(invoices, at=at)
    return invoices


@transaction.atomic
def credit(invoices: Collection[int], why: CreditWhy, *, by: User | None, at: datetime) -> list[Invoice]:
    """Put invoices right in full: a credit note each; see ``take_back``. Raises ``Forbidden`` unless ``by`` may."""
    if by is not None:
        policies.require_credit(by)
    return take_back(invoices, why, by=by, at=at)


def take_back(invoices: Collection[int], why: CreditWhy, *, by: User | None, at: datetime) -> list[Invoice]:
    """Make a credit note for each of these invoices, dated the day of ``at``, where another act brings that with it.

    Called in its transaction, once ``by`` was allowed that act; without ``by`` the portal acts. The invoices are locked
    in the order of their number. What was paid on one is owed back from then on, and shown as such. Raises
    ``NotToBeCredited``. At most 23 statements however many; SQLite takes more than sixty in parts.
    """
    on = local_day(at)
    rows = Invoice.objects.filter(pk__in=invoices).select_related("member__user", "terms").order_by("pk")
    found = list(rows.select_for_update(of=("self",)))
    credited = set(Invoice.objects.filter(credits__in=found).values_list("credits", flat=True))
    for invoice in found:
        if invoice.kind != InvoiceKind.INVOICE:
            raise NotToBeCredited(_("%(number)s is a credit note itself.") % {"number": invoice})
        if invoice.pk in credited:
            raise NotToBeCredited(_("%(number)s was put right by a credit note already.") % {"number": invoice})
    if not found:
        return []
    numbers = _numbers(InvoiceKind.CREDIT_NOTE, on, len(found))
    notes = [_credit_note(invoice, sequence, why, at) for invoice, sequence in zip(found, numbers, strict=True)]
    Invoice.objects.bulk_create(notes)
    by_invoice = {note.credits_id: note for note in notes}
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=by_invoice[line.invoice_id],
            position=line.position,
            text=line.text,
            contribution_id=line.contribution_id,
            title_id=line.title_id,
            amount=-line.amount,
        )
        for line in InvoiceLine.objects.filter(invoice__in=found).order_by("invoice_id", "position")
    )
    lapse = Proposal.objects.filter(invoice__in=found, state=ProposalState.OPEN.value)
    lapse.update(state=ProposalState.LAPSED.value, settled_at=at)
    entries = [audit.Entry(about=note, person=note.member.user_id) for note in notes]
    audit.record_many("members.credited", entries, by=by, at=at, code=why.value)
    of_invoices = [
        audit.Entry(about=invoice, person=invoice.member.user_id, changes={"credit_note": ("", note.number)})
        for invoice, note in zip(found, notes, strict=True)
    ]
    audit.record_many("members.taken-back", of_invoices, by=by, at=at, code=why.value)
    settle_invoices([invoice.pk for invoice in found], RecheckWhy.CORRECTION, at=at)
    left = dict(Invoice.objects.filter(pk__in=[invoice.pk for invoice in found]).values_list("pk", "open"))
    for invoice in found:
        invoice.open = left[invoice.pk]
    money_mails.of_credit_notes(notes, at=at)
    return notes


@transaction.atomic
def bill_again(
    contributions: Collection[int], *, keep_days: bool = False, by: User | None, at: datetime
) -> list[Invoice]:
    """Make new invoices for contributions whose last invoice was credited; others among these are left alone.

    With ``keep_days`` each is to be paid by the day the credited one was.
    """
    return issue(_again(contributions, keep_days=keep_days), by=by, at=at)


@transaction.atomic
def bill_invoices_again(
    invoices: Collection[int], *, keep_days: bool = False, by: User | None, at: datetime
) -> list[Invoice]:
    """Make new invoices for what these ones asked, as ``bill_again``; an entry that waits for its award is one too."""
    lines = list(InvoiceLine.objects.filter(invoice__in=invoices))
    bills = _again([line.contribution_id for line in lines if line.contribution_id], keep_days=keep_days)
    bills += _entries_again([line.invoice_id for line in lines if not line.contribution_id], keep_days=keep_days)
    return issue(bills, by=by, at=at)


def _entries_again(entries: Collection[int], *, keep_days: bool) -> list[Bill]:
    """Bills for entries that were credited and are not asked by a newer invoice (2 statements)."""
    if not entries:
        return []
    newest = selectors.entries_now(entries)
    lines = InvoiceLine.objects.filter(invoice__in=entries, contribution=None, invoice__credit_note__isnull=False)
    return [
        Bill(
            entry=Entry(line.invoice.member, line.title, line.amount),
            due_on=line.invoice.due_on if keep_days else None,
        )
        for line in lines.select_related("invoice__member__user", "title").order_by("pk")
        if line.title and newest[line.invoice_id].pk == line.invoice_id
    ]


def _again(contributions: Collection[int], *, keep_days: bool) -> list[Bill]:
    latest = selectors.latest_invoices(contributions)
    again = [pk for pk, invoice in latest.items() if hasattr(invoice, "credit_note")]
    rows = Contribution.objects.filter(pk__in=again).select_related("membership__member__user").order_by("pk")
    together: dict[int, list[Contribution]] = defaultdict(list)
    for row in rows:
        together[latest[row.pk].pk].append(row)
    return [Bill(of_one, latest[of_one[0].pk].due_on if keep_days else None) for of_one in together.values()]


@transaction.atomic
def settle_invoices(invoices: Collection[int], why: RecheckWhy, *, at: datetime) -> None:
    """Write what is open of these invoices and since when nothing is, from the money used for them.

    Called in the transaction that used it. The invoices are locked in order. Where a cycle is over that one of them
    weighs on, the title is judged again. At most 6 statements however many.
    """
    rows = Invoice.objects.filter(pk__among=invoices).order_by("pk").select_for_update(of=("self",))
    pks = list(rows.values_list("pk", flat=True))
    some, numbers = bulk.among(pks)
    with connection.cursor() as cursor:
        cursor.execute(SETTLE.format(among=some), [numbers])
    judge_again(pks, why, at=at)


def judge_again(invoices: Collection[int], why: RecheckWhy, *, at: datetime) -> None:
    """Ask that titles are judged again whose cycle is over and holds the day of one of these contributions.

    At most 4 statements however many.
    """
    on = local_day(at)
    days: dict[int, set[date]] = defaultdict(set)
    lines = InvoiceLine.objects.filter(invoice__among=invoices, contribution__due_on__lt=on)
    for member, day in lines.values_list("invoice__member", "contribution__due_on"):
        days[member].add(day)
    begun = Cycle.objects.filter(credential__member__among=days, first_day__lte=latest_first_day_over_by(on))
    over = {
        credential
        for credential, member, number, first in begun.values_list(
            "credential", "credential__member", "number", "first_day"
        )
        if any(Window(number=number, first=first).holds(day) for day in days[member])
    }
    if over:
        ask_recheck(over, why, at=at)


def _numbers(kind: InvoiceKind, on: date, count: int) -> range:
    return numbering.draw_many(SERIES[kind], count, year=on.year)


def _numbered(kind: InvoiceKind, on: date, sequence: int) -> dict[str, str | int]:
    return {
        "kind": kind.value,
        "number": f"{PREFIX[kind]}{on.year}-{sequence:0{DIGITS}}",
        "year": on.year,
        "sequence": sequence,
        "link": secrets.token_urlsafe(LINK_BYTES),
    }


def billed_to(member: Member, employer: Billing | None) -> dict[str, str | bool]:
    """Who is billed, as it stands in the row for good."""
    if employer is None:
        nothing = dict.fromkeys(("bill_attention", "bill_vat_number", "order_number", "copy_to"), "")
        return {
            "to_employer": False, "bill_name": str(member.user)[:LONGEST_NAME].strip(),
            "bill_address": _address(member.contact), **nothing
        }  # fmt: skip
    return {
        "to_employer": True,
        "bill_name": employer.name,
        "bill_attention": employer.attention,
        "bill_address": _address(employer),
        "bill_vat_number": employer.vat_number,
        "order_number": employer.order_number,
        "copy_to": employer.copy_to,
    }


def _address(where: Contact | Billing) -> str:
    """The lines of an address below the name."""
    place = f"{where.postal_code} {where.town}".strip()
    return "\n".join(line for line in (*where.address.splitlines(), place, where.country) if line)


def _lines(invoice: Invoice, bill: Bill) -> list[InvoiceLine]:
    if bill.entry is not None:
        title, amount = bill.entry.title, bill.entry.amount
        text = entry_text(title, invoice.language)
        return [InvoiceLine(invoice=invoice, position=1, text=text, title=title, amount=amount)]
    return [
        InvoiceLine(
            invoice=invoice,
            position=position,
            text=line_text(contribution, invoice.language),
            contribution=contribution,
            amount=contribution.amount,
        )
        for position, contribution in enumerate(bill.contributions, start=1)
    ]


TEXTS: Final = {
    ContributionReason.YEAR: gettext_lazy("Contribution for the membership year %(first)s – %(last)s (%(title)s)"),
    ContributionReason.DIFFERENCE: gettext_lazy("Contribution for %(title)s, %(first)s – %(last)s: the difference"),
}


def entry_text(title: Title, language: str) -> str:
    """What an entry is for, as its invoice says it."""
    with translation.override(language):
        told = _("Contribution for the first membership year with %(title)s, from the award of the title")
        return told % {"title": title.code}


def line_text(contribution: Contribution, language: str) -> str:
    """What a contribution is for, as its invoice says it."""
    with translation.override(language):
        said = {
            "first": date_format(contribution.due_on),
            "last": date_format(contribution.last_day),
            "title": contribution.title.code if contribution.title else "",
        }
        return str(TEXTS[ContributionReason(contribution.reason)]) % said


def _credit_note(invoice: Invoice, sequence: int, why: CreditWhy, at: datetime) -> Invoice:
    """The note that takes all of an invoice back, billed to whom the invoice was."""
    same = ("to_employer", "bill_name", "bill_attention", "bill_address", "bill_vat_number", "order_number", "copy_to")
    on = local_day(at)
    return Invoice(
        **_numbered(InvoiceKind.CREDIT_NOTE, on, sequence),
        **{name: getattr(invoice, name) for name in (*same, "member", "terms", "language")},
        credits=invoice,
        why=why.value,
        issued_on=on,
        issued_at=at,
        due_on=on,
        closed_on=on,
        total=-invoice.total,
        vat=-invoice.vat,
        open=NOTHING,
    )
