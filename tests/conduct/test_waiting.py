"""What a member says and reads with a password alone, and who is told, on pages and by mail, what waits for them."""

from html import unescape

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from common import duties
from comms.models import Message
from conduct.enums import Audience
from conduct.models import Case, Explanation
from conduct.services import committee, explaining, judging, room
from conduct.services.steps import ConductRefused
from tests.common.hostile.documents import pdf
from tests.conduct.cases import days, deliberating, explaining_case, findings, opened, proposed, seated
from tests.people import signed_in

pytestmark = pytest.mark.django_db


def _case(case: Case, page: str = "") -> str:
    return f"/conduct/cases/{case.reference.lower()}/{page}"


def _own(case: Case, page: str = "") -> str:
    return f"/conduct/about-you/{case.reference.lower()}/{page}"


def _told(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=f"conduct.{kind}").values_list("recipient", flat=True))


def test_member_reads_a_file_that_was_put_there_for_them_with_a_password_alone_and_it_leaves_a_line() -> None:
    case, seats = explaining_case()
    for audience, status in ((Audience.PARTIES, 200), (Audience.COMMITTEE, 404)):
        paper = SimpleUploadedFile("mail.pdf", pdf(), content_type="application/pdf")
        entry = room.write(case, audience, "With a file.", by=case.officer, at=days(12), file=paper)
        assert entry.file is not None
        path = f"/files/{entry.file.reference.lower()}/"
        with time_machine.travel(days(12), tick=False):
            assert signed_in(case.member.user, second_factor=False).get(path).status_code == status
            assert "second-factor" in signed_in(seats[1].person, second_factor=False).get(path).url
    assert case.traces.filter(step="file-read", by=case.member.user).count() == 1


def test_member_writes_to_who_judges_and_both_read_it() -> None:
    case, seats = explaining_case()
    with time_machine.travel(days(12), tick=False):
        iris = signed_in(case.member.user, second_factor=False)
        assert "Write to who judges" in iris.get(_own(case)).text
        assert "Write something." in iris.post(_own(case, "write/"), {"text": " "}).text
        iris.post(_own(case, "write/"), {"text": "I need until the end of the year."})
        shown = iris.get(_own(case)).text
        assert "I need until the end of the year." in shown
        assert "You, 14 November 2026" in shown
        assert "I need until the end of the year." in signed_in(seats[2].person).get(_case(case)).text
        assert signed_in(case.officer).get(_own(case, "write/")).status_code == 404
    assert _told("in_the_room") == {case.officer.email, *(seat.person.email for seat in seats)}
    assert not Explanation.objects.filter(given_at__isnull=False).exists()


def test_member_writes_no_more_once_the_file_is_frozen_nor_without_end() -> None:
    case, _seats = explaining_case()
    for number in range(20):
        room.answer(case, f"Letter {number}.", by=case.member.user, at=days(12))
    with pytest.raises(ConductRefused, match="20 times"):
        room.answer(case, "One more.", by=case.member.user, at=days(12))
    frozen, _seats = deliberating()
    with pytest.raises(ConductRefused, match="cannot be done now"):
        room.answer(frozen, "One more.", by=frozen.member.user, at=days(14))
    with time_machine.travel(days(14), tick=False):
        iris = signed_in(frozen.member.user)
        assert "Write to who judges" not in iris.get(_own(frozen)).text
        assert iris.get(_own(frozen, "write/")).url == _own(frozen)


def test_officer_is_mailed_what_the_committee_writes_into_the_room_but_not_its_notes() -> None:
    case, seats = explaining_case()
    room.write(case, Audience.COMMITTEE, "Please set a day.", by=seats[0].person, at=days(12))
    assert _told("in_the_room") == {case.officer.email, seats[1].person.email, seats[2].person.email}
    Message.objects.all().delete()
    room.write(case, Audience.NOTE, "Ask for the second mail.", by=seats[0].person, at=days(12))
    assert _told("in_the_room") == set()


