"""Reads for the books: every document of a period as the rules book it, balances on a day, and who owes how long."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from heapq import merge
from typing import Any, Final

from django.db.models import Count, F, Min, Q, QuerySet, Sum

from members.enums import Account, Age, InvoiceKind, Use
from members.models import Allocation, BankLine, Invoice
from members.rules import ageing, ledger
from members.rules.ledger import Banked, Billed, Document, Placed
from members.rules.membership import NOTHING

AT_ONCE: Final = 2000
"""Rows fetched at a time where a period is read."""


def balances_before(day: date) -> ledger.Balances:
    """What the accounts come to on the morning of a day (3 queries)."""
    return _balances(Q(issued_on__lt=day), Q(ledger_on__lt=day))


def _balances(invoices: Q, money: Q) -> ledger.Balances:
    billed = Invoice.objects.filter(invoices).order_by().aggregate(total=Sum("total"), vat=Sum("vat"))
    bank = BankLine.objects.filter(money).order_by().aggregate(sum=Sum("amount"))["sum"]
    uses = Allocation.objects.filter(money).order_by().values_list("use").annotate(sum=Sum("amount"))
    return ledger.balances(
        total=billed["total"] or NOTHING,
        vat=billed["vat"] or NOTHING,
        bank=bank or NOTHING,
        uses={Use(use): amount for use, amount in uses},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """What an account opens with, what is booked on it in a period, and what it closes with."""

    account: Account
    opening: Decimal
    debit: Decimal
    credit: Decimal
    closing: Decimal


def movements(first: date, until: date) -> list[Movement]:
    """Every account over a period (9 queries)."""
    opening = balances_before(first)
    booked = dict(ledger.sums(_booked(first, until)))
    rows = []
    for account in Account:
        debit, credit = booked.get(account, (NOTHING, NOTHING))
        closing = opening[account] + debit - credit
        rows.append(Movement(account=account, opening=opening[account], debit=debit, credit=credit, closing=closing))
    return rows


def _booked(first: date, until: date) -> Iterator[ledger.Entry]:
    """The sums of a period as if each side of each kind of document were one (6 queries)."""
    for invoices, money in ((Q(total__gt=0), Q(amount__gt=0)), (Q(total__lt=0), Q(amount__lt=0))):
        within = Invoice.objects.filter(invoices, issued_on__range=(first, until)).order_by()
        billed = within.aggregate(total=Sum("total"), vat=Sum("vat"))
        if billed["total"]:
            yield from ledger.entries(Billed(day=first, name="", total=billed["total"], vat=billed["vat"]))
        moved = Q(money, ledger_on__range=(first, until))
        bank = BankLine.objects.filter(moved).order_by().aggregate(sum=Sum("amount"))["sum"]
        yield from ledger.entries(Banked(day=first, name="", amount=bank or NOTHING))
        uses = Allocation.objects.filter(moved).order_by().values_list("use").annotate(sum=Sum("amount"))
        for use, amount in uses:
            yield from ledger.entries(Placed(day=first, name="", use=Use(use), amount=amount))


def documents(first: date, until: date) -> Iterator[Document]:
    """Every document of a period in order of its day, read as it is asked for (3 queries, constant memory)."""
    period = (first, until)
    invoices = _walk(
        Invoice.objects.filter(issued_on__range=period).order_by("issued_on", "pk"),
        "issued_on", "number", "member__number", "kind", "bill_name", "total", "vat",
    )  # fmt: skip
    lines = _walk(
        BankLine.objects.filter(ledger_on__range=period).order_by("ledger_on", "pk"),
        "ledger_on", "pk", "member__number", "name", "amount",
    )  # fmt: skip
    uses = _walk(
        Allocation.objects.filter(ledger_on__range=period).order_by("ledger_on", "pk"),
        "ledger_on", "pk", "invoice__member__number", "line__member__number", "use", "invoice__number", "line",
        "undoes", "amount",
    )  # fmt: skip
    yield from merge(map(_billed, invoices), map(_banked, lines), map(_placed, uses), key=lambda document: document.day)


def _walk(rows: QuerySet[Any], *columns: str) -> Iterator[Any]:
    return iter(rows.values_list(*columns).iterator(chunk_size=AT_ONCE))


def _billed(row: Any) -> Billed:
    day, number, member, kind, billed, total, vat = row
    return Billed(day=day, name=number, member=member, about=kind, detail=billed, total=total, vat=vat)


def _banked(row: Any) -> Banked:
    day, pk, member, name, amount = row
    return Banked(day=day, name=f"B{pk}", member=member or 0, about="line", detail=name, amount=amount)


def _placed(row: Any) -> Placed:
    day, pk, payer, owner, use, invoice, line, undoes, amount = row
    about = "undone" if undoes else f"for-{use}"
    detail = f"B{line} → {invoice}" if invoice else f"B{line}"
    member = payer or owner or 0
    return Placed(day=day, name=f"U{pk}", member=member, about=about, detail=detail, use=Use(use), amount=amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Why debtors are another sum than arrears: ``owed - back - later == debtors``."""

    owed: Decimal
    back: Decimal
    later: Decimal
    debtors: Decimal


