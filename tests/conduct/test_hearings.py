"""A hearing from asking for it to its record: nobody who asked for one, or came to one, has kept silent."""

import datetime as dt

import pytest
import time_machine

from common import duties
from comms.models import Message
from conduct.enums import Explained
from conduct.models import Case, Explanation, Hearing, Seat
from conduct.services import explaining
from conduct.services.steps import ConductRefused
from tests.conduct.cases import days, explaining_case
from tests.people import signed_in

pytestmark = pytest.mark.django_db
RECORD = "Asked, and answered."


def _asked() -> tuple[Case, list[Seat]]:
    """A case, to be explained by day 41, whose member asked for a hearing."""
    case, seats = explaining_case()
    explaining.ask_hearing(case, "In the afternoon.", by=case.member.user, at=days(12))
    return case, seats


def _set(number: int = 41) -> tuple[Case, list[Seat]]:
    """The same with a hearing on a day, from half past one."""
    case, seats = _asked()
    explaining.set_hearing(case, _at(number), "By video.", by=seats[0].person, at=days(13))
    return case, seats


def _at(number: int) -> dt.datetime:
    return days(number) + dt.timedelta(hours=3, minutes=30)


def _night(number: int) -> None:
    duties.perform("conduct.days", now=days(number))


def _answers(case: Case) -> list[str]:
    return list(Explanation.objects.filter(case=case, given_at__isnull=False).values_list("how", flat=True))


def _told(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=f"conduct.{kind}").values_list("recipient", flat=True))


def test_who_was_heard_on_the_last_day_has_not_kept_silent_while_the_record_is_written() -> None:
    case, seats = _set(41)
    for number in (42, 43, 50):
        _night(number)
    assert _answers(case) == []
    with time_machine.travel(days(50), tick=False):
        chair = signed_in(seats[0].person)
        page = f"/conduct/cases/{case.reference.lower()}/"
        assert "Write the record of the hearing" in chair.get(page).text
        chair.post(f"{page}hearing/record/", {"came": "yes", "record": RECORD})
    assert _answers(case) == [Explained.HEARING]


def test_who_asked_for_a_hearing_that_has_no_day_yet_has_not_kept_silent() -> None:
    case, seats = _asked()
    _night(42)
    assert _answers(case) == []
    with time_machine.travel(days(42), tick=False):
        told = signed_in(case.member.user).get(f"/conduct/about-you/{case.reference.lower()}/").text
    assert "You asked for a hearing; we set a day." in told
    explaining.set_hearing(case, _at(50), "By video.", by=seats[0].person, at=days(43))
    assert Case.objects.get().explain_by == days(50).date()


def test_who_did_not_come_has_kept_silent_once_the_day_is_over() -> None:
    case, seats = _set(41)
    explaining.record_hearing(case, "Nobody came.", came=False, by=seats[0].person, at=days(41, hours=6))
    _night(42)
    assert _answers(case) == [Explained.SILENT]


def test_record_that_comes_after_a_written_explanation_leaves_that_as_it_is() -> None:
    case, seats = _set(20)
    explaining.explain(case, "The client had agreed.", by=case.member.user, at=days(19))
    explaining.record_hearing(case, RECORD, came=True, by=seats[0].person, at=days(21))
    found = Explanation.objects.get(case=case)
    assert (found.how, found.words) == (Explained.WRITTEN, "The client had agreed.")
    assert Hearing.objects.get().record == RECORD


def test_no_hearing_is_set_once_the_member_answered() -> None:
    case, seats = _asked()
    explaining.explain(case, "The client had agreed.", by=case.member.user, at=days(19))
    with pytest.raises(ConductRefused, match="answered already"):
        explaining.set_hearing(case, _at(25), "By video.", by=seats[0].person, at=days(20))


@pytest.mark.parametrize("year", [2027, 2126])
def test_slip_in_the_year_does_not_let_a_case_stand_still(year: int) -> None:
    case, seats = _asked()
    far = dt.date(year, 12, 1)
    with pytest.raises(ConductRefused, match=r"at most six months ahead: until 14 May 2027\."):
        explaining.extend(case, far, "They asked.", by=case.officer, at=days(12))
    there = dt.datetime(year, 12, 1, 13, tzinfo=dt.UTC)
    with pytest.raises(ConductRefused, match=r"at most six months ahead: until 14 May 2027\."):
        explaining.set_hearing(case, there, "By video.", by=seats[0].person, at=days(12))
    assert Case.objects.get().explain_by == days(41).date()


def test_committee_and_officer_are_told_the_day_of_a_hearing_too_and_reminded_with_the_member() -> None:
    case, seats = _set(20)
    committee = {seat.person.email for seat in seats[1:]}
    assert _told("hearing_of_case") == {*committee, case.officer.email}
    _night(17)
    assert _told("hearing_again") == set()
    for _twice in range(2):
        _night(18)
    inside = {*committee, seats[0].person.email, case.officer.email}
    assert _told("hearing_of_case_again") == inside
    assert _told("hearing_again") == {case.member.user.email}
    assert Message.objects.filter(kind="conduct.hearing_again").count() == 1


def test_hearing_that_waits_for_its_day_or_its_record_is_brought_to_mind() -> None:
    case, seats = _asked()
    waits = {case.officer.email, seats[0].person.email}
    _night(33)
    assert _told("hearing_waits") == set()
    _night(34)
    assert _told("hearing_waits") == waits
    explaining.set_hearing(case, _at(38), "By video.", by=seats[0].person, at=days(35))
    Message.objects.filter(kind="conduct.hearing_waits").delete()
    _night(38)
    assert _told("hearing_waits") == set()
    _night(39)
    assert _told("hearing_waits") == waits


def test_member_with_a_hearing_ahead_is_not_told_that_the_explanation_is_missing() -> None:
    _set(40)
    _night(38)
    assert _told("explain_reminded") == set()
