"""Money that waits again says what people found that it is not for: who, when, and in which words."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import Allocation, Proposal
from members.services import payments
from tests.factories.bank import BankLineFactory, ProposalFactory
from tests.members.bank_office import PLACE, bring, line_page, owed, text_of
from tests.people import person, signed_in
from tests.statements import Pay

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 11, 29, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def client(time_machine) -> Client:
    time_machine.move_to("2026-11-30T10:00:00Z", tick=False)
    return signed_in(person("Frank", "finance"))


def test_what_was_declined_says_who_declined_it_and_when(client):
    invoice = owed()
    (line,) = bring(client, Pay(amount="100.00", reference=invoice.reference))
    other = person("Fay", "finance")
    payments.decline([Proposal.objects.get().pk], by=other, at=AT)
    for page in (reverse(PLACE), line_page(line)):
        shown = text_of(client.get(page))
        assert f"29 November 2026, 10:30 {other} declined that this is for invoice {invoice}." in shown
    assert "We found no open invoice for it." not in text_of(client.get(reverse(PLACE)))


def test_what_was_undone_says_who_undid_it_and_why(client):
    invoice = owed()
    bring(client, Pay(reference=invoice.reference))
    other = person("Fay", "finance")
    payments.undo(Allocation.objects.get().pk, reason="Of a namesake.", by=other, at=AT)
    shown = text_of(client.get(reverse(PLACE)))
    told = f"29 November 2026, 10:30 {other} undid the booking of EUR 150.00 on invoice {invoice}. Of a namesake."
    assert told in shown


def test_what_the_bank_took_back_was_refused_by_nobody(client):
    line = BankLineFactory()
    shown = text_of(client.get(reverse(PLACE)))
    assert str(line.amount) in shown
    assert "We found no open invoice for it." in shown


def test_page_asks_the_same_however_much_was_refused(client):
    asked = []
    for more in (1, 12):
        by = person(f"Clerk {more}", "finance")
        payments.decline([row.pk for row in ProposalFactory.create_batch(more)], by=by, at=AT)
        for line in BankLineFactory.create_batch(more):
            payments.set_aside([line.pk], reason="Not ours.", by=by, at=AT)
            payments.undo(line.allocations.get().pk, reason="It is.", by=by, at=AT)
        with CaptureQueriesContext(connection) as queries:
            shown = text_of(client.get(reverse(PLACE)))
        asked.append(len(queries))
    assert shown.count("declined that this is for") == shown.count("undid that") == 13
    assert asked[0] == asked[1]
