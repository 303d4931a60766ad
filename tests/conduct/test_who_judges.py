"""Who may judge and who may look after a case, whatever changes meanwhile; a case goes to a colleague who declared."""

from collections.abc import Iterator
from html import unescape

import pytest
import time_machine

from common import duties
from comms.models import Message
from conduct.enums import SeatKind, SeatState
from conduct.models import Case, Seat, Trace
from conduct.services import committee, intake
from conduct.services.steps import ConductRefused
from members.models import Credential
from members.services.revoking import revoke
from tests.conduct.cases import ALLEGED, days, member, opened, proposed, seated
from tests.factories.accounts import UserFactory
from tests.factories.conduct import ReportFactory
from tests.factories.members import CredentialFactory, MemberFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day() -> Iterator[None]:
    with time_machine.travel(days(4), tick=False):
        yield


def _page(case: Case, page: str = "") -> str:
    return f"/conduct/cases/{case.reference.lower()}/{page}"


def _told(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=f"conduct.{kind}").values_list("recipient", flat=True))


def _peer() -> Credential:
    return CredentialFactory(member=MemberFactory(user__given_name="Petra", user__family_name="Peer"))


def test_who_reported_does_not_judge_once_their_report_is_put_with_the_case() -> None:
    case = opened()
    seats = seated(case, 4)
    invited = committee.invite(
        case, UserFactory(roles=("committee-member",)), SeatKind.REPRESENTATIVE, by=case.officer, at=days(3)
    )
    for one in (seats[0].person, invited.person):
        report = intake.take(ReportFactory(email=one.email, name="Somebody Else"), by=case.officer, at=days(4))
        intake.join(report, case, by=case.officer, at=days(4))
        assert signed_in(one).get(_page(case)).status_code == 404
    assert set(Seat.objects.filter(state=SeatState.REPLACED)) == {seats[0], invited}
    assert "nobody is in the chair yet" in signed_in(case.officer).get(_page(case)).text
    assert _told("seat_ended") == {seats[0].person.email, invited.person.email}


def test_member_with_a_case_about_them_judges_nobody() -> None:
    case, other = opened(), opened(_peer().member)
    with pytest.raises(ConductRefused, match="cannot judge this case"):
        committee.invite(case, other.member.user, SeatKind.PEER, by=case.officer, at=days(3))


@pytest.mark.parametrize("kind", SeatKind)
def test_who_represents_nobody_any_more_or_lost_every_title_reads_no_more_and_is_replaced(kind: SeatKind) -> None:
    case = opened()
    seats = seated(case, 2)
    held = _peer()
    one = held.member.user if kind is SeatKind.PEER else UserFactory(roles=("committee-member",))
    seat = committee.take_seat(committee.invite(case, one, kind, by=case.officer, at=days(2)), by=one, at=days(3))
    officer = signed_in(case.officer)
    assert signed_in(one).get(_page(case)).status_code == 200
    assert "End this seat" not in officer.get(_page(case)).text
    assert officer.get(_page(case, f"seats/{seat.pk}/take-back/")).status_code == 404
    with pytest.raises(ConductRefused, match="answered already"):
        committee.take_invitation_back(seat, by=case.officer, at=days(4))
    if kind is SeatKind.PEER:
        revoke(held.member, reads_until=days(370).date(), at=days(4))
    else:
        one.grants.all().delete()
    assert signed_in(one).get(_page(case)).status_code == 404
    shown = officer.get(_page(case)).text
    assert "the case does not open to them" in shown
    assert "Two members of the committee have accepted; one more is missing." in shown
    with pytest.raises(ConductRefused, match="not complete"):
        committee.tell_names(case, by=case.officer, at=days(4))
    officer.post(_page(case, f"seats/{seat.pk}/take-back/"), {"sent": "yes"})
    seat.refresh_from_db()
    assert (seat.state, len(seats)) == ("replaced", 2)
    assert one.email in _told("seat_ended")


def test_who_lost_role_or_titles_before_the_answer_does_not_take_the_seat() -> None:
    case = opened()
    one = UserFactory(roles=("committee-member",))
    seat = committee.invite(case, one, SeatKind.REPRESENTATIVE, by=case.officer, at=days(3))
    one.grants.all().delete()
    answer = signed_in(one).post(_page(case, "seat/"), {})
    assert "Say that you cannot." in answer.text
    seat.refresh_from_db()
    assert seat.state == "invited"


def test_who_judged_a_closed_case_reads_it_whatever_became_of_their_role() -> None:
    case, seats, _made = proposed(confirmed=True)
    seats[2].person.grants.all().delete()
    with time_machine.travel(days(15), tick=False):
        assert signed_in(seats[2].person).get(_page(case)).status_code == 200


def test_invitation_whose_day_passed_is_told_to_the_officer_once_and_stands_so() -> None:
    case = opened()
    seat = committee.invite(
        case, UserFactory(roles=("committee-member",)), SeatKind.REPRESENTATIVE, by=case.officer, at=days(1)
    )
    assert seat.ends_on == days(8).date()
    duties.perform("conduct.days", now=days(8))
    assert _told("seat_lapsed") == set()
    for number in (9, 10):
        duties.perform("conduct.days", now=days(number))
    assert Message.objects.get(kind="conduct.seat_lapsed").recipient == case.officer.email
    with time_machine.travel(days(10), tick=False):
        assert "did not answer by 10 November 2026" in signed_in(case.officer).get(_page(case)).text


