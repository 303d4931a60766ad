"""What a title awarded in mid-year asks beside what its member's years ask already."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from common.calendar import local_day
from common.locks import hold
from members import selectors
from members.enums import ContributionReason
from members.models import Contribution, Member, Membership, Title
from members.rules.membership import Amounts, HeldTitle, asked, difference, year_of, years_before
from members.selectors import RegisteredCredential
from members.services import invoices
from members.services.amounts import AMOUNTS
from members.services.invoices import Bill

Days = tuple[date, date]


def ask_differences(
    memberships: Mapping[int, Membership],
    awards: Sequence[tuple[Member, Title]],
    *,
    on: date,
    by: User | None,
    at: datetime,
) -> None:
    """Ask the difference to titles that were just awarded, for the year that runs and those fixed or paid for already.

    ``memberships`` by member. Of several titles of one member each asks what the ones before it did not. ``AMOUNTS`` is
    held. Without invoice terms in force the difference is fixed, and its invoice made once there are some. At most 25
    statements however many.
    """
    hold(AMOUNTS)
    amounts = selectors.amounts()
    asking = {member.pk for member, title in awards if amounts.asks_from(title.level.key, on)}
    if not asking:
        return
    facts = selectors.register_facts(asking)
    asked_of = _asked_of([memberships[member] for member in asking], on)
    to_come: dict[int, list[int]] = defaultdict(list)
    for member, title in awards:
        to_come[member.pk].append(title.pk)
    made: list[Contribution] = []
    for member, title in awards:
        if amounts.asks_from(title.level.key, on):
            membership = memberships[member.pk]
            before = asked_of[membership.pk]
            new = _differences(membership, title, amounts, before, facts[member.pk], to_come[member.pk], on=on, at=at)
            before += new
            made += new
        to_come[member.pk].remove(title.pk)
    Contribution.objects.bulk_create(made)
    bill_waiting([row.pk for row in made], by=by, at=at)


@transaction.atomic
def bill_waiting(contributions: Collection[int], *, by: User | None = None, at: datetime) -> int:
    """Make the invoices of differences that were fixed and have none yet, once there are terms; how many."""
    waiting = Contribution.objects.filter(
        pk__in=contributions, reason=ContributionReason.DIFFERENCE.value, amount__gt=0, invoice_lines=None
    )
    rows = list(waiting.select_related("membership__member__user", "title").order_by("pk"))
    if not rows or selectors.terms_on(local_day(at)) is None:
        return 0
    return len(invoices.issue([Bill([row]) for row in rows], by=by, at=at))


def _differences(
    membership: Membership,
    title: Title,
    amounts: Amounts,
    before: Sequence[Contribution],
    credentials: Sequence[RegisteredCredential],
    to_come: Collection[int],
    *,
    on: date,
    at: datetime,
) -> list[Contribution]:
    """What a title asks for each year that is fixed, runs, or was paid for elsewhere; ``to_come`` asks later."""
    level = title.level
    years = _fixed(before)
    for days in _not_fixed(membership, years, on):
        first = max(days[0], on)
        years[days] = asked(amounts, _others(credentials, to_come, first), first).amount
    asks = {days: difference(amounts, level.key, max(days[0], on), already) for days, already in years.items()}
    return [
        Contribution(
            membership=membership,
            reason=ContributionReason.DIFFERENCE.value,
            due_on=max(first, on),
            last_day=last,
            title=title,
            level=level,
            amount=more,
            made_at=at,
        )
        for (first, last), more in sorted(asks.items())
        if more
    ]


def _asked_of(memberships: Collection[Membership], on: date) -> dict[int, list[Contribution]]:
    """What was asked of these memberships for years that are not over, by membership (1 statement)."""
    asked_of: dict[int, list[Contribution]] = defaultdict(list)
    for row in Contribution.objects.filter(membership__in=memberships, last_day__gte=on).order_by("due_on", "pk"):
        asked_of[row.membership_id].append(row)
    return asked_of


def _fixed(before: Sequence[Contribution]) -> dict[Days, Decimal]:
    """What is asked already for each year that was fixed: its days → the sum."""
    years = {(row.due_on, row.last_day): row.amount for row in before if row.reason == ContributionReason.YEAR}
    for row in before:
        for first, last in years:
            if row.reason == ContributionReason.DIFFERENCE and first <= row.due_on <= last:
                years[first, last] += row.amount
    return years


def _not_fixed(membership: Membership, fixed: Collection[Days], on: date) -> list[Days]:
    """The days of years that are not over and were not fixed here: those paid for elsewhere, or the one that runs."""
    running = year_of(membership.first_day, on)
    years = [running] if running else years_before(membership.first_day, on)
    return [days for year in years if (days := (year.first, year.last)) not in fixed]


def _others(credentials: Sequence[RegisteredCredential], to_come: Collection[int], on: date) -> list[HeldTitle]:
    """The titles that stand on a day, but for those whose difference is still to be asked."""
    return [held for held in selectors.standing_titles(credentials, on) if held.title not in to_come]
