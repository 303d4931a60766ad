"""Reads for a member's private calendar: whose it is, and the days in it. Amounts are euros."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from django.db.models import Count, Max

from common.private_links import fingerprint
from members.enums import DiaryKind, Fared
from members.models import CalendarFeed, ContributionAmount, InvoiceLine, InvoiceTerms, Member, Membership
from members.rules.diary import KEPT, Entry, HeldFact, entries_of, recent
from members.rules.membership import NOTHING, MembershipYear, asked, year_of
from members.rules.standing import ENDINGS
from members.selectors.membership_page import Coming, coming
from members.selectors.money import amounts, standing_titles
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


@dataclass(frozen=True, slots=True)
class _Change:
    """How many rows tell what a contribution is and what became of it, and when the last of them was written."""

    count: int
    last_at: datetime | None


_NOT_TOLD: Final = _Change(0, None)


def diary(member: Member, on: date) -> list[Entry]:
    """The days of a member's calendar, of the last year and ahead, in order (at most 15 queries, however many)."""
    held = register_facts([member.pk]).get(member.pk, ())
    account = account_of(member, on)
    found = coming(account.membership, on)
    struck = _struck(account.membership, held, found)
    return recent(days_of(held, account, found, on, _changes(member), _what_asks(held), struck), on)


def days_of(
    held: Sequence[RegisteredCredential],
    account: Account,
    next_year: Coming | None,
    on: date,
    changes: Mapping[int, _Change] = MappingProxyType({}),
    asks: _Change = _NOT_TOLD,
    struck: Decimal = NOTHING,
) -> list[Entry]:
    """Every day of it, however long ago, by what was read already, and in no order. No query.

    Without ``changes`` and ``asks``, when each was changed is not told, and without ``struck`` no next year that asked
    something once and asks nothing any more.
    """
    entries = [
        entry
        for row in held
        for entry in entries_of(
            HeldFact(key=row.pk, code=row.title_code, fact=row.fact, cycles=row.cycles, outcomes=row.outcomes), on
        )
    ]
    years = (_of_year(row, changes.get(row.contribution.pk), asks) for row in account.years if row.fared != Fared.FREE)
    return [*entries, *years, *_to_come(account.membership, next_year, asks, struck)]


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


def _what_asks(held: Sequence[RegisteredCredential]) -> _Change:
    """The rows that say what a year asks: titles with their outcomes, amounts and terms with their corrections.

    None of them ever goes, so that a year whose amount or day is another one has a higher number than before. One
    query.
    """
    amounts: Any = ContributionAmount.history
    terms: Any = InvoiceTerms.history
    known = amounts.order_by().values_list("history_date")
    corrected = known.union(terms.order_by().values_list("history_date"), all=True)
    moments = [moment for (moment,) in corrected]
    for title in held:
        moments += [title.fact.awarded_at, *(outcome.recorded_at for outcome in title.outcomes)]
    return _Change(len(moments), max(filter(None, moments), default=None))


def _of_year(row: AskedYear, change: _Change | None, asks: _Change) -> Entry:
    contribution = row.contribution
    name = f"difference-{contribution.pk}" if row.is_difference else _year(contribution.membership, contribution.due_on)
    return Entry(
        name=name,
        kind=DiaryKind.CONTRIBUTION,
        day=row.invoice.due_on if row.invoice else contribution.due_on,
        off=row.is_settled,
        sequence=asks.count + (change.count if change else 0),
        changed_at=change.last_at if change else contribution.made_at,
        amount=contribution.amount,
        invoice=row.invoice.number if row.invoice else "",
    )


def _to_come(membership: Membership | None, found: Coming | None, asks: _Change, struck: Decimal) -> Iterator[Entry]:
    """The next year that is not asked for yet, by what is known today.

    It is off where it asks nothing any more, though it did: so a program that had it strikes it.
    """
    year = _year_to_come(membership)
    if membership is None or year is None:
        return
    due = found.asked.amount if found else NOTHING
    if amount := due or struck:
        yield Entry(
            name=_year(membership, year.first),
            kind=DiaryKind.CONTRIBUTION,
            day=(found.due_on if found else None) or year.first,
            off=not due,
            sequence=asks.count,
            changed_at=asks.last_at,
            amount=amount,
        )


def _year_to_come(membership: Membership | None) -> MembershipYear | None:
    return year_of(membership.first_day, membership.next_year_on) if membership else None


def _struck(membership: Membership | None, held: Sequence[RegisteredCredential], found: Coming | None) -> Decimal:
    """What the next year would ask, had no title ended within the year before it, or would (at most 1 query)."""
    year = _year_to_come(membership)
    if year is None or (found and found.asked.amount):
        return NOTHING
    return asked(amounts(), standing_titles(_as_before(held, year.first), year.first), year.first).amount


def _as_before(held: Sequence[RegisteredCredential], first: date) -> list[RegisteredCredential]:
    """The titles as if none had ended within the year before a day, or would."""
    return [
        replace(
            row,
            outcomes=tuple(one for one in row.outcomes if one.kind not in ENDINGS or one.effective_on < first - KEPT),
        )
        for row in held
    ]


def _year(membership: Membership, first: date) -> str:
    """What a year of a membership is called, before it is asked for and after."""
    return f"year-{membership.pk}-{first:%Y%m%d}"
