"""Invoices and credit notes by their rows: numbered without gaps, kept as they were made, put right in full."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from common import creditor_reference
from common.errors import Forbidden
from common.models import AuditLine
from comms.models import Message
from members import selectors, services
from members.enums import CreditWhy
from members.models import Invoice, InvoiceLine, InvoiceTerms
from members.services import NotAgain, NoTermsError, NotToBeCredited
from tests.factories.accounts import UserFactory
from tests.factories.bank import ProposalFactory
from tests.factories.members import MemberFactory
from tests.factories.money import BillingFactory, ContributionFactory, InvoiceFactory, InvoiceTermsFactory
from tests.members.years import D, at, awarded, invoices, pay

pytestmark = pytest.mark.django_db

ZERO, FULL = D("0.00"), D("150.00")
ISSUING = {"postgresql": (11, 11), "sqlite": (12, 14)}
CREDITING = {"postgresql": (20, 20), "sqlite": (21, 23)}
"""Statements for one invoice, and for sixty; SQLite writes many rows in parts."""


def _bill(count: int = 1, *, day: tuple[int, int, int] = (2026, 5, 2)) -> list[Invoice]:
    bills = [services.Bill([ContributionFactory()]) for _ in range(count)]
    return services.issue(bills, by=None, at=at(*day))


@pytest.fixture
def terms() -> InvoiceTerms:
    """Terms in force."""
    made: InvoiceTerms = InvoiceTermsFactory()
    return made


def test_an_invoice_says_what_it_said_when_it_was_made(terms: InvoiceTerms) -> None:
    contribution = ContributionFactory(
        membership__member__town="Nergenshuizen", membership__member__country="Nederland"
    )
    (invoice,) = services.issue([services.Bill([contribution])], by=None, at=at(2026, 5, 2))
    member = contribution.membership.member
    assert (invoice.number, invoice.kind, invoice.issued_on, invoice.due_on) == (
        "2026-000001", "invoice", date(2026, 5, 2), date(2026, 7, 1),
    )  # fmt: skip
    assert creditor_reference.is_whole(invoice.reference)
    assert (invoice.total, invoice.open, invoice.vat, invoice.closed_on) == (FULL, FULL, ZERO, None)
    assert (invoice.bill_name, invoice.bill_address) == (str(member.user), "Nergenshuizen\nNederland")
    assert invoice.lines.get().text.startswith("Contribution for the membership year 1 July 2026 – 30 June 2027")
    assert Message.objects.get(kind="members.invoice").about == invoice.number
    assert AuditLine.objects.filter(act="members.invoiced").get().about_id == invoice.pk


def test_an_employer_is_billed_where_there_is_one(terms: InvoiceTerms) -> None:
    contribution = ContributionFactory()
    BillingFactory(member=contribution.membership.member, copy_to="")
    (invoice,) = services.issue([services.Bill([contribution])], by=None, at=at(2026, 5, 2))
    assert (invoice.to_employer, invoice.bill_name, invoice.order_number) == (
        True, "Voorbeeld B.V. (invented)", "PO-0001",
    )  # fmt: skip
    assert invoice.bill_address == "Fabriekspad 2\n0000 BB Nergenshuizen\nNederland"


def test_vat_lies_within_the_total() -> None:
    InvoiceTermsFactory(vat_rate=D("21.00"))
    (invoice,) = _bill()
    assert (invoice.total, invoice.vat) == (FULL, D("26.03"))


def test_without_terms_no_invoice_is_made_and_a_sentence_says_why() -> None:
    InvoiceTermsFactory(effective_on=date(2026, 5, 3))
    with pytest.raises(NoTermsError, match=r"No invoice terms are in force\. Write down who bills"):
        _bill()


def test_numbers_go_on_by_year_and_kind_without_gaps(terms: InvoiceTerms) -> None:
    made = [*_bill(2), *_bill(day=(2027, 1, 2)), *_bill()]
    assert [invoice.number for invoice in made] == ["2026-000001", "2026-000002", "2027-000001", "2026-000003"]
    notes = services.credit([made[1].pk, made[0].pk], CreditWhy.MEMBERSHIP_ENDED, by=None, at=at(2027, 1, 3))
    assert [(note.number, note.credits.number) for note in notes] == [
        ("C2027-000001", "2026-000001"), ("C2027-000002", "2026-000002"),
    ]  # fmt: skip


def test_an_act_that_fails_leaves_no_gap(terms: InvoiceTerms) -> None:
    _bill()
    with transaction.atomic():
        assert _bill()[0].number == "2026-000002"
        transaction.set_rollback(True)
    assert _bill()[0].number == "2026-000002"
    assert sorted(Invoice.objects.values_list("sequence", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_though_many_act_at_once_and_some_fail() -> None:
    InvoiceTermsFactory()
    contributions = [ContributionFactory() for _ in range(12)]
    for contribution in contributions:
        str(contribution.membership.member.user)

    def issue(turn: int) -> None:
        try:
            with transaction.atomic():
                services.issue([services.Bill([contributions[turn]])], by=None, at=at(2026, 5, 2))
                if turn % 3 == 0:
                    raise RuntimeError
        except RuntimeError:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as clerks:
        list(clerks.map(issue, range(12)))
    assert sorted(Invoice.objects.values_list("sequence", flat=True)) == list(range(1, 9))


@pytest.mark.parametrize("count", [1, 60])
def test_making_invoices_takes_as_many_statements_for_sixty_as_for_one(terms: InvoiceTerms, count: int) -> None:
    bills = [services.Bill([ContributionFactory()]) for _ in range(count)]
    services.issue([services.Bill([ContributionFactory()])], by=None, at=at(2026, 5, 2))
    with CaptureQueriesContext(connection) as asked:
        services.issue(bills, by=None, at=at(2026, 5, 2))
    assert len(asked) == ISSUING[connection.vendor][count > 1]


@pytest.mark.parametrize("count", [1, 60])
def test_crediting_takes_as_many_statements_for_sixty_as_for_one(terms: InvoiceTerms, count: int) -> None:
    made = _bill(count + 1)
    services.credit([made[0].pk], CreditWhy.MISTAKE, by=None, at=at(2026, 6, 1))
    with CaptureQueriesContext(connection) as asked:
        services.credit([invoice.pk for invoice in made[1:]], CreditWhy.MISTAKE, by=None, at=at(2026, 6, 1))
    assert len(asked) == CREDITING[connection.vendor][count > 1]


def _finance() -> Any:
    return UserFactory(roles=("finance",))


def test_a_credit_note_takes_all_of_it_back(terms: InvoiceTerms) -> None:
    (invoice,) = _bill()
    proposal = ProposalFactory(invoice=invoice)
    clerk = _finance()
    (note,) = services.credit([invoice.pk], CreditWhy.WAIVED, by=clerk, at=at(2026, 6, 1))
    assert (note.kind, note.total, note.open, note.why, note.reference) == ("credit-note", -FULL, ZERO, "waived", "")
    assert (note.lines.get().amount, note.bill_name) == (-FULL, invoice.bill_name)
    invoice.refresh_from_db()
    assert (invoice.open, invoice.closed_on, invoice.total) == (ZERO, date(2026, 6, 1), FULL)
    proposal.refresh_from_db()
    assert proposal.state == "lapsed"
    assert Message.objects.get(kind="members.credit_note").about == note.number
    line = AuditLine.objects.get(act="members.credited")
    assert (line.about_id, line.by_id, line.code) == (note.pk, clerk.pk, "waived")
    line = AuditLine.objects.get(act="members.taken-back")
    assert (line.about_id, line.by_id, line.code) == (invoice.pk, clerk.pk, "waived")
    assert line.detail.values == {"credit_note": ["", note.number]}


def _who(act: str, document: Invoice) -> int | None:
    """The account by which a line about a document was left."""
    return AuditLine.objects.get(act=act, about_id=document.pk).by_id


def test_what_was_paid_on_it_is_owed_back(terms: InvoiceTerms) -> None:
    (invoice,) = _bill()
    pay(invoice, 2026, 5, 20, amount=D("60.00"))
    services.credit([invoice.pk], CreditWhy.MISTAKE, by=None, at=at(2026, 6, 1))
    invoice.refresh_from_db()
    assert invoice.open == D("-60.00")
    assert list(Invoice.objects.owed_back()) == [invoice]


def test_a_document_is_credited_once_and_a_note_never(terms: InvoiceTerms) -> None:
    (invoice,) = _bill()
    (note,) = services.credit([invoice.pk], CreditWhy.MISTAKE, by=None, at=at(2026, 6, 1))
    with pytest.raises(NotToBeCredited, match="was put right by a credit note already"):
        services.credit([invoice.pk], CreditWhy.MISTAKE, by=None, at=at(2026, 6, 1))
    with pytest.raises(NotToBeCredited, match="is a credit note itself"):
        services.credit([note.pk], CreditWhy.MISTAKE, by=None, at=at(2026, 6, 1))
    assert Invoice.objects.count() == 2


def test_who_may_not_is_refused(terms: InvoiceTerms) -> None:
    (invoice,) = _bill()
    with pytest.raises(Forbidden):
        services.put_right(
            invoice.pk, CreditWhy.MISTAKE, again=False, by=UserFactory(roles=("back-office",)), at=at(2026, 6, 1)
        )
    assert Invoice.objects.count() == 1


def test_put_right_and_billed_anew_in_one_go(terms: InvoiceTerms) -> None:
    (invoice,) = _bill()
    BillingFactory(member=invoice.member, copy_to="")
    by = _finance()
    note, anew = services.put_right(invoice.pk, CreditWhy.BILLED_TO_ANOTHER, again=True, by=by, at=at(2026, 6, 10))
    assert anew is not None
    assert (note.credits, anew.to_employer, anew.total) == (invoice, True, FULL)
    assert (anew.due_on, anew.number) == (date(2026, 7, 10), "2026-000002")
    assert anew.lines.get().contribution == invoice.lines.get().contribution
    assert _who("members.credited", note) == _who("members.taken-back", invoice) == by.pk
    assert (_who("members.invoiced", invoice), _who("members.invoiced", anew)) == (None, by.pk)
    latest = selectors.latest_invoices([anew.lines.get().contribution_id])
    assert list(latest.values()) == [anew]


def test_what_we_do_not_ask_for_is_not_billed_anew(terms: InvoiceTerms) -> None:
    (invoice,) = _bill()
    with pytest.raises(NotAgain, match="What we do not ask for is not billed anew"):
        services.put_right(invoice.pk, CreditWhy.WAIVED, again=True, by=_finance(), at=at(2026, 6, 10))
    assert Invoice.objects.count() == 1


def test_only_what_was_credited_is_billed_again(terms: InvoiceTerms) -> None:
    (invoice,) = _bill()
    contribution = invoice.lines.get().contribution_id
    assert services.bill_again([contribution], by=None, at=at(2026, 6, 1)) == []
    services.credit([invoice.pk], CreditWhy.MISTAKE, by=None, at=at(2026, 6, 1))
    assert len(services.bill_again([contribution, contribution], by=None, at=at(2026, 6, 1))) == 1
    assert services.bill_again([contribution], by=None, at=at(2026, 6, 1)) == []


def test_open_and_the_day_it_was_closed_follow_from_the_money(terms: InvoiceTerms) -> None:
    (invoice,) = _bill()
    pay(invoice, 2026, 5, 20, amount=D("60.00"))
    assert (invoice.open, invoice.closed_on) == (D("90.00"), None)
    pay(invoice, 2026, 5, 25, amount=D("90.00"))
    assert (invoice.open, invoice.closed_on) == (ZERO, date(2026, 5, 25))
    pay(invoice, 2026, 5, 26, amount=D("10.00"))
    assert invoice.open == D("-10.00")


KEPT = {
    "kind": "'credit-note'", "number": "'x'", "year": "1999", "sequence": "7", "issued_on": "'2020-01-01'",
    "issued_at": "'2020-01-01 00:00:00+00:00'", "due_on": "'2020-01-01'", "reference": "'x'", "link": "'x'",
    "why": "'mistake'", "to_employer": "NOT to_employer", "language": "'nl'", "total": "1", "vat": "1",
    "bill_name": "'x'", "bill_attention": "'x'", "bill_address": "'x'", "bill_vat_number": "'x'",
    "order_number": "'x'", "copy_to": "'x@x.example'",
}  # fmt: skip


@pytest.mark.parametrize("column", KEPT)
def test_the_database_changes_no_column_of_an_invoice(column: str) -> None:
    InvoiceFactory(employer=True, bill_attention="A", bill_vat_number="NL000000000B00")
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE members_invoice SET {column} = {KEPT[column]}")  # noqa: S608  columns of ours


@pytest.mark.parametrize("column", ["member", "terms", "credits"])
def test_nor_what_an_invoice_leads_to(column: str) -> None:
    invoice, other = InvoiceFactory(), InvoiceFactory(terms=InvoiceTermsFactory(effective_on=date(2021, 1, 1)))
    new = other if column == "credits" else getattr(other, column)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invoice.objects.filter(pk=invoice.pk).update(**{column: new})


def test_who_was_billed_may_be_taken_out_and_not_put_back() -> None:
    invoice = InvoiceFactory(employer=True)
    Invoice.objects.filter(pk=invoice.pk).update(bill_name="", bill_address="", order_number="", copy_to="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Invoice.objects.filter(pk=invoice.pk).update(bill_name="Voorbeeld")


def test_no_document_and_no_line_is_deleted() -> None:
    invoice = InvoiceFactory()
    for table in ("members_invoiceline", "members_invoice"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  tables of ours
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE members_invoiceline SET amount = 1")
    assert InvoiceLine.objects.get().invoice == invoice


@pytest.mark.parametrize("wrong", [{"total": D("0.00")}, {"total": D("-1.00")}, {"why": "mistake"}, {"open": D(0)}])
def test_a_row_that_is_no_invoice_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        InvoiceFactory(**wrong)


def test_terms_that_were_used_stay_as_they_are(terms: InvoiceTerms) -> None:
    InvoiceTerms.objects.filter(pk=terms.pk).update(name="Anew")
    _bill()
    with pytest.raises(IntegrityError), transaction.atomic():
        InvoiceTerms.objects.filter(pk=terms.pk).update(name="Another")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM members_invoiceterms")


def test_a_member_moves_from_and_to_an_employer_and_what_is_untouched_is_billed_anew(terms: InvoiceTerms) -> None:
    held = awarded("S-CISO", 2026, 3, 10)
    employer = {"name": "Voorbeeld B.V.", "address": "Fabriekspad 2", "country": "Nederland"}
    by = held.member.user
    assert services.bill_to(held.member, employer, anew=True, by=by, at=at(2026, 3, 20)) == 1
    assert [(kind, total) for kind, total, _open in invoices(held.member)] == [
        ("invoice", FULL), ("credit-note", -FULL), ("invoice", FULL),
    ]  # fmt: skip
    assert Invoice.objects.latest("pk").bill_name == "Voorbeeld B.V."
    line = AuditLine.objects.get(act="members.billing-changed")
    assert "billing.name" in line.fields
    note, anew = Invoice.objects.order_by("pk")[1:]
    assert _who("members.credited", note) == _who("members.taken-back", note.credits) == by.pk
    assert _who("members.invoiced", anew) == by.pk
    pay(Invoice.objects.latest("pk"), 2026, 3, 25, amount=D("10.00"))
    assert services.bill_to(held.member, None, anew=True, by=by, at=at(2026, 3, 26)) == 0
    with pytest.raises(Forbidden):
        services.bill_to(held.member, employer, anew=False, by=MemberFactory().user, at=at(2026, 3, 27))
