"""The first year that is asked at an acceptance: once in total, never twice, and credited where it was too much."""

import datetime as dt
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members import selectors, services
from members.enums import CreditWhy, Fared
from members.models import ContributionAmount, Credential, Invoice, InvoiceLine, Level, Member, Title
from members.services import Accepted
from tests.factories.accounts import UserFactory
from tests.factories.members import MemberFactory
from tests.factories.money import BillingFactory, InvoiceTermsFactory
from tests.members.years import D, ask, asked_for, at, awarded, invoices, membership, pay

pytestmark = pytest.mark.django_db

FULL = D("150.00")
FREE = D("0.00")


@pytest.fixture(autouse=True)
def terms() -> Any:
    return InvoiceTermsFactory(effective_on=date(2020, 1, 1))


def entry(member: Member, *day: int, code: str = "S-CISO") -> Invoice | None:
    """An acceptance on a day."""
    due = date(*day) + dt.timedelta(days=30)
    return services.ask_entry(member, Title.objects.get(code=code), due_on=due, at=at(*day))


def certified(member: Member, asked: Invoice | None, accepted: date, *day: int, code: str = "S-CISO") -> Credential:
    """The award that follows an acceptance."""
    now = selectors.entries_now([asked.pk])[asked.pk].pk if asked else None
    return services.award_many(
        [(member, Title.objects.get(code=code))],
        on=date(*day),
        by=None,
        at=at(*day),
        accepted={member.pk: Accepted(on=accepted, invoice=now)},
    )[0]


def prices(*rows: tuple[str, date, str]) -> None:
    """Other amounts of levels, from days on."""
    for level, first, amount in rows:
        ContributionAmount.objects.create(level=Level.objects.get(key=level), effective_on=first, amount=D(amount))


def test_somebody_new_is_asked_the_year_at_once_and_has_no_membership_before_the_award() -> None:
    member = MemberFactory()
    asked = entry(member, 2026, 7, 22)
    assert asked is not None
    assert (asked.total, asked.due_on) == (FULL, date(2026, 8, 21))
    assert asked.lines.get().text == (
        "Contribution for the first membership year with S-CISO, from the award of the title"
    )
    assert not member.memberships.exists()
    account = selectors.account_of(member, date(2026, 7, 23))
    assert (account.due, account.years, account.open) == (FULL, [], [asked])
    pay(asked, 2026, 8, 1)
    certified(member, asked, date(2026, 7, 22), 2026, 9, 1)
    assert asked_for(member) == [("year", date(2026, 9, 1), date(2027, 8, 31), FULL)]
    assert invoices(member) == [("invoice", FULL, FREE)]
    account = selectors.account_of(member, date(2026, 9, 2))
    assert account.years[0].fared == Fared.PAID
    assert account.paid_until == date(2027, 8, 31)
    assert selectors.fees_of([member.pk])[member.pk][0].booked_on == date(2026, 8, 1)


def test_g_237_a_practitioner_who_becomes_an_officer_is_asked_150_and_150_the_year_after() -> None:
    member = awarded("S-ISP", 2026, 3, 1).member
    assert invoices(member) == []
    asked = entry(member, 2026, 7, 22)
    assert asked is not None
    assert asked.total == FULL
    pay(asked, 2026, 8, 1)
    certified(member, asked, date(2026, 7, 22), 2026, 9, 1)
    ask(2027, 2, 1)
    assert asked_for(member) == [
        ("year", date(2026, 3, 1), date(2027, 2, 28), FREE),
        ("difference", date(2026, 9, 1), date(2027, 2, 28), FULL),
        ("year", date(2027, 3, 1), date(2028, 2, 29), FULL),
    ]
    assert [total for _kind, total, _open in invoices(member)] == [FULL, FULL]


def test_an_officer_who_earns_another_officer_title_is_asked_nothing() -> None:
    member = awarded("S-CISO", 2026, 3, 1).member
    assert entry(member, 2026, 7, 22, code="S-CDPO") is None
    certified(member, None, date(2026, 7, 22), 2026, 9, 1, code="S-CDPO")
    assert [total for _kind, total, _open in invoices(member)] == [FULL]


@pytest.mark.parametrize("first", ["S-CISO", "S-CDPO"])
def test_two_acceptances_share_one_invoice_whichever_is_awarded_first(first: str) -> None:
    member, day = MemberFactory(), date(2026, 7, 22)
    asked = entry(member, 2026, 7, 22)
    assert entry(member, 2026, 7, 23, code="S-CDPO") == asked
    assert asked is not None
    pay(asked, 2026, 8, 1)
    second = "S-CDPO" if first == "S-CISO" else "S-CISO"
    certified(member, asked, day, 2026, 9, 1, code=first)
    certified(member, asked, day, 2026, 10, 1, code=second)
    assert invoices(member) == [("invoice", FULL, FREE)]
    assert asked_for(member) == [("year", date(2026, 9, 1), date(2027, 8, 31), FULL)]


