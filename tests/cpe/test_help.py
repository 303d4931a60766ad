"""A member who will not make it: asks before the last day, hears until when we answer, and reads the answer."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from common import duties, subjects
from common.errors import Forbidden
from common.models import AuditLine
from comms.models import Message
from cpe import services
from cpe.models import HelpRequest
from cpe.services import HelpRefused
from members.enums import Ground, OutcomeKind
from tests.cpe.test_ledger import a_member, record
from tests.cpe.test_member_pages import AT, FIRST, now, seen
from tests.factories.help import HelpRequestFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

__all__ = ["now"]
ILL = "I was ill from March to August."


def ask(member, why=ILL, *, by=None, at=AT, **more):
    held = more.pop("credential", None) or member.credentials.order_by("pk").last().pk
    return services.ask_for_help(member, held, why=why, by=by or member.user, at=at, **more)


def test_asking_and_answering_leave_rows_lines_and_mails():
    member, clerk = a_member(S_ISP=FIRST), person("Clerk", "back-office")
    row = ask(member, wish="Time until the summer.", could_by=dt.date(2029, 6, 1))
    assert (row.state, row.cycle.number, row.answer_by) == ("asked", 1, dt.date(2026, 12, 18))
    asked = Message.objects.get(kind="cpe.help_asked")
    assert asked.facts["title"] == "S-ISP Information Security Practitioner"
    services.answer_help(row, words=" Yes, two of us move it. ", by=clerk, at=AT)
    row.refresh_from_db()
    assert (row.state, row.answer, row.answered_by) == ("answered", "Yes, two of us move it.", clerk)
    assert Message.objects.get(kind="cpe.help_answered").facts["words"] == "Yes, two of us move it."
    assert {line.act for line in AuditLine.objects.about(row)} == {"cpe.help-asked", "cpe.help-answered"}
    ask(member, "Once more.")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"why": "  "}, "what is in the way"),
        ({"why": "x" * 2001}, "at most 2000"),
        ({"credential": 999_999}, "Choose a title of yours"),
        ({"at": dt.datetime(2029, 4, 1, 9, 0, tzinfo=dt.UTC)}, "The last day for this cycle was 31 March 2029"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_reason(given, says):
    member = a_member(S_ISP=FIRST)
    with pytest.raises(HelpRefused, match=says):
        ask(member, **given)
    assert not HelpRequest.objects.exists()


def test_one_request_waits_for_a_title_at_a_time_and_somebody_elses_is_nobodys():
    member = a_member(S_ISP=FIRST)
    row = ask(member)
    with pytest.raises(HelpRefused, match="waits for our answer, which comes by 18 December 2026"):
        ask(member)
    with pytest.raises(DatabaseError), transaction.atomic():
        HelpRequestFactory(credential=row.credential, cycle=row.cycle)
    with pytest.raises(Forbidden):
        ask(member, by=person("Stranger"))


def test_nobody_answers_themselves_or_without_the_role():
    member = a_member(S_ISP=FIRST)
    row = ask(member)
    for by in (member.user, person("Rev", "cpe-reviewer")):
        with pytest.raises(Forbidden):
            services.answer_help(row, words="Yes.", by=by, at=AT)
    with pytest.raises(HelpRefused):
        services.answer_help(row, words=" ", by=person("Clerk", "back-office"), at=AT)


def test_a_member_asks_on_the_page_and_what_was_typed_stays():
    member = a_member(S_ISP=FIRST)
    client = signed_in(member.user)
    typed = {"title": "S-ISP", "why": "", "wish": "More time.", "could_by": "2020-01-01", "since_on": "soon"}
    page = client.post("/cpe/help/", typed)
    for sentence in ("Write what is in the way", "More time.", "still to come", "Write the day as year", "soon"):
        assert sentence in page.text
    sent = client.post("/cpe/help/", {"title": "S-ISP", "why": ILL})
    assert sent.status_code == 302
    page = seen(member, "/cpe/help/")
    assert ILL in page
    assert "You have it by 18 December 2026." in page
    assert "waits for our answer" in client.post("/cpe/help/", {"title": "S-ISP", "why": ILL}).text


def test_the_page_of_somebody_whose_titles_all_ended_shows_what_was_answered():
    member = a_member(S_ISP=dt.date(2020, 1, 1))
    lost = member.credentials.get()
    HelpRequestFactory(credential=lost, cycle=lost.cycles.get(), answered=True)
    record(lost, OutcomeKind.DECERTIFIED, Ground.CREDITS, dt.date(2023, 4, 1), cycle=1)
    page = seen(member, "/cpe/help/")
    assert "We moved the last day to 30 June 2027." in page
    assert "Tell us what is in the way" not in page


def test_a_clerk_answers_in_the_office_after_a_look_at_the_letter():
    member, clerk = a_member(S_ISP=FIRST), person("Clerk", "back-office")
    row, office = ask(member), signed_in(clerk)
    page = office.get(f"/office/cpe/helprequest/{row.pk}/change/").text
    assert ILL in page
    assert "0 of 60 credits: 60 credits to go." in page
    assert f"/office/members/credential/{row.credential_id}/change/" in page
    address = f"/office/cpe/helprequest/{row.pk}/answer/"
    letter = office.post(address, {"words": "Yes.", "preview": "1"}).text
    assert "You asked for help with S-ISP Information Security Practitioner. A colleague wrote:" in letter
    assert "Write the answer" in office.post(address, {"words": ""}).text
    assert office.post(address, {"words": "Yes."}).status_code == 302
    assert HelpRequest.objects.get().state == "answered"
    assert "This cannot be done now" in office.get(address).text


def test_requests_go_twelve_months_after_their_cycle_once_answered_and_with_their_person():
    member = a_member(S_ISP=FIRST)
    row = ask(member)
    late = dt.datetime(2030, 1, 2, 9, 0, tzinfo=dt.UTC)
    duties.perform("common.retention", now=late)
    assert HelpRequest.objects.exists(), "nobody answered it"
    services.answer_help(row, words="Yes.", by=person("Clerk", "back-office"), at=AT)
    duties.perform("common.retention", now=late - dt.timedelta(days=2))
    assert HelpRequest.objects.exists()
    duties.perform("common.retention", now=late)
    assert not HelpRequest.objects.exists()
    ask(member)
    assert subjects.export(member.user)["What you asked us when you feared to lose a title"][0]["state"]
