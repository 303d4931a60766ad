"""Bank money in the back office: brought in, placed on one page, booked by hand, set aside, undone."""

import datetime as dt

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from common.models import AuditLine
from members import selectors, services
from members.enums import CreditWhy, How, ProposalState
from members.models import Allocation, BankLine, BankStatement, Proposal
from members.services import payments
from tests.factories.accounts import UserFactory
from tests.factories.bank import BankLineFactory, ProposalFactory
from tests.factories.members import MemberFactory
from tests.factories.money import InvoiceTermsFactory
from tests.members.bank_office import (
    PLACE,
    UPLOAD,
    E,
    bring,
    clerk,
    owed,
    text_of,
    upload,
)
from tests.statements import OURS, PAYERS, Pay, document, entry, lines, statement, zipped

pytestmark = pytest.mark.django_db

NOW = "2026-11-30T10:00:00Z"
D = dt.date


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(NOW, tick=False)


# Bringing in ----------------------------------------------------------------------------------------------------


def test_upload_tells_what_came_of_it_and_the_same_file_again_is_nothing_new():
    invoice, part = owed(), owed()
    client = clerk()
    data = lines([Pay(reference=invoice.reference), Pay(amount="100.00", reference=part.reference, end_to_end="E2")])
    told = text_of(upload(client, ("november.xml", data)))
    assert "2 lines: 2 new, 0 known before." in told
    assert "1 booked, 1 proposed for you to confirm, 0 that nobody knows yet." in told
    assert "All lines together come to EUR 250.00." in told
    again = text_of(upload(client, ("november.xml", data)))
    assert "2 lines: 0 new, 2 known before." in again
    assert "There was nothing new in it" in again
    assert "This very file was brought in before, on 30 November 2026, 11:00." in again
    assert BankLine.objects.count() == 2
    assert Allocation.objects.count() == 1


def test_upload_takes_several_files_and_zips_all_or_none():
    owed()
    client = clerk()
    files = [
        ("a.xml", lines([Pay(end_to_end="E1")])),
        ("b.zip", zipped({"c.xml": lines([Pay(end_to_end="E2")])})),
    ]
    assert "2 lines: 2 new" in text_of(upload(client, *files))
    told = text_of(upload(client, ("d.xml", lines([Pay(end_to_end="E3")])), ("e.pdf", b"%PDF-1.7")))
    assert "Nothing was brought in. This is what stands in the way:" in told
    assert "e.pdf: This file is no bank statement in XML: it is a PDF." in told
    assert BankLine.objects.count() == 2


def test_upload_without_a_file_and_with_an_empty_one_is_a_sentence():
    owed()
    client = clerk()
    answer = client.post(reverse(UPLOAD), {})
    assert "Choose at least one file." in text_of(answer)
    assert "<title>" in answer.content.decode()
    assert "Error:" in text_of(answer)
    assert "This file is empty." in text_of(upload(client, ("x.xml", b"")))


def test_upload_above_the_limit_is_refused_unread():
    answer = clerk().post(reverse(UPLOAD), CONTENT_LENGTH=str(settings.MAX_REQUEST_BYTES + 1))
    assert answer.status_code == 413
    assert "larger than we take in one go" in text_of(answer)


def test_statement_that_does_not_follow_is_pointed_out():
    InvoiceTermsFactory(iban=OURS)
    client = clerk()
    first = document(statement(entry(Pay()), balances=("0.00", "150.00")))
    second = document(
        statement(
            entry(Pay(end_to_end="E2"), booked="2026-11-10"), balances=("200.00", "350.00"), ident="S-2", sequence="3"
        )
    )
    assert "is missing" not in text_of(upload(client, ("1.xml", first)))
    told = text_of(upload(client, ("2.xml", second)))
    assert "opens with EUR 200.00, while the one before it closed on 2 November 2026 with EUR 150.00" in told
    page = client.get(reverse("admin:members_bankstatement_change", args=[BankStatement.objects.latest("pk").pk]))
    assert "A statement in between is missing." in text_of(page)


def test_entries_left_out_are_told():
    InvoiceTermsFactory(iban=OURS)
    told = text_of(upload(clerk(), ("s.xml", document(statement(entry(Pay(), status="PDNG"))))))
    assert "not booked by the bank yet (PDNG), so it was left out." in told


