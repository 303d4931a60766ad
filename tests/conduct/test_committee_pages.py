"""A committee at work: interest declared before anything opens, notes, the deliberation, votes, the judgement."""

import datetime as dt
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from comms.models import Message
from conduct.enums import Audience, CaseState, SeatKind, SeatState
from conduct.models import Case, Judgement, Seat
from conduct.selectors.cases import make_up
from conduct.services import committee, explaining, judging, room
from members.models import Credential
from tests.conduct.cases import (
    ALLEGED,
    CODES,
    days,
    deliberating,
    explaining_case,
    findings,
    member,
    opened,
    proposed,
    seated,
)
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
LATER = {"on": dt.date(2026, 11, 17)}


@pytest.fixture(autouse=True)
def _on_a_day() -> Iterator[None]:
    with time_machine.travel(days(14), tick=False):
        yield


def _page(case: Case, page: str = "") -> str:
    return f"/conduct/cases/{case.reference.lower()}/{page}"


def _shown(client: Client, case: Case, page: str = "") -> str:
    return unescape(client.get(_page(case, page)).text)


def _invited(case: Case, *, kind: SeatKind = SeatKind.REPRESENTATIVE, who: User | None = None) -> Seat:
    who = who or person("Rea", "committee-member")
    return committee.invite(case, who, kind, by=case.officer, at=days(14))


def test_invitation_says_whom_it_is_about_and_nothing_else_until_the_seat_is_taken() -> None:
    case = opened()
    seat = _invited(case)
    client = signed_in(seat.person)
    assert client.get(_page(case)).url == _page(case, "seat/"), "the mail leads to the case"
    listed = client.get("/conduct/committees/").text
    assert case.reference in listed
    assert "Iris" not in listed
    asked = _shown(client, case, "seat/")
    assert "It is about Iris Voorbeeld" in asked.replace("<bdi>", "").replace("</bdi>", "")
    assert "Titles held or lost: S-ISP." in asked
    for content in (ALLEGED, "Melder", case.officer.email):
        assert content not in asked

    assert client.post(_page(case, "seat/")).url == _page(case)
    shown = _shown(client, case)
    for content in (ALLEGED, "Melder", "What happened"):
        assert content in shown
    assert client.get(_page(case, "seat/")).url == _page(case)


@pytest.mark.parametrize(("button", "state"), [("interest", "stepped-aside"), ("cannot", "declined")])
def test_who_has_an_interest_or_cannot_says_why_and_never_reads_the_case(button: str, state: str) -> None:
    case = opened()
    seat = _invited(case)
    client = signed_in(seat.person)
    lacking = client.post(_page(case, "seat/"), {button: "yes", f"{button}-words": " "}).text
    assert "Write in a few words" in lacking
    told = client.post(_page(case, "seat/"), {button: "yes", f"{button}-words": "We were partners."}).text
    assert "You do not judge this case" in told
    seat.refresh_from_db()
    assert (seat.state, seat.words) == (state, "We were partners.")
    assert client.get(_page(case)).status_code == 404
    assert client.get(_page(case, "seat/")).status_code == 404


def test_invitation_opens_with_a_second_factor_and_to_nobody_else() -> None:
    case = opened()
    peer = member("S-CISO").user
    _invited(case, kind=SeatKind.PEER, who=peer)
    for page in ("", "seat/"):
        sent = signed_in(peer, second_factor=False).get(_page(case, "seat/" if page else page), follow=False)
        assert sent.status_code == 302
    assert "second-factor" in signed_in(peer, second_factor=False).get(_page(case, "seat/")).url
    for other in (person("Bo", "committee-member"), case.member.user, person("Ada", "administrator")):
        assert signed_in(other).get(_page(case, "seat/")).status_code == 404


def test_day_to_answer_is_told_when_it_has_passed() -> None:
    case = opened()
    seat = _invited(case)
    with time_machine.travel(days(60), tick=False):
        client = signed_in(seat.person)
        asked = client.get(_page(case, "seat/")).text
        assert "The day to answer this invitation has passed." in asked
        assert "I have no interest and take the seat" not in asked
        assert "The day to answer this invitation has passed." in client.post(_page(case, "seat/")).text


