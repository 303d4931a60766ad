"""What is not due costs nothing: nights find their rows by an index, and reminders by their days."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from common import duties
from comms.models import Message
from members import services
from members.models import BankLine, Invoice, Membership
from members.rules.membership import Schedule
from tests.factories.money import InvoiceFactory

pytestmark = pytest.mark.django_db

DUE = dt.date(2026, 7, 1)
DAY = dt.timedelta(days=1)
IDLE = 25
"""Statements of a night in which nothing is due."""


def _night(on: dt.date) -> Any:
    return duties.perform("members.reminders", now=dt.datetime(on.year, on.month, on.day, 6, tzinfo=dt.UTC))


def _looked_at(on: dt.date) -> int:
    return _night(on).considered


def test_nights_between_two_reminders_look_at_nothing() -> None:
    InvoiceFactory(due_on=DUE, issued_on=dt.date(2026, 5, 1))
    looked = {day: _looked_at(day) for day in (DUE + n * DAY for n in range(-40, 200))}
    assert {(day - DUE).days for day, count in looked.items() if count} == {-30, -7, 14, 30, 60}
    assert Message.objects.count() == 5


@pytest.mark.parametrize("many", [1, 60])
def test_old_debts_cost_a_night_nothing(many: int) -> None:
    """Nobody hears of an old debt again, either, once the mails about it are forgotten."""
    today = DUE + 361 * DAY
    InvoiceFactory.create_batch(many, due_on=DUE, issued_on=dt.date(2026, 5, 1))
    InvoiceFactory.create_batch(many, due_on=today + 31 * DAY, issued_on=dt.date(2026, 5, 1))
    with CaptureQueriesContext(connection) as asked:
        assert _looked_at(today) == 0
    assert len(asked) <= IDLE
    assert not Message.objects.exists()


@pytest.mark.parametrize(("late", "told"), [(0, "+60"), (300, "+60"), (301, None)])
def test_a_night_that_was_missed_is_caught_up(late: int, told: str | None) -> None:
    InvoiceFactory(due_on=DUE, issued_on=dt.date(2026, 5, 1))
    _night(DUE + (60 + late) * DAY)
    assert Message.objects.values_list("period", flat=True).first() == told


@pytest.mark.parametrize("offset", [*range(-40, 95), 360, 361])
def test_the_days_of_a_reminder_are_those_on_which_the_rule_gives_it(offset: int) -> None:
    schedule, on, long_ago = Schedule(), DUE + offset * DAY, DUE - 400 * DAY
    found = [step for step, first, last in schedule.windows(on) if first <= DUE <= last]
    step = schedule.step(DUE, long_ago, on)
    assert found == ([] if step is None or offset > 360 else [step])


def test_terms_without_reminders_remind_of_nothing() -> None:
    schedule = Schedule(before=(), after=())
    assert list(schedule.windows(DUE)) == []
    assert list(services.to_remind(DUE)) == []


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (lambda: Membership.objects.asked_by(DUE).order_by("next_year_on", "pk"), "membership_next_year"),
        (Invoice.objects.owed_back, "invoice_owed_back"),
        (
            lambda: Invoice.objects.naming_somebody().filter(issued_on__lt=DUE).order_by("issued_on", "pk"),
            "invoice_names_somebody",
        ),
        (
            lambda: BankLine.objects.naming_somebody().filter(booked_on__lt=DUE).order_by("booked_on", "pk"),
            "bank_line_names_somebody",
        ),
    ],
    ids=["years", "owed back", "invoices past their term", "bank lines past their term"],
)
def test_what_is_due_is_read_from_an_index_of_its_own(rows: Any, index: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
            cursor.execute("DROP INDEX invoice_newest, bank_line_newest")  # which serve an empty table as well
    found: QuerySet[Any] = rows()
    assert index in found.explain()
