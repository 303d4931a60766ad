"""Memberships by their rows: begun by a first award, asked for year by year, ended with the last title."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from common.append_only import AppendOnlyError
from common.duties import perform
from members import services
from members.enums import Ground, OutcomeKind
from members.models import Contribution, Invoice, Membership, Title
from members.services import Ruling
from tests.factories.members import CredentialFactory, MemberFactory
from tests.factories.money import ContributionFactory, InvoiceTermsFactory
from tests.members.years import D, ask, asked_for, at, awarded, invoices, membership, pay

pytestmark = pytest.mark.django_db

ZERO, FULL = D("0.00"), D("150.00")
ASKING = 28
"""Statements of asking a chunk for a year each; SQLite writes sixty rows in three goes instead of one."""
AWARDING = 8 + 35
"""Statements of an award, and of the memberships that begin with it."""
YEAR, DIFFERENCE = "year", "difference"


@pytest.fixture
def terms() -> Any:
    """Terms of invoices, in force."""
    return InvoiceTermsFactory()


def test_the_first_award_begins_the_membership_and_asks_its_first_year(terms: Any) -> None:
    held = awarded("S-CISO", 2026, 3, 10)
    row = membership(held.member)
    assert (row.since, row.first_day, row.last_day, row.next_year_on) == (
        date(2026, 3, 10), date(2026, 3, 10), None, date(2027, 3, 10),
    )  # fmt: skip
    assert asked_for(held.member) == [(YEAR, date(2026, 3, 10), date(2027, 3, 9), FULL)]
    invoice = Invoice.objects.get()
    assert (invoice.issued_on, invoice.due_on, invoice.open) == (date(2026, 3, 10), date(2026, 4, 9), FULL)
    asking = Contribution.objects.get()
    assert (str(asking.title.code), asking.level.key) == ("S-CISO", "officer")


def test_a_year_that_asks_nothing_is_written_down_and_makes_no_invoice(terms: Any) -> None:
    held = awarded("S-ISP", 2026, 3, 10)
    assert asked_for(held.member) == [(YEAR, date(2026, 3, 10), date(2027, 3, 9), ZERO)]
    assert not Invoice.objects.exists()


def test_g237_a_member_who_paid_nothing_becomes_an_officer_in_mid_year(terms: Any) -> None:
    held = awarded("S-ISP", 2026, 3, 10)
    awarded("S-CISO", 2026, 9, 1, member=held.member)
    assert asked_for(held.member) == [
        (YEAR, date(2026, 3, 10), date(2027, 3, 9), ZERO),
        (DIFFERENCE, date(2026, 9, 1), date(2027, 3, 9), FULL),
    ]
    assert invoices(held.member) == [("invoice", FULL, FULL)]
    assert Invoice.objects.get().due_on == date(2026, 10, 1)
    assert ask(2027, 1, 9) == 1
    assert asked_for(held.member)[2:] == [(YEAR, date(2027, 3, 10), date(2028, 3, 9), FULL)]
    assert ask(2027, 1, 9) == 0


def test_a_second_officer_title_in_mid_year_asks_nothing_more(terms: Any) -> None:
    held = awarded("S-CISO", 2026, 3, 10)
    awarded("S-CDPO", 2026, 9, 1, member=held.member)
    assert len(asked_for(held.member)) == 1


def test_an_award_after_the_next_year_was_fixed_asks_the_difference_for_that_too(terms: Any) -> None:
    held = awarded("S-ISP", 2026, 3, 10)
    ask(2027, 1, 9)
    awarded("S-CISO", 2027, 2, 1, member=held.member)
    assert asked_for(held.member)[1:] == [
        (DIFFERENCE, date(2027, 2, 1), date(2027, 3, 9), FULL),
        (YEAR, date(2027, 3, 10), date(2028, 3, 9), ZERO),
        (DIFFERENCE, date(2027, 3, 10), date(2028, 3, 9), FULL),
    ]
    assert [total for _kind, total, _open in invoices(held.member)] == [FULL, FULL]


def test_the_difference_is_to_what_the_year_was_fixed_at(terms: Any) -> None:
    held = awarded("S-ISP", 2026, 3, 10)
    ContributionFactory(
        membership=membership(held.member), reason=DIFFERENCE, due_on=date(2026, 4, 1), last_day=date(2027, 3, 9),
        amount=D("40.00"),
    )  # fmt: skip
    awarded("S-CISO", 2026, 9, 1, member=held.member)
    assert asked_for(held.member)[-1][3] == D("110.00")


def test_without_terms_nothing_that_costs_is_asked_and_the_membership_waits() -> None:
    held = awarded("S-CISO", 2026, 3, 10)
    assert asked_for(held.member) == []
    assert membership(held.member).next_year_on == date(2026, 3, 10)
    assert list(Membership.objects.asked_by(date(2026, 3, 10))) == [membership(held.member)]
    InvoiceTermsFactory()
    assert ask(2026, 5, 1) == 1
    assert Invoice.objects.get().due_on == date(2026, 5, 31)


def test_without_terms_years_that_ask_nothing_go_on() -> None:
    held = awarded("S-ISP", 2026, 3, 10)
    assert len(asked_for(held.member)) == 1


def test_a_duty_that_comes_years_late_makes_what_was_missed_in_order_and_once(terms: Any) -> None:
    held = awarded("S-CISO", 2026, 3, 10)
    assert ask(2029, 2, 1) == 3
    assert [row[1] for row in asked_for(held.member)] == [date(year, 3, 10) for year in (2026, 2027, 2028, 2029)]
    made = list(Invoice.objects.order_by("sequence").values_list("lines__contribution__due_on", "issued_on"))
    assert [day for day, _issued in made] == [date(year, 3, 10) for year in (2026, 2027, 2028, 2029)]
    assert {issued for _day, issued in made[1:]} == {date(2029, 2, 1)}
    assert ask(2029, 2, 1) == 0
    assert Invoice.objects.count() == 4


@pytest.mark.parametrize(("day", "made"), [((2027, 1, 8), 0), ((2027, 1, 9), 1)])
def test_a_year_is_asked_for_sixty_days_ahead(terms: Any, day: tuple[int, int, int], made: int) -> None:
    awarded("S-CISO", 2026, 3, 10)
    assert ask(*day) == made


def _end(credential: Any, kind: OutcomeKind, *day: int, ground: Ground, cycle: int | None = None) -> None:
    ruling = Ruling(credential=credential.pk, kind=kind, ground=ground, effective_on=date(*day), cycle=cycle)
    services.record_outcomes([ruling], at=at(*day))


def test_the_membership_runs_on_while_a_title_stands_and_ends_with_the_last(terms: Any) -> None:
    held = awarded("S-CISO", 2026, 3, 10)
    other = awarded("S-ISP", 2026, 4, 1, member=held.member)
    _end(held, OutcomeKind.REVOKED, 2026, 6, 1, ground=Ground.BREACH)
    assert membership(held.member).last_day is None
    _end(other, OutcomeKind.REVOKED, 2026, 8, 1, ground=Ground.BREACH)
    assert membership(held.member).last_day == date(2026, 7, 31)
    assert ask(2027, 3, 1) == 0


def _lost_at_the_end_of_its_cycle(*, paid: bool) -> Any:
    """An officer whose first cycle ended on 9 March 2029; the fourth year, from 10 March on, was invoiced."""
    held = awarded("S-CISO", 2026, 3, 10)
    ask(2029, 2, 1)
    for invoice in Invoice.objects.all()[: 4 if paid else 0]:
        pay(invoice, 2029, 3, 1)
    _end(held, OutcomeKind.DECERTIFIED, 2029, 6, 8, ground=Ground.CREDITS, cycle=1)
    return held


def test_with_the_last_title_an_unpaid_year_that_began_after_e_is_credited_in_full(terms: Any) -> None:
    held = _lost_at_the_end_of_its_cycle(paid=False)
    assert membership(held.member).last_day == date(2029, 6, 7)
    note = Invoice.objects.get(kind="credit-note")
    assert (note.why, note.total, note.credits.lines.get().contribution.due_on) == (
        "membership-ended", -FULL, date(2029, 3, 10),
    )  # fmt: skip
    note.credits.refresh_from_db()
    assert (note.credits.open, note.credits.closed_on) == (ZERO, date(2029, 6, 8))
    assert Invoice.objects.to_pay().count() == 3, "years of the cycle itself stay owed"


def test_a_paid_year_stays_paid_with_the_last_title(terms: Any) -> None:
    _lost_at_the_end_of_its_cycle(paid=True)
    assert not Invoice.objects.filter(kind="credit-note").exists()


def test_an_undone_ending_lets_the_membership_run_on_and_bills_anew(terms: Any) -> None:
    held = _lost_at_the_end_of_its_cycle(paid=False)
    lost = held.outcomes.get()
    back = Ruling(
        credential=held.pk,
        kind=OutcomeKind.WITHDRAWN,
        ground=Ground.MISTAKE,
        effective_on=date(2029, 7, 1),
        supersedes=lost.pk,
    )
    services.record_outcomes([back], at=at(2029, 7, 1))
    assert membership(held.member).last_day is None
    newest = Invoice.objects.latest("pk")
    assert (newest.kind, newest.open, newest.due_on) == ("invoice", FULL, date(2029, 7, 31))
    assert newest.lines.get().contribution.due_on == date(2029, 3, 10)
    assert Contribution.objects.count() == 4, "nothing is fixed twice"


def test_a_member_brought_in_is_asked_after_what_was_paid_elsewhere(terms: Any) -> None:
    member = CredentialFactory(awarded_on=date(2019, 5, 1)).member
    services.begin_brought({member.pk: date(2027, 3, 31)})
    services.begin_brought({member.pk: date(2027, 4, 30)})
    row = Membership.objects.get()
    assert (row.since, row.first_day, row.next_year_on) == (date(2019, 5, 1), date(2027, 5, 1), date(2027, 5, 1))
    assert ask(2027, 3, 1) == 0
    assert ask(2027, 3, 2) == 1
    services.begin_brought({member.pk: date(2028, 4, 30)})
    assert Membership.objects.get().first_day == date(2027, 5, 1), "a year was asked, so its days stay"


@pytest.mark.parametrize("count", [1, 60])
def test_asking_takes_as_many_statements_for_sixty_as_for_one(terms: Any, count: int) -> None:
    for _ in range(count):
        awarded("S-CISO", 2026, 3, 10)
    everybody = list(Membership.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as asked:
        assert services.ask_years(everybody, at=at(2027, 1, 9)) == count
    assert len(asked) <= ASKING


@pytest.mark.parametrize("count", [1, 60])
def test_awarding_takes_as_many_statements_for_sixty_as_for_one(terms: Any, count: int) -> None:
    title = Title.objects.get(code="S-CISO")
    awards = [(member, title) for member in MemberFactory.create_batch(count)]
    with CaptureQueriesContext(connection) as asked:
        services.award_many(awards, on=date(2026, 3, 10), by=None, at=at(2026, 3, 10))
    assert len(asked) <= AWARDING


def test_no_year_is_asked_for_more_than_a_year_ahead(terms: Any) -> None:
    terms.ahead = 2000
    terms.save()
    awarded("S-CISO", 2026, 3, 10)
    night = datetime(2026, 3, 10, 4, 10, tzinfo=UTC)
    assert Membership.objects.get().next_year_on == date(2028, 3, 10)
    assert perform("members.years", now=night).considered == 0, "the night looks as far ahead as the act"


@pytest.mark.parametrize("column", ["due_on", "last_day", "amount", "reason", "made_at", "level", "title"])
def test_what_was_fixed_is_never_changed(column: str) -> None:
    row = ContributionFactory()
    with pytest.raises(AppendOnlyError):
        row.save()
    with pytest.raises(AppendOnlyError):
        Contribution.objects.filter(pk=row.pk).update(**{column: None})
    attname = Contribution._meta.get_field(column).column
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE members_contribution SET {attname} = {attname}")  # noqa: S608  a column of ours
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM members_contribution")


def test_one_year_is_asked_once_whoever_asks() -> None:
    row = ContributionFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ContributionFactory(membership=row.membership)
    ContributionFactory(membership=row.membership, due_on=row.last_day + timedelta(1), last_day=date(2028, 6, 30))
