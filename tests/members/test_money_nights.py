"""Two years of one member, night by night: which mails come on which days, and none for what is paid or taken back."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from comms.models import Message
from members import services
from members.enums import CreditWhy
from members.models import Invoice, Title
from tests.factories.accounts import UserFactory
from tests.members.money import EMPLOYER, holder, moment, night, pay

pytestmark = pytest.mark.django_db

AWARD = dt.date(2026, 7, 1)
AUTUMN = dt.date(2026, 10, 10)
TWO_YEARS_ON = dt.date(2028, 7, 1)

FIRST_YEAR = [
    ("2026-07-01", "invoice"),
    ("2026-07-24", "reminder -7"),
    ("2026-08-14", "reminder +14"),
    ("2026-08-30", "reminder +30"),
    ("2026-09-29", "reminder +60"),
]
"""The first invoice is due on 31 July; a reminder 30 days before that would come with the invoice itself."""
SECOND_YEAR = [
    ("2027-05-02", "invoice"),
    ("2027-06-01", "reminder -30"),
    ("2027-06-24", "reminder -7"),
    ("2027-07-15", "reminder +14"),
    ("2027-07-31", "reminder +30"),
    ("2027-08-30", "reminder +60"),
]
THIRD_YEAR = [("2028-05-02", "invoice"), ("2028-06-01", "reminder -30"), ("2028-06-24", "reminder -7")]


def _mails(to: str) -> list[tuple[str, str]]:
    rows = Message.objects.filter(recipient=to).order_by("queued_at", "pk")
    kinds = {row: row.kind.removeprefix("members.").removesuffix("_copy") for row in rows}
    return [(row.queued_at.date().isoformat(), f"{kind} {row.period}".strip()) for row, kind in kinds.items()]


def _live(
    until: dt.date,
    acts: dict[dt.date, Callable[[], object]] | None = None,
    *,
    from_day: dt.date = AWARD,
    times: int = 1,
    every: int = 1,
) -> None:
    """Every night from a day on, or only every so many; acts of a day come after its night."""
    for day in (from_day + dt.timedelta(days=n) for n in range((until - from_day).days + 1)):
        for _turn in range(times if (day - from_day).days % every == 0 else 0):
            night(day)
        (acts or {}).get(day, lambda: None)()


@pytest.mark.years
def test_two_unpaid_years_are_reminded_of_on_their_days_once_each_though_every_night_runs_twice() -> None:
    member = holder("S-CISO", on=AWARD)
    _live(TWO_YEARS_ON, times=2)
    assert _mails(member.user.email) == FIRST_YEAR + SECOND_YEAR + THIRD_YEAR
    assert Invoice.objects.count() == 3


def test_what_is_paid_is_not_reminded_of() -> None:
    member = holder("S-CISO", on=AWARD)
    first = Invoice.objects.get()
    _live(AUTUMN, {dt.date(2026, 8, 14): lambda: pay(first, on=dt.date(2026, 8, 13))})
    assert _mails(member.user.email) == FIRST_YEAR[:3]


def test_what_is_paid_in_part_is_reminded_of_with_what_is_open() -> None:
    member = holder("S-CISO", on=AWARD)
    pay(Invoice.objects.get(), on=dt.date(2026, 7, 20), amount=Decimal("100.00"))
    night(dt.date(2026, 8, 14))
    told = Message.objects.get(kind="members.reminder", recipient=member.user.email)
    assert (told.facts["open"], told.facts["total"], told.facts["late"]) == ("50.00", "150.00", True)


def test_what_is_taken_back_is_not_reminded_of() -> None:
    member = holder("S-CISO", on=AWARD)
    first, waived = Invoice.objects.get(), dt.date(2026, 8, 20)
    _live(AUTUMN, {waived: lambda: services.credit([first.pk], CreditWhy.WAIVED, by=None, at=moment(waived))})
    assert _mails(member.user.email) == [*FIRST_YEAR[:3], ("2026-08-20", "credit_note")]


@pytest.mark.parametrize(
    ("every", "told"),
    [
        (50, [("2026-07-01", "invoice"), ("2026-08-20", "reminder +14"), ("2026-10-09", "reminder +60")]),
        (100, [("2026-07-01", "invoice"), ("2026-10-09", "reminder +60")]),
    ],
)
def test_of_reminders_that_were_missed_only_the_latest_is_sent(every: int, told: list[tuple[str, str]]) -> None:
    member = holder("S-CISO", on=AWARD)
    _live(AUTUMN, every=every)
    assert _mails(member.user.email) == told


def test_years_that_were_missed_are_asked_in_order_and_nobody_is_reminded_of_old_debts() -> None:
    member = holder("S-CISO", on=AWARD)
    night(dt.date(2029, 1, 1))
    assert _mails(member.user.email)[1:] == [("2029-01-01", "invoice"), ("2029-01-01", "invoice")]
    assert set(Invoice.objects.values_list("due_on", flat=True)) == {dt.date(2026, 7, 31), dt.date(2029, 1, 31)}


def test_a_year_that_was_missed_is_asked_and_the_last_reminder_of_the_one_before_is_sent() -> None:
    member = holder("S-CISO", on=AWARD)
    night(dt.date(2027, 7, 20))
    late = sorted(_mails(member.user.email)[1:])
    assert late == [("2027-07-20", "invoice"), ("2027-07-20", "reminder +60")]


def test_who_pays_is_written_on_the_same_days_with_a_private_link() -> None:
    member = holder("S-ISP", on=AWARD)
    services.bill_to(member, EMPLOYER, anew=False, by=member.user, at=moment(AWARD))
    clerk = UserFactory(roles=("back-office",))
    services.award(member, Title.objects.get(code="S-CISO"), on=AWARD, by=clerk, at=moment(AWARD))
    _live(AUTUMN)
    assert _mails(EMPLOYER["copy_to"]) == _mails(member.user.email) == FIRST_YEAR
    invoice = Invoice.objects.get()
    for row in Message.objects.filter(recipient=EMPLOYER["copy_to"]):
        assert row.person is None
        assert row.facts["private_link"].endswith(f"/invoices/{invoice.link}/")
    for row in Message.objects.filter(recipient=member.user.email):
        assert "private_link" not in row.facts
        assert row.facts["billed_to"] == EMPLOYER["name"]


def test_a_practitioner_is_asked_nothing_and_written_nothing() -> None:
    member = holder("S-ISP", on=AWARD)
    _live(TWO_YEARS_ON, every=30)
    assert _mails(member.user.email) == []
    assert not Invoice.objects.exists()
