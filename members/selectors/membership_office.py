"""What the page of one membership tells beside its row: its years, and what comes next."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from members.models import Billing, Contribution, Invoice, Member, Membership
from members.rules.membership import NOTHING, Asked, Schedule, asked, year_of
from members.selectors.money import amounts, latest_invoices, standing_titles, terms_on
from members.selectors.register import register_facts


@dataclass(frozen=True, slots=True)
class Year:
    """What one contribution asked, and its newest invoice, where it has one."""

    contribution: Contribution
    invoice: Invoice | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """The year that is asked for next, by what is known today; ``made_by`` is the day its invoice may be made from."""

    first_day: date
    last_day: date
    asked: Asked
    made_by: date
    terms: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutMembership:
    """Its years, who is billed (``None``: the member), and the next one; none where it ends before."""

    years: list[Year]
    billing: Billing | None
    next: Next | None


def about_membership(membership: Membership, on: date) -> AboutMembership:
    """All of it (8 statements)."""
    rows = list(membership.contributions.select_related("title", "level").order_by("due_on", "pk"))
    invoices = latest_invoices([row.pk for row in rows])
    return AboutMembership(
        years=[Year(row, invoices.get(row.pk)) for row in rows],
        billing=Billing.objects.filter(member=membership.member_id).first(),
        next=_next(membership, on),
    )


def _next(membership: Membership, on: date) -> Next | None:
    first = membership.next_year_on
    year = year_of(membership.first_day, first)
    if year is None or (membership.last_day is not None and membership.last_day < first):
        return None
    terms = terms_on(on)
    titles = standing_titles(register_facts([membership.member_id]).get(membership.member_id, ()), first)
    return Next(
        first_day=year.first,
        last_day=year.last,
        asked=asked(amounts(), titles, first),
        made_by=(terms.schedule if terms else Schedule()).made_by(first),
        terms=terms is not None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """What a member's page says of money: the newest membership, what is to be paid, what we owe back."""

    membership: Membership | None
    to_pay: Decimal
    owed_back: Decimal


def money_of(member: Member) -> Money:
    """It (2 statements)."""
    opened = list(Invoice.objects.filter(member=member).exclude(open=0).values_list("open", flat=True))
    return Money(
        membership=Membership.objects.filter(member=member).first(),
        to_pay=sum((amount for amount in opened if amount > 0), NOTHING),
        owed_back=-sum((amount for amount in opened if amount < 0), NOTHING),
    )
