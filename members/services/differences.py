"""What a title awarded in mid-year asks beside what its member's years ask already."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from common.calendar import local_day
from members import selectors
from members.enums import ContributionReason
from members.models import Contribution, Member, Membership, Title
from members.rules.membership import Amounts, asked, difference, year_of, years_before
from members.services import invoices
from members.services.invoices import Bill

Days = tuple[date, date]


def ask_differences(
    memberships: Mapping[int, Membership], awards: Sequence[tuple[Member, Title]], *, on: date, at: datetime
) -> None:
    """Ask the difference to titles that were just awarded, for the year that runs and those fixed or paid for already.

    ``memberships`` by member. Of several titles of one member each asks what the ones before it did not. Without
    invoice terms in force the difference is fixed, and its invoice made once there are some.
    """
    amounts = selectors.amounts()
    to_come: dict[int, list[int]] = {}
    for member, title in awards:
        to_come.setdefault(member.pk, []).append(title.pk)
    made: list[Contribution] = []
    for member, title in awards:
        if amounts.asks_from(title.level.key, on):
            new = _differences(memberships[member.pk], title, amounts, to_come[member.pk], on=on, at=at)
            made += Contribution.objects.bulk_create(new)
        to_come[member.pk].remove(title.pk)
    bill_waiting([row.pk for row in made], at=at)


@transaction.atomic
def bill_waiting(contributions: Collection[int], *, at: datetime) -> int:
    """Make the invoices of differences that were fixed and have none yet, once there are terms; how many."""
    waiting = Contribution.objects.filter(
        pk__in=contributions, reason=ContributionReason.DIFFERENCE.value, amount__gt=0, invoice_lines=None
    )
    rows = list(waiting.select_related("membership__member__user", "title").order_by("pk"))
    if not rows or selectors.terms_on(local_day(at)) is None:
        return 0
    return len(invoices.issue([Bill([row]) for row in rows], at=at))


def _differences(
    membership: Membership, title: Title, amounts: Amounts, to_come: Collection[int], *, on: date, at: datetime
) -> list[Contribution]:
    """What a title asks for each year that is fixed, runs, or was paid for elsewhere; ``to_come`` asks later."""
    level = title.level
    years = _fixed(membership, on)
    for days in _not_fixed(membership, years, on):
        years[days] = _of_others(membership.member_id, amounts, to_come, max(days[0], on))
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


def _fixed(membership: Membership, on: date) -> dict[Days, Decimal]:
    """What is asked already for each year that was fixed and is not over: its days → the sum (1 statement)."""
    rows = list(membership.contributions.filter(last_day__gte=on).order_by("due_on", "pk"))
    years = {(row.due_on, row.last_day): row.amount for row in rows if row.reason == ContributionReason.YEAR}
    for row in rows:
        for first, last in years:
            if row.reason == ContributionReason.DIFFERENCE and first <= row.due_on <= last:
                years[first, last] += row.amount
    return years


def _not_fixed(membership: Membership, fixed: Collection[Days], on: date) -> list[Days]:
    """The days of years that are not over and were not fixed here: those paid for elsewhere, or the one that runs."""
    running = year_of(membership.first_day, on)
    years = [running] if running else years_before(membership.first_day, on)
    return [days for year in years if (days := (year.first, year.last)) not in fixed]


def _of_others(member: int, amounts: Amounts, to_come: Collection[int], on: date) -> Decimal:
    """What the titles of a member ask on a day, but for those whose difference is still to be asked (3 statements)."""
    credentials = selectors.register_facts([member]).get(member, [])
    others = [held for held in selectors.standing_titles(credentials, on) if held.title not in to_come]
    return asked(amounts, others, on).amount
