"""What a member's years asked and what became of it, for the pages of the member. Amounts are euros."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, QuerySet
from stdnum import iban as ibans

from common import creditor_reference
from common.calendar import DAY, anniversary
from common.payment_qr import payment_code
from common.prepared import Prepared
from common.qr import Code
from members.enums import ContributionReason, CreditWhy, Fared, Ground, InvoiceKind
from members.models import Billing, Contribution, Credential, Invoice, InvoiceLine, Member, Membership, Proposal
from members.rules.membership import NOTHING, paid_until


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedYear:
    """One contribution with its newest invoice, that one's credit note, and how it fared."""

    contribution: Contribution
    invoice: Invoice | None
    note: Invoice | None
    fared: Fared

    @property
    def runs_out(self) -> bool:
        """Whether it was credited because the membership ends before it: a year that is not there any more."""
        return self.note is not None and self.note.why == CreditWhy.MEMBERSHIP_ENDED

    @property
    def is_settled(self) -> bool:
        """Whether nothing of it is left to pay."""
        return self.fared in {Fared.FREE, Fared.PAID, Fared.CREDITED}

    @property
    def is_difference(self) -> bool:
        """Whether it was asked for a higher title, beside what the year asks."""
        return bool(self.contribution.reason == ContributionReason.DIFFERENCE)

    @property
    def is_whole(self) -> bool:
        """Whether it begins with a year of the membership, not later in one."""
        first, on = self.contribution.membership.first_day, self.contribution.due_on
        return anniversary(first, on.year - first.year) == on


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A member's newest membership, every contribution asked (the newest first), and every document (likewise).

    ``proposed`` are the invoices that money which came in may be meant for, as a person has still to say.
    """

    member: Member
    membership: Membership | None
    years: Sequence[AskedYear]
    documents: Sequence[Invoice]
    on: date
    proposed: frozenset[int] = frozenset()

    @property
    def open(self) -> list[Invoice]:
        """Invoices of which something is still to be paid, the one due first before the others."""
        unpaid = [row for row in self.documents if row.open > 0 and not hasattr(row, "credit_note")]
        return sorted(unpaid, key=lambda row: (row.due_on, row.pk))

    @property
    def due(self) -> Decimal:
        """All that is still to be paid."""
        return sum((row.open for row in self.open), NOTHING)

    @property
    def owed_back(self) -> Decimal:
        """What we owe back, of invoices that were put right after they were paid."""
        return -sum((row.open for row in self.documents if row.open < 0), NOTHING)

    @property
    def paid_until(self) -> date | None:
        """Until when the years of the newest membership are paid, whatever differences are."""
        if self.membership is None:
            return None
        brought = self.membership.first_day - DAY if self.membership.since < self.membership.first_day else None
        years = [row for row in self._of_it if not row.is_difference]
        return paid_until(brought, [(row.contribution.last_day, row.is_settled) for row in years])

    @property
    def differences(self) -> list[str]:
        """The codes of titles whose difference is not paid, within the years that are."""
        until = self.paid_until
        rows = [row for row in self._of_it if row.is_difference and not row.is_settled]
        within = {
            str(row.contribution.title.code)
            for row in rows
            if row.contribution.title and until is not None and row.contribution.due_on <= until
        }
        return sorted(within)

    @property
    def _of_it(self) -> list[AskedYear]:
        """What the newest membership asked, but for years that are not there any more."""
        newest = self.membership and self.membership.pk
        return [row for row in self.years if row.contribution.membership_id == newest and not row.runs_out]


def account_of(member: Member, on: date) -> Account:
    """What a member's years asked, and what became of it by a day (3 queries)."""
    return account_in(Membership.objects.filter(member=member).first(), member, on)


