"""Money in the back office: found, read with all that became of it, and put right once."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common import creditor_reference
from common.acts import READ
from common.models import AuditLine
from members.models import Billing, Invoice, Title
from tests import papers
from tests.factories.bank import AllocationFactory
from tests.factories.members import CredentialFactory, MemberFactory
from tests.factories.money import (
    BillingFactory,
    ContributionFactory,
    CreditNoteFactory,
    InvoiceFactory,
    InvoiceTermsFactory,
    MembershipFactory,
)
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

INVOICES, MEMBERSHIPS = "/office/members/invoice/", "/office/members/membership/"


@pytest.fixture
def finance() -> Client:
    """Somebody of finance."""
    return signed_in(person("Frank", "finance"))


def _text(answer: Any) -> str:
    said = re.sub(r"<script.*?</script>|<[^>]*>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(said.replace("&#x27;", "'").split())


def _listed(client: Client, address: str) -> list[Any]:
    return list(client.get(address).context["cl"].result_list)


# Invoices -----------------------------------------------------------------------------------------------


def test_an_invoice_is_found_by_number_reference_member_and_name(finance: Client) -> None:
    invoice = InvoiceFactory(member__number=71_234, member__user__family_name="Zoekmij")
    InvoiceFactory()
    shown = creditor_reference.shown(invoice.reference)
    for asked in (invoice.number, invoice.reference, shown, shown.lower(), shown[:16], "71234", "zoekmij"):
        assert _listed(finance, f"{INVOICES}?q={asked}") == [invoice], asked
    assert _listed(finance, f"{INVOICES}?q=RF00") == []


def test_the_filters_tell_what_is_to_be_paid_late_owed_back_and_credited(finance: Client) -> None:
    today = timezone.localdate()
    member = MemberFactory()
    ahead = InvoiceFactory(member=member, due_on=today)
    late = InvoiceFactory(member=member, due_on=today - timedelta(1), employer=True)
    paid = InvoiceFactory(member=member, paid=True)
    owed = InvoiceFactory(member=member, open=Decimal("-5.00"), closed_on=today)
    note = CreditNoteFactory()
    for query, rows in (
        ("state=to-pay", {ahead, late}),
        ("state=late", {late}),
        ("state=owed-back", {owed}),
        ("state=paid", {paid}),
        ("state=credit-notes", {note}),
        ("to_employer__exact=1", {late}),
        (f"member__id__exact={note.member_id}", {note, note.credits}),
    ):
        assert set(_listed(finance, f"{INVOICES}?{query}")) == rows, query
    said = _text(finance.get(INVOICES))
    for word in ("To pay", "Late", "Paid", "We owe back", "Credited", "Credit note"):
        assert word in said


def test_its_page_tells_lines_money_and_how_it_stands_and_that_it_was_looked_at(finance: Client) -> None:
    far = timezone.localdate() + timedelta(40)
    invoice = InvoiceFactory(open=Decimal("100.00"), due_on=far, employer=True)
    AllocationFactory(invoice=invoice, line__amount=Decimal("50.00"), line__name="V. Oorbeeld")
    said = _text(finance.get(f"{INVOICES}{invoice.pk}/change/"))
    for words in (
        f"EUR 100.00 of EUR 150.00 is to be paid by {far.day} {far:%B %Y}.",
        "Contribution for the membership year 1 July 2026 – 30 June 2027 (S-CISO)",
        "V. Oorbeeld",
        "reference and amount agree",
        "Voorbeeld B.V. (invented)",
        creditor_reference.shown(invoice.reference),
        "As long as it is not paid, we remind on:",
    ):
        assert words in said, words
    line = AuditLine.objects.get(act=READ)
    assert (line.about_id, line.person_id) == (invoice.pk, invoice.member.user_id)


@pytest.mark.parametrize("count", [1, 30])
def test_its_page_asks_as_much_however_much_money_was_used(finance: Client, count: int) -> None:
    invoice = InvoiceFactory(total=Decimal("3000.00"))
    for _ in range(count):
        AllocationFactory(invoice=invoice, recorded_by=None)
    with CaptureQueriesContext(connection) as asked:
        assert finance.get(f"{INVOICES}{invoice.pk}/change/").status_code == 200
    assert len(asked) == INVOICE_PAGE


INVOICE_PAGE = 10


def test_the_document_is_drawn_as_it_was_sent(finance: Client) -> None:
    invoice = InvoiceFactory(paid=True)
    answer = finance.get(f"{INVOICES}{invoice.pk}/pdf/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    said = papers.text(answer.content, "-layout")
    for words in (f"Invoice {invoice.number}", "150.00", creditor_reference.shown(invoice.reference)):
        assert words in said
    note = CreditNoteFactory()
    said = papers.text(finance.get(f"{INVOICES}{note.pk}/pdf/").content, "-layout")
    assert f"Credit note {note.number}" in said
    assert "It was made by mistake." in said
    assert AuditLine.objects.filter(act=READ).count() == 2


def test_putting_right_says_what_happens_and_does_it_once(finance: Client) -> None:
    invoice = InvoiceFactory(open=Decimal("90.00"))
    AllocationFactory(invoice=invoice, line__amount=Decimal("60.00"))
    InvoiceTermsFactory()
    page = f"{INVOICES}{invoice.pk}/credit/"
    said = _text(finance.get(page))
    assert "A credit note takes all of it back: EUR 150.00. The invoice itself stays as it was sent." in said
    assert "EUR 60.00 was paid on it. It pays the new invoice; without one we owe it back." in said
    sent = {"why": "mistake", "again": "on"}
    answers = [_text(finance.post(page, sent, follow=True)) for _ in range(2)]
    assert "takes its place" in answers[0]
    assert "was put right already, by credit note" in answers[1]
    assert sorted(Invoice.objects.values_list("kind", flat=True)) == ["credit-note", "invoice", "invoice"]
    assert AuditLine.objects.filter(act="members.credited").count() == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [({}, "Please fill this in."), ({"why": "waived", "again": "on"}, "What we do not ask for is not billed anew.")],
)
def test_what_makes_no_sense_gets_a_sentence_and_stays(finance: Client, sent: dict[str, str], sentence: str) -> None:
    invoice = InvoiceFactory()
    answer = finance.post(f"{INVOICES}{invoice.pk}/credit/", sent)
    assert sentence in _text(answer)
    assert answer.context["form"]["again"].value() is bool(sent.get("again"))
    assert Invoice.objects.count() == 1


def test_a_credit_note_is_not_put_right(finance: Client) -> None:
    note = CreditNoteFactory()
    assert "is a credit note itself" in _text(finance.get(f"{INVOICES}{note.pk}/credit/", follow=True))
    assert "Put right by a credit note" not in _text(finance.get(f"{INVOICES}{note.pk}/change/"))


def test_the_back_office_reads_invoices_and_puts_none_right() -> None:
    invoice, office = InvoiceFactory(), signed_in(person("Bea", "back-office"))
    assert "Put right" not in _text(office.get(f"{INVOICES}{invoice.pk}/change/"))
    assert office.post(f"{INVOICES}{invoice.pk}/credit/", {"why": "mistake"}).status_code == 403
    assert Invoice.objects.count() == 1


# Memberships --------------------------------------------------------------------------------------------


def test_a_membership_says_what_each_year_asked_why_and_what_comes_next(finance: Client) -> None:
    InvoiceTermsFactory()
    member = MemberFactory()
    officer = Title.objects.get(code="S-CISO")
    CredentialFactory(member=member, title=officer, awarded_on=date(2025, 7, 1))
    row = MembershipFactory(member=member, next_year_on=date(2027, 7, 1))
    ContributionFactory(membership=row, due_on=date(2025, 7, 1), last_day=date(2026, 6, 30), amount=0, level=None)
    asked = ContributionFactory(membership=row, title=officer)
    invoice = InvoiceFactory(member=member, contribution=asked, paid=True)
    BillingFactory(member=member)
    said = _text(finance.get(f"{MEMBERSHIPS}{row.pk}/change/"))
    for words in (
        "It runs since 1 July 2025, and from year to year until it is cancelled or the last title ends.",
        "Nothing was asked, so it makes no invoice and counts as paid.",
        "S-CISO (Certified Officer)",
        invoice.number,
        "It was paid in full on 30 June 2026.",
        "The next year to be asked for runs from 1 July 2027 to 30 June 2028.",
        "By what is known today it asks EUR 150.00, because of S-CISO.",
        "Its invoice is made on 2 May 2027, or in the night after.",
        "New invoices go to Voorbeeld B.V. (invented) , who pays them.",
    ):
        assert words in said, words
    assert AuditLine.objects.get(act=READ).person_id == member.user_id


def test_memberships_are_told_apart_by_how_they_stand(finance: Client) -> None:
    today = timezone.localdate()
    runs = MembershipFactory(next_year_on=today + timedelta(9))
    ends = MembershipFactory(last_day=today, next_year_on=today + timedelta(9))
    ended = MembershipFactory(last_day=today - timedelta(1))
    waits = MembershipFactory(next_year_on=today)
    for query, rows in (
        ("state=runs", {runs, waits}),
        ("state=ends", {ends}),
        ("state=ended", {ended}),
        ("waits=yes", {waits}),
        ("waits=no", {runs, ends, ended}),
        (f"q={runs.member.number}", {runs}),
    ):
        assert set(_listed(finance, f"{MEMBERSHIPS}?{query}")) == rows, query


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_of_a_membership_asks_as_much_for_many_years_as_for_one(finance: Client, count: int) -> None:
    row = MembershipFactory()
    for number in range(count):
        first = date(2025 + number, 7, 1)
        asked = ContributionFactory(membership=row, due_on=first, last_day=first + timedelta(360))
        InvoiceFactory(member=row.member, contribution=asked)
    with CaptureQueriesContext(connection) as queries:
        finance.get(f"{MEMBERSHIPS}{row.pk}/change/")
    assert len(queries) == MEMBERSHIP_PAGE


MEMBERSHIP_PAGE = 15


def test_a_members_page_tells_the_membership_and_what_is_open(finance: Client) -> None:
    member = MembershipFactory().member
    InvoiceFactory(member=member)
    InvoiceFactory(member=member, open=Decimal("-20.00"), closed_on=date(2026, 6, 1))
    said = _text(finance.get(f"/office/members/member/{member.pk}/change/"))
    for words in (
        "Membership and money",
        "It runs since 1 July 2025",
        "To be paid: EUR 150.00.",
        "We owe back: EUR 20.00.",
    ):
        assert words in said, words
    reviewer = signed_in(person("Cora", "cpe-reviewer"))
    assert "Membership and money" not in _text(reviewer.get(f"/office/members/member/{member.pk}/change/"))


def test_looking_at_who_pays_leaves_a_line(finance: Client) -> None:
    member = BillingFactory(member=MembershipFactory().member).member
    page = f"/office/members/member/{member.pk}/billing/"
    finance.head(page)
    assert not AuditLine.objects.filter(act="common.read").exists()
    assert finance.get(page).status_code == 200
    line = AuditLine.objects.get(act="common.read")
    assert (line.about_model, line.about_id, line.person_id) == ("members.member", member.pk, member.user_id)


def test_finance_writes_down_who_pays_and_bills_anew(finance: Client) -> None:
    invoice = InvoiceFactory(member=MembershipFactory().member, due_on=timezone.localdate() + timedelta(days=30))
    page = f"/office/members/member/{invoice.member_id}/billing/"
    wrong = finance.post(page, {"name": "Voorbeeld B.V.", "vat_number": "nl12"})
    assert "Write the VAT number with its country" in _text(wrong)
    assert wrong.context["form"]["name"].value() == "Voorbeeld B.V."
    sent = {"name": "Voorbeeld B.V.", "address": "Fabriekspad 2", "country": "Nederland", "anew": "on"}
    assert f"Bill anew what is still to be paid: {invoice}" in _text(finance.get(page))
    stale = finance.post(page, {**sent, "seen": "2025-000001"})
    assert "What is open changed while you looked at it" in _text(stale)
    assert stale.context["form"]["name"].value() == "Voorbeeld B.V."
    assert (stale.context["seen"], Billing.objects.count(), Invoice.objects.count()) == (str(invoice), 0, 1)
    sent["seen"] = str(invoice)
    assert "1 invoice was billed anew" in _text(finance.post(page, sent, follow=True))
    assert Billing.objects.get().name == "Voorbeeld B.V."
    assert Invoice.objects.latest("pk").to_employer
    assert "holds for invoices that are made from now on" in _text(finance.post(page, {"to-member": "x"}, follow=True))
    assert not Billing.objects.exists()
    history = _text(finance.get(f"/office/members/member/{invoice.member_id}/history/"))
    assert "organisation billed" in history.lower()
    history = _text(finance.get(f"/office/members/invoice/{invoice.pk}/history/"))
    assert "Put the invoice right by a credit note." in history
    assert f"credit note: nothing → {Invoice.objects.get(kind='credit-note')}" in history


def test_what_was_credited_by_mistake_is_billed_anew_once() -> None:
    note = CreditNoteFactory()
    membership = note.credits.lines.get().contribution.membership
    client = signed_in(person("Frank", "finance"))
    page = f"/office/members/invoice/{note.credits_id}/again/"
    assert "Bill anew what invoice" in client.get(page).content.decode()
    for _twice in range(2):
        client.post(page)
    assert Invoice.objects.filter(member=membership.member, kind="invoice").count() == 2
    answer = client.get(page, follow=True)
    assert "billed anew already" in answer.content.decode()
