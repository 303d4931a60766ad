"""Who pays: an employer or the member, for what comes and, on wish, for what is open."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from members import selectors, services
from members.models import Billing, Invoice, Member
from tests.html_forms import forms_of
from tests.members.money import EMPLOYER, holder, moment, night, pay
from tests.members.test_membership_page import _client, _text

pytestmark = pytest.mark.django_db

AWARD = dt.date(2026, 7, 1)


@pytest.fixture
def member(time_machine: Any) -> Member:
    """An officer of yesterday, with one invoice, on 2 July 2026."""
    time_machine.move_to(moment(dt.date(2026, 7, 2)), tick=False)
    return holder("S-ISP", "S-CISO", on=AWARD)


def test_an_employer_is_billed_and_open_invoices_anew_once_though_clicked_twice(member: Member) -> None:
    client = _client(member.user)
    sent = {"to": "employer", **EMPLOYER, "anew": "on", "seen": "2026-000001"}
    page = _text(client.post("/membership/who-pays/", sent, follow=True))
    assert "We credited 1 open invoice and made it anew." in page
    client.post("/membership/who-pays/", sent)
    assert list(Invoice.objects.order_by("pk").values_list("number", "bill_name", "open")) == [
        ("2026-000001", str(member.user), Decimal("0.00")),
        ("C2026-000001", str(member.user), Decimal("0.00")),
        ("2026-000002", EMPLOYER["name"], Decimal("150.00")),
    ]
    assert Billing.objects.get().order_number == "PO-17"


def test_without_asking_what_is_open_stays_as_it_is(member: Member) -> None:
    page = _text(_client(member.user).post("/membership/who-pays/", {"to": "employer", **EMPLOYER}, follow=True))
    assert "Your invoices go to Voorbeeld" in page
    assert "We credited" not in page
    assert Invoice.objects.count() == 1


def test_invoices_come_back_to_oneself(member: Member) -> None:
    services.bill_to(member, EMPLOYER, anew=True, by=member.user, at=moment(dt.date(2026, 7, 2)))
    sent = {"to": "me", "anew": "on", "seen": "2026-000002"}
    page = _text(_client(member.user).post("/membership/who-pays/", sent, follow=True))
    assert "Your invoices go to you from now on. We credited 1 open invoice" in page
    assert not Billing.objects.exists()
    assert Invoice.objects.to_pay().get().bill_name == str(member.user)


@pytest.mark.parametrize("to", ["employer", "me"])
@pytest.mark.parametrize("what", ["paid", "one more"])
def test_invoices_are_billed_anew_only_as_the_page_showed_them(member: Member, to: str, what: str) -> None:
    if to == "me":
        services.bill_to(member, EMPLOYER, anew=True, by=member.user, at=moment(dt.date(2026, 7, 2)))
    client = _client(member.user)
    page = client.get("/membership/who-pays/").content.decode()
    shown = next(form.values for form in forms_of(page) if form.values.get("to") == to)
    typed = {**EMPLOYER, "name": "Nieuw Voorbeeld B.V."} if to == "employer" else {}
    if what == "paid":
        pay(Invoice.objects.to_pay().get(), on=AWARD, amount=Decimal("1.00"))
    else:
        night(dt.date(2027, 5, 2))
    before = Invoice.objects.count()
    answer = client.post("/membership/who-pays/", {**shown, **typed, "anew": "on"})
    assert answer.status_code == 200
    assert "What is open changed while you looked at it, so nothing was changed." in _text(answer)
    assert Invoice.objects.count() == before
    assert not Billing.objects.filter(name="Nieuw Voorbeeld B.V.").exists()
    assert Billing.objects.exists() == (to == "me")
    back = next(form.values for form in forms_of(answer.content.decode()) if form.values.get("to") == to)
    assert {name: back[name].lstrip("\n") for name in typed} == typed
    assert back["seen"].split() == list(
        selectors.untouched(member, dt.date(2026, 7, 2)).values_list("number", flat=True)
    )
    client.post("/membership/who-pays/", back)
    assert Billing.objects.filter(name="Nieuw Voorbeeld B.V.").exists() == (to == "employer")


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Please fill this in."),
        ("address", "", "Please fill this in."),
        ("country", "", "Please fill this in."),
        ("copy_to", "not an address", "address"),
        ("vat_number", "123", "Write the VAT number with its country"),
        ("name", "evil\u202egnp.exe", "This contains characters that cannot be shown."),
        ("address", "x" * 301, "at most 300 characters"),
    ],
)
def test_what_cannot_be_billed_gets_a_sentence_and_stays(member: Member, field: str, typed: str, sentence: str) -> None:
    sent = {"to": "employer", **EMPLOYER, field: typed}
    answer = _client(member.user).post("/membership/who-pays/", sent)
    assert answer.status_code == 200
    assert sentence in _text(answer)
    back = next(form.values for form in forms_of(answer.content.decode()) if "name" in form.values)
    assert {name: back[name].lstrip("\n") for name in sent if name != "to"} == {
        name: value for name, value in sent.items() if name != "to"
    }
    assert not Billing.objects.exists()
