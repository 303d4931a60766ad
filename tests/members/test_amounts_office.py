"""Amounts and invoice terms in the back office: set with open eyes, and kept once something was made by them."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from common.models import AuditLine
from members import selectors
from members.models import ContributionAmount, InvoiceTerms, Level, Title
from tests.factories.members import CredentialFactory
from tests.factories.money import (
    ContributionAmountFactory,
    ContributionFactory,
    InvoiceFactory,
    InvoiceTermsFactory,
    MembershipFactory,
)
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

AMOUNTS, TERMS = "/office/members/contributionamount/", "/office/members/invoiceterms/"


@pytest.fixture
def finance() -> Client:
    """Somebody of finance."""
    return signed_in(person("Frank", "finance"))


def _text(answer: Any) -> str:
    said = re.sub(r"<script.*?</script>|<[^>]*>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(said.replace("&#x27;", "'").split())


# Amounts ------------------------------------------------------------------------------------------------


def _officer() -> Level:
    return Level.objects.get(key="officer")


def _sent(first_day: date, amount: str = "160.00", level: str = "officer") -> dict[str, Any]:
    return {"level": Level.objects.get(key=level).pk, "effective_on": first_day.isoformat(), "amount": amount}


FAR = date(2099, 1, 1)


def _runs(code: str, *, anchor: date = date(2025, 7, 1), **more: Any) -> Any:
    row = MembershipFactory(since=anchor, next_year_on=more.pop("next_year_on", anchor), **more)
    CredentialFactory(member=row.member, title=Title.objects.get(code=code), awarded_on=anchor)
    return row


def test_an_amount_is_first_shown_with_whom_it_touches_and_then_set_once(finance: Client) -> None:
    touched = _runs("S-CISO")
    _runs("S-ISP")
    sent = _sent(FAR)
    shown = finance.post(f"{AMOUNTS}add/", sent, follow=True)
    said = _text(shown)
    assert (
        "1 membership pays EUR 160.00 instead of EUR 150.00, as a title of the level Certified Officer decides." in said
    )
    assert "1 further membership holds no title of the level." in said
    assert f"{touched.member.number}" in said
    assert "1 July 2099" in said
    assert not ContributionAmount.objects.filter(effective_on=FAR).exists()
    done = _text(finance.post(f"{AMOUNTS}preview/", sent, follow=True))
    assert "ask EUR 160.00 for years that begin on 1 January 2099 or later." in done
    assert "has an amount from this day on already" in _text(finance.post(f"{AMOUNTS}preview/", sent))
    row = ContributionAmount.objects.get(effective_on=FAR)
    assert row.history.get().history_user.given_name == "Frank"
    assert AuditLine.objects.get(act="members.amount-set").about_id == row.pk


def test_whom_it_touches_is_taken_along_as_csv(finance: Client) -> None:
    touched = _runs("S-CISO")
    query = "&".join(f"{key}={value}" for key, value in _sent(FAR).items())
    answer = finance.get(f"{AMOUNTS}preview/csv/?{query}")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1:] == [f"{touched.member.number},{touched.member.user},S-CISO,2099-07-01,150.00,160.00"]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"effective_on": "2020-01-01"}, "This day has come. An amount begins on a day ahead"),
        ({"effective_on": "soon"}, "Write the day as year, month and day, such as 2027-03-01."),
        ({"amount": "1.005"}, "Write an amount in euros and cents, such as 150.00."),
        ({"amount": "-1"}, "Write 0.00 or more; 0.00 asks nothing."),
        ({"amount": ""}, "Please fill this in."),
    ],
)
def test_an_amount_that_cannot_be_gets_a_sentence(finance: Client, sent: dict[str, str], sentence: str) -> None:
    for address in ("add", "preview"):
        answer = finance.post(f"{AMOUNTS}{address}/", _sent(FAR) | sent)
        assert sentence in _text(answer)
        assert answer.context["form"]["level"].value() == str(_officer().pk)
    assert not ContributionAmount.objects.filter(effective_on=FAR).exists()


def test_a_day_that_years_were_fixed_for_is_refused(finance: Client) -> None:
    ahead = timezone.localdate() + timedelta(50)
    ContributionFactory(due_on=ahead, last_day=ahead + timedelta(364))
    answer = finance.post(f"{AMOUNTS}add/", _sent(ahead))
    assert f"Membership years that begin until {ahead.day} {ahead:%B %Y} were fixed by the amount" in _text(answer)
    assert finance.post(f"{AMOUNTS}add/", _sent(ahead + timedelta(1))).status_code == 302
    assert finance.post(f"{AMOUNTS}add/", _sent(ahead, level="expert")).status_code == 302


def test_an_amount_in_force_stays_and_one_ahead_is_taken_back(finance: Client) -> None:
    in_force, ahead = ContributionAmount.objects.get(level__key="officer"), ContributionAmountFactory()
    page = f"{AMOUNTS}{in_force.pk}"
    assert finance.post(f"{page}/change/", _sent(FAR)).status_code == 403
    assert finance.post(f"{page}/delete/", {"post": "yes"}).status_code == 403
    assert finance.post(f"{AMOUNTS}{ahead.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(ContributionAmount.objects.filter(level__key="officer")) == [in_force]
    assert AuditLine.objects.filter(act="members.amount-withdrawn").count() == 1


def test_it_touches_whom_the_level_decides_for_and_says_why_not_the_others() -> None:
    on = date(2026, 12, 1)
    _runs("S-CISO")
    both = _runs("S-CISO", anchor=date(2025, 1, 1))
    CredentialFactory(member=both.member, title=Title.objects.get(code="S-ISP"), awarded_on=date(2025, 1, 1))
    alone = _runs("S-ISP")
    _runs("S-ISP", last_day=date(2027, 6, 30))
    fixed = _runs("S-ISP", next_year_on=date(2028, 7, 1))
    practitioner = Level.objects.get(key="practitioner")
    found = selectors.whom_it_touches(practitioner, date(2027, 3, 1), Decimal("25.00"), on)
    assert [(row.membership, row.first_day, row.now, row.then, row.later) for row in found.touched] == [
        (alone.pk, date(2027, 7, 1), Decimal("0.00"), Decimal("25.00"), False),
        (fixed.pk, date(2028, 7, 1), Decimal("0.00"), Decimal("25.00"), True),
    ]
    assert found.pairs == [("Practitioner", Decimal("0.00"), Decimal("25.00"), 2)]
    assert (found.untouched.other_title, found.untouched.over_before, found.untouched.same) == (1, 1, 0)
    assert (found.others, found.later) == (1, 1)
    nothing = selectors.whom_it_touches(practitioner, date(2027, 3, 1), Decimal("0.00"), on)
    assert (nothing.touched, nothing.untouched.same) == ([], 3)


@pytest.mark.parametrize("count", [1, 60])
def test_whom_it_touches_takes_as_many_statements_for_sixty_as_for_one(
    count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        _runs("S-CISO")
    with django_assert_num_queries(8):
        assert len(selectors.whom_it_touches(_officer(), FAR, Decimal("160.00"), date(2026, 12, 1)).touched) == count


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2100, 1, 1), date(9999, 12, 31)])
def test_an_amount_begins_in_our_time(finance: Client, day: date) -> None:
    for page in ("preview/", "preview/csv/"):
        answer = finance.get(f"{AMOUNTS}{page}", _sent(day, "25.00"))
        assert answer.status_code == 200
        assert "Choose a day in the years 2000 to 2099." in _text(answer) or "This day has come." in _text(answer)


# Terms --------------------------------------------------------------------------------------------------

TERMS_SENT = {
    "effective_on": "2027-01-01", "name": "SECO-Institute", "address": "Nergenslaan 1", "registration": "",
    "vat_number": "", "iban": "NL93DEMO0123456789", "bic": "", "vat_rate": "0", "vat_note": "", "to_pay": "30",
    "ahead": "60", "before": "30, 7", "after": "14, 30, 60",
}  # fmt: skip


def test_terms_are_added_and_changed_until_an_invoice_was_made_by_them(finance: Client) -> None:
    assert finance.post(f"{TERMS}add/", TERMS_SENT).status_code == 302
    row = InvoiceTerms.objects.get()
    page = f"{TERMS}{row.pk}/change/"
    assert finance.post(page, TERMS_SENT | {"to_pay": "21"}).status_code == 302
    InvoiceFactory(terms=row)
    assert "Invoices were made by these terms, so they stay as they are." in _text(finance.get(page))
    assert finance.post(page, TERMS_SENT).status_code == 403
    row.refresh_from_db()
    assert row.to_pay == 21
    assert row.history.count() == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"iban": "NL00DEMO0123456789"}, "This IBAN has a mistake in it; compare it with the bank's letter."),
        ({"before": "soon"}, "Write days with commas between them, such as 30, 7."),
        ({"vat_number": "12"}, "Write the VAT number with its country"),
        ({"vat_rate": "-1"}, "Write a rate from 0 to 50 per cent."),
        ({"vat_rate": "51"}, "Write a rate from 0 to 50 per cent."),
        ({"to_pay": "0"}, "Give 1 to 120 days to pay."),
        ({"to_pay": "-1"}, "Give 1 to 120 days to pay."),
        ({"to_pay": "99999999"}, "Give 1 to 120 days to pay."),
        ({"ahead": "366"}, "Make invoices 0 to 365 days ahead."),
        ({"after": "14, 366"}, "Reminders go out at most 365 days before or after."),
        ({"effective_on": "9999-12-31"}, "Choose a day in the years 2000 to 2099."),
        ({"effective_on": "1999-12-31"}, "Choose a day in the years 2000 to 2099."),
    ],
)
def test_terms_with_a_mistake_get_a_sentence_and_stay_typed(
    finance: Client, wrong: dict[str, str], sentence: str
) -> None:
    answer = finance.post(f"{TERMS}add/", TERMS_SENT | wrong)
    assert sentence in _text(answer)
    ((name, value),) = wrong.items()
    assert answer.context["adminform"].form[name].value() == value


def test_the_list_says_which_terms_are_in_force(finance: Client) -> None:
    for day in (date(2020, 1, 1), date(2021, 1, 1), date(2100, 1, 1)):
        InvoiceTermsFactory(effective_on=day)
    said = _text(finance.get(TERMS))
    assert said.index("From a day ahead") < said.index("In force") < said.index("Followed by others")


def test_terms_that_follow_others_begin_today_or_later(finance: Client) -> None:
    today = timezone.localdate()
    assert finance.post(f"{TERMS}add/", TERMS_SENT | {"effective_on": "2020-01-01"}).status_code == 302
    answer = finance.post(f"{TERMS}add/", TERMS_SENT | {"effective_on": str(today - timedelta(1))})
    assert "This day has passed. Terms that follow others begin today or later." in _text(answer)
    assert "they cannot be changed" in _text(answer)
    sent = TERMS_SENT | {"effective_on": str(today), "iban": "nl93 demo 0123 4567 89"}
    assert finance.post(f"{TERMS}add/", sent).status_code == 302
    assert InvoiceTerms.objects.get(effective_on=today).iban == "NL93DEMO0123456789"
    assert "There are terms that hold from this day on already. Choose another day." in _text(
        finance.post(f"{TERMS}add/", sent)
    )