def test_statement_page_is_a_sensitive_read_and_asks_the_same_for_any_number_of_lines():
    client = clerk()
    asked = []
    for count in (1, 30):
        rows = BankLineFactory.create_batch(count, member=MemberFactory(), statement__iban=OURS)
        BankLine.objects.filter(pk__in=[row.pk for row in rows[1:]])
        address = reverse("admin:members_bankstatement_change", args=[rows[0].statement_id])
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert AuditLine.objects.filter(act="common.read", about_model="members.bankstatement").count() == 2


# One page of money that waits -----------------------------------------------------------------------------------


def _chosen(client):
    """What a browser would send from the page as it is shown: the answers that stand chosen."""
    rows = client.get(reverse(PLACE)).context["waiting"]
    return {
        f"line-{row.line.pk}": next((option.value for option in row.options if option.chosen), "later")
        for row, _refused in rows
    }


def test_page_books_what_stands_chosen_with_one_confirm():
    one, two, three = owed(), owed(), owed()
    client = clerk()
    bring(
        client,
        Pay(amount="100.00", reference=one.reference),
        Pay(amount="300.00", text=f"{two.reference} {three.reference}", end_to_end="E2"),
        Pay(amount="7.00", name="Nobody Known", iban=PAYERS[3], end_to_end="E3"),
    )
    shown = text_of(client.get(reverse(PLACE)))
    assert "3 lines wait" in shown
    assert "The reference is whole, the amount is another. EUR 100.00 is booked." in shown
    assert "We found no open invoice for it." in shown
    sent = _chosen(client)
    told = text_of(client.post(reverse(PLACE), sent, follow=True))
    assert "3 payments are booked." in told
    for invoice in (one, two, three):
        invoice.refresh_from_db()
    assert [invoice.open for invoice in (one, two, three)] == [E("50.00"), E("0.00"), E("0.00")]
    assert set(Allocation.objects.values_list("how", flat=True)) == {How.CONFIRMED}
    again = text_of(clerk().post(reverse(PLACE), sent, follow=True))
    by = Allocation.objects.first().recorded_by
    for invoice in (one, two, three):
        assert f"{by} booked it on invoice {invoice} already, on 30 November 2026, 11:00." in again
    assert "payments are booked." not in again
    assert Allocation.objects.count() == 3


def test_page_counts_the_lines_and_euros_that_stand_chosen():
    one, two = owed(), owed()
    client = clerk()
    bring(
        client,
        Pay(amount="100.00", reference=one.reference),
        Pay(amount="160.00", reference=two.reference, end_to_end="E2"),
        Pay(amount="7.00", name="Nobody Known", iban=PAYERS[3], end_to_end="E3"),
    )
    shown = text_of(client.get(reverse(PLACE)))
    assert "Chosen when the page was opened:" in shown
    assert "lines to be booked 2 , together EUR 250.00" in shown


def test_page_says_what_would_stay_over_and_books_no_more_than_is_open():
    invoice = owed()
    client = clerk()
    bring(client, Pay(amount="160.00", reference=invoice.reference))
    assert "EUR 150.00 is booked. EUR 10.00 stays over." in text_of(client.get(reverse(PLACE)))
    client.post(reverse(PLACE), _chosen(client))
    assert "EUR 10.00 of it is left." in text_of(client.get(reverse(PLACE)))


def test_none_of_these_declines_and_is_not_proposed_again():
    invoice = owed()
    client = clerk()
    (line,) = bring(client, Pay(amount="100.00", reference=invoice.reference))
    row, _refused = client.get(reverse(PLACE)).context["waiting"][0]
    told = text_of(client.post(reverse(PLACE), {f"line-{line.pk}": row.none_of_these}, follow=True))
    assert "1 proposal is declined." in told
    assert Proposal.objects.get().state == ProposalState.DECLINED
    again = text_of(clerk().post(reverse(PLACE), {f"line-{line.pk}": row.none_of_these}, follow=True))
    by = User.objects.get(pk=AuditLine.objects.get(act="members.proposal-declined").by_id)
    assert f"{line}: {by} declined already that it is for invoice {invoice}, on 30 November 2026, 11:00." in again
    late = text_of(clerk().post(reverse(PLACE), {f"line-{line.pk}": str(Proposal.objects.get().pk)}, follow=True))
    assert f"{line}: {by} declined already that it is for invoice {invoice}" in late
    row, _refused = client.get(reverse(PLACE)).context["waiting"][0]
    assert row.options == []


