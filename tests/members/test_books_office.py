"""Days, ledger, closing and arrears in the back office: all in words and all to the cent."""

import csv
import datetime as dt
import io
import random
from collections import defaultdict
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common import duties
from common.duties import perform
from common.models import AuditLine
from members import selectors, services
from members.enums import Account, Age, CreditWhy
from members.models import Allocation, BankLine, BookClosing, Invoice, Proposal
from members.services import payments
from tests.factories.accounts import UserFactory
from tests.factories.bank import BankLineFactory
from tests.factories.members import MemberFactory
from tests.factories.money import ContributionFactory, InvoiceFactory, InvoiceTermsFactory
from tests.members.bank_office import E, bring, clerk, owed, text_of
from tests.statements import OURS, PAYERS, Pay, document, entry, lines, statement

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 30, 10, 0, tzinfo=dt.UTC)
D = dt.date
YEAR = {"first": "2026-01-01", "until": "2026-12-31"}


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(NOW, tick=False)


def _rows(client, name, **asked):
    answer = client.get(reverse(f"admin:members_bookclosing_{name}_csv"), asked)
    assert answer["Content-Type"].startswith("text/csv")
    table = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    header, *rows = table
    return header, rows


def _busy_year():
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
    _busy_year()
    header, rows = _rows(clerk(), "ledger", **YEAR)
    assert header == ["Date", "Document", "Member number", "Account", "Debit", "Credit", "Text"]
    booked = [row for row in rows if row[1] not in {"opening", "closing"}]
    by_document = defaultdict(Decimal)
    for row in booked:
        by_document[row[1]] += Decimal(row[4]) - Decimal(row[5])
    assert len(by_document) == Invoice.objects.count() + BankLine.objects.count() + Allocation.objects.count()
    assert set(by_document.values()) == {Decimal(0)}
    assert sum(Decimal(row[4]) for row in rows) == sum(Decimal(row[5]) for row in rows) > 0
    assert [row[0] for row in booked] == sorted(row[0] for row in booked)
    beginnings = {row[6].partition(":")[0].partition(" to ")[0] for row in booked}
    assert beginnings == {
        "Invoice", "Credit note", "Bank", "Booked", "Set against another line", "Set aside", "Undone",
    }  # fmt: skip
    closing = {row[3]: Decimal(row[4]) - Decimal(row[5]) for row in rows if row[1] == "closing"}
    assert list(closing) == list(Account)
    assert closing["bank"] == BankLine.objects.aggregate(sum=Sum("amount"))["sum"]
    assert closing["debtors"] == Invoice.objects.aggregate(sum=Sum("open"))["sum"]
    assert closing["unplaced"] == -BankLine.objects.aggregate(sum=Sum("rest"))["sum"]
    assert closing["not-ours"] == E("9.95")
    assert closing["vat"] == -Invoice.objects.aggregate(sum=Sum("vat"))["sum"]


def test_closing_of_one_month_is_the_opening_of_the_next():
    _busy_year()
    client = clerk()
    october, november = (
        _rows(client, "ledger", first=f"2026-{month}-01", until=f"2026-{month}-{last}")[1]
        for month, last in (("10", "31"), ("11", "30"))
    )

    def balances(rows, which):
        return [row[3:6] for row in rows if row[1] == which]

    assert balances(october, "closing") == balances(november, "opening")
    assert balances(_rows(client, "ledger", first="2026-05-01", until="2026-11-30")[1], "closing") == balances(
        november, "closing"
    )


def test_ledger_page_says_what_its_csv_says():
    _busy_year()
    client = clerk()
    page = client.get(reverse("admin:members_bookclosing_ledger"), YEAR)
    _header, rows = _rows(client, "ledger", **YEAR)
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
            _rows(client, "ledger", **YEAR)
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
    _busy_year()
    client = clerk()
    page = client.get(reverse("admin:members_bookclosing_days"))
    days = list(page.context["days"])
    assert [day.day for day in days] == [D(2026, 11, 2), D(2026, 11, 9)]
    for day in days:
        assert day.came_in + day.went_out == day.booked + day.aside + day.left
    assert page.context["total"].lines == BankLine.objects.count()
    assert "From 1 November 2026 until 30 November 2026." in text_of(page)
    header, rows = _rows(client, "days", **YEAR)
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


