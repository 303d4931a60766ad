"""Reminders by their mails: on their days, once each, the latest of those missed, never of what is paid."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comms.models import Message
from members import services
from members.enums import CreditWhy
from members.models import Invoice
from tests.factories.money import InvoiceFactory
from tests.members.years import D, at, pay

pytestmark = pytest.mark.django_db

DUE = date(2026, 7, 1)


def _remind(*day: int) -> int:
    return services.remind(list(Invoice.objects.values_list("pk", flat=True)), at=at(*day))


def _told() -> list[str]:
    return list(Message.objects.filter(kind="members.reminder").order_by("pk").values_list("period", flat=True))


def test_one_is_reminded_on_each_day_of_the_terms_and_once() -> None:
    InvoiceFactory(due_on=DUE)
    for offset in range(-61, 80):
        day = DUE + timedelta(offset)
        for _twice in range(2):
            _remind(day.year, day.month, day.day)
    assert _told() == ["-30", "-7", "+14", "+30", "+60"]


def test_no_older_one_follows_a_newer_one_whatever_day_is_judged_by() -> None:
    invoice = InvoiceFactory(due_on=DUE)
    _remind(2026, 6, 25)
    earlier = date(2026, 6, 10)
    assert list(services.to_remind(earlier)) == []
    assert _remind(earlier.year, earlier.month, earlier.day) == 0
    assert _told() == ["-7"]
    assert invoice.open


def test_of_several_that_were_missed_the_latest_is_sent() -> None:
    InvoiceFactory(due_on=DUE)
    assert _remind(2026, 8, 2) == 1
    assert _told() == ["+30"]


def test_a_young_invoice_is_left_alone() -> None:
    InvoiceFactory(issued_on=date(2026, 6, 20), due_on=date(2026, 7, 20))
    assert _remind(2026, 6, 20) == 0
    assert _remind(2026, 7, 12) == 0
    assert _remind(2026, 7, 13) == 1


def test_nobody_is_reminded_of_what_is_paid_or_credited() -> None:
    paid, credited = InvoiceFactory(due_on=DUE), InvoiceFactory(due_on=DUE)
    pay(paid, 2026, 6, 30)
    services.credit([credited.pk], CreditWhy.WAIVED, by=None, at=at(2026, 6, 30))
    assert _remind(2026, 7, 15) == 0


def test_what_is_paid_in_part_is_reminded_of_with_what_is_left() -> None:
    pay(InvoiceFactory(due_on=DUE), 2026, 6, 30, amount=D("50.00"))
    assert _remind(2026, 7, 15) == 1
    assert Message.objects.get(kind="members.reminder").facts["open"] in {"100.00", D("100.00")}


@pytest.mark.parametrize("count", [1, 60])
def test_reminding_takes_as_many_statements_for_sixty_as_for_one(count: int) -> None:
    made = [row.pk for row in InvoiceFactory.create_batch(count, due_on=DUE)]
    with CaptureQueriesContext(connection) as asked:
        assert services.remind(made, at=at(2026, 7, 15)) == count
    assert len(asked) <= 8
