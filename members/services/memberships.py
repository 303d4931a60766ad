"""Memberships: begun by a first award, ended with the last title, and what their years ask.

A membership's last day follows from the outcomes of the member's credentials: ``settle`` writes it, in the transaction
that adds them. What a year asks is fixed when its invoice is made.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Min

from accounts.models import User
from common import bulk
from common.calendar import DAY, local_day
from common.locks import hold
from members import selectors
from members.enums import ContributionReason, CreditWhy, OutcomeKind
from members.models import Contribution, Credential, Invoice, Level, Member, Membership, Title
from members.rules.membership import Amounts, Schedule, asked, year_of
from members.selectors import RegisteredCredential
from members.services import invoices
from members.services.amounts import AMOUNTS
from members.services.differences import NOBODY, ask_differences
from members.services.invoices import Bill
from members.services.spending import Accepted, spend


def begin(
    awards: Sequence[tuple[Member, Title]],
    *,
    on: date,
    by: User | None,
    at: datetime,
    accepted: Mapping[int, Accepted] = NOBODY,
) -> None:
    """Let members' years run from an award on, and ask what it asks: a first year, or the difference in mid-year.

    Called by ``award_many``, in its transaction, once the credentials stand. What is due of a running year is asked
    first, so that nothing is asked twice. At most 70 statements however many. ``accepted``: who was accepted before, by
    member; what their invoices asked is not asked again, see ``spend``.
    """
    running = {
        row.member_id: row
        for row in _latest({member.pk for member, _title in awards})
        if row.last_day is None or row.last_day >= on
    }
    reopened = [row for row in running.values() if row.last_day is not None]
    Membership.objects.filter(pk__in=[row.pk for row in reopened]).update(last_day=None)
    if reopened:
        Membership.objects.filter(pk__among=[row.pk for row in reopened]).update(last_day=None)
        _bill_what_was_credited(reopened, by=by, at=at)
    new = {member.pk for member, _title in awards} - running.keys()
    begun = Membership.objects.bulk_create(
        Membership(member_id=member, since=on, first_day=on, next_year_on=on) for member in sorted(new)
    )
    anew = {member: one for member, one in accepted.items() if member in new}
    ask_years([*(row.pk for row in begun), *(row.pk for row in running.values())], by=by, at=at, accepted=anew)
    if running:
        more = {member: one for member, one in accepted.items() if member in running}
        rising = [one for one in awards if one[0].pk in running]
        # An award that follows an acceptance is dated back where the portal stood still; its years began no earlier.
        begins = max([on, *(running[member].since for member in more)])
        ask_differences(running, rising, on=begins, by=by, at=at, accepted=more)


@transaction.atomic
def begin_brought(paid_until: Mapping[int, date]) -> None:
    """Let the years of members who came with an import begin after what was paid for elsewhere: member → that day.

    They are members since their first award. A membership of which nothing was asked yet is put right by a corrected
    day; others stay as they are. Four statements.
    """
    known = {row.member_id: row for row in _latest(paid_until) if row.last_day is None}
    asked_of = set(Contribution.objects.filter(membership__member__in=paid_until).values_list("membership", flat=True))
    corrected = [row for row in known.values() if row.pk not in asked_of]
    for row in corrected:
        row.first_day = row.next_year_on = paid_until[row.member_id] + DAY
    Membership.objects.bulk_update(corrected, ["first_day", "next_year_on"], batch_size=500)
    new = Credential.objects.open().filter(member__in=paid_until.keys() - known.keys()).order_by()
    Membership.objects.bulk_create(
        Membership(member_id=member, since=since, first_day=first_day, next_year_on=first_day)
        for member, since in new.values_list("member").annotate(since=Min("awarded_on"))
        for first_day in (paid_until[member] + DAY,)
    )


@transaction.atomic
def ask_years(
    memberships: Collection[int],
    *,
    by: User | None = None,
    at: datetime,
    accepted: Mapping[int, Accepted] = NOBODY,
) -> int:
    """Ask what is due by the day of ``at`` of these memberships, every year that was missed in order; how many years.

    ``AMOUNTS`` is held, the memberships are locked. A year that asks nothing is written down and makes no invoice.
    Without invoice terms in force, memberships wait at the first year that would need one. At most 30 statements
    however many. ``accepted``: whose memberships begin after an acceptance; see ``spend``.
    """
    on = local_day(at)
    hold(AMOUNTS)
    terms, amounts = selectors.terms_on(on), selectors.amounts()
    until = (terms.schedule if terms else Schedule()).asks_by(on)
    due = Membership.objects.asked_by(until).filter(pk__in=memberships).order_by("pk")
    rows = list(due.select_for_update(of=("self",)).select_related("member__user"))
    facts = selectors.register_facts([row.member_id for row in rows])
    levels = dict(Level.objects.values_list("key", "pk"))
    made: list[Contribution] = []
    for row in rows:
        for year in _years(row, until):
            before = accepted.get(row.member_id) if year[0] == row.first_day else None
            priced_on = before.on if before else year[0]
            contribution = _of_year(row, year, amounts, facts.get(row.member_id, ()), levels, priced_on, at)
            if contribution.amount and terms is None:
                break
            made.append(contribution)
            row.next_year_on = contribution.last_day + DAY
    Contribution.objects.bulk_create(made)
    Membership.objects.bulk_update(rows, ["next_year_on"], batch_size=500)
    first = {row.membership.member_id: row for row in reversed(made) if row.amount}
    spent = spend(first, accepted, by=by, at=at)
    invoices.issue([Bill([row]) for row in made if row.amount and row.pk not in spent], by=by, at=at)
    return len(made)


def _years(row: Membership, by: date) -> Iterator[tuple[date, date]]:
    """First and last days of the years that begin by a day and are not asked yet."""
    first = row.next_year_on
    while first <= by and (row.last_day is None or first <= row.last_day):
        year = year_of(row.first_day, first)
        assert year is not None  # noqa: S101  a constraint: never before its first day
        yield year.first, year.last
        first = year.last + DAY


def _of_year(
    row: Membership,
    days: tuple[date, date],
    amounts: Amounts,
    credentials: Sequence[RegisteredCredential],
    levels: Mapping[str, int],
    priced_on: date,
    at: datetime,
) -> Contribution:
    found = asked(amounts, selectors.standing_titles(credentials, days[0]), priced_on)
    return Contribution(
        membership=row,
        reason=ContributionReason.YEAR.value,
        due_on=days[0],
        last_day=days[1],
        title_id=found.by.title if found.by else None,
        level_id=levels[found.by.level] if found.by else None,
        amount=found.amount,
        made_at=at,
    )


@transaction.atomic(savepoint=False)
def settle(members: Collection[int], *, by: User | None, at: datetime) -> None:
    """Write the last day of these members' memberships as their credentials have it, and what follows for invoices.

    With the last title the membership ends: an unpaid year that began after the expiration date, or that will not
    begin, is credited in full. When a title is given back the membership runs on, and such a year is billed anew.
    At most 10 statements, and those of crediting and billing, however many members.
    """
    held = set(Credential.objects.open().filter(member__in=members).values_list("member", flat=True))
    ends = _ends(set(members) - held)
    ended: list[Membership] = []
    reopened: list[Membership] = []
    for row in _latest(members):
        last_day = max(ends[row.member_id].last_day, row.since) if row.member_id in ends else None
        if row.last_day == last_day or (row.member_id not in held and row.member_id not in ends):
            continue
        (reopened if last_day is None else ended).append(row)
        row.last_day = last_day
    if ended:
        days = bulk.each({row.pk: row.last_day for row in ended})
        Membership.objects.filter(pk__among=[row.pk for row in ended]).update(last_day=days)
        _take_back(ended, ends, by=by, at=at)
    if reopened:
        Membership.objects.filter(pk__among=[row.pk for row in reopened]).update(last_day=None)
        _bill_what_was_credited(reopened, by=by, at=at)


def _take_back(ended: Collection[Membership], ends: Mapping[int, "_End"], *, by: User | None, at: datetime) -> None:
    """Credit what was asked for years of these memberships that are not asked any more."""
    unpaid = Invoice.objects.to_pay().filter(lines__contribution__membership__in=ended).order_by("pk")
    void = {
        pk
        for pk, member, due_on in unpaid.select_for_update(of=("self",)).values_list(
            "pk", "member", "lines__contribution__due_on"
        )
        if due_on >= ends[member].void_from
    }
    if void:
        invoices.take_back(void, CreditWhy.MEMBERSHIP_ENDED, by=by, at=at)


def _bill_what_was_credited(reopened: Collection[Membership], *, by: User | None, at: datetime) -> None:
    """Bill anew what was credited last because these memberships were to end."""
    credited = Contribution.objects.filter(
        membership__in=reopened, invoice_lines__invoice__credit_note__why=CreditWhy.MEMBERSHIP_ENDED.value
    )
    latest = selectors.latest_invoices(credited)
    ended = [
        pk
        for pk, invoice in latest.items()
        if hasattr(invoice, "credit_note") and invoice.credit_note.why == CreditWhy.MEMBERSHIP_ENDED
    ]
    invoices.bill_again(ended, by=by, at=at)


@dataclass(frozen=True, slots=True)
class _End:
    """When a membership ends, and from which day on the years of one that ended so are not asked."""

    last_day: date
    void_from: date


def _ends(members: Collection[int]) -> dict[int, _End]:
    """The end of each of these members, who hold no title any more (1 statement)."""
    closed = Credential.objects.filter(member__in=members, closed_by__isnull=False)
    found: dict[int, _End] = {}
    for credential in closed.select_related("closed_by__cycle"):
        outcome = credential.closed_by
        assert outcome is not None  # noqa: S101  asked for above
        lost = outcome.kind == OutcomeKind.DECERTIFIED and outcome.cycle
        end = _End(
            last_day=outcome.effective_on - DAY,
            void_from=outcome.cycle.window.expires_on + DAY if lost and outcome.cycle else outcome.effective_on,
        )
        before = found.get(credential.member_id, end)
        found[credential.member_id] = _End(max(before.last_day, end.last_day), max(before.void_from, end.void_from))
    return found


def _latest(members: Collection[int]) -> list[Membership]:
    """The newest membership of each of these members, locked (1 statement)."""
    rows = Membership.objects.filter(member__in=members).order_by("pk").select_for_update(of=("self",))
    newest: dict[int, Membership] = {}
    for row in sorted(rows, key=lambda row: (row.since, row.pk)):
        newest[row.member_id] = row
    return list(newest.values())
