"""A member whom a case is about: told what is alleged and never by whom, challenging, explaining, reading the end."""

import datetime as dt
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from common import duties
from comms.models import Message
from conduct.enums import Audience, CaseState, ChallengeAnswer, SeatKind
from conduct.models import Case, Explanation, Hearing, Seat, Trace
from conduct.services import committee, explaining, room
from tests.common.hostile.documents import pdf
from tests.conduct.cases import ALLEGED, CODES, days, explaining_case, member, opened, proposed, seated
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
NOT_FOR_THE_MEMBER = ("Melder", "melder@", "What happened", "Who opened it")


@pytest.fixture(autouse=True)
def _on_a_day() -> Iterator[None]:
    with time_machine.travel(days(14), tick=False):
        yield


def _page(case: Case, page: str = "") -> str:
    return f"/conduct/about-you/{case.reference.lower()}/{page}"


def _own(case: Case) -> Client:
    return signed_in(case.member.user)


def _shown(case: Case, page: str = "") -> str:
    text = unescape(_own(case).get(_page(case, page)).text)
    for hidden in NOT_FOR_THE_MEMBER:
        assert hidden not in text, hidden
    return text


def _named(case: Case) -> list[Seat]:
    seats = seated(case)
    committee.tell_names(case, by=case.officer, at=days(14))
    return seats


def test_nothing_is_told_before_the_names_are_and_to_nobody_else() -> None:
    case = opened()
    assert _own(case).get(_page(case)).status_code == 404
    assert "/conduct/about-you/" not in _own(case).get("/").text
    _named(case)
    for page in ("/", "/account/data/"):
        assert "/conduct/about-you/" in _own(case).get(page).text, page
    assert case.reference in _own(case).get("/conduct/about-you/").text
    told = _shown(case)
    for content in (ALLEGED, "in the chair", "You can challenge a name until 23 November 2026"):
        assert content in told
    for other in (case.officer, person("Bo", "administrator"), member("S-ISP").user):
        assert signed_in(other).get(_page(case)).status_code == 404
    assert _own(case).get(f"/conduct/cases/{case.reference.lower()}/").status_code == 404


def test_name_is_challenged_until_its_day_and_the_answer_is_read() -> None:
    case = opened()
    seats = _named(case)
    page = _page(case, f"names/{seats[2].pk}/challenge/")
    assert "Write why this person should not judge." in _own(case).post(page, {"words": " "}).text
    assert _own(case).post(page, {"words": "We were partners once."}).url == _page(case)
    assert "We have not answered yet." in _shown(case)
    assert "you challenged them already" in unescape(_own(case).post(page, {"words": "Again."}).text)
    committee.answer_challenge(seats[2], ChallengeAnswer.REPLACED, "That is close.", by=case.officer, at=days(14))
    told = _shown(case)
    assert "Our answer: is replaced. “That is close.”" in told
    assert "Sits on the committee no more." in told
    with time_machine.travel(days(30), tick=False):
        late = _own(case).post(_page(case, f"names/{seats[1].pk}/challenge/"), {"words": "Late."})
        assert "The last day to challenge a name has passed." in late.text
        assert "Challenge this name" not in _shown(case)


def test_invited_who_have_not_answered_are_not_told() -> None:
    case = opened()
    _named(case)
    who = person("Rea", "committee-member")
    seat = committee.invite(case, who, SeatKind.REPRESENTATIVE, by=case.officer, at=days(14))
    assert "Rea" not in _shown(case)
    assert _own(case).get(_page(case, f"names/{seat.pk}/challenge/")).status_code == 404


def test_draft_is_saved_looked_at_and_given_with_documents() -> None:
    case, _seats = explaining_case()
    client, page = _own(case), _page(case, "explain/")
    assert "until 13 December 2026" in _shown(case)
    assert "Write your explanation." in client.post(page, {"words": " ", "look": "yes"}).text
    client.post(page, {"words": "The client", "later": "yes"})
    assert "The client" in client.get(page).text
    file = SimpleUploadedFile("consent.pdf", pdf(), content_type="application/pdf")
    client.post(_page(case, "documents/"), {"papers": file})
    upload = Explanation.objects.get().files.get().file
    assert client.get(f"/files/{upload.reference.lower()}/?inline").status_code == 200, "a draft leaves no line"
    assert signed_in(case.officer).get(f"/files/{upload.reference.lower()}/").status_code == 404
    assert "The client" not in signed_in(case.officer).get(f"/conduct/cases/{case.reference.lower()}/").text

    looked = client.post(page, {"words": "The client had agreed.", "look": "yes"}).text
    assert "This is what the committee will read" in looked
    assert "consent.pdf" in looked
    assert Explanation.objects.get().given_at is None
    client.post(page, {"words": "The client had agreed.", "confirm": "yes"})
    assert Explanation.objects.get().how == "written"
    assert "You explained in writing on 16 November 2026." in _shown(case)
    assert client.post(page, {"words": "Other.", "confirm": "yes"}).url == _page(case), "it is final"
    assert Explanation.objects.get().words == "The client had agreed."
    assert "The client had agreed." in signed_in(case.officer).get(f"/conduct/cases/{case.reference.lower()}/").text


def test_document_is_removed_and_one_that_is_none_is_told() -> None:
    case, _seats = explaining_case()
    client, page = _own(case), _page(case, "documents/")
    wrong = client.post(page, {"papers": SimpleUploadedFile("x.pdf", b"no", content_type="application/pdf")})
    assert "x.pdf:" in wrong.text
    assert "Choose a file first" in client.post(page, {}).text
    client.post(page, {"papers": SimpleUploadedFile("consent.pdf", pdf(), content_type="application/pdf")})
    upload = Explanation.objects.get().files.get().file
    client.post(_page(case, f"documents/{upload.reference.lower()}/remove/"))
    assert not Explanation.objects.get().files.exists()


