"""What is kept of money about people: seven years after the year's end nameless, and nothing else changed."""

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest

from common import duties, subjects
from comms.models import Message
from comms.rendering import letter
from members.models import BankLine, Billing, Invoice
from members.services import money_mails
from tests.factories.bank import AllocationFactory, BankLineFactory
from tests.factories.money import BillingFactory, InvoiceFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 5, 2, 4, 10, tzinfo=dt.UTC)


def _retain(*day: int) -> dict[str, int]:
    went = duties.perform("common.retention", now=dt.datetime(*day, 3, tzinfo=dt.UTC)).parts  # type: ignore[misc,arg-type]
    return {part: count for part, count in went.items() if count and part.startswith("members.")}


def test_who_was_billed_and_who_paid_go_after_seven_years_and_the_rows_stay() -> None:
    invoice = InvoiceFactory(employer=True, issued_on=dt.date(2026, 1, 1))
    late = InvoiceFactory(issued_on=dt.date(2026, 12, 31), member=invoice.member)
    line = BankLineFactory(booked_on=dt.date(2026, 12, 31), creditor_references=["RF1"], end_to_end="E", name="N. V.")
    assert _retain(2033, 12, 31) == {}
    assert _retain(2034, 1, 1) == {"members.Invoice": 2, "members.BankLine": 1}
    assert _retain(2034, 1, 2) == {}
    invoice.refresh_from_db()
    told = (invoice.bill_name, invoice.bill_address, invoice.order_number, invoice.copy_to)
    assert told == ("", "", "", "")
    assert (invoice.total, invoice.number[:4], invoice.to_employer) == (Decimal("150.00"), "2026", True)
    assert Invoice.objects.get(pk=late.pk).bill_name == ""
    row = BankLine.objects.get(pk=line.pk)
    assert (row.name, row.iban, row.text, row.end_to_end, row.creditor_references) == ("", "", "", "", [])
    assert (row.amount, row.rest) == (Decimal("150.00"), Decimal("150.00"))


def test_who_is_forgotten_leaves_invoices_until_their_term_and_no_billing() -> None:
    invoice = InvoiceFactory()
    BillingFactory(member=invoice.member)
    subjects.scrub(invoice.member.user, at=dt.datetime(2026, 8, 1, tzinfo=dt.UTC))
    assert not Billing.objects.exists()
    assert Invoice.objects.get().bill_name != ""
    assert _retain(2034, 1, 1) == {"members.Invoice": 1}


def test_the_copy_tells_what_was_asked_billed_and_paid_and_no_private_link() -> None:
    invoice = InvoiceFactory(employer=True)
    AllocationFactory(invoice=invoice, line__member=invoice.member)
    BillingFactory(member=invoice.member)
    copy = subjects.export(invoice.member.user)
    told = str(copy)
    for kind in ("Your membership", "What your years asked", "Who gets your invoices", "Your invoices", "Payments"):
        assert kind in copy, kind
    assert invoice.number in told
    assert invoice.link not in told


@pytest.mark.parametrize("ends", ["sent", "dropped", "refused", "lost"])
def test_copy_to_who_pays_keeps_nothing_of_the_member_once_it_ended(ends: str) -> None:
    """It hangs on nobody's account: what is kept of it must not name anybody."""
    invoice = InvoiceFactory(employer=True, member__user__given_name="Noor", member__user__family_name="Voorbeeldig")
    money_mails.of_invoices([invoice], at=NOW)
    copy = Message.objects.get(kind="members.invoice_copy")
    assert copy.person is None
    assert "Voorbeeldig" in str(copy.facts)
    Message.objects.filter(pk=copy.pk).update(
        state="sending", lease=uuid4(), lease_until=NOW, tried_at=NOW, losses=99 if ends == "lost" else 0
    )
    copy.refresh_from_db()
    words = letter(copy)
    later = NOW + dt.timedelta(minutes=1)
    ended = {
        "sent": lambda: copy.mark_sent(subject=words.subject, text=words.text, at=later),
        "dropped": lambda: copy.mark_dropped("not-true"),
        "refused": lambda: copy.mark_unsent("550", later, for_good=True),
        "lost": lambda: copy.mark_lost("worker-lost", later),
    }
    assert ended[ends]()
    kept = Message.objects.filter(pk=copy.pk).values().get()
    assert (kept["facts"], kept["text"], kept["text_until"]) == ({}, "", None)
    assert "Voorbeeldig" not in str(kept)
    assert "Noor" not in str(kept)
