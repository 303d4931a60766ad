"""Invoices and the acts of a member: one's own alone, private links, who pays, cancelling and taking back."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from comms.models import Message
from members import selectors, services
from members.documents.papers import account_sheet
from members.enums import CreditWhy
from members.models import Allocation, Billing, Credential, Invoice, Member, Membership, Title
from tests.factories.accounts import UserFactory
from tests.factories.members import MemberFactory
from tests.html_forms import forms_of
from tests.members.money import EMPLOYER, holder, moment, night, pay
from tests.members.test_membership_page import _client, _page, _text
from tests.papers import text as text_of

pytestmark = pytest.mark.django_db

AWARD = dt.date(2026, 7, 1)


@pytest.fixture
def member(time_machine: Any) -> Member:
    """An officer of yesterday, with one invoice, on 2 July 2026."""
    time_machine.move_to(moment(dt.date(2026, 7, 2)), tick=False)
    return holder("S-ISP", "S-CISO", on=AWARD)


def _private(invoice: Invoice, name: str = "private-invoice") -> str:
    return reverse(f"members:{name}", args=[invoice.link])


# Invoices -------------------------------------------------------------------------------------------


def test_an_invoice_says_what_for_how_to_pay_and_whom_it_is_billed_to(member: Member) -> None:
    page = _text(_client(member.user).get("/membership/invoices/2026-000001/"))
    for told in (
        "EUR 150.00 is due by 31 July 2026.",
        "NL93 DEMO 0123 4567 89",
        "Contribution for S-CISO, 1 July 2026 – 30 June 2027: the difference",
        "VAT of 0 % included: EUR 0.00",
        str(member.user),
    ):
        assert told in page


def test_an_invoice_of_somebody_else_is_not_there(member: Member) -> None:
    other = _client(MemberFactory().user)
    for path in ("/membership/invoices/2026-000001/", "/membership/invoices/2026-000001/pdf/"):
        assert other.get(path).status_code == 404
        assert _client(UserFactory()).get(path).status_code == 404
        assert Client().get(path).status_code == 302


@pytest.mark.parametrize("number", ["2026-999999", "%00", "x" * 500, "2026-000001%0A", "C2026-000001"])
def test_a_number_that_is_none_is_not_there(member: Member, number: str) -> None:
    assert _client(member.user).get(f"/membership/invoices/{number}/").status_code == 404


def test_a_paid_invoice_says_when(member: Member) -> None:
    pay(Invoice.objects.get(), on=dt.date(2026, 7, 1))
    page = _text(_client(member.user).get("/membership/invoices/2026-000001/"))
    assert "EUR 150.00, paid on 1 July 2026." in page
    assert "Received on 1 July 2026, thank you EUR 150.00" in page
    assert "Scan it with the app" not in page


def test_an_invoice_that_was_taken_back_says_so_and_so_does_its_credit_note(member: Member) -> None:
    services.credit([Invoice.objects.get().pk], CreditWhy.MISTAKE, by=None, at=moment(dt.date(2026, 7, 2)))
    client = _client(member.user)
    page = _text(client.get("/membership/invoices/2026-000001/"))
    assert "Taken back on 2 July 2026. Nothing is to be paid." in page
    assert "It was made by mistake. Credit note C2026-000001 puts it right." in page
    page = _text(client.get("/membership/invoices/C2026-000001/"))
    assert "EUR 150.00 taken back: all of invoice 2026-000001." in page
    assert "EUR -150.00" in page


@pytest.mark.parametrize("number", ["2026-000001", "C2026-000001"])
def test_both_documents_come_as_pdf(member: Member, number: str) -> None:
    services.credit([Invoice.objects.get().pk], CreditWhy.MISTAKE, by=None, at=moment(dt.date(2026, 7, 2)))
    answer = _client(member.user).get(f"/membership/invoices/{number}/pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{number}.pdf"'
    assert answer["Cache-Control"] == "no-store"
    words = text_of(answer.content)
    assert number in words
    assert "EUR 150.00" in words
    assert str(member.user) in words


# The statement of account ---------------------------------------------------------------------------


def test_the_statement_leads_from_one_balance_to_the_other(member: Member) -> None:
    invoice = Invoice.objects.get()
    pay(invoice, on=dt.date(2026, 7, 1), amount=Decimal("100.00"), rest=Decimal("7.00"))
    answer = _client(member.user).get("/membership/account/?since=2026-01-01&until=2026-07-02")
    assert answer["Content-Type"] == "application/pdf"
    words = text_of(answer.content)
    for told in ("2026-000001", "Payment received, thank you", "Received and not used yet", "43.00", "107.00"):
        assert told in words, words


def test_what_was_before_the_period_is_its_opening_balance(member: Member) -> None:
    pay(Invoice.objects.get(), on=dt.date(2026, 7, 2), amount=Decimal("100.00"))
    day = dt.date(2026, 7, 2)
    sheet = account_sheet(member, day, day, issued_on=day)
    assert sheet is not None
    assert (sheet.opening, sheet.closing) == (Decimal("150.00"), Decimal("50.00"))
    assert [(entry.received, entry.balance) for entry in sheet.entries] == [(Decimal("100.00"), Decimal("50.00"))]
    assert [(item.number, item.amount) for item in sheet.still_open] == [("2026-000001", Decimal("50.00"))]


def test_a_credit_note_is_received_and_money_taken_back_is_charged(member: Member) -> None:
    invoice, day = Invoice.objects.get(), dt.date(2026, 7, 2)
    pay(invoice, on=AWARD)
    paid = Allocation.objects.get()
    Allocation.objects.create(
        line=paid.line, use="invoice", invoice=invoice, amount=-paid.amount, how="reversal", booked_on=day,
        ledger_on=day, recorded_at=moment(day), undoes=paid,
    )  # fmt: skip
    services.credit([invoice.pk], CreditWhy.WAIVED, by=None, at=moment(day))
    sheet = account_sheet(member, AWARD, day, issued_on=day)
    assert sheet is not None
    moved = [(entry.charged, entry.received) for entry in sheet.entries]
    euros, none = Decimal("150.00"), Decimal("0.00")
    assert moved == [(euros, none), (none, euros), (none, euros), (euros, none)]
    assert sheet.closing == 0


def test_a_statement_asks_the_same_number_of_queries_for_many_years(django_assert_num_queries: Any) -> None:
    day = dt.date(2040, 1, 1)
    holder("S-CISO", on=AWARD)
    for _more in range(2):
        member = Member.objects.select_related("user").get()
        with django_assert_num_queries(6):
            account_sheet(member, AWARD, day, issued_on=day)
        for n in range(5):
            night(dt.date(2027 + n, 5, 2))
    assert member.invoices.count() == 6


@pytest.mark.parametrize(
    ("since", "until", "sentence"),
    [
        ("2026-07-02", "2026-07-01", "This day lies before the first one."),
        ("2026-07-01", "2026-07-03", "This day lies ahead."),
        ("1999-12-31", "2026-07-01", "Choose a day in 2000 or later"),
        ("", "2026-07-01", "Please fill this in."),
        ("tomorrow", "2026-07-01", "date"),
    ],
)
def test_days_that_make_no_period_get_a_sentence_and_stay(
    member: Member, since: str, until: str, sentence: str
) -> None:
    answer = _client(member.user).get("/membership/account/", {"since": since, "until": until})
    assert answer.status_code == 200
    assert sentence in _text(answer)
    assert forms_of(answer.content.decode())[-1].values == {"since": since, "until": until}
    assert "nvalid" not in answer.content.decode().replace("aria-invalid", "")


# Private links --------------------------------------------------------------------------------------


def test_who_pays_reads_the_invoice_without_an_account_and_leaves_no_trace(member: Member) -> None:
    services.bill_to(member, EMPLOYER, anew=True, by=member.user, at=moment(dt.date(2026, 7, 2)))
    invoice = Invoice.objects.to_pay().get()
    client = Client()
    answer = client.get(_private(invoice))
    page = _text(answer)
    for told in ("EUR 150.00 is due by", "Voorbeeld", "PO-17", f"For the membership of {member.user}.", "NL93 DEMO"):
        assert told in page
    for untold in (member.user.email, f"Member {member.number}", "/membership/", "Sign in"):
        assert untold not in answer.content.decode()
    assert not client.cookies
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]


def test_a_private_page_looks_the_same_whoever_is_signed_in(member: Member, django_assert_num_queries: Any) -> None:
    client = _client(member.user)
    invoice = Invoice.objects.get()
    with django_assert_num_queries(3):
        quiet = Client().get(_private(invoice))
    answer = client.get(_private(invoice))
    assert answer.content == quiet.content
    assert "Sign out" not in answer.content.decode()
    assert not answer.cookies


@pytest.mark.parametrize("what", ["paid", "taken back"])
def test_a_private_page_stays_readable(member: Member, what: str) -> None:
    invoice = Invoice.objects.get()
    if what == "paid":
        pay(invoice, on=AWARD)
    else:
        services.credit([invoice.pk], CreditWhy.MISTAKE, by=None, at=moment(dt.date(2026, 7, 2)))
    page = _text(Client().get(_private(invoice)))
    assert {"paid": "paid on 1 July 2026.", "taken back": "Taken back on 2 July 2026."}[what] in page
    assert Client().get(_private(invoice, "private-invoice-pdf"))["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("link", ["2026-000001", "a" * 43, "a" * 500, "-", "1"])
def test_a_link_that_leads_nowhere_is_not_there(member: Member, link: str) -> None:
    for path in (f"/invoices/{link}/", f"/invoices/{link}/pdf/"):
        assert Client().get(path).status_code == 404


# Who pays -------------------------------------------------------------------------------------------


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
    assert "What is open changed while you looked at it, so nothing was changed." in _text(answer)
    assert Invoice.objects.count() == before
    assert not Billing.objects.filter(name="Nieuw Voorbeeld B.V.").exists()
    back = next(form.values for form in forms_of(answer.content.decode()) if form.values.get("to") == to)
    assert {name: back[name].lstrip("\n") for name in typed} == typed
    assert back["seen"].split() == [str(row) for row in selectors.untouched(member, dt.date(2026, 7, 2))]


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


# Cancelling -----------------------------------------------------------------------------------------


def _seen(client: Client) -> dict[str, str]:
    page = client.get("/membership/cancel/").content.decode()
    return {"seen": next(form.values["seen"] for form in forms_of(page) if "seen" in form.values)}


def test_what_cancelling_brings_is_shown_before_it_happens(member: Member) -> None:
    page = _text(_client(member.user).get("/membership/cancel/"))
    assert "Your membership ends on 30 June 2027" in page
    assert "S-CISO Certified Information Security Officer" in page
    assert "S-ISP Information Security Practitioner" in page
    assert "Invoice 2026-000001 of EUR 150.00, due on 31 July 2026, is still to be paid." in page
    assert Membership.objects.open().exists()


def test_cancelled_twice_has_one_effect_and_can_be_taken_back(member: Member) -> None:
    client = _client(member.user)
    seen = _seen(client)
    page = _text(client.post("/membership/cancel/", seen, follow=True))
    assert "Your membership is cancelled: 30 June 2027 is its last day." in page
    assert "30 June 2027 is the last day" in page
    assert "Until 30 June 2027 you can take that back" in page
    assert "See what cancelling brings" not in page
    again = _text(client.post("/membership/cancel/", seen, follow=True))
    assert "There is no membership to cancel, or it was cancelled already." in again
    assert Message.objects.filter(kind="members.cancelled").count() == 1
    page = _text(client.post("/membership/cancel/take-back/", follow=True))
    assert "You took the cancellation back." in page
    assert "is the last day" not in page
    again = _text(client.post("/membership/cancel/take-back/", follow=True))
    assert "The membership is not cancelled." in again
    assert Message.objects.filter(kind="members.taken_back").count() == 1
    assert Credential.objects.open().filter(member=member).count() == 2


def test_what_changed_meanwhile_is_shown_again_before_it_happens(member: Member) -> None:
    client = _client(member.user)
    seen = _seen(client)
    holder_of_more = Member.objects.get(pk=member.pk)
    services.award(
        holder_of_more,
        Title.objects.get(code="S-DPP"),
        on=dt.date(2026, 7, 2),
        by=UserFactory(roles=("back-office",)),
        at=moment(dt.date(2026, 7, 2)),
    )
    page = _text(client.post("/membership/cancel/", seen))
    assert "This changed while you looked at it." in page
    assert "S-DPP" in page
    assert Membership.objects.open().exists()
    assert _text(client.post("/membership/cancel/", {"seen": "x"})).count("This changed") == 1


def test_a_year_that_will_not_begin_is_credited_and_billed_anew_when_taken_back(
    member: Member, time_machine: Any
) -> None:
    pay(Invoice.objects.get(), on=AWARD)
    night(dt.date(2027, 5, 2))
    time_machine.move_to(moment(dt.date(2027, 5, 3)), tick=False)
    client = _client(member.user)
    assert "2027-000001, EUR 150.00: its year will not begin." in _text(client.get("/membership/cancel/"))
    client.post("/membership/cancel/", _seen(client))
    mail = Message.objects.get(kind="members.cancelled")
    assert (mail.facts["last_day"], mail.facts["credited"], mail.facts["still_open"]) == (
        "2027-06-30",
        ["2027-000001"],
        [],
    )
    assert "Nothing is due." in _page(member)
    client.post("/membership/cancel/take-back/")
    mail = Message.objects.get(kind="members.taken_back")
    assert mail.facts["billed"] == ["2027-000002"]
    assert "EUR 150.00 is due by 1 July 2027." in _page(member)


def test_after_the_last_day_there_is_no_way_back(member: Member, time_machine: Any) -> None:
    client = _client(member.user)
    client.post("/membership/cancel/", _seen(client))
    time_machine.move_to(moment(dt.date(2027, 7, 1)), tick=False)
    client = _client(member.user)
    page = _text(client.post("/membership/cancel/take-back/", follow=True))
    assert "The membership ended on 30 June 2027; that cannot be taken back." in page
    assert "Your membership ended on 30 June 2027." in page
    assert "Take the cancellation back" not in page


def test_who_is_no_member_has_nothing_to_change() -> None:
    client = _client(UserFactory())
    for path in ("/membership/cancel/", "/membership/who-pays/", "/membership/account/"):
        assert client.get(path)["Location"] == "/membership/"
    assert "The membership is not cancelled." in _text(client.post("/membership/cancel/take-back/", follow=True))
    assert client.get("/membership/cancel/take-back/").status_code == 405


def test_pages_say_nothing_is_invalid(member: Member) -> None:
    client = _client(member.user)
    for path in ("/membership/", "/membership/cancel/", "/membership/who-pays/", "/membership/account/"):
        assert not re.search(r"\binvalid\b", client.get(path).content.decode())
