"""The pages of attendance: a list is uploaded, read and confirmed; a name that leads to nobody is led to a member."""

import csv
import datetime as dt
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from common import duties
from common.models import AuditLine
from cpe import services
from cpe.models import Attendance, AttendanceFile, AttendanceList, Attendee, Claim
from members.services import NotConfirmed
from tests.cpe.attending import AFTERWARDS, an_event, bring, line, proved, table
from tests.cpe.test_ledger import a_member
from tests.factories.events import SignUpFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

OFFICE = "/office/cpe/attendancelist/"


@pytest.fixture(autouse=True)
def _june(time_machine):
    time_machine.move_to(AFTERWARDS, tick=False)


@pytest.fixture
def clerk():
    return person("Rosa", "cpe-reviewer")


@pytest.fixture
def office(clerk):
    return signed_in(clerk)


def _shown(answer):
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main))


def _try(office, event, content):
    upload = SimpleUploadedFile("participants.csv", content)
    answer = office.post(f"{OFFICE}bring-in/", {"event": event.pk, "file": upload})
    duties.perform("cpe.attendance", now=AFTERWARDS)
    return answer, AttendanceFile.objects.first()


def _table(answer):
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_from_the_page_of_the_event_to_the_claim(office):
    member, short = proved(a_member()), proved(a_member())
    event = an_event(title="What phishing looks like")
    page = office.get(f"/office/cpe/event/{event.pk}/change/").content.decode()
    assert f"{OFFICE}bring-in/?event={event.pk}" in page
    chosen = office.get(f"{OFFICE}bring-in/?event={event.pk}").content.decode()
    assert re.search(rf'<option value="{event.pk}" selected>\s*4 May 2026: What phishing looks like', chosen)
    content = table(line(member), line(short, "19:00", "19:40"), line(None, email="guest@else.example"), "Ada,,x,y")
    answer, file = _try(office, event, content)
    tried = f"{OFFICE}tried/{file.pk}/"
    assert answer["Location"] == tried
    told = _shown(office.get(tried))
    for words in (
        "Event 4 May 2026: What phishing looks like",
        "The list names 3 people. 2 claims would be made. 1 leads to nobody we know.",
        "1 line cannot be read. It is left out unless you mend it and try the list again.",
        "5 – “x” is no time that we can read.",
        "A. Nonymous Line 4 guest@else.example 90 of 90",
        "90 of 90 A claim of 1.5 hours.",
        "40 of 90 A claim of 1.5 hours; there for less than 80 %, it counts nothing by the rules.",
    ):
        assert words in told
    assert not Claim.objects.exists()
    rows = _table(office.get(f"{tried}csv/"))
    assert [row[0] for row in rows] == ["Line", "5", "4", "2", "3"]
    assert "Read the warnings first" in _shown(office.post(tried, {"as_read": file.edition}))
    office.post(tried, {"as_read": file.edition, "knowing": "yes"})
    for _turn in range(2):
        duties.perform("cpe.attendance", now=AFTERWARDS)
    run = AttendanceList.objects.get()
    assert office.get(tried)["Location"] == f"{OFFICE}{run.pk}/change/"
    assert "Who was there" in _shown(office.get(f"{OFFICE}{run.pk}/change/"))
    there = _shown(office.get(f"/office/cpe/attendance/?event__id__exact={event.pk}"))
    assert f"{member.number} {member.user}" in there
    assert office.get(f"/office/cpe/attendance/{Attendance.objects.first().pk}/change/").status_code == 200
    _answer, again = _try(office, event, content)
    assert "All that this list says is known." in _shown(office.get(f"{OFFICE}tried/{again.pk}/"))
    assert AuditLine.objects.filter(act="cpe.attendance-tried").count() == 2


def test_a_second_press_is_told_that_it_is_done(office):
    event = an_event()
    content = table(line(proved(a_member())), "Ada,,x,y")
    _answer, file = _try(office, event, content)
    AttendanceFile.objects.filter(pk=file.pk).update(digest="0" * 64)  # so that the same bytes wait twice
    _answer, other = _try(office, event, content)
    AttendanceFile.objects.filter(pk=file.pk).update(digest=other.digest)
    file.refresh_from_db()
    tried, pressed = f"{OFFICE}tried/{file.pk}/", {"as_read": file.edition}
    office.post(tried, {**pressed, "knowing": "yes"})
    told = _shown(office.post(tried, pressed, follow=True))
    assert "being brought in" in told
    assert "Read the warnings first" not in told
    duties.perform("cpe.attendance", now=AFTERWARDS)
    again = office.post(tried, pressed, follow=True)
    assert again.redirect_chain == [(f"{OFFICE}{AttendanceList.objects.get().pk}/change/", 302)]
    assert "This file is brought in already." in again.content.decode()
    told = _shown(office.post(f"{OFFICE}tried/{other.pk}/", {"as_read": other.edition}))
    assert "The same file was brought in meanwhile." in told
    assert "Read the warnings first" not in told