def test_hearing_is_asked_for_set_and_its_record_read() -> None:
    case, _seats = explaining_case()
    _own(case).post(_page(case, "hearing/"), {"wishes": "In the afternoon."})
    assert "You asked for a hearing; we set a day." in _shown(case)
    _own(case).post(_page(case, "explain/"), {"words": "A draft of mine.", "later": "yes"})
    starts = dt.datetime(2026, 12, 1, 13, 30, tzinfo=dt.UTC)
    explaining.set_hearing(case, starts, "By video.", by=case.officer, at=days(14))
    told = _shown(case)
    assert "Your hearing is on 1 December 2026, 14:30." in told
    assert "By video." in told
    assert _own(case).get(_page(case, "hearing/")).url == _page(case)
    with time_machine.travel(starts + dt.timedelta(hours=3), tick=False):
        explaining.record_hearing(case, "Asked, and answered.", came=True, by=case.officer, at=days(30))
        assert "Asked, and answered." in _shown(case)
        assert "You explained at the hearing." in _shown(case)
    assert Explanation.objects.get().words == "", "a draft that was not given is nobody's to read"


def test_declining_asks_first_and_deletes_the_draft() -> None:
    case, _seats = explaining_case()
    client = _own(case)
    client.post(_page(case, "explain/"), {"words": "A draft.", "later": "yes"})
    assert "You cannot explain afterwards." in client.get(_page(case, "decline/")).text
    assert Explanation.objects.get().given_at is None
    client.post(_page(case, "decline/"))
    assert (Explanation.objects.get().how, Explanation.objects.get().words) == ("declined", "")
    assert "You declined to explain on 16 November 2026." in _shown(case)


def test_more_time_and_what_we_write_are_read_and_notes_are_not() -> None:
    case, seats = explaining_case()
    explaining.extend(case, dt.date(2026, 12, 20), "You are abroad.", by=case.officer, at=days(14))
    room.write(case, Audience.PARTIES, "Who else had the list?", by=case.officer, at=days(14))
    room.write(case, Audience.COMMITTEE, "I trust none of it.", by=case.officer, at=days(14))
    room.write(case, Audience.NOTE, "Nor do I.", by=seats[1].person, at=days(14))
    told = _shown(case)
    assert "we moved the day from 13 December 2026 to 20 December 2026: “You are abroad.”" in told
    assert "Who else had the list?" in told
    assert "I trust none of it." not in told
    assert "Nor do I." not in told


def test_day_that_passed_is_told_and_nothing_is_taken_after_it() -> None:
    case, _seats = explaining_case()
    with time_machine.travel(days(42), tick=False):
        assert "The last day to explain, 13 December 2026, has passed." in _shown(case)
        for page in ("explain/", "documents/", "hearing/", "decline/"):
            assert _own(case).get(_page(case, page)).url == _page(case)
        for page in ("explain/", "hearing/", "decline/"):
            late = _own(case).post(_page(case, page), {"words": "Late.", "wishes": "Late."})
            assert "The last day to explain has passed." in late.text, page
            assert page == "decline/" or "Late.</textarea>" in late.text, "what was typed stays"
    assert not Hearing.objects.exists()


@pytest.mark.parametrize(
    ("found", "outcome", "means"),
    [
        ({}, "A knowing breach, not explained", "Your membership and every title you held ended"),
        ({"explained": True}, "Explained satisfactorily", "Your membership and titles stay as they are."),
        ({"broken": False}, "No breach of the code", "Nothing changes for you, and the matter stays confidential."),
    ],
)
def test_judgement_is_read_with_its_reasons_and_printed_and_no_appeal_is_offered(
    found: dict[str, bool], outcome: str, means: str
) -> None:
    case, seats, _made = proposed(member(*CODES))
    before = _shown(case)
    assert "The committee deliberates." in before
    assert "The list was not yours" not in before, "a proposal is not told"
    assert _own(case).get(_page(case, "judgement/")).status_code == 404
    case, seats, _made = proposed(member(*CODES), confirmed=True, **found)
    for page in ("", "judgement/"):
        told = _shown(case, page)
        for content in (outcome, means, "The list was not yours to give.", "As the mails show.", "final"):
            assert content in told, content
        assert "Votes" not in told
        assert "ppeal" not in told
        assert "voted" not in told
    assert "until 16 November" in _shown(case)
    assert {mail.kind for mail in Message.objects.filter(person=case.member.user)} >= {"conduct.judged"}
    assert "ppeal" not in _own(case).get("/").text
    assert seats


def test_case_goes_after_its_term_with_all_the_member_sent() -> None:
    case, _seats, _made = proposed(confirmed=True, broken=False)
    about: User = case.member.user
    last = duties.moment_of(dt.date(2027, 11, 16))
    assert not duties.perform("common.retention", now=last).parts["conduct.Case"], "the last day to read it"
    assert duties.perform("common.retention", now=last + dt.timedelta(days=1)).parts["conduct.Case"] == 1
    client = signed_in(about)
    assert client.get(_page(case)).status_code == 404
    assert "No case is about you." in client.get("/conduct/about-you/").text
    assert not Trace.objects.filter(case=case.pk).exists()


def test_own_cases_are_listed_with_two_questions(django_assert_num_queries: Any) -> None:
    about = member(*CODES)
    for _one in range(2):
        proposed(about, confirmed=True, broken=False)
    opened_one = opened(about)
    _named(opened_one)
    client = signed_in(about.user)
    with django_assert_num_queries(5):
        assert client.get("/conduct/about-you/").text.count("/conduct/about-you/k-") == 3
    opened_one.refresh_from_db()
    assert opened_one.state == CaseState.NAMED