def test_invitation_that_is_taken_back_is_told_as_such() -> None:
    case = opened()
    one = UserFactory(roles=("committee-member",))
    seat = committee.invite(case, one, SeatKind.REPRESENTATIVE, by=case.officer, at=days(1))
    committee.take_invitation_back(seat, by=case.officer, at=days(2))
    shown = signed_in(case.officer).get(_page(case)).text
    assert "invitation taken back" in shown
    assert ">replaced<" not in shown


def test_course_of_a_case_says_who_was_invited_put_in_the_chair_and_challenged() -> None:
    case = opened()
    seats = seated(case)
    committee.tell_names(case, by=case.officer, at=days(3))
    committee.challenge(seats[1], "We were partners.", by=case.member.user, at=days(4))
    shown = unescape(signed_in(case.officer).get(_page(case)).text)
    first, second = seats[0].person, seats[1].person
    assert f"{case.officer} invited {second} to the committee." in shown
    assert f"{case.officer} put {first} in the chair." in shown
    assert f"The member challenged the seat of {second} on the committee." in shown
    whom = Trace.objects.filter(step="seat-invited").order_by("pk").values_list("whom", flat=True)
    assert list(whom) == [seat.person_id for seat in seats]


def test_case_is_handed_to_a_colleague_and_stays_until_they_declared() -> None:
    case = opened(officer=person("Otto", "conduct-officer"))
    otto, nel = case.officer, person("Nel", "conduct-officer")
    first, second = signed_in(otto), signed_in(nel)
    assert "Choose one of them." in first.post(_page(case, "hand-on/"), {"sent": "yes"}).text
    first.post(_page(case, "hand-on/"), {"to": str(nel.pk)})
    assert _told("case_handed_on") == {nel.email}
    assert "Nel</bdi> was asked to go on with the case" in first.get(_page(case)).text
    assert second.get(_page(case)).status_code == 404, "not before declaring"
    assert case.reference in second.get("/conduct/reports/").text
    for page in ("/", "/conduct/reports/"):
        assert "1 case waits to be taken over." in second.get(page).text, page
    asked = unescape(second.get(_page(case, "take-over/")).text)
    assert "It is about <bdi>Iris Voorbeeld</bdi>" in asked
    assert "Otto</bdi> asks you to go on with it." in asked
    assert ALLEGED not in asked
    assert second.post(_page(case, "take-over/")).url == _page(case)
    shown = second.get(_page(case)).text
    assert "Otto asked Nel to go on with the case." in shown
    assert "Nel declared no interest and took the case over." in shown
    assert first.get(_page(case)).status_code == 404
    assert _told("case_taken_over") == {otto.email}
    back = intake.hand_case_on(case, otto, by=nel, at=days(4))
    assert first.get(_page(case)).status_code == 404, "not before declaring anew"
    assert intake.take_over(back, by=otto, at=days(4)).officer == otto


def test_colleague_with_an_interest_leaves_a_case_for_good_and_it_stays_where_it_was() -> None:
    case = opened(officer=person("Otto", "conduct-officer"))
    nel = person("Nel", "conduct-officer")
    intake.hand_case_on(case, nel, by=case.officer, at=days(4))
    page = signed_in(nel)
    missing = page.post(_page(case, "take-over/"), {"leave": "yes", "words": ""})
    assert "Write in a few words why." in missing.text
    page.post(_page(case, "take-over/"), {"leave": "yes", "words": "We share a house."})
    assert page.get(_page(case, "take-over/")).status_code == 404
    assert case.reference not in page.get("/conduct/reports/").text
    shown = signed_in(case.officer).get(_page(case)).text
    assert "Nel did not take the case over." in shown
    assert "We share a house." in shown
    assert _told("case_not_taken") == {case.officer.email}
    assert "nobody to hand it to" in signed_in(case.officer).get(_page(case, "hand-on/")).text


def test_case_goes_to_nobody_who_reported_it_judges_it_or_left_its_report() -> None:
    case = opened()
    reporter = person("Rita", "conduct-officer", email=case.reports.get().email)
    judge = seated(case)[0].person
    judge.grants.create(role="conduct-officer")
    about = case.member.user
    about.grants.create(role="conduct-officer")
    left = person("Lea", "conduct-officer")
    Trace.objects.create(report=case.reports.get(), step="report-left", by=left, at=days(0), words="I know them.")
    for one in (reporter, judge, about, left, UserFactory()):
        with pytest.raises(ConductRefused, match="cannot take the case"):
            intake.hand_case_on(case, one, by=case.officer, at=days(4))


def test_who_looked_after_a_case_does_not_judge_it_afterwards() -> None:
    case = opened(officer=person("Otto", "conduct-officer", "committee-member"))
    otto, nel = case.officer, person("Nel", "conduct-officer")
    intake.hand_case_on(case, nel, by=otto, at=days(3))
    case = intake.take_over(case, by=nel, at=days(3))
    with pytest.raises(ConductRefused, match="cannot judge this case"):
        committee.invite(case, otto, SeatKind.REPRESENTATIVE, by=nel, at=days(4))


def test_name_that_is_added_is_told_as_that_alone() -> None:
    case = opened(member("S-ISP"))
    seats = seated(case)
    committee.tell_names(case, by=case.officer, at=days(3))
    committee.give_up_seat(seats[2], "A client of mine.", interest=True, by=seats[2].person, at=days(3))
    new = committee.invite(
        case, UserFactory(roles=("committee-member",)), SeatKind.REPRESENTATIVE, by=case.officer, at=days(3)
    )
    committee.take_seat(new, by=new.person, at=days(4))
    assert Message.objects.filter(kind="conduct.named").count() == 1
    assert _told("name_added") == {case.member.user.email}