def test_what_was_typed_is_kept_on_the_way_to_the_documents() -> None:
    case, _seats = explaining_case()
    with time_machine.travel(days(12), tick=False):
        iris = signed_in(case.member.user)
        there = iris.post(_own(case, "explain/"), {"words": "The client had agreed.", "documents": "yes"})
        assert there.url == _own(case, "documents/")
        assert "The client had agreed." in iris.get(_own(case, "explain/")).text


def test_asking_for_a_hearing_makes_no_draft() -> None:
    case, _seats = explaining_case()
    explaining.ask_hearing(case, "", by=case.member.user, at=days(12))
    assert not Explanation.objects.exists()
    with time_machine.travel(days(12), tick=False):
        assert "Your draft of" not in signed_in(case.member.user).get(_own(case)).text


@pytest.mark.parametrize(("found", "shape"), [({"broken": False}, "valid"), ({}, "ended")])
def test_judgement_that_ended_nothing_does_not_look_as_if_it_had(found: dict[str, bool], shape: str) -> None:
    case, seats, _made = proposed(confirmed=True, **found)
    with time_machine.travel(days(15), tick=False):
        for who, page in (
            (case.member.user, _own(case)), (case.member.user, "/conduct/about-you/"), (case.officer, _case(case)),
            (seats[1].person, "/conduct/committees/"),
        ):  # fmt: skip
            assert f'<span class="status {shape}">judged</span>' in signed_in(who).get(page).text, page


def test_list_of_an_officer_marks_the_cases_that_wait_for_them() -> None:
    case = opened()
    officer = case.officer

    def shape() -> str:
        text = signed_in(officer).get("/conduct/reports/").text
        return text.split(case.reference)[1].split('class="status ')[1].split('"')[0]

    with time_machine.travel(days(3), tick=False):
        assert shape() == "attention"
        seats = seated(case)
        assert shape() == "attention", "the member is to be told"
        committee.tell_names(case, by=officer, at=days(3))
        assert shape() == "waiting"
        committee.challenge(seats[1], "We were partners.", by=case.member.user, at=days(3))
        assert shape() == "attention"


def test_own_seats_say_what_waits_for_oneself() -> None:
    case, seats = explaining_case()
    with time_machine.travel(days(12), tick=False):
        chair, second = signed_in(seats[0].person), signed_in(seats[1].person)
        assert "you begin the deliberation" not in chair.get("/conduct/committees/").text
        explaining.explain(case, "The client had agreed.", by=case.member.user, at=days(12))
        assert "The member answered: you begin the deliberation." in chair.get("/conduct/committees/").text
        judging.begin_deliberation(case, by=seats[0].person, at=days(12))
        assert "Next, one of the committee proposes a judgement." in second.get("/conduct/committees/").text
        proposed(case=case, seats=seats)
        assert "Your vote is asked." in second.get("/conduct/committees/").text
        assert "Your vote is asked." not in chair.get("/conduct/committees/").text


def test_pages_of_acts_lead_back_while_the_act_cannot_be() -> None:
    case, seats, made = proposed()
    with time_machine.travel(days(14), tick=False):
        officer, second = signed_in(case.officer), signed_in(seats[1].person)
        for page in ("names/", "ask/", "more-time/", "hearing/", "hearing/record/", "write/"):
            assert officer.get(_case(case, page)).url == _case(case), page
        assert signed_in(seats[0].person).get(_case(case, "deliberate/")).url == _case(case)
        assert second.get(_case(case, "confirm/")).url == _case(case), "not everybody voted"
        for seat in seats[1:]:
            judging.vote(made, agrees=True, words="", by=seat.person, at=days(14))
        assert second.get(_case(case, "confirm/")).status_code == 200


