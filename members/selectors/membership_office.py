"""What the page of one membership tells beside its row: its years, and what comes next."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from members.models import Billing, Contribution, Invoice, Member, Membership
from members.rules.membership import NOTHING
from members.selectors.membership_page import Coming, coming
from members.selectors.money import latest_invoices


@dataclass(frozen=True, slots=True)
class Year:
    """What one contribution asked, and its newest invoice, where it has one."""

    contribution: Contribution
    invoice: Invoice | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutMembership:
    """Its years, who is billed (``None``: the member), and the next one; none where it ends before."""

    years: list[Year]
    billing: Billing | None
    next: Coming | None


def about_membership(membership: Membership, on: date) -> AboutMembership:
    """All of it (at most 9 statements)."""
    rows = list(membership.contributions.select_related("title", "level").order_by("due_on", "pk"))
    invoices = latest_invoices([row.pk for row in rows])
    return AboutMembership(
        years=[Year(row, invoices.get(row.pk)) for row in rows],
        billing=Billing.objects.filter(member=membership.member_id).first(),
        next=coming(membership, on),
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
