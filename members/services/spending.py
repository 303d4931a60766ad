"""What was asked before an award, set against what the award asks: once in total, never twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import Q

from accounts.models import User
from common.calendar import local_day
from common.locks import hold
from members.enums import CreditWhy
from members.models import Allocation, BankLine, Contribution, Invoice, InvoiceLine
from members.services import invoices
from members.services.correcting import moves
from members.services.invoices import Bill
from members.services.payments import BOOKS, locked, record


@dataclass(frozen=True, slots=True)
class Accepted:
    """An award that follows an acceptance: the day by whose amounts it asks, and the invoice that asked it already."""

    on: date
    invoice: int | None = None


def lock_entry(invoice: int) -> Invoice:
    """An invoice of a first year, locked until the caller's transaction ends: nothing is paid or credited meanwhile."""
    hold(BOOKS)
    return locked(Invoice, [invoice])[invoice]


def spend(
    first: Mapping[int, Contribution], accepted: Mapping[int, Accepted], *, by: User | None, at: datetime
) -> set[int]:
    """Set invoices made at acceptances against what their awards ask: member → contribution; which need none any more.

    The same amount: the invoice is the contribution's. Another one: the invoice is credited, a new one made, and what
    was paid is moved to it. Nothing: it is credited. One that was credited already, because we do not ask for it, stays
    so. One that another award has used already asks nothing of this one. The invoices are locked.
    """
    spent: set[int] = set()
    for member, one in accepted.items():
        if one.invoice is None:
            continue
        old, needed = lock_entry(one.invoice), first.get(member)
        of_both = Q(invoice=old) | Q(invoice__credits=old)
        waiting: models.QuerySet[InvoiceLine] = models.QuerySet(InvoiceLine).filter(of_both, contribution=None)
        if not waiting.exists():
            continue
        credited = Invoice.objects.filter(credits=old).exists()
        if needed is None:
            if not credited:
                invoices.take_back([old.pk], CreditWhy.ASKED_OTHERWISE, by=by, at=at)
            continue
        if credited or needed.amount == old.total:
            waiting.update(contribution=needed)
        else:
            _instead(old, needed, by=by, at=at)
        spent.add(needed.pk)
    return spent


def _instead(old: Invoice, needed: Contribution, *, by: User | None, at: datetime) -> None:
    """Credit an invoice and ask another amount; what was paid pays the new one, and the rest is owed back."""
    uses = list(Allocation.objects.filter(invoice=old, undoes=None, undone_by=None).order_by("pk"))
    lines = locked(BankLine, [use.line_id for use in uses])
    invoices.take_back([old.pk], CreditWhy.ASKED_OTHERWISE, by=by, at=at)
    rows = Contribution.objects.select_related("membership__member__user", "title")
    (new,) = invoices.issue([Bill([rows.get(pk=needed.pk)])], by=by, at=at)
    record(list(moves(uses, lines, new, on=local_day(at))), by=by, at=at)