def test_leaving_all_for_later_changes_nothing():
    invoice = owed()
    client = clerk()
    (line,) = bring(client, Pay(amount="100.00", reference=invoice.reference))
    told = text_of(client.post(reverse(PLACE), {f"line-{line.pk}": "later"}, follow=True))
    assert "Nothing was chosen, so nothing was changed." in told
    assert not Allocation.objects.exists()


def test_overtaken_by_a_colleague_is_a_sentence_and_the_rest_is_booked():
    one, two = owed(), owed()
    client = clerk()
    other = Pay(amount="90.00", reference=two.reference, end_to_end="E2")
    first, _second = bring(client, Pay(amount="100.00", reference=one.reference), other)
    sent = _chosen(client)
    by = UserFactory(roles=["finance"])
    payments.set_aside([first.pk], reason="Not ours.", by=by, at=dt.datetime.now(dt.UTC))
    told = text_of(client.post(reverse(PLACE), sent, follow=True))
    assert "1 payment is booked." in told
    assert f"{first}: {by} set it aside as not for the register, on 30 November 2026, 11:00." in told
    two.refresh_from_db()
    assert two.open == E("60.00")


def test_overtaken_by_other_money_or_by_a_credit_note_is_a_sentence():
    paid, credited = owed(), owed()
    client = clerk()
    first, second, third = bring(
        client,
        Pay(amount="100.00", reference=paid.reference),
        Pay(amount="90.00", reference=credited.reference, end_to_end="E2"),
        Pay(amount="150.00", name="Somebody", iban=PAYERS[3], end_to_end="E3"),
    )
    sent = _chosen(client)
    by, at = UserFactory(roles=["finance"]), dt.datetime.now(dt.UTC)
    payments.book(third.pk, {paid.pk: E("150.00")}, by=by, at=at)
    services.credit([credited.pk], CreditWhy.MISTAKE, by=by, at=at)
    told = text_of(client.post(reverse(PLACE), sent, follow=True))
    when = "30 November 2026, 11:00."
    assert f"{first}: nothing is open on invoice {paid}; {by} booked other money on it on {when}" in told
    assert f"{second}: nothing was open on invoice {credited} any more on {when}" in told


@pytest.mark.parametrize("value", ["1;2", "none-x", "p1", "9" * 30])
def test_answer_that_no_form_sends_is_refused(value):
    assert clerk().post(reverse(PLACE), {"line-1": value}).status_code == 400


def test_page_of_money_asks_the_same_for_one_line_and_for_fifty():
    client = clerk()
    asked = []
    for more in (1, 60):
        ProposalFactory.create_batch(more)
        BankLineFactory.create_batch(more)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse(PLACE))
        asked.append(len(queries))
        assert len(page.context["waiting"]) == min(2 * more, 50)
    assert asked[0] == asked[1]


def test_who_may_look_but_not_use_money_sees_no_button(django_user_model):
    ProposalFactory()
    assert clerk("back-office").get(reverse(PLACE)).status_code == 403


# Looking again --------------------------------------------------------------------------------------------------


def test_bank_lines_are_counted_as_they_are_listed():
    BankLineFactory()
    BankLineFactory(amount=E("-1.00"), reversal=True)
    BankLineFactory(amount=E("-2.00"))
    BankLineFactory(rest=E("0.00"))
    client = clerk()
    for use in ("received", "reversals", "sent", "placed"):
        assert client.get(f"/office/members/bankline/?use={use}").context["cl"].result_count == 1, use


def test_edition_changes_with_every_use_and_owner():
    line = BankLineFactory()
    by, at = UserFactory(roles=["finance"]), dt.datetime.now(dt.UTC)
    seen = {selectors.edition(line)}
    payments.assign(line.pk, MemberFactory(), by=by, at=at)
    line.refresh_from_db()
    seen.add(selectors.edition(line))
    payments.set_aside([line.pk], reason="x", by=by, at=at)
    seen.add(selectors.edition(line))
    assert len(seen) == 3
