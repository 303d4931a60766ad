"""The private link of a report: what opens it, what it shows in each state, and what a reporter does by it."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from comms.models import Message
from conduct.enums import Dismissed, SeatKind
from conduct.models import Report, Trace
from conduct.services import committee, intake
from conduct.services.steps import ConductRefused
from tests.conduct.cases import opened as case_opened
from tests.conduct.reporter import AT, link, opened, own
from tests.factories.accounts import UserFactory
from tests.factories.conduct import ReportFactory, ReportFileFactory
from tests.factories.files import sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day() -> Iterator[None]:
    with time_machine.travel(AT + dt.timedelta(hours=1), tick=False):
        yield


def test_looking_changes_nothing_and_tells_nothing_of_what_was_written() -> None:
    report = ReportFactory(sent=True)
    for answer in (Client().get(link(report)), Client().head(link(report))):
        assert answer.status_code == 200
        assert not answer.cookies
        assert answer["Cache-Control"] == "no-store"
        for secret in (report.about, report.account, report.name, report.email):
            assert secret not in answer.text
    assert Report.objects.get().state == "sent"
    assert not Trace.objects.exists()


def test_button_sets_a_cookie_of_this_report_and_confirms_nothing() -> None:
    report, other = ReportFactory(sent=True), ReportFactory()
    client = Client()
    answer = client.post(link(report))
    (cookie,) = answer.cookies.values()
    assert (cookie.key, cookie["path"], cookie["max-age"]) == ("seco_report_link", own(report), 7200)
    assert Report.objects.get(pk=report.pk).state == "sent"
    assert client.get(own(other)).status_code == 404
    assert Client().get(own(report)).status_code == 404
    with time_machine.travel(AT + dt.timedelta(hours=4), tick=False):
        late = client.post(own(report, "add/"), {"text": "One more."}, headers={"sec-fetch-site": "same-origin"})
    assert (late.status_code, "One more." in late.text) == (404, True)
    assert "two hours" in late.text


def test_confirmed_once_and_shown_whole() -> None:
    report = ReportFactory(sent=True)
    file = ReportFileFactory(report=report).file
    client = opened(report)
    shown = client.get(own(report)).text
    for needed in (
        report.about, report.account, report.knows_by, report.name, report.email, report.relation, file.name,
        "16 November 2026",
    ):  # fmt: skip
        assert needed in shown, needed
    for _press in range(2):
        client.post(own(report))
    assert Report.objects.get().state == "confirmed"
    assert Trace.objects.filter(step="report-confirmed").count() == 1
    assert Message.objects.filter(kind="conduct.report_received").count() == 1
    assert "A case officer takes it next." in client.get(own(report)).text


def test_added_in_words_and_files_and_what_was_said_before_stays() -> None:
    report = ReportFactory()
    client = opened(report)
    client.post(own(report, "add/"), {"text": "A second mail came.", "papers": [sent(name="second.png")]})
    shown = client.get(own(report)).text
    assert "A second mail came." in shown
    assert "second.png" in shown
    assert report.account in shown
    wrong = client.post(own(report, "add/"), {"text": "And a third.", "papers": [sent(b"MZ" * 99, "third.exe")]}).text
    assert "third.exe: " in wrong
    assert "choose the files once more" in wrong
    assert "And a third." in wrong
    assert report.additions.count() == 1
    assert "Write what you add or correct." in client.post(own(report, "add/"), {"text": " "}).text


def test_taken_back_before_it_was_confirmed_leaves_nothing() -> None:
    report = ReportFactory(sent=True)
    upload = ReportFileFactory(report=report).file
    client = opened(report)
    assert "We delete it at once" in client.get(own(report, "withdraw/")).text
    assert Report.objects.exists(), "it asks first"
    assert "Nothing of it is kept" in client.post(own(report, "withdraw/")).text
    assert not Report.objects.exists()
    upload.refresh_from_db()
    assert upload.state == "gone"
    assert Client().get(link(report)).status_code == 404
    assert not Message.objects.exists()


def test_taken_back_once_it_was_confirmed_is_kept_a_year_and_shown_until_then() -> None:
    report = ReportFactory()
    client = opened(report)
    assert "2 November 2027" in client.get(own(report, "withdraw/")).text
    client.post(own(report, "withdraw/"))
    client.post(own(report, "withdraw/"))
    shown = client.get(own(report)).text
    assert "taken back" in shown
    assert report.account in shown
    assert Message.objects.filter(kind="conduct.report_withdrawn").count() == 1
    assert client.get(own(report, "add/")).status_code == 302
    assert "has ended" in client.post(own(report, "add/"), {"text": "More."}).text


def test_withdrawing_from_a_case_forgets_how_to_reach_and_lets_the_case_go_on() -> None:
    case = case_opened()
    report = case.reports.get()
    client = opened(report)
    assert "The case goes on without you" in client.get(own(report, "withdraw/")).text
    client.post(own(report, "withdraw/"))
    shown = client.get(own(report)).text
    report.refresh_from_db()
    assert (report.state, report.email, report.phone, report.name) == ("opened", "", "", "Quirijn Melder")
    assert "deleted" in shown
    assert report.account in shown
    assert Message.objects.filter(kind="conduct.report_taken_back", recipient=case.officer.email).count() == 1
    namesake = UserFactory(given_name="Quirijn", family_name="Melder", roles=("committee-member",))
    with pytest.raises(ConductRefused, match="cannot judge"):
        committee.invite(case, namesake, SeatKind.REPRESENTATIVE, by=case.officer, at=AT + dt.timedelta(days=2))


def test_answer_is_read_with_its_reason_and_letter() -> None:
    report, officer = ReportFactory(), UserFactory(roles=("conduct-officer",))
    intake.take(report, by=officer, at=AT)
    intake.dismiss(report, Dismissed.NOT_THE_CODE, "A quarrel about an invoice.", by=officer, at=AT)
    shown = opened(report).get(own(report)).text
    for needed in ("it is about nothing that our code rules", "A quarrel about an invoice.", "2 November 2027"):
        assert needed in shown
    assert officer.email not in shown
    assert "Take it back" not in shown


def test_what_the_case_found_is_not_told_to_the_reporter() -> None:
    case = case_opened()
    report = case.reports.get()
    shown = opened(report).get(own(report)).text
    assert "A committee looks into it." in shown
    for never in (case.reference, str(case.member.number), case.officer.email, case.alleged):
        assert never not in shown


def test_wrong_links_are_explained_and_counted_and_the_right_one_opens_all_the_same() -> None:
    report = ReportFactory()
    client = Client()
    answers = [client.get(f"/conduct/report/open/{number:064x}/").status_code for number in range(31)]
    assert set(answers[:30]) == {404}
    assert answers[30] == 429
    shouted = link(report).replace(link(report).split("/")[-2], link(report).split("/")[-2].upper())
    assert client.get(shouted).status_code == 200
    assert client.get(link(ReportFactory(draft=True))).status_code == 429, "a draft opens in its browser alone"
