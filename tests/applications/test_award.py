"""The award: once, dated the day the portal learned the last of four facts, in whatever order they come."""

import datetime as dt
from itertools import permutations
from typing import Any

import pytest

from applications.models import Application, Finalisation
from applications.services import finalising
from common.models import AuditLine
from comms.models import Message
from comms.rendering import letter
from members import services as register
from members.enums import RecheckWhy
from members.models import Contribution, Credential, Invoice, Title
from tests.applications.finalising import (
    ACCEPTED,
    accepted,
    at,
    identified,
    member_of,
    minute,
    paid,
    scanned,
    seen,
)
from tests.factories.accounts import UserFactory
from tests.factories.bank import AllocationFactory
from tests.factories.members import MemberFactory
from tests.factories.money import InvoiceTermsFactory
from tests.members import years

pytestmark = pytest.mark.django_db


def _pay(row: Finalisation, moment: dt.datetime) -> None:
    assert row.invoice is not None
    paid(row.invoice, moment)


FACTS: dict[str, Any] = {"paid": _pay, "signed": seen, "identified": identified}


def _awarded(row: Finalisation) -> Credential:
    return Credential.objects.get(member=member_of(row), title=row.application.title)


@pytest.mark.parametrize("order", list(permutations(FACTS)))
def test_in_every_order_it_is_awarded_on_the_day_of_the_last(order: tuple[str, ...]) -> None:
    row = accepted()
    scanned(row)
    for number, name in enumerate(order):
        minute(at(2026, 8, 1 + number, hour=8))
        assert not Credential.objects.exists()
        FACTS[name](row, at(2026, 8, 1 + number))
    minute(at(2026, 8, 7))
    title = _awarded(row)
    assert title.awarded_on == dt.date(2026, 8, 3)
    row.refresh_from_db()
    assert (row.credential, row.application.state) == (title, "awarded")
    assert row.ended_at == at(2026, 8, 7)


def test_all_at_once() -> None:
    row = accepted()
    scanned(row)
    for act in FACTS.values():
        act(row, at(2026, 8, 3))
    for _ in range(3):
        minute(at(2026, 8, 3, hour=10))
    assert _awarded(row).awarded_on == dt.date(2026, 8, 3)
    assert Message.objects.filter(kind="applications.awarded").count() == 1
    assert AuditLine.objects.filter(act="applications.awarded").count() == 1


def test_g_038_and_g_039_title_cycle_membership_and_mail() -> None:
    row = accepted()
    _pay(row, at(2026, 8, 3))
    identified(row, at(2026, 9, 1))
    minute(at(2026, 9, 1, hour=10))
    title = _awarded(row)
    assert title.title.code == "S-CISO"
    cycle = title.cycles.get()
    assert (cycle.first_day, cycle.window.expires_on) == (dt.date(2026, 9, 1), dt.date(2029, 8, 31))
    contribution = Contribution.objects.get(membership__member=title.member)
    assert f"{contribution.due_on} EUR {contribution.amount}" == "2026-09-01 EUR 150.00"
    assert Invoice.objects.count() == 1
    facts = Message.objects.get(kind="applications.awarded").facts
    assert facts == {
        "application": row.application.reference,
        "title": "S-CISO Certified Information Security Officer",
        "awarded_on": "2026-09-01",
        "has_cycle": True,
        "expires_on": "2029-08-31",
        "year_credits": "40",
        "cycle_credits": "120",
        "contribution": "150.00",
        "next_year_on": "2027-09-01",
        "next_invoice": "",
        "next_paid": False,
        "next_due_on": "2026-09-01",
    }


@pytest.mark.parametrize("day", [(2026, 9, 20), (2026, 10, 2), (2026, 11, 29), (2026, 11, 30)])
def test_near_the_end_of_a_year_the_mail_tells_the_contribution_that_is_asked_now(day: tuple[int, int, int]) -> None:
    InvoiceTermsFactory()
    person = UserFactory()
    years.awarded("S-ISP", 2025, 12, 1, member=MemberFactory(user=person))
    row = accepted(person=person)
    identified(row, at(2026, 8, 3))
    _pay(row, at(*day))
    minute(at(*day, hour=10))
    title = _awarded(row)
    mail = Message.objects.get(kind="applications.awarded")
    asked = Invoice.objects.filter(lines__contribution__due_on=dt.date(2026, 12, 1)).first()
    text = letter(mail).text
    assert "1 December 2027" not in text
    assert "EUR 150.00, for the membership year from 1 December 2026 on" in text
    if dt.date(*day) < dt.date(2026, 10, 2):
        assert asked is None
        assert "you get its invoice before that day" in text
    else:
        assert asked is not None
        assert f"Its invoice is {asked.number}, to be paid by {asked.due_on:%-d %B %Y}." in text
    assert title.awarded_on == dt.date(*day)


def test_an_award_that_comes_late_is_dated_the_day_the_portal_learned_it() -> None:
    row = accepted()
    _pay(row, at(2026, 8, 3))
    identified(row, at(2026, 8, 5))
    minute(at(2026, 8, 20))
    assert _awarded(row).awarded_on == dt.date(2026, 8, 5)


def test_a_payment_that_was_taken_back_awards_nothing() -> None:
    row = accepted()
    _pay(row, at(2026, 8, 3))
    assert row.invoice is not None
    use = row.invoice.allocations.get()
    AllocationFactory(line=use.line, invoice=row.invoice, amount=-use.amount, undoes=use, recorded_at=at(2026, 8, 4))
    register.settle_invoices([row.invoice.pk], RecheckWhy.REVERSAL, at=at(2026, 8, 4))
    identified(row, at(2026, 8, 5))
    minute(at(2026, 8, 6))
    assert not Credential.objects.exists()


def test_a_title_that_came_another_way_waits_for_a_person_and_nothing_loops() -> None:
    row = accepted()
    _pay(row, at(2026, 8, 3))
    register.award(member_of(row), row.application.title, on=dt.date(2026, 8, 4), by=None, at=at(2026, 8, 4))
    identified(row, at(2026, 8, 5))
    for hour in (9, 10):
        minute(at(2026, 8, 6, hour=hour))
    assert Credential.objects.count() == 1
    row.application.refresh_from_db()
    assert row.application.state == "accepted"
    assert finalising.award([row.pk], at=at(2026, 8, 6)) == 0


def test_two_acceptances_of_one_person_are_two_titles_and_one_contribution() -> None:
    row = accepted()
    other = accepted(ACCEPTED + dt.timedelta(1), person=row.application.person, title=Title.objects.get(code="S-CDPO"))
    _pay(row, at(2026, 8, 3))
    identified(other, at(2026, 8, 4))
    identified(row, at(2026, 8, 5))
    minute(at(2026, 8, 6))
    titles = Credential.objects.order_by("awarded_on").values_list("title__code", "awarded_on")
    assert list(titles) == [("S-CDPO", dt.date(2026, 8, 4)), ("S-CISO", dt.date(2026, 8, 5))]
    assert Invoice.objects.count() == 1
    assert Contribution.objects.get().amount == 150


def test_nobody_is_awarded_without_a_list() -> None:
    assert finalising.award([12345], at=at(2026, 8, 6)) == 0
    assert not Application.objects.filter(state="awarded").exists()
