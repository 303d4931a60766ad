"""Reads of what the register's money says: amounts, terms, and what of each contribution is paid."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import BigIntegerField, Max, Q, QuerySet
from django.db.models.functions import Cast, TruncDate
from stdnum import iban as ibans

from common.calendar import HERE, local_day
from common.prepared import Prepared
from members.enums import CreditWhy, InvoiceKind
from members.models import (
    Allocation,
    BankLine,
    BookClosing,
    Contribution,
    ContributionAmount,
    Credential,
    Invoice,
    InvoiceLine,
    InvoiceTerms,
    Member,
    Membership,
    Proposal,
)
from members.rules.fees import FeeFact, ProposalFact
from members.rules.membership import Amounts, HeldTitle, leaves_on
from members.rules.standing import standing
from members.selectors.register import RegisteredCredential


def amounts() -> Amounts:
    """What each level asks a year, from which day on (1 query)."""
    rows: dict[str, list[tuple[date, Any]]] = defaultdict(list)
    found = ContributionAmount.objects.order_by("effective_on").values_list("level__key", "effective_on", "amount")
    for level, first, amount in found:
        rows[level].append((first, amount))
    return Amounts(rows)


def terms_on(on: date) -> InvoiceTerms | None:
    """The invoice terms in force on a day, if there are any yet (1 query)."""
    return InvoiceTerms.objects.filter(effective_on__lte=on).first()


def closed_until() -> date | None:
    """The day until which the books are closed, if any period is (1 query)."""
    return BookClosing.objects.order_by("-until").values_list("until", flat=True).first()


def edition(line: BankLine) -> str:
    """What becomes another with every use of a line, and with whose money it is (1 query)."""
    return f"{line.allocations.count()}-{line.member_id or 0}"


def our_accounts() -> frozenset[str]:
    """The IBANs our invoices named or name (1 query)."""
    return frozenset(map(ibans.compact, InvoiceTerms.objects.values_list("iban", flat=True)))


def standing_titles(credentials: Iterable[RegisteredCredential], on: date) -> list[HeldTitle]:
    """The titles that stand on a day, among what a member holds or held. No query."""
    found = ((row, standing(row.fact, row.outcomes, on)) for row in credentials)
    return [
        HeldTitle(title=row.title, code=row.title_code, level=row.level_key, rank=row.level_rank)
        for row, stands in found
        if stands is not None and not stands.value.over
    ]


def latest_invoices(contributions: Collection[int] | QuerySet[Contribution]) -> dict[int, Invoice]:
    """The newest invoice of each of these contributions, with its credit note if it has one (1 query)."""
    lines = (
        InvoiceLine.objects.filter(contribution__in=contributions, invoice__kind=InvoiceKind.INVOICE.value)
        .select_related("invoice__credit_note")
        .order_by("invoice_id")
    )
    return {line.contribution_id: line.invoice for line in lines if line.contribution_id}


def entries_now(invoices: Collection[int] | Mapping[int, datetime | None]) -> dict[int, Invoice]:
    """The newest invoice that asks what each of these entries asked, with its credit note (2 queries).

    Where a moment is given with one, the newest of those made by then.
    """
    until: Mapping[int, datetime | None] = invoices if isinstance(invoices, Mapping) else dict.fromkeys(invoices)
    asked = InvoiceLine.objects.filter(invoice__in=list(until), title__isnull=False)
    wanted = {pk: (member, title) for pk, member, title in asked.values_list("invoice", "invoice__member", "title")}
    lines = InvoiceLine.objects.filter(
        invoice__member__in={member for member, _title in wanted.values()},
        title__in={title for _member, title in wanted.values()},
        invoice__kind=InvoiceKind.INVOICE.value,
    )
    made: dict[tuple[int, int | None], list[Invoice]] = defaultdict(list)
    for line in lines.select_related("invoice__credit_note", "invoice__terms").order_by("invoice_id"):
        made[line.invoice.member_id, line.title_id].append(line.invoice)
    newest = {}
    for pk, key in wanted.items():
        last = until[pk]
        newest[pk] = [row for row in made[key] if last is None or row.pk == pk or row.issued_at <= last][-1]
    return newest


def standing_entry(member: Member) -> Invoice | None:
    """The invoice of a first year that waits for its award, if one was made and not credited (1 query)."""
    waiting = InvoiceLine.objects.filter(
        invoice__member=member, contribution=None, invoice__kind=InvoiceKind.INVOICE.value, invoice__credit_note=None
    )
    line = waiting.select_related("invoice").order_by("-pk").first()
    return line.invoice if line else None


def recorded_at(invoices: Collection[int]) -> dict[int, datetime]:
    """When the portal recorded the last money that stands for each of these invoices (1 query)."""
    uses = Allocation.objects.filter(invoice__in=invoices, undoes=None, undone_by=None)
    found: dict[int, datetime] = dict(
        uses.order_by("invoice").values("invoice").annotate(last=Max("recorded_at")).values_list("invoice", "last")
    )
    return found


def may_be_asked_again(invoice: Invoice) -> bool:
    """Whether an invoice was credited, nothing was billed in its place, and its membership runs (3 queries).

    Of an entry, whether its acceptance did not lapse.
    """
    if not Invoice.objects.filter(credits=invoice).exists():
        return False
    lines = InvoiceLine.objects.filter(invoice=invoice).select_related("contribution__membership")
    if any(line.contribution is None for line in lines):
        lapsed = invoice.credit_note.why == CreditWhy.ACCEPTANCE_LAPSED
        return not lapsed and entries_now([invoice.pk])[invoice.pk].pk == invoice.pk
    latest = latest_invoices([line.contribution_id for line in lines if line.contribution_id])
    runs = all(line.contribution.membership.last_day is None for line in lines if line.contribution)
    return runs and {row.pk for row in latest.values()} == {invoice.pk}


UNBILLED: Final = (0, None, None)
"""No invoice, which was neither paid nor credited."""


def fees_of(members: Collection[int] | QuerySet[Member], *, since: date | None = None) -> Mapping[int, list[FeeFact]]:
    """What these members' contributions are to their cycles, in order of the day, from a day on or all (3 queries).

    Nothing asked is paid on its day. What was credited in full and is not billed anew is not owed, and left out.
    """
    plain = since is None or isinstance(members, QuerySet)
    asked = _asked(members, since) if plain else _ASKED(members, since)
    contributions = list(asked)
    invoices = _latest([pk for pk, *_rest in contributions])
    proposals = _proposals([pk for pk, _closed_on, _credited in invoices.values()])
    facts: dict[int, list[FeeFact]] = defaultdict(list)
    for pk, member, due_on, amount, asked_on in contributions:
        invoice, closed_on, credited = invoices.get(pk, UNBILLED)
        if not amount:
            facts[member].append(FeeFact(due_on=due_on, booked_on=due_on))
        elif not credited:
            meant = proposals.get(invoice, ())
            facts[member].append(FeeFact(due_on=due_on, booked_on=closed_on, proposals=meant, asked_on=asked_on))
    return facts


def _asked(members: Collection[int] | QuerySet[Member], since: date | None) -> QuerySet[Contribution, Any]:
    which = _of(members) if since is None else _of(members) & Q(due_on__gte=since)
    made_on = TruncDate("made_at", tzinfo=HERE)
    columns = ("pk", "membership__member", "due_on", Cast("amount", BigIntegerField()), made_on)
    return Contribution.objects.filter(which).order_by("due_on", "pk").values_list(*columns)


_ASKED: Final = Prepared(_asked, list, date)


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """What cancelling a membership brings: its last day, the titles that end then, invoices that are credited."""

    last_day: date
    credentials: list[Credential]
    invoices: list[Invoice]


def departure(member: Member, on: date) -> Departure | None:
    """What it would bring if a member cancelled on a day; nothing where no membership runs on (4 queries)."""
    membership = Membership.objects.open().filter(member=member).first()
    if membership is None:
        return None
    invoices = Invoice.objects.filter(
        member=member, kind=InvoiceKind.INVOICE.value, lines__contribution__membership=membership, credit_note=None
    )
    paid = invoices.filter(open__lte=0).order_by("-lines__contribution__last_day")
    paid_through = paid.values_list("lines__contribution__last_day", flat=True).first()
    last_day = leaves_on(on, membership.first_day, paid_through)
    unpaid = invoices.filter(open__gt=0, lines__contribution__due_on__gt=last_day)
    held = Credential.objects.open().filter(member=member).select_related("title").order_by("title__code")
    return Departure(last_day=last_day, credentials=list(held), invoices=list(unpaid.order_by("number")))


def _of(members: Collection[int] | QuerySet[Member]) -> Q:
    return Q(membership__member__in=members) if isinstance(members, QuerySet) else Q(membership__member__among=members)


def _invoices(contributions: Collection[int]) -> QuerySet[InvoiceLine, Any]:
    lines = InvoiceLine.objects.filter(contribution__among=contributions, invoice__kind=InvoiceKind.INVOICE.value)
    columns = ("contribution", "invoice", "invoice__closed_on", "invoice__credit_note")
    return lines.order_by("invoice").values_list(*columns)


def _made_for(invoices: Collection[int]) -> QuerySet[Proposal, Any]:
    made = Proposal.objects.filter(invoice__among=invoices).order_by("pk")
    return made.values_list("invoice", "line__booked_on", "settled_at")


_INVOICES: Final = Prepared(_invoices, list)
_MADE_FOR: Final = Prepared(_made_for, list)


def _latest(contributions: Collection[int]) -> dict[int, tuple[int, date | None, int | None]]:
    """The newest invoice of each of these contributions, when it was paid, and its credit note (1 query)."""
    return {pk: tuple(of_it) for pk, *of_it in _INVOICES(contributions)}


def _proposals(invoices: Collection[int]) -> Mapping[int, tuple[ProposalFact, ...]]:
    """Every proposal that was ever made for these invoices (1 query)."""
    facts: dict[int, tuple[ProposalFact, ...]] = defaultdict(tuple)
    for invoice, booked_on, settled_at in _MADE_FOR(invoices):
        facts[invoice] += (ProposalFact(booked_on=booked_on, settled_on=_day(settled_at)),)
    return facts


def _day(moment: datetime | None) -> date | None:
    return local_day(moment) if moment else None