def test_seat_is_given_up_later_and_replaced_before_anything_is_judged() -> None:
    case, seats = deliberating()
    client = signed_in(seats[2].person)
    assert "Write in a few words why." in client.post(_page(case, "seat/leave/"), {"words": ""}).text
    client.post(_page(case, "seat/leave/"), {"words": "The client is a friend."})
    assert client.get(_page(case)).status_code == 404
    chair = signed_in(seats[0].person)
    assert "one more is missing" in _shown(chair, case)
    assert "Propose a judgement" not in _shown(chair, case)
    assert "Invite somebody" in _shown(signed_in(case.officer), case)

    new = _invited(case)
    committee.take_seat(new, by=new.person, at=days(14))
    assert "A name can still be challenged" in _shown(chair, case)
    refused = chair.post(_page(case, "propose/"), _proposal(case, reasons="x") | {"confirm": "yes"}).text
    assert "a name can still be challenged" in refused
    committee.challenge(new, "We are rivals.", by=case.member.user, at=days(15))
    assert make_up(case, days(30).date()).open_to_challenge == 1


def test_committee_writes_and_its_notes_stay_its_own() -> None:
    case, seats = explaining_case()
    client = signed_in(seats[1].person)
    assert "Write something." in client.post(_page(case, "note/"), {"text": ""}).text
    client.post(_page(case, "note/"), {"text": "I doubt the second mail."})
    client.post(_page(case, "write/"), {"audience": "committee", "text": "The list is theirs."})
    assert "I doubt the second mail." in _shown(signed_in(seats[0].person), case)
    other = _shown(signed_in(case.officer), case)
    assert "The list is theirs." in other
    assert "I doubt the second mail." not in other
    assert signed_in(case.officer).get(_page(case, "note/")).status_code == 404


def test_only_the_chair_begins_the_deliberation_and_only_once_the_member_could_explain() -> None:
    case, seats = explaining_case()
    chair, other = signed_in(seats[0].person), signed_in(seats[1].person)
    assert "Begin the deliberation" not in _shown(chair, case)
    assert "before the member explained, declined or let the day pass" in _deliberate(chair, case).text, "G-212"
    explaining.explain(case, "The client had agreed.", by=case.member.user, at=days(14))
    assert "Begin the deliberation" in _shown(chair, case)
    assert "Begin the deliberation" not in _shown(other, case)
    assert other.get(_page(case, "deliberate/")).status_code == 404
    assert _deliberate(chair, case).url == _page(case)
    case.refresh_from_db()
    assert case.state == CaseState.DELIBERATING
    assert f"{case.reference}.pdf" in _shown(other, case)


def _deliberate(client: Client, case: Case) -> Any:
    return client.post(_page(case, "deliberate/"))


def _proposal(case: Case, *, reasons: str, **answers: str) -> dict[str, str]:
    said = {"broken": "yes", "knowingly": "yes", "explained": "no", "words": "As the mails show.", **answers}
    rows = case.concerned.values_list("pk", flat=True)
    return {f"{name}_{key}": value for key in rows for name, value in said.items() if value} | {"reasons": reasons}


def test_proposal_is_made_whole_and_its_outcome_follows_and_is_shown_first() -> None:
    case, seats = deliberating(member(*CODES))
    client = signed_in(seats[0].person)
    page = _page(case, "propose/")
    half = client.post(page, _proposal(case, reasons="Yours.", knowingly="") | {"look": "yes"}).text
    assert "Choose one of the two answers, since it was broken." in half
    assert "Yours." in half
    named = client.post(page, _proposal(case, reasons="Melder saw it.") | {"look": "yes"}).text
    assert "Leave this out: Melder." in named
    said = _proposal(case, reasons="The list was not yours to give.")
    looked = unescape(client.post(page, said | {"look": "yes"}).text)
    assert "A knowing breach, not explained" in looked
    assert "Confirming ends S-CISO, S-ISP, S-ITSE and the membership." in looked
    assert not Judgement.objects.exists()
    other = client.post(page, _proposal(case, reasons="Fine.", broken="no") | {"look": "yes"}).text
    assert "No breach of the code" in other
    assert "Confirming ends" not in other

    client.post(page, said | {"confirm": "yes"})
    assert Judgement.objects.get().outcome == "breach"
    assert client.post(page, said | {"confirm": "yes"}).url == _page(case), "pressed twice"


