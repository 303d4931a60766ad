"""Days, ledger and closing in the back office: all in words and all to the cent."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common import duties
from common.duties import perform
from members import services
from members.enums import Account, CreditWhy
from members.models import Allocation, BankLine, BookClosing, Invoice, Proposal
from members.services import payments
from tests.factories.accounts import UserFactory
from tests.factories.bank import BankLineFactory
from tests.factories.members import MemberFactory
from tests.factories.money import InvoiceFactory, InvoiceTermsFactory
from tests.members.bank_office import E, bring, clerk, csv_rows, owed, text_of
from tests.statements import OURS, PAYERS, Pay, document, entry, lines, statement

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 30, 10, 0, tzinfo=dt.UTC)
D = dt.date
YEAR = {"first": "2026-01-01", "until": "2026-12-31"}


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(NOW, tick=False)


def busy_year():
    """Everything that can happen with money, once, and a little more by chance."""
    by = UserFactory(roles=["finance"])
    paid, part, back, credited = (owed() for _ in range(4))
    more = [owed(total=E(f"{cents}.0{cents % 10}"), vat=E("1.03")) for cents in (7, 13, 99)]
    data = lines([
        Pay(reference=paid.reference, end_to_end="E1"),
        Pay(amount="100.00", reference=part.reference, end_to_end="E2"),
        Pay(reference=back.reference, end_to_end="E3", iban=PAYERS[1]),
        Pay(reference=credited.reference, end_to_end="E4"),
        Pay(amount="12.34", name="Nobody", iban=PAYERS[3], end_to_end="E5"),
        Pay(amount="-150.00", name="Sent back", iban=PAYERS[3], end_to_end="E6"),
        Pay(amount="-9.95", name="Bank", iban="", end_to_end="E7"),
        Pay(amount="50.00", iban=PAYERS[3], end_to_end="E8"),
        Pay(amount="-50.00", iban=PAYERS[3], end_to_end="E9"),
        *(Pay(amount=str(one.total), reference=one.reference, end_to_end=f"M{one.pk}") for one in more),
    ])  # fmt: skip
    services.import_statement(data, name="s.xml", by=by, at=NOW)
    reversal = entry(Pay(amount="-150.00", end_to_end="E3", iban=PAYERS[1]), reversal=True, booked="2026-11-09")
    services.import_statement(document(statement(reversal, ident="S-2")), name="r.xml", by=by, at=NOW)
    payments.confirm(Proposal.objects.values_list("pk", flat=True), by=by, at=NOW)
    services.credit([credited.pk], CreditWhy.MISTAKE, by=UserFactory(roles=["finance"]), at=NOW)
    by_text = {line.end_to_end: line.pk for line in BankLine.objects.all()}
    payments.book(by_text["E6"], {credited.pk: E("-150.00")}, by=by, at=NOW)
    payments.set_aside([by_text["E7"]], reason="Costs.", by=by, at=NOW)
    payments.offset(by_text["E8"], by_text["E9"], E("50.00"), by=by, at=NOW)
    use = Allocation.objects.filter(line__end_to_end=f"M{more[0].pk}").get()
    payments.undo(use.pk, reason="Another's.", by=by, at=NOW)


def test_ledger_sums_to_the_cent_document_by_document():
    busy_year()
    header, rows = csv_rows(clerk(), "ledger", **YEAR)
    assert header == ["Date", "Document", "Member number", "Account", "Debit", "Credit", "Balance", "Text"]
    booked = [row for row in rows if row[1] not in {"opening", "closing"}]
    by_document = defaultdict(Decimal)
    for row in booked:
        by_document[row[1]] += Decimal(row[4]) - Decimal(row[5])
    assert len(by_document) == Invoice.objects.count() + BankLine.objects.count() + Allocation.objects.count()
    assert set(by_document.values()) == {Decimal(0)}
    assert sum(Decimal(row[4] or 0) for row in rows) == sum(Decimal(row[5] or 0) for row in rows) > 0
    assert {row[6] for row in booked} == {""}, "balances stand beside entries, in a column of their own"
    assert [row[0] for row in booked] == sorted(row[0] for row in booked)
    beginnings = {row[7].partition(":")[0].partition(" to ")[0] for row in booked}
    assert beginnings == {
        "Invoice", "Credit note", "Bank", "Booked", "Set against another line", "Set aside", "Undone",
    }  # fmt: skip
    assert {(row[4], row[5]) for row in rows if row not in booked} == {("", "")}
    closing = {row[3]: Decimal(row[6]) for row in rows if row[1] == "closing"}
    assert list(closing) == list(Account)
    assert closing["bank"] == BankLine.objects.aggregate(sum=Sum("amount"))["sum"]
    assert closing["debtors"] == Invoice.objects.aggregate(sum=Sum("open"))["sum"]
    assert closing["unplaced"] == -BankLine.objects.aggregate(sum=Sum("rest"))["sum"]
    assert closing["not-ours"] == E("9.95")
    assert closing["vat"] == -Invoice.objects.aggregate(sum=Sum("vat"))["sum"]


def test_closing_of_one_month_is_the_opening_of_the_next():
    busy_year()
    client = clerk()
    october, november = (
        csv_rows(client, "ledger", first=f"2026-{month}-01", until=f"2026-{month}-{last}")[1]
        for month, last in (("10", "31"), ("11", "30"))
    )

    def balances(rows, which):
        return [row[3:7] for row in rows if row[1] == which]

    assert balances(october, "closing") == balances(november, "opening")
    assert balances(csv_rows(client, "ledger", first="2026-05-01", until="2026-11-30")[1], "closing") == balances(
        november, "closing"
    )


def test_ledger_page_says_what_its_csv_says():
    busy_year()
    client = clerk()
    page = client.get(reverse("admin:members_bookclosing_ledger"), YEAR)
    _header, rows = csv_rows(client, "ledger", **YEAR)
    for _name, row in page.context["accounts"]:
        booked = [one for one in rows if one[3] == row.account and one[1] not in {"opening", "closing"}]
        debit, credit = (sum((Decimal(one[column]) for one in booked), Decimal(0)) for column in (4, 5))
        assert debit - credit == row.debit - row.credit
        assert row.closing == row.opening + row.debit - row.credit
    assert page.context["debit"] == page.context["credit"]
    assert "Money without a place" in text_of(page)


def test_ledger_is_read_in_a_fixed_number_of_statements():
    client = clerk()
    asked = []
    for more in (1, 40):
        InvoiceFactory.create_batch(more)
        BankLineFactory.create_batch(more)
        with CaptureQueriesContext(connection) as queries:
            csv_rows(client, "ledger", **YEAR)
        asked.append(len(queries))
    assert asked[0] == asked[1]


BAD = [
    ({"first": "2026-02-01", "until": "2026-01-01"}, "The last day lies before the first one."),
    ({"first": "yesterday", "until": "2026-01-01"}, "Write a day such as 2026-11-30."),
    ({"first": "", "until": ""}, "Choose a day."),
    ({"first": "0001-01-01", "until": "2026-01-01"}, "Choose a day in 2000 or later."),
    ({"first": "2000-01-01", "until": "9999-12-31"}, "Choose a period of at most ten years."),
]


@pytest.mark.parametrize("name", ["days", "ledger"])
@pytest.mark.parametrize(("asked", "sentence"), BAD, ids=[row[1] for row in BAD])
def test_period_that_makes_no_sense_is_a_sentence(name, asked, sentence):
    client = clerk()
    assert sentence in text_of(client.get(reverse(f"admin:members_bookclosing_{name}"), asked))
    assert client.get(reverse(f"admin:members_bookclosing_{name}_csv"), asked).status_code == 302


def test_days_come_to_what_they_are_made_of():
    busy_year()
    client = clerk()
    page = client.get(reverse("admin:members_bookclosing_days"))
    days = list(page.context["days"])
    assert [day.day for day in days] == [D(2026, 11, 2), D(2026, 11, 9)]
    for day in days:
        assert day.came_in + day.went_out == day.booked + day.aside + day.left
    assert page.context["total"].lines == BankLine.objects.count()
    assert "From 1 November 2026 until 30 November 2026." in text_of(page)
    header, rows = csv_rows(client, "days", **YEAR)
    assert len(header) == 7
    assert sum(Decimal(row[6]) for row in rows) == BankLine.objects.aggregate(sum=Sum("rest"))["sum"]
    empty = client.get(reverse("admin:members_bookclosing_days"), {"first": "2020-01-01", "until": "2020-01-31"})
    assert "The bank booked nothing in this period" in text_of(empty)


# Closing --------------------------------------------------------------------------------------------------------


CLOSE = "admin:members_bookclosing_close"


def test_closing_says_what_it_means_and_what_waits_and_is_done_once():
    InvoiceTermsFactory(iban=OURS)
    client = clerk()
    bring(client, Pay(amount="12.34", iban=PAYERS[3], name="Nobody"))
    assert "No period is closed yet." in text_of(client.get(reverse(CLOSE)))
    told = text_of(client.get(reverse(CLOSE), {"until": "2026-11-10"}))
    assert "Nothing that was booked on 10 November 2026 or before is undone any more." in told
    assert "1 line of that time, together EUR 12.34, still have no place." in told
    done = text_of(client.post(reverse(CLOSE), {"until": "2026-11-10"}, follow=True))
    assert "The books are closed until 10 November 2026." in done
    again = text_of(client.post(reverse(CLOSE), {"until": "2026-11-10"}))
    assert "The books are closed until 10 November 2026 already." in again
    assert BookClosing.objects.count() == 1
    (late,) = bring(client, Pay(amount="1.00", iban=PAYERS[3], end_to_end="E2"), booked="2026-11-05")
    assert late.ledger_on == D(2026, 11, 11)


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        ("2026-11-30", "Close a period once its last day is over: 29 November 2026 or before."),
        ("1999-12-31", "Choose a day in 2000 or later."),
        ("soon", "Write a day such as 2026-11-30."),
    ],
)
def test_day_that_cannot_be_closed_is_a_sentence(until, sentence):
    client = clerk()
    for answer in (client.get(reverse(CLOSE), {"until": until}), client.post(reverse(CLOSE), {"until": until})):
        assert sentence in text_of(answer)
    assert not BookClosing.objects.exists()


# The duty -------------------------------------------------------------------------------------------------------


def test_invoice_made_later_is_matched_by_the_duty_and_only_once():
    InvoiceTermsFactory(iban=OURS)
    client = clerk()
    invoice = owed()
    Invoice.objects.filter(pk=invoice.pk).update(open=0, closed_on=NOW.date())
    exact, part = bring(
        client,
        Pay(reference=invoice.reference, end_to_end="E1"),
        Pay(amount="20.00", reference=invoice.reference, end_to_end="E2", iban=PAYERS[3], name="Nobody"),
    )
    assert set(BankLine.objects.values_list("rest", flat=True)) == {E("150.00"), E("20.00")}
    Invoice.objects.filter(pk=invoice.pk).update(open=E("150.00"), closed_on=None)
    assert perform("members.match", now=NOW).parts == {"matched": 1, "proposed": 0}
    exact.refresh_from_db()
    assert exact.rest == E("0.00")
    other = owed()
    BankLine.objects.filter(pk=part.pk).update(member=None)
    report = perform("members.match", now=NOW + dt.timedelta(hours=1))
    assert (report.considered, report.changed) == (1, 0)
    assert other.open == E("150.00")


def test_duty_proposes_what_is_new_and_counts_it_once():
    client = clerk()
    InvoiceTermsFactory(iban=OURS)
    (line,) = bring(client, Pay(amount="150.00", name="Fenna Voorbeeldema", iban=PAYERS[3]))
    owed(member=MemberFactory(user__given_name="Fenna", user__family_name="Voorbeeldema"))
    assert perform("members.match", now=NOW).parts == {"matched": 0, "proposed": 1}
    assert perform("members.match", now=NOW).changed == 0
    assert line.proposals.count() == 1


def test_what_somebody_undid_is_not_booked_by_the_duty_again():
    invoice = owed()
    (line,) = bring(clerk(), Pay(reference=invoice.reference))
    by = UserFactory(roles=["finance"])
    payments.undo(Allocation.objects.get().pk, reason="Somebody else's.", by=by, at=NOW)
    assert perform("members.match", now=NOW).considered == 0
    line.refresh_from_db()
    assert line.rest == E("150.00")


def test_duty_asks_little_where_nothing_waits():
    BankLineFactory.create_batch(3, rest=E("0.00"))
    perform("members.match", now=NOW)
    asked = []
    for more in (1, 30):
        BankLineFactory.create_batch(more, rest=E("0.00"))
        with CaptureQueriesContext(connection) as queries:
            assert perform("members.match", now=NOW).considered == 0
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert "members.match" in duties.REGISTRY
