"""What a title awarded in mid-year asks beside what its member's years ask already."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from django.db import transaction

from accounts.models import User
from common.calendar import local_day
from common.locks import hold
from members import selectors
from members.enums import ContributionReason
from members.models import Contribution, Member, Membership, Title
from members.rules.membership import NOTHING, Amounts, HeldTitle, asked, difference, year_of, years_before
from members.selectors import RegisteredCredential
from members.services import invoices
from members.services.amounts import AMOUNTS
from members.services.invoices import Bill
from members.services.spending import Accepted, spend

Days = tuple[date, date]
NOBODY: Final[Mapping[int, Accepted]] = MappingProxyType({})


def ask_differences(
    memberships: Mapping[int, Membership],
    awards: Sequence[tuple[Member, Title]],
    *,
    on: date,
    by: User | None,
    at: datetime,
    accepted: Mapping[int, Accepted] = NOBODY,
) -> None:
    """Ask the difference to titles that were just awarded, for the year that runs and those fixed or paid for already.

    ``memberships`` by member. Of several titles of one member each asks what the ones before it did not. ``AMOUNTS`` is
    held. Without invoice terms in force the difference is fixed, and its invoice made once there are some. At most 25
    statements however many. ``accepted``: who was accepted before, by member; see ``spend``.
    """
    hold(AMOUNTS)
    amounts = selectors.amounts()
    priced = {member.pk: accepted[member.pk].on if member.pk in accepted else on for member, _title in awards}
    asking = {member.pk for member, title in awards if amounts.asks_from(title.level.key, priced[member.pk])}
    if not asking and not accepted:
        return
    facts = selectors.register_facts(asking)
    asked_of = _asked_of([memberships[member] for member in asking], on)
    to_come: dict[int, list[int]] = defaultdict(list)
    for member, title in awards:
        to_come[member.pk].append(title.pk)
    made: list[Contribution] = []
    for member, title in awards:
        if amounts.asks_from(title.level.key, priced[member.pk]):
            membership = memberships[member.pk]
            before, others = asked_of[membership.pk], _others(facts[member.pk], to_come[member.pk])
            new = _differences(membership, title, amounts, before, others, on=on, priced_on=priced[member.pk], at=at)
            before += new
            made += new
        to_come[member.pk].remove(title.pk)
    Contribution.objects.bulk_create(made)
    first = {row.membership.member_id: row for row in reversed(made) if row.due_on == on}
    spend(first, accepted, by=by, at=at)
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
    others: Callable[[date], list[HeldTitle]],
    *,
    on: date,
    priced_on: date,
    at: datetime,
) -> list[Contribution]:
    """What a title asks for each year that is fixed, runs, or was paid for elsewhere, beside what others ask.

    For a year that runs by the amounts of a day, for one ahead by those of its first.
    """
    level = title.level
    years = _asked_already(membership, amounts, before, others, on)
    asks = {
        days: difference(amounts, level.key, priced_on if days[0] <= on else days[0], already)
        for days, already in years.items()
    }
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


def difference_now(membership: Membership, title: Title, *, on: date) -> Decimal:
    """What an award of a title would ask for the year that runs on a day, beside what that year asks (5 statements).

    ``AMOUNTS`` is held.
    """
    amounts, member = selectors.amounts(), membership.member_id
    before = _asked_of([membership], on)[membership.pk]
    others = _others(selectors.register_facts([member]).get(member, ()), ())
    years = _asked_already(membership, amounts, before, others, on)
    already = sum((asks for (first, last), asks in years.items() if first <= on <= last), NOTHING)
    return difference(amounts, title.level.key, on, already)


def _asked_already(
    membership: Membership,
    amounts: Amounts,
    before: Sequence[Contribution],
    others: Callable[[date], list[HeldTitle]],
    on: date,
) -> dict[Days, Decimal]:
    """What is asked of each year that is not over: as it was fixed, or as other titles ask."""
    years = _fixed(before)
    for days in _not_fixed(membership, years, on):
        first = max(days[0], on)
        years[days] = asked(amounts, others(first), first).amount
    return years


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


def _others(credentials: Sequence[RegisteredCredential], to_come: Collection[int]) -> Callable[[date], list[HeldTitle]]:
    """The titles that stand on a day, but for those whose difference is still to be asked."""
    later = frozenset(to_come)
    return lambda on: [held for held in selectors.standing_titles(credentials, on) if held.title not in later]
