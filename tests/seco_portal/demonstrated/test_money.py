"""What the invented members owe: years asked in order, one to an employer, one waived."""

import datetime as dt

import pytest

from members.models import Invoice, Membership
from members.selectors import account_of
from seco_portal.demonstration_money import EMPLOYED, EMPLOYER, WAIVED
from tests.seco_portal.conftest import AT

pytestmark = [pytest.mark.demonstration, pytest.mark.django_db, pytest.mark.usefixtures("demonstrated")]


def _of(person: str):
    return Invoice.objects.filter(member__user__email=f"{person}@demo.example").order_by("pk")


def test_invoices_were_made_in_the_order_of_their_numbers_on_the_days_they_came():
    """Those of acceptances are made after all others, whenever the acceptance was."""
    made = list(Invoice.objects.filter(kind="invoice", lines__title=None).order_by("year", "sequence"))
    assert [row.issued_on for row in made] == sorted(row.issued_on for row in made)
    assert len({row.issued_on for row in made}) > 5
    assert all(row.due_on >= row.issued_on + dt.timedelta(days=30) for row in made)
    assert not Membership.objects.asked_by(AT.date() + dt.timedelta(days=60)).exists()


def test_there_is_something_due_late_billed_to_an_employer_and_waived():
    on = AT.date()
    late = Invoice.objects.late(on).filter(member__user__email="arabic@demo.example")
    assert late.count() >= 2
    to_employer = _of(EMPLOYED).last()
    assert (to_employer.bill_name, to_employer.copy_to) == (EMPLOYER["name"], EMPLOYER["copy_to"])
    waived = _of(WAIVED).first()
    assert (waived.open, waived.credit_note.why) == (0, "waived")
    member = Membership.objects.get(member__user__email="member@demo.example").member
    account = account_of(member, on)
    assert {row.fared for row in account.years} >= {"free", "late"}
