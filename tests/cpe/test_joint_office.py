"""What two people decide about a title, in the back office: from a title or a request, with its letter, to the end."""

import datetime as dt

import pytest
import time_machine

from common import duties, subjects
from comms.models import Message
from cpe.models import JointDecision
from members.models import Level
from tests.cpe.nights import LAST, D, E, a_title, earned, moment, night, outcomes
from tests.factories.help import HelpRequestFactory
from tests.factories.joint import PUT_FORWARD_AT, JointDecisionFactory
from tests.factories.members import MemberFactory, TitleFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

NOW = moment(D(2027, 2, 1))
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def title():
    return a_title()


@pytest.fixture
def first():
    return signed_in(person("First", "back-office"))


@pytest.fixture
def second():
    return signed_in(person("Second", "back-office"))


def forward_page(title, kind="extension"):
    return f"/office/cpe/jointdecision/{kind}/of/{title.pk}/put-forward/"


def credential_page(client, title):
    return client.get(f"/office/members/credential/{title.pk}/change/").text


def test_one_puts_an_extension_forward_from_the_title_and_another_confirms_it(title, first, second):
    assert forward_page(title) in credential_page(first, title)
    asked = first.get(forward_page(title)).text
    assert "It is 31 March 2027 now; what counts is completed by 31 December 2026 all the same." in asked
    refused = first.post(forward_page(title), {"last_day": "2027-03-31", "words": "Ill."}).text
    assert "Write a day after 31 March 2027" in refused
    assert "Ill." in refused
    assert "Write the day as year, month and day" in first.post(forward_page(title), {"last_day": "soon"}).text
    said = {"last_day": "2027-06-30", "words": "Ill for half a year."}
    letter = first.post(forward_page(title), {**said, "preview": "1"}).text
    assert "it was 31 March 2027, and is 30 June 2027 now, that day included" in letter
    assert not JointDecision.objects.exists()
    assert first.post(forward_page(title), said).status_code == 302
    row = JointDecision.objects.get()
    page = f"/office/cpe/jointdecision/{row.pk}/"
    mine, theirs = (client.get(f"{page}change/").text for client in (first, second))
    for way, in_mine, in_theirs in (("confirm", False, True), ("decline", False, True), ("take-back", True, False)):
        assert (f"{page}{way}/" in mine, f"{page}{way}/" in theirs) == (in_mine, in_theirs), way
    assert "You put this forward. Somebody else decides." in first.get(f"{page}confirm/").text
    assert "What is missing can be reported and paid until 30 June 2027, instead of 31 March 2027." in theirs
    assert "is 30 June 2027 now, that day included" in second.get(f"{page}confirm/").text
    assert second.post(f"{page}confirm/").status_code == 302
    assert outcomes(title) == [("extended", D(2027, 2, 1))]
    assert Message.objects.get(kind="cpe.extended").person == title.member.user
    again = second.post(f"{page}confirm/", follow=True).text
    assert "This is “confirmed” already." in again
    assert "This cannot be done now" in second.get(f"{page}confirm/").text


def test_a_request_for_help_leads_there_with_its_words_and_day(title, first):
    asked = HelpRequestFactory(credential=title, cycle=title.cycles.get(), could_by=D(2027, 5, 31))
    link = f"{forward_page(title)}?request={asked.pk}"
    assert link in first.get(f"/office/cpe/helprequest/{asked.pk}/change/").text
    page = first.get(link).text
    assert 'value="2027-05-31"' in page
    assert "Asked for on 2 November 2026: I was ill for half a year." in page
    first.post(link, {"last_day": "2027-05-31", "words": "Ill."})
    assert JointDecision.objects.get().request == asked
    other = HelpRequestFactory()
    assert [first.get(f"{forward_page(title)}?request={odd}").status_code for odd in (other.pk, "x")] == [404, 404]


def test_declined_with_words_and_taken_back_without_any(title, first, second):
    row = JointDecisionFactory(credential=title, put_forward_by__roles=["back-office"])
    page = f"/office/cpe/jointdecision/{row.pk}/decline/"
    assert "Write why, in a sentence or two." in second.post(page, {"words": " "}).text
    second.post(page, {"words": "No proof was sent."})
    assert "No proof was sent." in second.get(f"/office/cpe/jointdecision/{row.pk}/change/").text
    first.post(forward_page(title), {"last_day": "2027-06-30", "words": "Ill."})
    mine = JointDecision.objects.latest("pk")
    assert first.post(f"/office/cpe/jointdecision/{mine.pk}/take-back/").status_code == 302
    mine.refresh_from_db()
    assert mine.state == "taken-back"


def renewed_once(title):
    """The first cycle of a title is complete, and its night renewed it."""
    earned(title, "20", "20", "20")
    night(E + DAY)