def compared(debtors: Decimal) -> Compared:
    """What the ledger has for debtors on a day beside arrears, which are what is open now (1 query).

    ``back`` is what we owe back on invoices that were paid and credited, or paid too much; ``later`` is what was billed
    after that day, less what was paid.
    """
    found = Invoice.objects.order_by().aggregate(
        owed=Sum("open", filter=Q(open__gt=0)), back=Sum("open", filter=Q(open__lt=0))
    )
    owed, back = found["owed"] or NOTHING, -(found["back"] or NOTHING)
    return Compared(owed=owed, back=back, later=owed - back - debtors, debtors=debtors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Employer:
    """Who is billed instead of a member, as the invoice says it: ``address`` on one line, ``copy_to`` an address."""

    name: str
    address: str
    copy_to: str


def employers_billed(members: Collection[int] | None = None) -> dict[int, Employer]:
    """The employer on the oldest open invoice that goes to one: of these members, or of all (1 query)."""
    rows = Invoice.objects.to_pay().filter(to_employer=True)
    if members is not None:
        rows = rows.filter(member__in=members)
    columns = ("member", "bill_name", "bill_attention", "bill_address", "copy_to")
    found: dict[int, Employer] = {}
    for member, name, attention, address, copy_to in rows.order_by("due_on", "pk").values_list(*columns):
        told = ", ".join(filter(None, (attention, *address.splitlines())))
        found.setdefault(member, Employer(name=name, address=told, copy_to=copy_to))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrears:
    """What one member owes, by age; the whole register's where ``member`` is empty.

    ``employer`` is billed for some of it, ``to_member`` says whether the member is for any.
    """

    member: dict[str, Any]
    employer: Employer | None
    to_member: bool
    invoices: int
    oldest_due: date | None
    by_age: dict[Age, Decimal]
    total: Decimal


def _by_age(on: date) -> dict[str, Sum]:
    found = {}
    for span in ageing.SPANS:
        earliest, latest = span.due_between(on)
        within = Q(due_on__gte=earliest) if earliest else Q()
        within &= Q(due_on__lte=latest) if latest else Q()
        found[_column(span.age)] = Sum("open", filter=within)
    return found


def _column(age: Age) -> str:
    return f"age_{age.name.lower()}"


MEMBER: Final = {
    "key": "member", "member_number": "member__number", "given": "member__user__given_name",
    "family": "member__user__family_name", "email": "member__user__email", "phone": "member__phone",
}  # fmt: skip


def owing(on: date, age: Age | None = None) -> QuerySet[Any]:
    """Who owes something, one row a member, the oldest debt first; of one age, who owes something that old."""
    rows = Invoice.objects.to_pay().filter(kind=InvoiceKind.INVOICE.value)
    if age is not None:
        rows = rows.filter(member__in=_of_age(rows, on, age).values("member"))
    of_member = rows.order_by().values(**{name: F(path) for name, path in MEMBER.items()})
    sums: QuerySet[Any] = of_member.annotate(
        invoices=Count("pk"),
        to_member=Count("pk", filter=Q(to_employer=False)),
        oldest_due=Min("due_on"),
        owed=Sum("open"),
        **_by_age(on),
    )
    return sums.order_by("oldest_due", "member_number")


def _of_age(rows: QuerySet[Invoice], on: date, age: Age) -> QuerySet[Invoice]:
    span = next(span for span in ageing.SPANS if span.age == age)
    earliest, latest = span.due_between(on)
    rows = rows.filter(due_on__gte=earliest) if earliest else rows
    return rows.filter(due_on__lte=latest) if latest else rows


def arrears(row: dict[str, Any], employer: Employer | None = None) -> Arrears:
    """A row of ``owing`` by age, with who is billed."""
    return Arrears(
        member={name: row[name] for name in MEMBER},
        employer=employer,
        to_member=bool(row["to_member"]),
        invoices=row["invoices"],
        oldest_due=row["oldest_due"],
        by_age={age: row[_column(age)] or NOTHING for age in Age},
        total=row["owed"] or NOTHING,
    )


def owed_in_all(on: date, age: Age | None = None) -> Arrears:
    """All that is owed by those in ``owing`` (1 query)."""
    rows = Invoice.objects.to_pay().filter(kind=InvoiceKind.INVOICE.value)
    if age is not None:
        rows = rows.filter(member__in=_of_age(rows, on, age).values("member"))
    found = rows.order_by().aggregate(invoices=Count("pk"), oldest_due=Min("due_on"), owed=Sum("open"), **_by_age(on))
    return arrears({**dict.fromkeys(MEMBER, ""), "to_member": 0, **found})
