"""What a higher title in mid-year asks: nothing twice, nothing forgotten, whatever was fixed or paid for already."""

from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from members import selectors, services
from members.enums import Ground, OutcomeKind
from members.models import Contribution, Invoice, InvoiceTerms, Membership, Title
from members.rules.membership import years_before
from members.services.differences import ask_differences
from tests.factories.members import CredentialFactory, MemberFactory
from tests.factories.money import ContributionFactory, InvoiceTermsFactory
from tests.members.years import D, ask, asked_for, at, awarded

pytestmark = pytest.mark.django_db

FULL = D("150.00")
FREE = D("0.00")
DIFFERENCES = {"postgresql": (22, 22), "sqlite": (22, 24)}
"""Statements for one title, and for thirty; SQLite has no lock to hold, and writes many rows in parts."""


@pytest.fixture
def terms() -> InvoiceTerms:
    row: InvoiceTerms = InvoiceTermsFactory(effective_on=date(2020, 1, 1))
    return row


def brought(paid_until: date) -> Any:
    """A practitioner who came with an import."""
    held = CredentialFactory(title=Title.objects.get(code="S-ISP"), awarded_on=date(2024, 7, 1))
    services.begin_brought({held.member_id: paid_until})
    return held.member


def test_a_title_on_the_first_day_of_a_year_nobody_asked_yet_asks_it_once(terms: Any) -> None:
    member = awarded("S-ISP", 2025, 3, 10).member
    awarded("S-CISO", 2026, 3, 10, member=member)
    ask(2026, 3, 11)
    assert [amount for _why, _first, _last, amount in asked_for(member)] == [FREE, FULL]


def test_a_title_on_the_first_day_after_what_was_paid_elsewhere_asks_it_once(terms: Any) -> None:
    member = brought(date(2026, 5, 31))
    awarded("S-CISO", 2026, 6, 1, member=member)
    ask(2026, 6, 2)
    assert [row[3] for row in asked_for(member)] == [FULL]


def test_two_titles_in_one_act_ask_once(terms: Any) -> None:
    member = brought(date(2026, 6, 30))
    titles = [Title.objects.get(code=code) for code in ("S-CISO", "S-CDPO")]
    services.award_many([(member, title) for title in titles], on=date(2026, 2, 1), by=None, at=at(2026, 2, 1))
    assert asked_for(member) == [("difference", date(2026, 2, 1), date(2026, 6, 30), FULL)]


@pytest.mark.parametrize("count", [1, 30])
def test_differences_take_as_many_statements_for_thirty_as_for_one(terms: Any, count: int) -> None:
    title = Title.objects.get(code="S-CISO")
    people = [brought(date(2028, 6, 30)) for _ in range(count)]
    running = {row.member_id: row for row in Membership.objects.all()}
    CredentialFactory.create_batch(2, awarded_on=date(2026, 8, 1))
    for member in people:
        CredentialFactory(member=member, title=title, awarded_on=date(2026, 8, 1))
    services.issue([services.Bill([ContributionFactory()])], by=None, at=at(2026, 8, 1))
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        awards = [(member, title) for member in people]
        ask_differences(running, awards, on=date(2026, 8, 1), by=None, at=at(2026, 8, 1))
    assert Contribution.objects.filter(reason="difference").count() == 2 * count
    assert len(asked) == DIFFERENCES[connection.vendor][count > 1]


def test_each_year_paid_elsewhere_asks_its_own_difference(terms: Any) -> None:
    member = brought(date(2028, 6, 30))
    awarded("S-CISO", 2026, 8, 1, member=member)
    assert asked_for(member) == [
        ("difference", date(2026, 8, 1), date(2027, 6, 30), FULL),
        ("difference", date(2027, 7, 1), date(2028, 6, 30), FULL),
    ]
    assert [row.due_on for row in Invoice.objects.order_by("pk")] == [date(2026, 8, 31), date(2027, 7, 1)]


def test_a_difference_waits_for_terms_and_is_billed_once_there_are_some() -> None:
    member = awarded("S-ISP", 2026, 3, 10).member
    awarded("S-CISO", 2026, 9, 1, member=member)
    (waiting,) = Contribution.objects.filter(reason="difference")
    assert waiting.amount == FULL
    assert services.bill_waiting([waiting.pk], at=at(2026, 9, 2)) == 0
    InvoiceTermsFactory(effective_on=date(2026, 10, 1))
    assert services.bill_waiting([waiting.pk], at=at(2026, 10, 2)) == 1
    assert services.bill_waiting([waiting.pk], at=at(2026, 10, 3)) == 0
    assert Invoice.objects.get().total == FULL
    assert [fee.due_on for fee in selectors.fees_of([member.pk])[member.pk]] == [date(2026, 3, 10), date(2026, 9, 1)]


@pytest.mark.parametrize(
    ("on", "firsts"),
    [
        (date(2027, 7, 1), []),
        (date(2027, 6, 30), [date(2026, 7, 1)]),
        (date(2026, 7, 1), [date(2026, 7, 1)]),
        (date(2026, 6, 30), [date(2025, 7, 1), date(2026, 7, 1)]),
    ],
)
def test_years_are_counted_back_from_the_first_one(on: date, firsts: list[date]) -> None:
    assert [year.first for year in years_before(date(2027, 7, 1), on)] == firsts


def test_somebody_whose_membership_ended_begins_anew_with_an_import(terms: Any) -> None:
    member = MemberFactory()
    lost = awarded("S-ISP", 2024, 3, 10, member=member)
    services.record_outcomes(
        [
            services.Ruling(
                credential=lost.pk, kind=OutcomeKind.ENDED, ground=Ground.CANCELLED, effective_on=date(2025, 3, 10)
            )
        ],
        at=at(2025, 3, 1),
    )
    CredentialFactory(member=member, title=Title.objects.get(code="S-CISO"), awarded_on=date(2026, 1, 1))
    services.begin_brought({member.pk: date(2026, 12, 31)})
    running = member.memberships.get(last_day=None)
    assert (running.since, running.first_day) == (date(2026, 1, 1), date(2027, 1, 1))
