"""A report from the public page to its sending: what each part keeps, says is wrong, and never loses."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from common.models import Upload
from comms.models import Message
from conduct.models import Report
from conduct.services import nights, reporting
from tests.conduct.reporter import AT, DRAFT, START, WHAT, begun, filled, press_send
from tests.factories.files import sent

pytestmark = pytest.mark.django_db

PAGES = ("", "whom/", "what/", "files/", "you/", "check/", "throw-away/")


@pytest.fixture(autouse=True)
def _on_a_day() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def test_public_page_says_what_happens_with_the_days_in_force_and_sets_no_cookie() -> None:
    shown = Client().get(START)
    for needed in (
        "7 days after its last change", "within 14 days", "at least 3", "has 7 days", "has 30 days", "never by whom",
        "is not a member",
    ):  # fmt: skip
        assert needed in shown.text, needed
    assert not shown.cookies
    assert shown["Referrer-Policy"] == "no-referrer"
    assert "noindex" in shown["X-Robots-Tag"]
    assert Report.objects.count() == 0


def test_beginning_sets_one_cookie_of_this_report_alone_and_again_begins_no_other() -> None:
    client = Client()
    answer = client.post(START)
    (cookie,) = answer.cookies.values()
    assert (cookie.key, cookie["path"], cookie["httponly"], cookie["samesite"]) == (
        "seco_report", "/conduct/report/", True, "Lax",
    )  # fmt: skip
    assert cookie["max-age"] == 8 * 24 * 3600
    client.post(START)
    assert Report.objects.count() == 1
    assert "Go on with your report" in client.get(START).text


def test_each_part_saves_by_itself_in_any_order_and_the_list_says_what_is_missing() -> None:
    client = begun()
    client.post(f"{DRAFT}you/", {"name": "Quirijn Melder", "later": ""})
    shown = client.get(DRAFT).text
    assert "Write your e-mail address." in shown
    assert "1 of 4 complete" in shown, "files may be left out"
    assert Report.objects.get().name == "Quirijn Melder"
    assert "Before you can send it" in client.get(f"{DRAFT}check/").text
    assert "Send the report" not in client.get(f"{DRAFT}check/").text


def test_wrong_box_says_why_keeps_what_was_typed_and_saves_the_others() -> None:
    client = begun()
    shown = client.post(f"{DRAFT}what/", {**WHAT, "acted_from": "2026-11-03", "acted_until": "2026-10-01"})
    assert "This lies ahead. Write a day that has come." in shown.text
    assert 'value="2026-11-03"' in shown.text
    assert "Something needs another look" in shown.text
    draft = Report.objects.get()
    assert (draft.acted_from, draft.account) == (None, WHAT["account"])
    shown = client.post(f"{DRAFT}what/", {**WHAT, "acted_until": "2026-10-04"})
    assert "This is before the first day. Change one of the two." in shown.text
    assert "Write the day as year, month and day" in client.post(f"{DRAFT}what/", {**WHAT, "acted_from": "may"}).text
    assert "name@example.org" in client.post(f"{DRAFT}you/", {"email": "melder"}).text


def test_last_day_that_does_not_fit_a_new_first_day_any_more_is_left_out() -> None:
    client = begun()
    client.post(f"{DRAFT}what/", {**WHAT, "acted_from": "2026-10-01", "acted_until": "2026-10-05"})
    client.post(f"{DRAFT}what/", {**WHAT, "acted_from": "2026-10-08", "acted_until": "tomorrow"})
    draft = Report.objects.get()
    assert (draft.acted_from, draft.acted_until) == (dt.date(2026, 10, 8), None)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("m4pd w2h8 6cvy 4", "M4PD-W2H8-6CVY-4"), ("M4PD-W2H8-6CVY-K", ""), ("whatever", ""), ("", "")],
)
def test_number_is_tidied_or_said_to_be_mistyped_and_nobody_is_told_whose_it_is(typed: str, kept: str) -> None:
    client = begun()
    shown = client.post(f"{DRAFT}whom/", {"about": "Iris Voorbeeld", "about_number": typed})
    assert Report.objects.get().about_number == kept
    assert ("something is mistyped" in shown.content.decode()) is bool(typed and not kept)


def test_sent_once_however_often_it_is_pressed_and_the_page_says_what_is_next() -> None:
    client = filled()
    for _press in range(2):
        answer = press_send(client) if _press == 0 else client.post(f"{DRAFT}check/", {"true": "on"})
        assert answer.status_code == (302 if _press == 0 else 409)
    shown = client.get(f"{DRAFT}sent/").text
    report = Report.objects.get()
    for needed in (report.reference, "16 November 2026", "quirijn@people.example"):
        assert needed in shown
    assert (report.state, report.acted_until) == ("sent", dt.date(2026, 10, 5))
    mail = Message.objects.get()
    assert (mail.kind, mail.recipient) == ("conduct.report_confirm", "quirijn@people.example")
    assert client.get(DRAFT).status_code == 409, "the form does not open a report that was sent"


def test_without_the_tick_or_with_something_missing_nothing_is_sent() -> None:
    client = filled()
    shown = client.post(f"{DRAFT}check/", {})
    assert "Tick this if it is so." in shown.text
    client.post(f"{DRAFT}you/", {"name": ""})
    client.post(f"{DRAFT}check/", {"true": "on"})
    assert Report.objects.get().state == "draft"


def test_report_that_changed_since_it_was_shown_is_shown_once_more() -> None:
    client = filled()
    seen = client.get(f"{DRAFT}check/").context["form"].initial["seen"]
    with time_machine.travel(AT + dt.timedelta(minutes=1), tick=False):
        client.post(f"{DRAFT}whom/", {"about": "Somebody Else"})
        shown = client.post(f"{DRAFT}check/", {"true": "on", "seen": seen})
    assert (shown.status_code, "Not sent yet." in shown.text) == (409, True)
    assert Report.objects.get().state == "draft"


def test_link_is_mailed_once_more_to_another_address_and_the_earlier_one_opens_nothing() -> None:
    client = filled()
    press_send(client)
    before = Report.objects.get()
    client.post(f"{DRAFT}sent/", {"email": "melder@people.example"})
    after = Report.objects.get()
    assert after.secret_sha256 != before.secret_sha256
    assert [row.recipient for row in Message.objects.all()] == ["melder@people.example"]


def test_browser_without_its_draft_is_told_so_and_what_was_typed_is_shown_to_be_copied() -> None:
    for page in PAGES:
        assert Client().get(f"{DRAFT}{page}").status_code == 404
    client = begun()
    Report.objects.all().delete()
    answer = client.post(f"{DRAFT}what/", WHAT, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 404
    assert WHAT["account"] in answer.text
    assert "No report is open in this browser" in answer.text
    assert WHAT["account"] not in client.post(f"{DRAFT}what/", WHAT).text, "another site cannot make us say things"


def test_form_of_another_site_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(START).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(START).text)
    assert token
    elsewhere = client.post(START, {"csrfmiddlewaretoken": token[1]}, headers={"sec-fetch-site": "cross-site"})
    assert elsewhere.status_code == 403
    assert client.post(START, {"csrfmiddlewaretoken": token[1]}).status_code == 302
    assert client.post(f"{DRAFT}whom/", {"about": "x"}).status_code == 403
    assert Report.objects.get().about == ""


def test_form_of_a_report_begun_earlier_saves_nothing_and_what_was_typed_is_shown() -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = begun().cookies
    typed = {**WHAT, "csrfmiddlewaretoken": "of an earlier report"}
    ours = client.post(f"{DRAFT}what/", typed, headers={"sec-fetch-site": "same-origin"})
    assert ours.status_code == 409
    assert "Another report is open in this browser now" in ours.text
    assert WHAT["account"] in ours.text
    assert client.post(f"{DRAFT}what/", typed).status_code == 403
    assert Report.objects.get().account == ""


def test_files_are_kept_one_by_one_named_and_removed() -> None:
    client = begun()
    good = sent(name="mail.png")
    bad = SimpleUploadedFile("note.exe", b"MZ" * 400)
    shown = client.post(f"{DRAFT}files/", {"papers": [good, bad]}).text
    assert "note.exe: " in shown
    assert "mail.png" in shown
    upload = Report.objects.get().files.get().file
    assert (upload.owner_id, upload.expires_at, upload.shelf) == (None, None, "conduct-report")
    assert Client().get(f"/files/{upload.reference.lower()}/").status_code in {302, 404}
    client.post(f"{DRAFT}files/{upload.reference.lower()}/remove/")
    assert not Report.objects.get().files.exists()
    assert Upload.objects.get(pk=upload.pk).state == "gone"
    assert "Choose a file first" in client.post(f"{DRAFT}files/").text


def test_eleventh_file_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reporting, "MOST_FILES", 0)
    client = begun()
    shown = client.post(f"{DRAFT}files/", {"papers": [sent(name="mail.png")]}).text
    assert "A report takes 0 files." in shown


def test_draft_is_thrown_away_at_once_and_dies_by_itself_after_its_day() -> None:
    client = filled()
    assert "Nobody has read it." in client.post(f"{DRAFT}throw-away/").text
    assert not Report.objects.exists()
    begun()
    draft = Report.objects.get()
    assert draft.goes_on == dt.date(2026, 11, 9)
    for day, left in ((9, 1), (10, 0)):
        nights.end_reports([draft.pk], at=dt.datetime(2026, 11, day, 3, tzinfo=dt.UTC))
        assert Report.objects.count() == left


@pytest.mark.parametrize("text", ['<script>alert("x")</script>', "{{ 7*7 }} %s %(a)s", "مرحبا \u202e", "\0" * 3])
def test_hostile_words_are_words(text: str) -> None:
    client = begun()
    answer = client.post(f"{DRAFT}whom/", {"about": text, "about_more": text})
    assert answer.status_code in {200, 302}
    for page in PAGES:
        shown = client.get(f"{DRAFT}{page}")
        assert shown.status_code == 200
        assert "<script>alert" not in shown.text


def test_too_many_reports_from_one_connection_are_refused_until_an_hour_is_over() -> None:
    for _number in range(20):
        Client().post(START)
    answer = Client().post(START)
    assert (answer.status_code, "Please try again in an hour" in answer.text) == (429, True)
    assert Report.objects.count() == 20