@pytest.mark.parametrize(
    ("case", "on", "offered"),
    [
        ("in time", D(2027, 2, 1), {"extension"}),
        ("renewed, and its last day to come", D(2027, 3, 31), {"extension"}),
        ("renewed, and its last day over", D(2027, 4, 1), {"extension", "fraud"}),
        ("lost", D(2027, 4, 1), {"reinstatement"}),
        ("something waits", D(2027, 4, 1), set()),
        ("one's own", D(2027, 4, 1), set()),
        ("no cycles", D(2027, 4, 1), set()),
    ],
)
def test_what_is_offered_about_a_title_is_what_the_next_page_lets_be_done(case, on, offered):
    clerk = person("Clerk", "back-office")
    member = MemberFactory(user=clerk) if "own" in case else MemberFactory()
    held = a_title(member=member)
    if case == "no cycles":
        foundation = TitleFactory(level=Level.objects.get(key="foundation"), code="S-F")
        held = a_title(foundation.code, member=member)
    if case.startswith("renewed") or case == "something waits" or "own" in case:
        renewed_once(held)
    if case == "something waits":
        JointDecisionFactory(credential=held)
    if case == "lost":
        night(LAST + DAY)
    with time_machine.travel(moment(on), tick=False):
        client = signed_in(clerk)
        page = credential_page(client, held)
        for kind in ("extension", "reinstatement", "fraud"):
            lets = "This cannot be done now" not in client.get(forward_page(held, kind)).text
            assert (forward_page(held, kind) in page, lets) == (kind in offered, kind in offered), kind


def test_a_request_for_help_offers_more_time_while_there_can_be_any(title, first):
    asked = HelpRequestFactory(credential=title, cycle=title.cycles.get())
    page = f"/office/cpe/helprequest/{asked.pk}/change/"
    assert forward_page(title) in first.get(page).text
    waits = JointDecisionFactory(credential=title)
    assert forward_page(title) not in first.get(page).text
    waits.delete()
    night(LAST + DAY)
    with time_machine.travel(moment(LAST + DAY), tick=False):
        assert forward_page(title) not in signed_in(person("Third", "back-office")).get(page).text


def test_what_cannot_be_is_said_before_anything_is_typed(title, first):
    assert (
        "Only a title that was lost with a cycle can be given back."
        in first.get(forward_page(title, "reinstatement")).text
    )
    assert (
        "No renewal stands that could be taken back." in first.post(forward_page(title, "fraud"), {"words": "x"}).text
    )
    JointDecisionFactory(credential=title)
    assert "waits for a second person already" in first.get(forward_page(title)).text
    assert first.get(forward_page(title, "mercy")).status_code == 404
    own = a_title(member=MemberFactory(user=person("Clerk", "back-office")))
    clerk = signed_in(own.member.user)
    assert "This is your own title. Two others decide." in clerk.get(forward_page(own)).text


def test_a_lost_title_and_a_renewed_one_offer_what_fits_them(title, first, second):
    other = a_title()
    earned(other, "20", "20", "20")
    night(E + DAY)
    night(LAST + DAY)
    with time_machine.travel(moment(LAST + 2 * DAY), tick=False):
        client = signed_in(person("Third", "back-office"))
        lost, stands = credential_page(client, title), credential_page(client, other)
        assert (forward_page(title, "reinstatement") in lost, forward_page(title) in lost) == (True, False)
        assert (forward_page(other, "fraud") in stands, forward_page(other, "reinstatement") in stands) == (True, False)
        letter = client.post(forward_page(other, "fraud"), {"words": "Forged proof.", "preview": "1"}).text
        assert "two colleagues ended S-ISP Information Security Practitioner" in letter
        assert "It was the last title you held" in letter
        again = client.post(forward_page(title, "reinstatement"), {"words": "Ill.", "preview": "1"}).text
        assert "The days from 1 April 2027 to 1 April 2027 stay as they were" in again
        client.post(forward_page(title, "reinstatement"), {"words": "Ill."})
        assert JointDecision.objects.get().kind == "reinstatement"


def test_words_go_twelve_months_later_and_the_outcome_stays():
    row = JointDecisionFactory(confirmed=True)
    duties.perform("common.retention", now=PUT_FORWARD_AT + dt.timedelta(days=366))
    assert JointDecision.objects.exists()
    duties.perform("common.retention", now=PUT_FORWARD_AT + dt.timedelta(days=367))
    assert not JointDecision.objects.exists()
    assert outcomes(row.credential) == [("extended", D(2027, 2, 2))]


def test_a_copy_tells_what_was_decided_and_not_what_was_only_put_forward():
    row = JointDecisionFactory(confirmed=True)
    JointDecisionFactory(credential=row.credential, words="A suspicion.")
    told = subjects.export(row.credential.member.user)["What two of us decided about your titles"]
    assert [one["why"] for one in told] == [row.words]
