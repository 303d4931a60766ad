"""A report that was sent: its address mended where it came from, closed there, taken back; followed from elsewhere."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from comms.models import Message
from conduct.emails import reports as emails
from conduct.models import Report
from conduct.services import reporting
from conduct.services.steps import ConductRefused
from tests.conduct.reporter import AT, DRAFT, START, begun, filled, link, opened, own, press_send
from tests.factories.conduct import ReportFactory, ReportFileFactory

pytestmark = pytest.mark.django_db

SENT = f"{DRAFT}sent/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(AT, tick=False) as moved:
        yield moved


@pytest.fixture
def client() -> Client:
    client = filled()
    press_send(client)
    return client


def test_page_stays_open_for_a_day_after_it_was_last_used(client: Client, clock: Any) -> None:
    for _day in range(2):
        clock.shift(dt.timedelta(hours=23))
        answer = client.get(SENT)
        assert "quirijn@people.example" in answer.text
        assert answer.cookies["seco_report"]["max-age"] == 24 * 3600
    clock.shift(dt.timedelta(hours=25))
    late = client.get(SENT)
    assert late.status_code == 404
    assert "opens for a day" in late.text
    assert "quirijn@people.example" not in late.text
    assert client.get(f"{DRAFT}throw-away/").status_code == 404
    assert Report.objects.exists()


def test_first_page_leads_back_to_it_and_another_report_can_be_begun(client: Client) -> None:
    shown = client.get(START).text
    assert SENT in shown
    assert Report.objects.get().reference in shown
    assert "Begin another report" in shown
    client.post(START)
    assert Report.objects.count() == 2
    assert client.get(DRAFT).status_code == 200


def test_page_says_how_the_mail_fared(client: Client) -> None:
    assert "on its way" in client.get(SENT).text
    Message.objects.update(state="sent", sent_at=AT)
    assert "left on 2 November 2026, 10:00" in client.get(SENT).text
    Message.objects.update(state="bounced")
    shown = client.get(SENT).text
    assert "did not arrive at quirijn@people.example" in shown
    client.post(SENT, {"email": "Melder@People.example"})
    shown = client.get(SENT).text
    assert "did not arrive" not in shown
    assert "on its way" in shown


def test_closed_here_it_opens_here_no_more_and_its_link_does(client: Client) -> None:
    answer = client.post(SENT, {"close": "yes"})
    assert answer.url == START
    assert client.get(SENT).status_code == 404
    assert Client().get(link(Report.objects.get())).status_code == 200


def test_taken_back_in_the_browser_it_came_from_nothing_is_left(client: Client) -> None:
    report = Report.objects.get()
    upload = ReportFileFactory(report=report).file
    assert "the link that we mailed opens nothing any more" in client.get(f"{DRAFT}throw-away/").text
    assert Report.objects.exists(), "it asks first"
    assert "Nothing of it is kept" in client.post(f"{DRAFT}throw-away/").text
    assert not Report.objects.exists()
    upload.refresh_from_db()
    assert upload.state == "gone"
    assert Client().get(link(report)).status_code == 404


def test_once_confirmed_the_browser_it_came_from_is_told_so_and_changes_nothing(client: Client) -> None:
    report = reporting.confirm(Report.objects.get(), at=AT)
    for answer in (
        client.get(SENT), client.post(SENT, {"email": "x@people.example"}), client.get(DRAFT),
        client.post(f"{DRAFT}throw-away/"),
    ):  # fmt: skip
        assert answer.status_code == 409
        assert "If it was not you who confirmed it" in answer.text
        assert report.about not in answer.text
    now = Report.objects.get()
    assert (now.state, now.email, now.secret_sha256) == ("confirmed", report.email, report.secret_sha256)


def test_page_of_a_draft_leads_to_its_parts() -> None:
    assert begun().get(SENT).url == DRAFT


def _confirmed() -> Report:
    return reporting.confirm(ReportFactory(sent=True, email="work@people.example"), at=AT)


def test_report_is_followed_from_another_address_and_the_earlier_link_opens_nothing() -> None:
    report = _confirmed()
    client, elsewhere = opened(report), opened(report)
    assert "work@people.example" in client.get(own(report, "address/")).text
    answer = client.post(own(report, "address/"), {"email": "Home@people.example"})
    assert answer.url == f"{own(report)}?moved"
    assert "The new link went to Home@people.example." in client.get(answer.url).text, "it stays open here"
    assert elsewhere.get(own(report)).status_code == 404
    assert Client().get(link(report)).status_code == 404
    now = Report.objects.get()
    assert Client().get(link(now)).status_code == 200
    mails = {row.kind: row for row in Message.objects.filter(person=None)}
    assert {kind: row.recipient for kind, row in mails.items()} == {
        "conduct.report_moved": "home@people.example", "conduct.report_left_behind": "work@people.example",
    }  # fmt: skip
    assert "seed" not in mails["conduct.report_left_behind"].facts, "no link to where it is followed from no more"
    reporting.change_address(now, "third@people.example", at=AT + dt.timedelta(minutes=1))
    assert not emails.MOVED.still_true(mails["conduct.report_moved"])


def test_address_that_is_none_is_said_to_be_so_and_stays_in_the_box() -> None:
    report = _confirmed()
    shown = opened(report).post(own(report, "address/"), {"email": "home"}).text
    assert "Write an address as name@example.org." in shown
    assert 'value="home"' in shown


def test_report_that_is_not_confirmed_yet_is_mailed_once_more() -> None:
    report = ReportFactory(sent=True)
    client = opened(report)
    client.post(own(report, "address/"), {"email": "home@people.example"})
    assert [row.kind for row in Message.objects.all()] == ["conduct.report_confirm"]
    assert client.get(own(report)).status_code == 200


def test_report_that_ended_is_followed_from_no_other_address() -> None:
    report = _confirmed()
    client = opened(report)
    reporting.withdraw(report, at=AT)
    assert "Give another address" not in client.get(own(report)).text
    client.post(own(report, "address/"), {"email": "home@people.example"})
    assert Report.objects.get().email == "work@people.example"
    with pytest.raises(ConductRefused, match="has ended"):
        reporting.change_address(report, "home@people.example", at=AT)
