"""Arrears in the back office: by age, at whom they are reached, and beside the ledger's debtors."""

import datetime as dt
import random
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.models import AuditLine
from members import bank_words, selectors, services
from members.enums import Account, Age, CreditWhy
from members.models import Allocation, Invoice
from members.selectors.books import Compared
from tests.factories.members import MemberFactory
from tests.factories.money import ContributionFactory, InvoiceFactory
from tests.members.bank_office import E, clerk, csv_rows, text_of
from tests.members.test_books_office import NOW, YEAR, D, busy_year

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(NOW, tick=False)


def _debt(member, late, total):
    """What a member owes, so many days after the last day to pay; the years it is for are of no matter here."""
    due_on = TODAY - dt.timedelta(late)
    InvoiceFactory(member=member, due_on=due_on, total=total, contribution=ContributionFactory(amount=total))


def test_arrears_are_summed_by_age_and_member():
    member = MemberFactory(phone="+31 20 000 0000")
    for late, total in ((-5, "1.01"), (14, "2.02"), (15, "4.04"), (60, "8.08"), (61, "16.16"), (400, "32.32")):
        _debt(member, late, E(total))
    InvoiceFactory(due_on=TODAY - dt.timedelta(20), total=E("100.00"))
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
    _header, rows = csv_rows(client, "arrears")
    csv_rows(client, "arrears", age="over-90")
    taken = AuditLine.objects.filter(act="members.debtors-taken").order_by("pk")
    assert [(line.code, line.by_id == line.about_id == line.person_id) for line in taken] == [
        ("", True), ("over-90", True),
    ]  # fmt: skip
    assert [row[-1] for row in rows] == ["63.63", "100.00"]
    assert sum((Decimal(cell) for cell in rows[0][9:-1]), Decimal(0)) == E("63.63")


def test_arrears_that_an_employer_owes_are_reached_at_the_employer():
    mine, both, theirs = (MemberFactory(phone=f"+31 20 000 000{place}") for place in range(3))
    for member, late, employer in ((mine, 3, False), (both, 2, True), (both, 2, False), (theirs, 1, True)):
        InvoiceFactory(member=member, due_on=TODAY - dt.timedelta(late), employer=employer)
    client = clerk()
    cells = re.findall(
        r"<td>(.*?)</td>", client.get(reverse("admin:members_bookclosing_arrears")).content.decode(), re.DOTALL
    )
    reached = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells[:3]]
    assert reached[0] == f"{mine.phone} {mine.user.email}"
    billed = "Voorbeeld B.V. (invented) invoices@employer.example Fabriekspad 2, 0000 BB Nergenshuizen, Nederland"
    assert reached[1:] == [f"{billed} {both.phone} {both.user.email}", billed]
    header, rows = csv_rows(client, "arrears")
    assert header[4:7] == ["Employer billed", "Billing address", "Copy to"]
    assert [(row[2], row[3], row[4]) for row in rows] == [
        (mine.user.email, mine.phone.replace("+", "00 "), ""),
        (both.user.email, both.phone.replace("+", "00 "), "Voorbeeld B.V. (invented)"),
        ("", "", "Voorbeeld B.V. (invented)"),
    ]


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
    rows = [selectors.arrears(row) for row in selectors.owing(TODAY)]
    total = selectors.owed_in_all(TODAY)
    assert sum(row.total for row in rows) == total.total == Invoice.objects.aggregate(sum=Sum("open"))["sum"]
    for age in Age:
        assert sum(row.by_age[age] for row in rows) == total.by_age[age]
        of_age = {row.member["key"] for row in rows if row.by_age[age]}
        assert {row["key"] for row in selectors.owing(TODAY, age)} == of_age
    assert sum(total.by_age.values()) == total.total


def test_ledger_and_arrears_say_in_numbers_why_debtors_are_another_sum():
    busy_year()
    client = clerk()
    credited = Allocation.objects.filter(line__end_to_end__startswith="M", undoes=None, undone_by=None).first().invoice
    services.credit([credited.pk], CreditWhy.MISTAKE, by=None, at=NOW)
    owed_now = Invoice.objects.filter(open__gt=0).aggregate(sum=Sum("open"))["sum"]
    said = (
        f"Arrears are what is open today, EUR {owed_now}; debtors in the ledger on 30 November 2026 come to "
        f"EUR {owed_now - credited.total}, because what we owe back is taken off there: EUR {credited.total}."
    )
    assert said in text_of(client.get(reverse("admin:members_bookclosing_arrears")))
    assert said in text_of(client.get(reverse("admin:members_bookclosing_ledger"), {**YEAR, "until": "2026-11-30"}))


@pytest.mark.also_sqlite
@pytest.mark.parametrize(
    ("owed", "back", "debtors", "words"),
    [
        ("5.00", "0.00", "5.00", "EUR 5.00; debtors in the ledger on 31 October 2026 come to the same."),
        ("5.00", "2.00", "3.00", "come to EUR 3.00, because what we owe back is taken off there: EUR 2.00."),
        ("5.00", "2.00", "1.00", "what was billed after that day, less what was paid, is not in it yet: EUR 2.00."),
        ("5.00", "2.00", "7.00", "what was paid after that day, less what was billed, is still in it: EUR 4.00."),
    ],
)
def test_debtors_and_arrears_differ_by_what_is_owed_back_and_what_came_later(owed, back, debtors, words):
    found = Compared(owed=E(owed), back=E(back), later=E(owed) - E(back) - E(debtors), debtors=E(debtors))
    assert words in bank_words.debtors(found, D(2026, 10, 31))


def test_debtors_of_any_day_are_arrears_without_what_is_owed_back_and_what_came_later():
    busy_year()
    for day in (D(2026, 5, 1), D(2026, 11, 5), TODAY):
        debtors = selectors.balances_before(day + dt.timedelta(1))[Account.DEBTORS]
        found = selectors.compared(debtors)
        assert found.owed - found.back - found.later == found.debtors == debtors
        assert (found.later == 0) == (day == TODAY)
