"""Being forgotten: told what it costs, time to think, two colleagues, and then nothing leads to the person any more.

Golden cases G-220, G-221 and the last part of G-225.
"""

import datetime as dt
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from common.errors import Forbidden, IllegalMove
from common.models import AuditLine
from comms.models import Message
from comms.rendering import letter
from members import services
from members.enums import CreditWhy
from members.models import Certificate, Credential, Erasure, Invoice, Member, Membership
from members.services import ErasureRefused
from members.services.cancelling import cancel
from tests.factories.exams import ErasureFactory
from tests.members.money import holder
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
AWARDED = dt.date(2026, 3, 2)
AT = dt.datetime(2026, 7, 1, 9, tzinfo=dt.UTC)
LAST_TO_THINK = dt.datetime(2026, 7, 15, 20, tzinfo=dt.UTC)
AFTER = dt.datetime(2026, 7, 16, 7, tzinfo=dt.UTC)
PAGE = "/account/erasure/"


def _asked(member: Member) -> Erasure:
    return services.ask_erasure(member.user, by=member.user, at=AT)


def _forward(row: Erasure, at: dt.datetime = AFTER, by: str = "Priya") -> User:
    first = person(by, "privacy-officer")
    services.put_forward(row, by=first, at=at)
    row.refresh_from_db()
    return first


def _carried_out(member: Member) -> Erasure:
    row = _asked(member)
    _forward(row)
    services.carry_out(row, by=person("Adam", "administrator"), at=AFTER)
    row.refresh_from_db()
    return row


def test_asking_ends_nothing_and_the_mail_says_what_would_end_and_until_when() -> None:
    member = holder("S-ISP", "S-CISO", on=AWARDED)
    row = _asked(member)
    assert _asked(member) == row, "asked twice it is one request"
    assert Credential.objects.open().filter(member=member).count() == 2
    told = letter(Message.objects.get(kind="members.erasure_asked"))
    for part in (told.text, told.html):
        for said in ("15 July 2026", "1 August 2026", "the membership", "S-ISP", "S-CISO"):
            assert said in part, said


def test_officer_with_a_second_title_loses_membership_and_every_title_first_and_then_the_data_go() -> None:
    member = holder("S-ISP", "S-CISO", on=AWARDED)
    user, address = member.user, member.user.email
    client = signed_in(user)
    number = Certificate.objects.filter(credential__member=member).earliest("pk").number
    invoices = set(Invoice.objects.filter(member=member).values_list("number", flat=True))
    row = _carried_out(member)
    outcomes = set(
        Credential.objects.filter(member=member).values_list(
            "closed_by__kind", "closed_by__ground", "closed_by__effective_on"
        )
    )
    assert outcomes == {("ended", "forgotten", dt.date(2026, 7, 16))}
    assert not Membership.objects.filter(member=member, last_day=None).exists()
    user.refresh_from_db()
    assert (user.get_full_name(), user.is_active, user.email) == ("", False, f"erased-{user.pk}@erased.example")
    assert client.get("/account/data/").status_code == 302, "nobody is signed in any more"
    assert invoices <= set(Invoice.objects.filter(member=member).values_list("number", flat=True)), "the law keeps them"
    assert (row.state, row.person, row.put_forward_by, row.carried_out_by) == (
        "carried-out", user, User.objects.get(given_name="Priya"), User.objects.get(given_name="Adam"),
    )  # fmt: skip
    last = Message.objects.get(recipient=address)
    assert (last.kind, last.person) == ("members.erased", None)
    assert "our last mail" in letter(last).text
    assert "We know no title by this number" in unescape(Client().get(f"/verify/{number}/").text)


def test_acts_leave_their_lines_without_a_name() -> None:
    _carried_out(holder("S-CISO", on=AWARDED))
    acts = AuditLine.objects.filter(act__startswith="members.erasure").order_by("pk").values_list("act", flat=True)
    assert list(acts) == [
        "members.erasure-asked", "members.erasure-put-forward", "members.erasure-carried-out",
    ]  # fmt: skip


def test_title_that_was_given_up_for_a_day_to_come_ends_on_the_day_itself() -> None:
    member = holder("S-CISO", on=AWARDED)
    cancel(member, by=member.user, at=AT)
    _carried_out(member)
    (title,) = Credential.objects.filter(member=member).select_related("closed_by")
    assert (title.closed_by.ground, title.closed_by.effective_on) == ("forgotten", dt.date(2026, 7, 16))


def test_nobody_carries_it_out_while_there_is_time_to_think() -> None:
    row = _asked(holder("S-CISO", on=AWARDED))
    with pytest.raises(ErasureRefused, match="time to think until 15 July 2026"):
        _forward(row, LAST_TO_THINK)
    _forward(row, AFTER, by="Pia")