def test_an_amount_that_rose_between_acceptance_and_award_asks_nothing_more() -> None:
    prices(("officer", date(2026, 8, 15), "180.00"))
    member = MemberFactory()
    asked = entry(member, 2026, 7, 22)
    certified(member, asked, date(2026, 7, 22), 2026, 9, 1)
    assert asked_for(member) == [("year", date(2026, 9, 1), date(2027, 8, 31), FULL)]
    assert invoices(member) == [("invoice", FULL, FULL)]


def test_what_another_title_asked_meanwhile_is_credited_and_what_was_paid_too_much_is_owed_back() -> None:
    prices(("expert", date(2021, 1, 1), "60.00"))
    member = MemberFactory()
    asked = entry(member, 2026, 7, 22)
    assert asked is not None
    pay(asked, 2026, 8, 1)
    awarded("S-ISME", 2026, 8, 10, member=member)
    certified(member, asked, date(2026, 7, 22), 2026, 9, 1)
    assert asked_for(member) == [
        ("year", date(2026, 8, 10), date(2027, 8, 9), D("60.00")),
        ("difference", date(2026, 9, 1), date(2027, 8, 9), D("90.00")),
    ]
    assert invoices(member) == [
        ("invoice", FULL, D("-60.00")),
        ("invoice", D("60.00"), D("60.00")),
        ("credit-note", -FULL, FREE),
        ("invoice", D("90.00"), FREE),
    ]
    assert Invoice.objects.get(kind="credit-note").why == CreditWhy.ASKED_OTHERWISE


def test_an_acceptance_that_lapses_is_credited_and_owes_back_what_was_paid() -> None:
    member = MemberFactory()
    asked = entry(member, 2026, 7, 22)
    assert asked is not None
    pay(asked, 2026, 8, 1, amount=D("100.00"))
    dropped = services.drop_entry(asked.pk, at=at(2027, 1, 23))
    assert dropped is not None
    assert dropped.open == D("-100.00")
    assert services.drop_entry(asked.pk, at=at(2027, 1, 24)) is None
    assert not selectors.may_be_asked_again(asked)
    assert entry(member, 2027, 2, 1) != asked


def test_a_wrong_address_is_put_right_before_the_award_and_the_award_finds_the_new_invoice() -> None:
    member, by = MemberFactory(), UserFactory(roles=["finance"])
    asked = entry(member, 2026, 7, 22)
    assert asked is not None
    pay(asked, 2026, 8, 1)
    _note, new = services.put_right(asked.pk, CreditWhy.BILLED_TO_ANOTHER, again=True, by=by, at=at(2026, 8, 2))
    assert new is not None
    assert selectors.entries_now([asked.pk])[asked.pk] == new
    assert (new.total, new.open, new.closed_on) == (FULL, FREE, date(2026, 8, 1))
    certified(member, asked, date(2026, 7, 22), 2026, 9, 1)
    assert new.lines.get().contribution is not None
    assert asked.lines.get().contribution is None
    assert len(invoices(member)) == 3


def test_an_employer_who_pays_is_billed_and_a_change_of_employer_bills_it_anew() -> None:
    member = BillingFactory().member
    asked = entry(member, 2026, 7, 22)
    assert asked is not None
    assert (asked.to_employer, asked.bill_name) == (True, "Voorbeeld B.V. (invented)")
    assert services.bill_to(member, None, anew=True, by=member.user, at=at(2026, 7, 25)) == 1
    new = selectors.entries_now([asked.pk])[asked.pk]
    assert (new.to_employer, new.due_on, new.total) == (False, date(2026, 8, 21), FULL)


def test_what_we_do_not_ask_for_any_more_is_not_asked_at_the_award() -> None:
    member = MemberFactory()
    asked = entry(member, 2026, 7, 22)
    assert asked is not None
    services.credit([asked.pk], CreditWhy.WAIVED, by=None, at=at(2026, 8, 1))
    certified(member, asked, date(2026, 7, 22), 2026, 9, 1)
    assert [kind for kind, _total, _open in invoices(member)] == ["invoice", "credit-note"]
    assert selectors.account_of(member, date(2026, 9, 2)).years[0].fared == Fared.CREDITED
    assert membership(member).next_year_on == date(2027, 9, 1)


def test_what_was_credited_by_mistake_can_be_asked_again() -> None:
    member, by = MemberFactory(), UserFactory(roles=["finance"])
    asked = entry(member, 2026, 7, 22)
    assert asked is not None
    services.credit([asked.pk], CreditWhy.MISTAKE, by=by, at=at(2026, 8, 1))
    new = services.ask_again(asked.pk, by=by, at=at(2026, 8, 2))
    assert (new.total, new.open) == (FULL, FULL)
    with pytest.raises(services.NotAgain):
        services.ask_again(asked.pk, by=by, at=at(2026, 8, 3))