def account_in(membership: Membership | None, member: Member, on: date) -> Account:
    """The same, where the newest membership was read already (2 queries)."""
    lines: Iterable[Any] = _LINES(member.pk)
    proposed = set()
    documents: dict[int, Invoice] = {}
    newest: dict[int, Invoice] = {}
    for line in lines:
        row = documents.setdefault(line.invoice_id, line.invoice)
        if line.proposed:
            proposed.add(row.pk)
        if row.kind == InvoiceKind.INVOICE and line.contribution_id:
            newest[line.contribution_id] = row
    notes = {row.credits_id: row for row in documents.values() if row.credits_id}
    years = [
        _asked(contribution, invoice, notes.get(invoice.pk) if invoice else None, on)
        for contribution in _CONTRIBUTIONS(member.pk)
        for invoice in [newest.get(contribution.pk)]
    ]
    in_order = sorted(documents.values(), key=lambda row: (row.issued_on, row.pk), reverse=True)
    return Account(
        member=member, membership=membership, years=years, documents=in_order, on=on, proposed=frozenset(proposed)
    )


def _lines(member: int) -> QuerySet[InvoiceLine]:
    """Lines with their documents, and whether money that came in may be meant for one."""
    proposed = Proposal.objects.filter(invoice=OuterRef("invoice"), settled_at=None)
    lines = InvoiceLine.objects.filter(invoice__member=member).annotate(proposed=Exists(proposed))
    found: QuerySet[InvoiceLine] = lines.select_related("invoice__terms", "invoice__credits", "invoice__credit_note")
    return found.order_by("invoice_id", "position")


def _contributions(member: int) -> QuerySet[Contribution]:
    """What was asked, the newest first."""
    rows = Contribution.objects.filter(membership__member=member).select_related("title", "level", "membership")
    return rows.order_by("-due_on", "-pk")


_LINES: Final = Prepared(_lines, int)
_CONTRIBUTIONS: Final = Prepared(_contributions, int)


def _asked(contribution: Contribution, invoice: Invoice | None, note: Invoice | None, on: date) -> AskedYear:
    if not contribution.amount:
        fared = Fared.FREE
    elif invoice is None:
        fared = Fared.TO_COME
    elif note is not None:
        fared = Fared.CREDITED
    elif invoice.open <= 0:
        fared = Fared.PAID
    else:
        fared = Fared.LATE if invoice.due_on < on else Fared.OPEN
    return AskedYear(contribution=contribution, invoice=invoice, note=note, fared=fared)


@dataclass(frozen=True, slots=True, kw_only=True)
class HowToPay:
    """How what is open of an invoice is paid: as somebody types it, and as a code for a bank's app.

    There is no code where no bank would take it.
    """

    invoice: Invoice
    iban: str
    reference: str
    code: Code | None


def how_to_pay(invoice: Invoice) -> HowToPay | None:
    """How an invoice read with its terms is paid, while something of it is open. No query."""
    if invoice.open <= 0 or hasattr(invoice, "credit_note"):
        return None
    terms = invoice.terms
    try:
        code = payment_code(name=terms.name, iban=terms.iban, amount=invoice.open, reference=invoice.reference)
    except ValueError:
        code = None
    reference = creditor_reference.shown(invoice.reference)
    return HowToPay(invoice=invoice, iban=ibans.format(terms.iban), reference=reference, code=code)


def document(**which: Any) -> Invoice | None:
    """One invoice or credit note with all that its pages show (1 query): by number and member, or by private link."""
    whole = Invoice.objects.select_related("terms", "member__user", "credits", "credit_note")
    return whole.filter(**which).first()


def billing_of(member: Member) -> Billing | None:
    """To whom a member's invoices go instead of to the member (1 query)."""
    return Billing.objects.filter(member=member).first()


def untouched(member: Member, on: date) -> QuerySet[Invoice]:
    """Invoices on which nothing was paid and that are not late yet, in order of their number.

    They can be billed to somebody else; the last day to pay stays.
    """
    return Invoice.objects.to_pay().filter(member=member, open=F("total"), due_on__gte=on).order_by("pk")


def given_up(member: Member, on: date) -> QuerySet[Credential]:
    """Titles that end after a day because the member cancelled, in the order of their codes."""
    ending = Credential.objects.filter(
        member=member, closed_by__ground=Ground.CANCELLED.value, closed_by__effective_on__gt=on
    )
    return ending.select_related("title").order_by("title__code")
