"""The first year of somebody who was accepted for a title: asked before it begins, credited when it never does."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from common.calendar import local_day
from common.locks import hold
from members import selectors
from members.enums import CreditWhy
from members.models import Invoice, InvoiceLine, Member, Membership, Title
from members.rules.membership import NOTHING
from members.services import invoices
from members.services.amounts import AMOUNTS
from members.services.differences import difference_now
from members.services.invoices import Bill, Entry
from members.services.spending import lock_entry


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstYear:
    """What the first year with a title asks of somebody: an invoice that was made for it already, else an amount."""

    invoice: Invoice | None = None
    amount: Decimal = NOTHING


def first_year(member: Member | None, title: Title, on: date) -> FirstYear:
    """What an acceptance on a day asks for the first year; ``ask_entry`` asks just this (7 queries at most).

    What a running year asks already is taken off. Where one acceptance was invoiced and waits for its award, another
    one shares that invoice. An act holds ``AMOUNTS``; who only shows it need not.
    """
    if member is not None and (found := selectors.standing_entry(member)):
        return FirstYear(invoice=found, amount=found.open)
    newest = Membership.objects.filter(member=member).first() if member is not None else None
    if newest is not None and (newest.last_day is None or newest.last_day >= on):
        return FirstYear(amount=difference_now(newest, title, on=on))
    return FirstYear(amount=selectors.amounts().of(title.level.key, on))


@transaction.atomic
def ask_entry(member: Member, title: Title, *, due_on: date, at: datetime) -> Invoice | None:
    """Make the invoice of the first year with a title, to be paid by a day; none where it asks nothing more.

    It asks what ``first_year`` says. The caller has locked the account; ``AMOUNTS`` is held. Raises ``NoTermsError``.
    """
    hold(AMOUNTS)
    asks = first_year(member, title, local_day(at))
    if asks.invoice is not None or not asks.amount:
        return asks.invoice
    return invoices.issue([Bill(entry=Entry(member, title, asks.amount), due_on=due_on)], by=None, at=at)[0]


def is_used(invoice: int) -> bool:
    """Whether an award used an entry already (1 query)."""
    return InvoiceLine.objects.filter(invoice=invoice, contribution__isnull=False).exists()


@transaction.atomic
def drop_entry(invoice: int, *, at: datetime) -> Invoice | None:
    """Credit an entry whose acceptance lapsed; the invoice as it is then, what was paid on it being owed back.

    None where it was used by an award, or credited before. The invoice is locked.
    """
    row = lock_entry(invoice)
    if is_used(row.pk) or Invoice.objects.filter(credits=row).exists():
        return None
    invoices.take_back([row.pk], CreditWhy.ACCEPTANCE_LAPSED, by=None, at=at)
    row.refresh_from_db()
    return row