def test_cancelling_leaves_the_invoice_of_an_acceptance_alone() -> None:
    member = awarded("S-ISP", 2026, 3, 1).member
    asked = entry(member, 2026, 7, 22)
    services.cancel(member, by=member.user, at=at(2026, 7, 25))
    assert invoices(member) == [("invoice", FULL, FULL)]
    assert selectors.standing_entry(member) == asked


def test_a_line_gets_its_contribution_once_and_is_changed_in_nothing_else() -> None:
    member = MemberFactory()
    asked = entry(member, 2026, 7, 22)
    assert asked is not None
    line = asked.lines.get().pk
    for change in ({"amount": 1}, {"title": None}, {"text": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            models.QuerySet(InvoiceLine).filter(pk=line).update(**change)
    certified(member, asked, date(2026, 7, 22), 2026, 9, 1)
    for change in ({"contribution": None}, {"amount": 1}):
        with pytest.raises(DatabaseError), transaction.atomic():
            models.QuerySet(InvoiceLine).filter(pk=line).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        models.QuerySet(InvoiceLine).filter(pk=line).delete()


AMOUNTS = st.sampled_from(["0.00", "60.00", "90.00", "150.00", "180.00"])
EVENTS = st.lists(st.sampled_from(["expert", "pay", "part", "waits", "second"]), max_size=5)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.sampled_from(["", "S-ISP", "S-ISME", "S-CISO"]),
    expert=AMOUNTS,
    later=AMOUNTS,
    events=EVENTS,
    months=st.integers(1, 6),
)
def test_a_year_is_asked_once_whatever_happens_between_acceptance_and_award(
    before: str, expert: str, later: str, events: list[str], months: int
) -> None:
    """What stands of all invoices is what the running year asks; nobody pays more than that, and nothing is lost."""
    with transaction.atomic():
        prices(("expert", date(2021, 1, 1), expert), ("officer", date(2026, 8, 2), later))
        member = awarded(before, 2026, 3, 1).member if before else MemberFactory()
        title, accepted = "S-CDPO", date(2026, 7, 22)
        asked = entry(member, 2026, 7, 22, code=title)
        second, day = False, 1
        for event in events:
            day += 1
            if event == "expert" and not member.credentials.filter(title__code="S-ITSE").exists():
                awarded("S-ITSE", 2026, 8, day, member=member)
            elif event == "second" and not second:
                second = True
                shared = entry(member, 2026, 8, day, code="S-CBCO")
            elif event in {"pay", "part"} and asked and asked.open > 0:
                pay(asked, 2026, 8, day, amount=None if event == "pay" else min(asked.open, D("20.00")))
        on = date(2026, 8 + months - 1, 28) if months < 6 else date(2027, 1, 22)
        certified(member, asked, accepted, on.year, on.month, on.day, code=title)
        if second:
            certified(member, shared, date(2026, 8, 20), on.year, on.month, on.day, code="S-CBCO")
        years = [(first, last) for why, first, last, _amount in asked_for(member) if why == "year"]
        (first, last) = years[0]
        of_year = sum(amount for _why, due, _last, amount in asked_for(member) if first <= due <= last)
        documents = Invoice.objects.filter(member=member)
        of_later = sum(amount for _why, due, _last, amount in asked_for(member) if due > last)
        assert sum((row.total for row in documents), Decimal(0)) == of_year + of_later
        highest = max(D(amount) for amount in (expert if "E" in before or "expert" in events else "0.00", "150.00"))
        assert of_year <= max(highest, D(later) if second else highest)
        assert of_year >= FULL
        received = sum((line.amount for row in documents for line in row.allocations.all()), Decimal(0))
        assert (
            sum((row.open for row in documents if row.kind == "invoice"), Decimal(0)) == of_year + of_later - received
        )
        assert not InvoiceLine.objects.filter(
            contribution=None, invoice__member=member, invoice__kind="invoice", invoice__credit_note=None
        ).exists()
        transaction.set_rollback(True)


def test_an_award_dated_before_the_membership_began_asks_once() -> None:
    member, accepted = MemberFactory(), date(2026, 7, 22)
    asked = entry(member, 2026, 7, 22)
    awarded("S-ISP", 2026, 8, 6, member=member)
    services.award_many(
        [(member, Title.objects.get(code="S-CISO"))],
        on=date(2026, 8, 5),
        by=None,
        at=at(2026, 8, 7),
        accepted={member.pk: Accepted(on=accepted, invoice=asked.pk if asked else None)},
    )
    assert invoices(member) == [("invoice", FULL, FULL)]
    assert asked_for(member)[-1] == ("difference", date(2026, 8, 6), date(2027, 8, 5), FULL)
