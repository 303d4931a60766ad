"""All that the page about one's membership shows, and what comes next by the rules. Amounts are euros."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from members.enums import ContributionReason, Moved
from members.models import Billing, Contribution, Credential, Invoice, Level, Member, Membership
from members.rules.membership import NOTHING, Amounts, Asked, MembershipYear, Schedule, asked, year_of
from members.selectors.money import amounts, latest_invoices, standing_titles, terms_on
from members.selectors.moves import Move, moves_of
from members.selectors.register import RegisteredCredential, register_facts
from members.selectors.years import Account, HowToPay, account_of, billing_of, given_up, how_to_pay


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """The next year that will be asked for, by what is known today.

    ``level`` is the name of the level that decides. Without ``made_on`` no invoice is made: nothing is asked, or
    nobody has written yet how we bill. ``reminders`` are the days on which we write if it stays unpaid.
    """

    year: MembershipYear
    asked: Asked
    level: str
    made_on: date | None
    due_on: date | None
    reminders: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextYear:
    """The contribution of the next year: its first day, its amount, and its invoice where one was made already."""

    first: date
    amount: Decimal
    invoice: Invoice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipPage:
    """One page: what is due and why, how to pay, what was paid and went back, what comes next, who is billed."""

    account: Account
    pay: HowToPay | None
    moves: Sequence[Move]
    coming: Coming | None
    billing: Billing | None
    leaves_with: Sequence[Credential]

    @property
    def unused(self) -> Decimal:
        """What came in and is not used for an invoice yet."""
        return sum((move.amount for move in self.moves if move.kind == Moved.UNUSED), NOTHING)

    @property
    def together(self) -> Decimal:
        """What all moves come to."""
        return sum((move.amount for move in self.moves), NOTHING)

    @property
    def ended(self) -> bool:
        """Whether the membership is over."""
        last_day = self.account.membership.last_day if self.account.membership else None
        return last_day is not None and last_day < self.account.on

    @property
    def ends(self) -> bool:
        """Whether the membership runs, until a last day."""
        return bool(self.account.membership and self.account.membership.last_day) and not self.ended

    @property
    def next_letters(self) -> list[date]:
        """The days ahead on which we write about the invoice that is due first, if it stays unpaid."""
        if self.pay is None:
            return []
        invoice = self.pay.invoice
        days = invoice.terms.schedule.reminders(invoice.due_on, invoice.issued_on)
        return [day for day in days if day > self.account.on]


def membership_page(member: Member, on: date) -> MembershipPage:
    """The page as of a day (at most 15 queries, whatever the number of years, titles and payments)."""
    account = account_of(member, on)
    return MembershipPage(
        account=account,
        pay=how_to_pay(account.open[0]) if account.open else None,
        moves=moves_of(member),
        coming=coming(account.membership, on),
        billing=billing_of(member),
        leaves_with=list(given_up(member, on)),
    )


def next_year(membership: Membership | None, on: date) -> NextYear | None:
    """The first year of a membership that begins after a day: as it was asked, else as it will be (9 queries at most).

    None where the membership ends before it.
    """
    ahead = Contribution.objects.filter(membership=membership, reason=ContributionReason.YEAR.value, due_on__gt=on)
    fixed = ahead.order_by("due_on").first() if membership else None
    if fixed is not None:
        invoice = latest_invoices(ahead.filter(pk=fixed.pk)).get(fixed.pk)
        credited = invoice is not None and hasattr(invoice, "credit_note")
        return NextYear(first=fixed.due_on, amount=fixed.amount, invoice=None if credited else invoice)
    found = coming(membership, on)
    return NextYear(first=found.year.first, amount=found.asked.amount) if found else None


def coming(membership: Membership | None, on: date) -> Coming | None:
    """The next year of a membership, unless it ends before; by the titles that stand then as far as we know today.

    At most 6 queries.
    """
    if membership is None or _next_of(membership) is None:
        return None
    terms = terms_on(on)
    credentials = register_facts([membership.member_id]).get(membership.member_id, ())
    found = coming_by(membership, credentials, amounts(), terms.schedule if terms else None, on)
    key = found.asked.by.level if found and found.asked.by else ""
    return replace(found, level=Level.objects.get(key=key).name) if found and key else found


def coming_by(
    membership: Membership | None,
    credentials: Iterable[RegisteredCredential],
    amounts_: Amounts,
    schedule: Schedule | None,
    on: date,
) -> Coming | None:
    """The same by what was read already, but for the name of the level. No query."""
    year = _next_of(membership)
    if year is None:
        return None
    will = asked(amounts_, standing_titles(credentials, year.first), year.first)
    made_on = max(on, schedule.made_by(year.first)) if schedule and will.amount else None
    due_on = schedule.due_on(year.first, made_on) if schedule and made_on else None
    reminders = tuple(schedule.reminders(due_on, made_on)) if schedule and made_on and due_on else ()
    return Coming(year=year, asked=will, level="", made_on=made_on, due_on=due_on, reminders=reminders)


def _next_of(membership: Membership | None) -> MembershipYear | None:
    """The year of a membership that is asked for next; nothing where it ends before."""
    year = year_of(membership.first_day, membership.next_year_on) if membership else None
    ends_before = membership and year and membership.last_day is not None and membership.last_day < year.first
    return None if ends_before else year
