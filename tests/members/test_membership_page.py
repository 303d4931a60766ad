"""The membership page: what is due and why, how to pay, what came in, what comes next; nobody else's."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from members import selectors, services
from members.enums import CreditWhy
from members.models import Invoice, InvoiceTerms, Member, Title
from members.rules.membership import paid_until
from tests.factories.accounts import UserFactory
from tests.factories.members import CredentialFactory, MemberFactory
from tests.members.money import EMPLOYER, holder, moment, night, pay

pytestmark = pytest.mark.django_db

AWARD = dt.date(2026, 7, 1)


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _text(answer: Any) -> str:
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+([.,:;)])", r"\1", re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def _page(member: Member) -> str:
    answer = _client(member.user).get("/membership/")
    assert answer.status_code == 200
    return _text(answer)


@pytest.fixture
def today(time_machine: Any) -> Any:
    """Turn the clock to a day."""
    return lambda day: time_machine.move_to(moment(dt.date.fromisoformat(day)), tick=False)


def test_who_is_no_member_is_told_when_a_membership_begins() -> None:
    page = _text(_client(UserFactory()).get("/membership/"))
    assert "Nothing is due." in page
    assert "A membership begins with the first title." in page


def test_a_member_without_a_membership_is_asked_nothing() -> None:
    page = _page(MemberFactory())
    assert "Nothing is due." in page
    assert "You have no membership yet" in page
    assert "What comes next" not in page


@pytest.mark.parametrize(
    ("day", "due", "until"),
    [
        ("2026-07-01", "EUR 150.00 is due by 31 July 2026.", "No year of it is paid yet."),
        ("2026-07-31", "EUR 150.00 is due by 31 July 2026.", "No year of it is paid yet."),
        ("2026-08-01", "EUR 150.00 was due on 31 July 2026.", "No year of it is paid yet."),
    ],
)
def test_the_first_sentence_says_what_is_due_and_when(today: Any, day: str, due: str, until: str) -> None:
    today(day)
    page = _page(holder("S-CISO", on=AWARD))
    assert due in page
    assert until in page


def test_how_to_pay_stands_in_full_and_as_a_code(today: Any) -> None:
    today("2026-07-02")
    member = holder("S-CISO", on=AWARD)
    invoice = Invoice.objects.get()
    answer = _client(member.user).get("/membership/")
    page = _text(answer)
    for told in ("NL93 DEMO 0123 4567 89", "SECO-Institute", "RF"):
        assert told in page
    grouped = " ".join(invoice.reference[n : n + 4] for n in range(0, len(invoice.reference), 4))
    assert grouped in page
    assert f"Code for the app of your bank: EUR 150.00 to SECO-Institute, reference {grouped}." in page
    assert '<svg class="qr"' in answer.content.decode()


def test_each_year_names_the_title_that_decides_and_why(today: Any) -> None:
    today("2026-09-01")
    member = holder("S-ISP", on=AWARD)
    services.award(
        member, Title.objects.get(code="S-CISO"), on=dt.date(2026, 9, 1), by=_clerk(), at=moment(dt.date(2026, 9, 1))
    )
    page = _page(member)
    assert "1 Jul 2026 – 30 Jun 2027 S-ISP, Practitioner nothing is asked EUR 0.00 Nothing asked" in page
    assert "1 Sep 2026 – 30 Jun 2027 S-CISO, Certified Officer the difference to this title" in page
    assert "EUR 150.00 is due by 1 October 2026." in page


def test_paid_years_say_when_they_were_paid_and_until_when_it_lasts(today: Any) -> None:
    today("2026-08-10")
    member = holder("S-CISO", on=AWARD)
    pay(Invoice.objects.get(), on=dt.date(2026, 7, 20))
    page = _page(member)
    assert "Nothing is due." in page
    assert "Your membership is paid until 30 June 2027." in page
    assert "Paid on 20 Jul 2026" in page
    assert "20 Jul 2026 Payment received, thank you 2026-000001 EUR 150.00" in page


def test_part_of_an_invoice_leaves_the_rest_to_pay(today: Any) -> None:
    today("2026-07-25")
    member = holder("S-CISO", on=AWARD)
    pay(Invoice.objects.get(), on=dt.date(2026, 7, 20), amount=Decimal("100.00"))
    page = _page(member)
    assert "EUR 50.00 is due by 31 July 2026." in page
    assert "Code for the app of your bank: EUR 50.00" in page


def test_money_without_a_use_and_money_we_owe_are_told(today: Any) -> None:
    today("2026-08-10")
    member = holder("S-CISO", on=AWARD)
    invoice = Invoice.objects.get()
    pay(invoice, on=dt.date(2026, 7, 20), rest=Decimal("12.50"))
    services.credit([invoice.pk], CreditWhy.WAIVED, by=None, at=moment(dt.date(2026, 8, 1)))
    page = _page(member)
    assert "We owe you EUR 150.00" in page
    assert "We received EUR 12.50 from you that is not used for an invoice yet." in page
    assert "Taken back credited 1 Aug 2026" in page
    assert "Credit note C2026-000001" in page


def test_several_open_invoices_are_summed_and_each_is_reached(today: Any) -> None:
    today("2027-07-02")
    member = holder("S-CISO", on=AWARD)
    night(dt.date(2027, 5, 2))
    page = _page(member)
    assert "EUR 300.00 is open on 2 invoices; the first was due on 31 July 2026." in page
    assert "Each of the others has its own reference" in page


def test_what_comes_next_follows_from_the_rules(today: Any) -> None:
    today("2026-07-02")
    page = _page(holder("S-CISO", on=AWARD))
    assert (
        "For the year from 1 July 2027 to 30 June 2028 we expect to ask EUR 150.00 (S-CISO, Certified Officer" in page
    )
    assert "The invoice comes on 2 May 2027 To be paid by 1 July 2027" in page
    assert "1 June 2027, 24 June 2027, 15 July 2027, 31 July 2027, 30 August 2027" in page
    assert "We write about invoice 2026-000001 again if it is not paid by then, on 24 July 2026" in page


def test_a_practitioner_expects_nothing(today: Any) -> None:
    today("2026-07-02")
    page = _page(holder("S-ISP", on=AWARD))
    assert "nothing is asked (S-ISP, Practitioner: EUR 0.00 a year)" in page
    assert "Your membership is paid until 30 June 2027." in page
    assert "No invoice was made so far." in page


def test_without_terms_it_says_so_and_nothing_is_due(today: Any) -> None:
    today("2026-07-02")
    member = MemberFactory()
    services.award(member, Title.objects.get(code="S-CISO"), on=AWARD, by=_clerk(), at=moment(AWARD))
    assert not InvoiceTerms.objects.exists()
    page = _page(member)
    assert "Nothing is due." in page
    assert "We have not set yet how it is billed." in page


def test_an_open_difference_leaves_the_years_paid(today: Any) -> None:
    today("2026-07-02")
    member = holder("S-ISP", on=dt.date(2024, 1, 7))
    night(dt.date(2025, 1, 6))
    services.award(member, Title.objects.get(code="S-CISO"), on=dt.date(2026, 1, 5), by=_clerk(), at=moment(AWARD))
    page = _page(member)
    assert "The years of your membership are paid until 6 January 2026, the difference to S-CISO is not." in page
    assert "5 Jan 2026 – 6 Jan 2026 S-CISO, Certified Officer the difference to this title, for the rest of" in page


def test_a_difference_for_a_whole_year_says_so(today: Any) -> None:
    today("2026-07-02")
    member = MemberFactory()
    CredentialFactory(member=member, title=Title.objects.get(code="S-ISP"), awarded_on=dt.date(2024, 3, 1))
    services.begin_brought({member.pk: dt.date(2028, 2, 29)})
    services.award(member, Title.objects.get(code="S-CISO"), on=AWARD, by=_clerk(), at=moment(AWARD))
    page = _page(member)
    assert "1 Mar 2027 – 29 Feb 2028 S-CISO, Certified Officer the difference to this title, for the whole year" in page
    assert "28 Feb 2027 S-CISO, Certified Officer the difference to this title, for the rest of the year" in page


def test_what_was_paid_before_it_was_brought_in_counts(today: Any) -> None:
    today("2026-07-02")
    member = MemberFactory()
    CredentialFactory(member=member, title=Title.objects.get(code="S-CISO"), awarded_on=dt.date(2024, 3, 1))
    services.begin_brought({member.pk: dt.date(2027, 2, 28)})
    page = _page(member)
    assert "Your membership is paid until 28 February 2027." in page
    assert "before 1 Mar 2027 Paid for before your membership was brought in here" in page


def test_the_employer_who_pays_is_named(today: Any) -> None:
    today("2026-07-02")
    member = holder("S-CISO", on=AWARD)
    services.bill_to(member, EMPLOYER, anew=True, by=member.user, at=moment(dt.date(2026, 7, 2)))
    page = _page(member)
    assert "It is billed to Voorbeeld &amp; Zonen B.V." in page
    assert "Invoices and reminders go to crediteuren@voorbeeld.example too." in page


@pytest.mark.parametrize("years", [0, 7])
def test_page_asks_the_same_number_of_queries_whatever_there_is(
    today: Any, django_assert_num_queries: Any, years: int
) -> None:
    today("2026-07-02")
    member = holder("S-CISO", on=AWARD)
    for n in range(years):
        night(dt.date(2027 + n, 5, 2))
    for invoice in Invoice.objects.all()[:years]:
        pay(invoice, on=dt.date(2034, 1, 1))
    client = _client(member.user)
    with django_assert_num_queries(18):
        client.get("/membership/")
    with django_assert_num_queries(14):
        selectors.membership_page(member, dt.date(2026, 7, 2))


@pytest.mark.parametrize(
    ("brought", "years", "until"),
    [
        (None, [], None),
        ("2026-06-30", [], "2026-06-30"),
        (None, [("2027-06-30", True)], "2027-06-30"),
        (None, [("2027-06-30", False)], None),
        ("2026-06-30", [("2027-06-30", False), ("2028-06-30", True)], "2026-06-30"),
        (None, [("2027-06-30", True), ("2027-06-30", False)], None),
        (None, [("2028-06-30", True), ("2027-06-30", True)], "2028-06-30"),
        (None, [("2029-06-30", True), ("2028-06-30", False), ("2027-06-30", True)], "2027-06-30"),
    ],
)
def test_paid_until_ends_before_the_first_gap(brought: str | None, years: list[Any], until: str | None) -> None:
    day = dt.date.fromisoformat
    found = paid_until(day(brought) if brought else None, [(day(last), paid) for last, paid in years])
    assert found == (day(until) if until else None)


def _clerk() -> User:
    clerk: User = UserFactory(roles=("back-office",))
    return clerk