# Arrears --------------------------------------------------------------------------------------------------------


def _debt(member, late, total):
    """What a member owes, so many days after the last day to pay; the years it is for are of no matter here."""
    due_on = NOW.date() - dt.timedelta(late)
    InvoiceFactory(member=member, due_on=due_on, total=total, contribution=ContributionFactory(amount=total))


def test_arrears_are_summed_by_age_and_member():
    member = MemberFactory(phone="+31 20 000 0000")
    for late, total in ((-5, "1.01"), (14, "2.02"), (15, "4.04"), (60, "8.08"), (61, "16.16"), (400, "32.32")):
        _debt(member, late, E(total))
    InvoiceFactory(due_on=NOW.date() - dt.timedelta(20), total=E("100.00"))
    InvoiceFactory(paid=True)
    client = clerk()
    page = client.get(reverse("admin:members_bookclosing_arrears"))
    first, second = page.context["rows"]
    assert first.by_age == {
        Age.NOT_DUE: E("1.01"), Age.TO_14: E("2.02"), Age.TO_30: E("4.04"), Age.TO_60: E("8.08"),
        Age.TO_90: E("16.16"), Age.OVER_90: E("32.32"),
    }  # fmt: skip
    assert (first.total, second.total, page.context["total"].total) == (E("63.63"), E("100.00"), E("163.63"))
    html = page.content.decode()
    assert 'href="tel:+31200000000"' in html
    assert f'href="mailto:{member.user.email}"' in html
    assert reverse("admin:members_member_change", args=[member.pk]) in html
    narrow = client.get(reverse("admin:members_bookclosing_arrears"), {"age": "over-90"})
    assert [row.total for row in narrow.context["rows"]] == [E("63.63")]
    assert client.get(reverse("admin:members_bookclosing_arrears"), {"age": "rubbish"}).status_code == 200
    assert not AuditLine.objects.filter(act="members.debtors-taken").exists(), "a page is looked at freely"
    client.head(reverse("admin:members_bookclosing_arrears_csv"))
    _header, rows = _rows(client, "arrears")
    _rows(client, "arrears", age="over-90")
    taken = AuditLine.objects.filter(act="members.debtors-taken").order_by("pk")
    assert [(line.code, line.by_id == line.about_id == line.person_id) for line in taken] == [
        ("", True), ("over-90", True),
    ]  # fmt: skip
    assert [row[-1] for row in rows] == ["63.63", "100.00"]
    assert sum((Decimal(cell) for cell in rows[0][6:-1]), Decimal(0)) == E("63.63")


def test_arrears_ask_the_same_for_one_member_and_for_sixty():
    client = clerk()
    asked = []
    for more in (1, 60):
        InvoiceFactory.create_batch(more)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("admin:members_bookclosing_arrears"))
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert len(page.context["rows"]) == 50
    assert page.context["total"].invoices == 61


@pytest.mark.also_sqlite
@pytest.mark.parametrize("seed", range(3))
def test_ages_of_any_register_come_to_what_is_open(seed):
    chance = random.Random(seed)  # noqa: S311  invented debts
    people = MemberFactory.create_batch(3)
    for _ in range(25):
        _debt(chance.choice(people), chance.randint(-40, 200), E(chance.randint(1, 99_999)).scaleb(-2))
    rows = [selectors.arrears(row) for row in selectors.owing(NOW.date())]
    total = selectors.owed_in_all(NOW.date())
    assert sum(row.total for row in rows) == total.total == Invoice.objects.aggregate(sum=Sum("open"))["sum"]
    for age in Age:
        assert sum(row.by_age[age] for row in rows) == total.by_age[age]
        of_age = {row.member["key"] for row in rows if row.by_age[age]}
        assert {row["key"] for row in selectors.owing(NOW.date(), age)} == of_age
    assert sum(total.by_age.values()) == total.total


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
