"""Members who were brought in, as they see it themselves: what their years ask, and what that is to their cycles."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest

from comms.models import Message
from cpe import selectors, words
from cpe.enums import Judged
from cpe.rules.cycles import Fee
from members import services
from members.models import Contribution, Credential, Cycle, Invoice, Member, Outcome, Title
from tests.members.importing import ADA, bring, row
from tests.members.money import moment, night, pay, terms
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

D = dt.date
G_234 = row(ADA, credits_year_1="20", credits_year_2="15", fees_paid_until="2026-06-30")
"""S-ISP, current cycle 1 July 2024 to 30 June 2027, 35 credits brought along."""
OFFICER = row(G_234, title="S-CISO")
JULY_1 = D(2026, 7, 1)
ZERO, FULL = Decimal("0.00"), Decimal("150.00")


@pytest.fixture
def today(time_machine: Any) -> Any:
    """Turn the clock to a day, after the night's duties."""

    def turn(day: dt.date) -> None:
        night(day)
        time_machine.move_to(moment(day), tick=False)

    return turn


@pytest.fixture(autouse=True)
def _terms() -> None:
    terms()


def brought(like: dict[str, str] = G_234) -> Member:
    bring(like)
    return Member.objects.get(user__email=ADA["email"])


def sees(member: Member, path: str) -> str:
    page = signed_in(member.user).get(path).content.decode()
    return re.sub(r"\s+([.,:;)])", r"\1", re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def years(member: Member) -> list[tuple[str, dt.date, dt.date, Decimal]]:
    asked = Contribution.objects.filter(membership__member=member).order_by("due_on", "pk")
    return list(asked.values_list("reason", "due_on", "last_day", "amount"))


def balances(member: Member, on: dt.date) -> dict[str, Any]:
    return {one.credential.title_code: one for one in selectors.balances([member.pk], on)}


def fees(member: Member, on: dt.date) -> list[Fee]:
    """What the judge is given of the cycle that runs, by the member's only title."""
    (balance,) = balances(member, on).values()
    window = balance.case.first
    return [fee for fee in balance.case.fees if window.holds(fee.due_on)]


def test_g_234_a_practitioner_has_25_to_go_and_one_year_due_that_asks_nothing(today):
    member = brought()
    assert years(member) == [], "an import asks nothing by itself"
    today(D(2026, 6, 2))
    assert years(member) == [("year", JULY_1, D(2027, 6, 30), ZERO)]
    assert not Invoice.objects.exists()
    assert not Message.objects.filter(kind__startswith="members.").exists()
    today(JULY_1)
    assert fees(member, JULY_1) == [Fee(due_on=JULY_1, booked_on=JULY_1)]
    judged = balances(member, JULY_1)["S-ISP"].judged(selectors.policies(), JULY_1)
    assert (judged.outcome, judged.fees_open) == (Judged.RUNNING, 0)
    assert f"{words.credits(judged.missing)} to go" == "25 credits to go"

    page = sees(member, "/membership/")
    assert "Nothing is due." in page
    assert "Your membership is paid until 30 June 2027." in page
    assert "1 Jul 2026 – 30 Jun 2027 S-ISP, Practitioner nothing is asked EUR 0.00" in page
    assert "before 1 Jul 2026 Paid for before your membership was brought in here" in page
    assert "35 of 60 Information Security Practitioner 25 credits to go" in sees(member, "/")


def test_g_234_an_officer_is_asked_150_euros_for_the_one_year_due(today):
    member = brought(OFFICER)
    today(D(2026, 6, 2))
    assert years(member) == [("year", JULY_1, D(2027, 6, 30), FULL)]
    invoice = Invoice.objects.get()
    assert (invoice.total, invoice.open, invoice.due_on) == (FULL, FULL, D(2026, 7, 2))
    today(JULY_1)
    assert fees(member, JULY_1) == [Fee(due_on=JULY_1, asked_on=D(2026, 6, 2))]
    assert balances(member, JULY_1)["S-CISO"].judged(selectors.policies(), JULY_1).fees_open == 1
    page = sees(member, "/membership/")
    assert "EUR 150.00 is due by 2 July 2026." in page
    assert "Your membership is paid until 30 June 2026." in page
    assert "1 Jul 2026 – 30 Jun 2027 S-CISO, Certified Officer the highest contribution among your titles" in page
    pay(invoice, on=D(2026, 7, 2))
    assert fees(member, D(2026, 7, 2)) == [Fee(due_on=JULY_1, booked_on=D(2026, 7, 2), asked_on=D(2026, 6, 2))]


@pytest.mark.parametrize("like", [G_234, OFFICER])
def test_g_234_earlier_cycles_are_untouched(today, like):
    member = brought(like)
    for day in (D(2026, 6, 2), JULY_1, D(2027, 6, 30)):
        today(day)
    assert list(Cycle.objects.values_list("number", "first_day")) == [(4, D(2024, 7, 1))]
    assert not Outcome.objects.exists()
    assert [each.number for each in Credential.objects.all()[0].cycles.all()] == [4]
    (balance,) = balances(member, D(2027, 6, 30)).values()
    assert balance.case.first.number == 4
    assert all(fee.due_on >= JULY_1 for fee in balance.case.fees), "years paid elsewhere are asked of nobody"
    assert [fee.due_on for fee in fees(member, D(2027, 6, 30))] == [JULY_1]


def test_g_180_a_year_that_passes_unpaid_brings_reminders_and_arrears_and_ends_nothing(today):
    member = brought(OFFICER)
    for day in (D(2026, 6, 2), D(2026, 6, 25), D(2026, 7, 16), D(2026, 8, 1), D(2026, 8, 31)):
        today(day)
    told = Message.objects.filter(kind="members.reminder").order_by("pk").values_list("period", flat=True)
    assert list(told) == ["-7", "+14", "+30", "+60"]
    today(D(2027, 6, 30))
    judged = balances(member, D(2027, 6, 30))["S-CISO"].judged(selectors.policies(), D(2027, 6, 30))
    assert (judged.outcome, judged.fees_open) == (Judged.RUNNING, 1)
    assert "EUR 300.00 is open on 2 invoices; the first was due on 2 July 2026." in sees(member, "/membership/")
    home = sees(member, "/")
    assert "35 of 120 Certified Information Security Officer 85 credits to go" in home
    assert "Not valid" not in home


def test_g_237_a_practitioner_becomes_an_officer_in_mid_year(today):
    member = brought()
    today(JULY_1)
    september = D(2026, 9, 1)
    services.award(
        member, Title.objects.get(code="S-CISO"), on=september, by=person("Bea", "back-office"), at=moment(september)
    )
    today(september)
    first_year = [
        ("year", JULY_1, D(2027, 6, 30), ZERO),
        ("difference", september, D(2027, 6, 30), FULL),
    ]
    assert years(member) == first_year
    assert Invoice.objects.get().total == FULL
    for code, balance in balances(member, september).items():
        assert [fee.due_on for fee in balance.case.fees] == [JULY_1, september], code
        assert balance.judged(selectors.policies(), september).fees_open == 1, "an unpaid year weighs on every title"
    page = sees(member, "/membership/")
    assert "EUR 150.00 is due by 1 October 2026." in page
    assert "1 Sep 2026 – 30 Jun 2027 S-CISO, Certified Officer the difference to this title" in page
    assert "1 Jul 2026 – 30 Jun 2027 S-ISP, Practitioner nothing is asked EUR 0.00" in page

    today(D(2027, 5, 2))
    assert years(member) == [*first_year, ("year", D(2027, 7, 1), D(2028, 6, 30), FULL)]
    (held,) = [balance for code, balance in balances(member, D(2027, 5, 2)).items() if code == "S-ISP"]
    assert [fee.due_on for fee in held.case.fees if held.case.first.holds(fee.due_on)] == [JULY_1, september]