def test_a_name_is_led_to_a_member_in_two_steps(office, clerk):
    member, event = a_member(), an_event()
    SignUpFactory(event=event, member=member)
    bring(table(line(member, email="")), event, by=clerk)
    attendee = Attendee.objects.get()
    listed = office.get(f"/office/cpe/attendee/?event__id__exact={event.pk}&leads=nobody")
    assert str(member.user) in _shown(listed)
    who = f"/office/cpe/attendee/{attendee.pk}/who/"
    assert who in office.get(f"/office/cpe/attendee/{attendee.pk}/change/").content.decode()
    asked = office.get(who)
    assert f"Signed up by this name {member.number} {member.user} , {member.user.email}" in _shown(asked)
    assert f'value="{member.number}"' in asked.content.decode()
    assert "Nobody has this member number." in _shown(office.post(who, {"member_number": 999999}))
    wrong = office.post(who, {"member_number": "eleven"})
    assert "Write a member number in digits, such as 4711." in _shown(wrong)
    assert 'value="eleven"' in wrong.content.decode()
    shown = office.post(who, {"member_number": member.number})
    assert f"This number is of {member.number} {member.user}, {member.user.email}." in _shown(shown)
    assert not Claim.objects.exists()
    done = office.post(who, {"member_number": member.number, "shown": member.number})
    assert done.status_code == 302
    assert Claim.objects.get().member == member
    assert "Somebody said already who this is." in _shown(office.get(who))


def test_another_number_than_was_shown_is_shown_first(office, clerk):
    one, other, event = a_member(), a_member(), an_event()
    bring(table(line(None, email="")), event, by=clerk)
    who = f"/office/cpe/attendee/{Attendee.objects.get().pk}/who/"
    answer = office.post(who, {"member_number": other.number, "shown": one.number})
    assert f"This number is of {other.number}" in _shown(answer)
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "This file is empty. Choose the one with the list."),
        (b"PK\x03\x04", "This is a workbook."),
        (b"one,two\r\nx,y\r\n", "No line names the columns."),
    ],
)
def test_a_file_that_is_no_list_is_refused_beside_the_field(office, content, told):
    event = an_event()
    answer, file = _try(office, event, content)
    assert (answer.status_code, file) == (200, None)
    assert told in _shown(answer)
    assert f'value="{event.pk}" selected' in answer.content.decode()


def test_without_an_event_nothing_is_tried(office):
    answer = office.post(f"{OFFICE}bring-in/", {"file": SimpleUploadedFile("x.csv", b"name\nAda\n")})
    assert "Choose the event whose list this is." in _shown(answer)


def test_a_list_of_another_day_says_why_it_is_refused(office):
    _answer, file = _try(office, an_event(), b"name,joined,left\nAda,2026-05-01 19:00,2026-05-01 20:00\n")
    told = _shown(office.get(f"{OFFICE}tried/{file.pk}/"))
    assert "This list cannot be brought in. The reason stands below." in told
    assert "This list is of another day: the event was on 4 May 2026." in told
    with pytest.raises(NotConfirmed):
        services.confirm_list_trial(
            file.pk, as_read=file.edition, knowing=True, by=file.asked_by, at=AFTERWARDS + dt.timedelta(minutes=1)
        )


def test_a_list_that_breaks_otherwise_meanwhile_is_tried_anew(office):
    """What a member reported between trial and confirmation is found all the same."""
    member, event = proved(a_member()), an_event()
    _answer, file = _try(office, event, table(line(member)))
    services.call_off(event.pk, "The speaker fell ill.", by=file.asked_by, at=AFTERWARDS)
    office.post(f"{OFFICE}tried/{file.pk}/", {"as_read": file.edition})
    duties.perform("cpe.attendance", now=AFTERWARDS)
    told = _shown(office.get(f"{OFFICE}tried/{file.pk}/"))
    assert "Something changed since this list was tried" in told
    assert "This event was called off." in told
    assert not Claim.objects.exists()