def test_vote_is_asked_by_mail_and_once_more_after_a_week() -> None:
    case, seats, made = proposed()
    assert _told("to_vote") == {seats[1].person.email, seats[2].person.email}
    judging.vote(made, agrees=True, words="", by=seats[1].person, at=days(15))
    duties.perform("conduct.days", now=days(20))
    assert _told("to_vote_again") == set()
    for number in (21, 22):
        duties.perform("conduct.days", now=days(number))
    assert Message.objects.get(kind="conduct.to_vote_again").recipient == seats[2].person.email
    judging.send_back(made, "Not yet.", by=seats[2].person, at=days(22))
    judging.propose(case, findings(case), "Reasons.", by=seats[2].person, at=days(22))
    duties.perform("conduct.days", now=days(29))
    anew = Message.objects.filter(kind="conduct.to_vote_again").exclude(recipient=seats[2].person.email)
    assert {mail.recipient for mail in anew} == {seats[0].person.email, seats[1].person.email}


def test_chair_is_reminded_of_a_case_in_which_nothing_follows() -> None:
    case, seats = explaining_case()
    explaining.explain(case, "The client had agreed.", by=case.member.user, at=days(12))
    duties.perform("conduct.days", now=days(25))
    assert _told("to_go_on") == set()
    for number in (26, 27):
        duties.perform("conduct.days", now=days(number))
    assert Message.objects.get(kind="conduct.to_go_on").recipient == seats[0].person.email
    judging.begin_deliberation(case, by=seats[0].person, at=days(27))
    duties.perform("conduct.days", now=days(41))
    assert Message.objects.filter(kind="conduct.to_go_on").count() == 2


def test_who_is_led_to_a_second_factor_reads_why() -> None:
    case, _seats = explaining_case()
    client = signed_in(case.member.user, second_factor=False)
    shown = unescape(client.get(f"/account/second-factor/?next={_case(case)}").text)
    assert "opens with a second factor alone" in shown
    assert "It is your choice" not in shown


def test_first_page_says_what_waits_for_whom_a_case_is_about_and_for_who_judges() -> None:
    case, seats = explaining_case()
    with time_machine.travel(days(12), tick=False):
        iris = signed_in(case.member.user)
        assert "Please explain until 13 December 2026" in iris.get("/").text
        assert case.reference not in signed_in(seats[1].person).get("/").text
        explaining.explain(case, "The client had agreed.", by=case.member.user, at=days(12))
        judging.begin_deliberation(case, by=seats[0].person, at=days(12))
        proposed(case=case, seats=seats)
        assert "Your vote is asked." in signed_in(seats[1].person).get("/").text
        assert case.reference not in signed_in(seats[0].person).get("/").text
        assert "The committee deliberates." in iris.get("/").text


def test_second_proposal_at_once_is_refused_and_stays_to_be_seen() -> None:
    case, seats, _made = proposed()
    said = {"reasons": "Two of us wrote."}
    for row in case.concerned.all():
        said |= {f"broken_{row.pk}": "no", f"words_{row.pk}": "Nothing shows it."}
    with time_machine.travel(days(14), tick=False):
        second = signed_in(seats[1].person)
        late = second.post(_case(case, "propose/"), {**said, "confirm": "yes"})
        assert "This cannot be done now." in late.text
        assert "Two of us wrote.</textarea>" in late.text
        judging.send_back(_made, "Not yet.", by=seats[2].person, at=days(14))
        told = second.post(_case(case, "vote/"), {"agrees": "yes"}, follow=True)
        assert "Your vote was not taken" in told.text


def test_name_of_a_file_for_the_member_names_no_reporter() -> None:
    case, _seats = explaining_case()
    paper = SimpleUploadedFile("mail of Melder.pdf", pdf(), content_type="application/pdf")
    with pytest.raises(ConductRefused, match="Leave this out: Melder"):
        room.write(case, Audience.PARTIES, "See the file.", by=case.officer, at=days(12), file=paper)