def test_votes_are_cast_once_with_words_against_and_read_by_the_committee_alone() -> None:
    case, seats, _proposal_made = proposed()
    client = signed_in(seats[1].person)
    assert "has not voted yet" in _shown(client, case)
    assert "Confirming ends " in client.get(_page(case, "vote/")).text
    assert "Write why you are against it." in client.post(_page(case, "vote/"), {"agrees": "no", "words": ""}).text
    client.post(_page(case, "vote/"), {"agrees": "no", "words": "I read the mails otherwise."})
    assert client.get(_page(case, "vote/")).url == _page(case)
    assert "I read the mails otherwise." in _shown(signed_in(seats[0].person), case)
    officer = _shown(signed_in(case.officer), case)
    assert "I read the mails otherwise." not in officer
    assert "The list was not yours" not in officer
    client.post(_page(case, "send-back/"), {"words": "Most of us see it otherwise."})
    case.refresh_from_db()
    assert case.state == CaseState.DELIBERATING
    assert "Most of us see it otherwise." in _shown(client, case)


def test_second_one_confirms_with_what_it_ends_and_what_the_member_reads_before_them() -> None:
    case, seats, made = proposed(member(*CODES))
    proposer, second = signed_in(seats[0].person), signed_in(seats[1].person)
    assert "Not everybody on the committee has voted" in second.post(_page(case, "confirm/")).text
    for seat in seats[1:]:
        judging.vote(made, agrees=True, words="", by=seat.person, at=days(14))
    assert proposer.get(_page(case, "confirm/")).status_code == 404
    assert "Confirm the judgement" not in _shown(proposer, case)
    looked = _shown(second, case, "confirm/")
    for told in ("Confirming ends S-CISO, S-ISP, S-ITSE and the membership.", "The list was not yours", "no appeal"):
        assert told in looked
    assert Credential.objects.open().count() == 3

    assert second.post(_page(case, "confirm/")).url == _page(case)
    assert Credential.objects.open().count() == 0
    for reader in (second, signed_in(case.officer)):
        assert "It is final." in _shown(reader, case)
    assert second.post(_page(case, "confirm/")).url == _page(case), "pressed twice"
    assert Message.objects.filter(kind="conduct.judged").count() == 1


def test_closed_case_is_read_only_and_notes_are_gone() -> None:
    case, seats = deliberating()
    room.write(case, Audience.NOTE, "I doubt the second mail.", by=seats[1].person, at=days(14))
    case, seats, _made = proposed(case=case, seats=seats, confirmed=True)
    client = signed_in(seats[1].person)
    shown = _shown(client, case)
    assert "I doubt the second mail." not in shown
    assert "The notes of the committee were deleted." in shown
    assert "kept until 16 November 2031" in shown
    for page in ("note/", "write/", "propose/", "vote/", "confirm/", "seat/leave/"):
        assert client.post(_page(case, page), {"text": "x", "audience": "committee"}).status_code in {200, 302, 404}
    assert not case.entries.exists()
    assert "Cases you judged" in client.get("/conduct/committees/").text
    assert case.reference in client.get("/conduct/committees/").text


def test_home_leads_who_judges_to_their_seats_whatever_their_role() -> None:
    case = opened()
    peer = member("S-CISO").user
    assert "/conduct/committees/" not in signed_in(peer).get("/").text
    _invited(case, kind=SeatKind.PEER, who=peer)
    assert "/conduct/committees/" in signed_in(peer).get("/").text


def test_seats_are_listed_with_two_questions(django_assert_num_queries: Any) -> None:
    who = person("Rea", "committee-member")
    for _one in range(3):
        _invited(opened(member("S-ISP")), who=who)
    client = signed_in(who)
    with django_assert_num_queries(5):
        assert client.get("/conduct/committees/").text.count("Please answer by") == 3


def test_who_stepped_aside_is_not_mailed_any_more() -> None:
    case = opened()
    seats = seated(case)
    committee.give_up_seat(seats[2], "A friend.", interest=True, by=seats[2].person, at=days(14))
    assert findings(case)
    room.write(case, Audience.COMMITTEE, "Who has the list?", by=case.officer, at=days(14))
    told = Message.objects.filter(kind="conduct.in_the_room").values_list("recipient", flat=True)
    assert set(told) == {seats[0].person.email, seats[1].person.email}
    assert Seat.objects.get(pk=seats[2].pk).state == SeatState.STEPPED_ASIDE