def test_it_takes_two_others() -> None:
    member = holder("S-CISO", on=AWARDED)
    row = _asked(member)
    first = _forward(row)
    for by in (first, person("Bo", "back-office"), member.user):
        with pytest.raises(Forbidden):
            services.carry_out(row, by=by, at=AFTER)
    own = ErasureFactory(person=person("Olga", "privacy-officer"), asked_at=AT)
    with pytest.raises(Forbidden):
        services.put_forward(own, by=own.person, at=AFTER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.filter(pk=row.pk).update(state="carried-out", carried_out_by=first, ended_at=AFTER)
    assert Credential.objects.open().filter(member=member).exists()


def test_person_takes_it_back_until_it_is_carried_out_and_a_colleague_sends_it_back() -> None:
    member = holder("S-CISO", on=AWARDED)
    row = _asked(member)
    first = _forward(row)
    services.send_back(row, by=first, at=AFTER)
    row.refresh_from_db()
    assert (row.state, row.put_forward_by) == ("asked", None)
    services.put_forward(row, by=first, at=AFTER)
    with pytest.raises(Forbidden):
        services.take_erasure_back(row, by=first, at=AFTER)
    services.take_erasure_back(row, by=member.user, at=AFTER)
    assert "Nothing ended" in letter(Message.objects.get(kind="members.erasure_taken_back")).text
    with pytest.raises(IllegalMove):
        services.carry_out(row, by=person("Adam", "administrator"), at=AFTER)
    assert _asked(member) != row, "and may ask anew"


def test_colleagues_and_whom_we_owe_money_wait() -> None:
    colleague = person("Olga", "finance")
    row = services.ask_erasure(colleague, by=colleague, at=AT)
    with pytest.raises(ErasureRefused, match="takes the roles back first"):
        _forward(row)
    member = holder("S-CISO", on=AWARDED)
    Invoice.objects.filter(member=member).update(open=-1)
    with pytest.raises(ErasureRefused, match="pays it back first"):
        services.put_forward(_asked(member), by=person("Pia", "privacy-officer"), at=AFTER)


def test_page_tells_what_it_costs_and_what_stays_and_asks_only_after_a_proof() -> None:
    member = holder("S-CISO", on=AWARDED)
    client = signed_in(member.user)
    with time_machine.travel(AT, tick=False):
        shown = unescape(client.get(PAGE).text)
        for said in (
            "What ends with it",
            "the membership",
            "S-CISO",
            "What must stay, and why",
            "Your invoices",
            "the law",
        ):
            assert said in shown, said
    assert not Erasure.objects.exists()


def test_asked_on_the_page_and_taken_back_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("members.views.erasure.is_reauthentication_required", lambda *_args, **_more: False)
    member = holder("S-CISO", on=AWARDED)
    client = signed_in(member.user)
    assert "This changed while you looked" in client.post(PAGE, {"seen": "something else"}).text
    assert not Erasure.objects.exists()
    seen = client.get(PAGE).context["seen"]
    assert "You asked to be forgotten" in client.post(PAGE, {"seen": seen}, follow=True).text
    client.post(PAGE, {"seen": seen})
    assert Erasure.objects.count() == 1
    assert "Taken back: nothing ends" in client.post(PAGE, {"take_back": "1"}, follow=True).text
    assert Erasure.objects.get().state == "taken-back"


def test_without_a_fresh_proof_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("members.views.erasure.is_reauthentication_required", lambda *_args, **_more: True)
    member = holder("S-CISO", on=AWARDED)
    client = signed_in(member.user)
    seen = client.get(PAGE).context["seen"]
    answer: Any = client.post(PAGE, {"seen": seen})
    assert answer.url == f"{PAGE}?prove=first"
    assert not Erasure.objects.exists()


def test_colleagues_put_forward_and_carry_out_on_pages_that_ask_first_and_name_no_records() -> None:
    member = holder("S-CISO", on=AWARDED)
    row = _asked(member)
    at = f"/office/members/erasure/{row.pk}"
    with time_machine.travel(AFTER, tick=False):
        first, second = signed_in(person("Priya", "privacy-officer")), signed_in(person("Adam", "administrator"))
        shown = unescape(first.get(f"{at}/put-forward/").text)
        assert "S-CISO" in shown
        assert "Cases under" not in shown
        assert "It waits for a second person." in first.post(f"{at}/put-forward/", follow=True).text
        assert "Somebody else than who put it forward" in unescape(first.get(f"{at}/carry-out/").text)
        assert "This cannot be undone." in second.get(f"{at}/carry-out/").text
        done = second.post(f"{at}/carry-out/", follow=True)
        assert "the person is forgotten" in done.text
        assert "Priya" in done.text
    assert not Credential.objects.open().filter(member=member).exists()


def test_nobody_writes_to_who_was_forgotten_though_an_invoice_is_open() -> None:
    member = holder("S-CISO", on=AWARDED)
    _carried_out(member)
    assert Invoice.objects.to_pay().filter(member=member).exists()
    for days in (30, 60, 90, 120, 200):
        on = AFTER + dt.timedelta(days=days)
        assert not services.to_remind(on.date()).exists()
    invoice = Invoice.objects.get(member=member)
    services.put_right(invoice.pk, CreditWhy.WAIVED, again=False, by=person("Fenna", "finance"), at=AFTER)
    assert {row.kind for row in Message.objects.all()} == {"members.erased"}
