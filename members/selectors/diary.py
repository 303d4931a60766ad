"""Reads for a member's private calendar: whose it is, and the days in it. Amounts are euros."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from django.db.models import Count, Max

from common.private_links import fingerprint
from members.enums import DiaryKind, Fared
from members.models import CalendarFeed, InvoiceLine, Member, Membership
from members.rules.diary import Entry, HeldFact, entries_of, recent
from members.selectors.membership_page import Coming, coming
from members.selectors.register import RegisteredCredential, register_facts
from members.selectors.years import Account, AskedYear, account_of


def feed_now(member: Member) -> CalendarFeed | None:
    """The member's calendar, if there is one that was not ended (1 query)."""
    return CalendarFeed.objects.filter(member=member, ended_at__isnull=True).first()


def feed_of(secret: str) -> CalendarFeed | None:
    """The calendar of an address, ended or not, with its member and account (1 query).

    A secret has 256 random bits and is looked up by its fingerprint, whole, in an index: how long that takes helps
    nobody to guess one.
    """
    return CalendarFeed.objects.select_related("member__user").filter(fingerprint=fingerprint(secret)).first()


def diary(member: Member, on: date) -> list[Entry]:
    """The days of a member's calendar, of the last year and ahead, in order (at most 14 queries, however many)."""
    held = register_facts([member.pk]).get(member.pk, ())
    account = account_of(member, on)
    return recent(days_of(held, account, coming(account.membership, on), on, _changes(member)), on)


def days_of(
    held: Iterable[RegisteredCredential],
    account: Account,
    next_year: Coming | None,
    on: date,
    changes: "Mapping[int, _Change]" = MappingProxyType({}),
) -> list[Entry]:
    """Every day of it, however long ago, by what was read already, and in no order. No query.

    Without ``changes``, when each was changed is not told.
    """
    entries = [
        entry
        for row in held
        for entry in entries_of(
            HeldFact(key=row.pk, code=row.title_code, fact=row.fact, cycles=row.cycles, outcomes=row.outcomes), on
        )
    ]
    years = (_of_year(row, changes.get(row.contribution.pk)) for row in account.years if row.fared != Fared.FREE)
    return [*entries, *years, *_to_come(account.membership, next_year)]


@dataclass(frozen=True, slots=True)
class _Change:
    """How many rows tell what became of a contribution, and when the last of them was written."""

    count: int
    last_at: datetime


def _changes(member: Member) -> dict[int, _Change]:
    """What became of each contribution: invoices, credit notes and uses of money, none of which ever goes (1 query)."""
    lines = InvoiceLine.objects.filter(contribution__membership__member=member).order_by("contribution")
    rows = lines.values_list("contribution").annotate(
        lines=Count("pk", distinct=True),
        uses=Count("invoice__allocations", distinct=True),
        billed_at=Max("invoice__issued_at"),
        used_at=Max("invoice__allocations__recorded_at"),
    )
    return {pk: _Change(count + uses, max(billed, used or billed)) for pk, count, uses, billed, used in rows}


def _of_year(row: AskedYear, change: _Change | None) -> Entry:
    contribution = row.contribution
    name = f"difference-{contribution.pk}" if row.is_difference else _year(contribution.membership, contribution.due_on)
    return Entry(
        name=name,
        kind=DiaryKind.CONTRIBUTION,
        day=row.invoice.due_on if row.invoice else contribution.due_on,
        off=row.is_settled,
        sequence=change.count if change else 0,
        changed_at=change.last_at if change else contribution.made_at,
        amount=contribution.amount,
        invoice=row.invoice.number if row.invoice else "",
    )


def _to_come(membership: Membership | None, year: Coming | None) -> Iterator[Entry]:
    """The next year that is not asked for yet, by what is known today."""
    if membership and year and year.asked.amount:
        yield Entry(
            name=_year(membership, year.year.first),
            kind=DiaryKind.CONTRIBUTION,
            day=year.due_on or year.year.first,
            off=False,
            sequence=0,
            changed_at=None,
            amount=year.asked.amount,
        )


def _year(membership: Membership, first: date) -> str:
    """What a year of a membership is called, before it is asked for and after."""
    return f"year-{membership.pk}-{first:%Y%m%d}"
