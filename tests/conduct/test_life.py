"""A case from the report to each outcome, by its acts: rows, mails, and what ends."""

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

import pytest

from common.calendar import local_day
from common.errors import Forbidden
from common.models import Upload
from comms.models import Message
from conduct.documents import case_file
from conduct.enums import Audience, CaseState, ChallengeAnswer, Outcome, ReportState
from conduct.models import Case, Report, Seat
from conduct.services import committee, explaining, intake, judging, reporting, room
from conduct.services.steps import ConductRefused
from conduct.shelves import FILE
from members.enums import StandingValue
from members.models import Credential, Membership
from members.selectors.register import standing_of
from tests.conduct.cases import CODES, days, deliberating, explaining_case, findings, member, opened, seated
from tests.factories.conduct import ReportFactory

pytestmark = pytest.mark.django_db


def _kinds(person_mail: str) -> list[str]:
    return list(Message.objects.filter(recipient=person_mail).order_by("pk").values_list("kind", flat=True))


def test_breach_that_is_not_explained_ends_membership_and_every_title_at_once() -> None:
    about = member(*CODES)
    case, seats = deliberating(about)
    proposal = judging.propose(case, findings(case), "The list was not yours to give.", by=seats[0].person, at=days(14))
    for seat in seats[1:]:
        judging.vote(proposal, agrees=True, words="", by=seat.person, at=days(14))

    closed = judging.confirm(proposal, by=seats[1].person, at=days(15))

    assert (closed.state, closed.outcome) == (CaseState.CLOSED, Outcome.BREACH)
    on = local_day(days(15))
    titles = Credential.objects.filter(member=about)
    assert {standing_of(title, on).value for title in titles} == {StandingValue.REVOKED}
    assert {standing_of(title, on).since for title in titles} == {on}
    assert not Membership.objects.filter(member=about, last_day__isnull=True).exists()
    assert closed.kept_until == dt.date(2031, 11, 17)
    assert _kinds(about.user.email)[-1] == "conduct.judged"
    assert Message.objects.filter(kind="conduct.report_closed").count() == 1


@pytest.mark.parametrize(("broken", "outcome"), [(True, Outcome.EXPLAINED), (False, Outcome.NO_BREACH)])
def test_explained_or_no_breach_changes_nothing(broken: bool, outcome: Outcome) -> None:
    about = member("S-ISP")
    case, seats = deliberating(about)
    said = findings(case, broken=broken, explained=True)
    proposal = judging.propose(case, said, "The client had agreed.", by=seats[2].person, at=days(14))
    for seat in seats[:2]:
        judging.vote(proposal, agrees=True, words="", by=seat.person, at=days(14))

    closed = judging.confirm(proposal, by=seats[0].person, at=days(15))

    assert closed.outcome == outcome
    assert standing_of(Credential.objects.get(member=about), local_day(days(15))).value is StandingValue.VALID
    assert closed.kept_until == dt.date(2027, 11, 17)


def test_nothing_is_judged_before_the_member_could_explain() -> None:
    case, seats = explaining_case()

    with pytest.raises(ConductRefused, match="before the member explained, declined or let the day pass"):
        judging.begin_deliberation(case, by=seats[0].person, at=days(12))

    assert not explaining.note_silence(case, at=days(41)), "the last day is in time"
    assert explaining.note_silence(case, at=days(42))
    case.refresh_from_db()
    assert judging.begin_deliberation(case, by=seats[0].person, at=days(42)).state == CaseState.DELIBERATING


COMES: Final[dict[str, Callable[[Case, list[Seat]], object]]] = {
    "the member's letter": lambda case, _seats: room.answer(case, "I was ill.", by=case.member.user, at=days(13)),
    "an entry for all": lambda case, seats: room.write(
        case, Audience.PARTIES, "Read page 3.", by=seats[1].person, at=days(13)
    ),
    "an addition to the report": lambda case, _seats: reporting.add(
        Report.objects.get(case=case), "It was May.", [], at=days(13)
    ),
    "another report": lambda case, _seats: intake.join(
        intake.take(ReportFactory(), by=case.officer, at=days(12)), case, by=case.officer, at=days(13)
    ),
}


@pytest.mark.parametrize("what", COMES)
def test_file_is_not_frozen_without_what_came_while_it_was_drawn(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    case, seats = explaining_case()
    explaining.explain(case, "The client had agreed.", by=case.member.user, at=days(12))
    draw = case_file.drawn

    def drawn_while_it_comes(*given: Any, **more: Any) -> bytes:
        content = draw(*given, **more)
        COMES[what](case, seats)
        return content

    monkeypatch.setattr(case_file, "drawn", drawn_while_it_comes)
    with pytest.raises(ConductRefused, match="Something was added to this case a moment ago"):
        judging.begin_deliberation(case, by=seats[0].person, at=days(13))
    case.refresh_from_db()
    assert (case.state, case.file, case.frozen_at) == (CaseState.EXPLAINING, None, None)
    assert not Upload.objects.filter(shelf=FILE, state="kept").exists(), "nothing of it is kept"

    monkeypatch.setattr(case_file, "drawn", draw)
    assert judging.begin_deliberation(case, by=seats[0].person, at=days(13)).state == CaseState.DELIBERATING


def test_note_of_the_committee_keeps_nobody_from_deliberating(monkeypatch: pytest.MonkeyPatch) -> None:
    case, seats = explaining_case()
    explaining.explain(case, "The client had agreed.", by=case.member.user, at=days(12))
    draw = case_file.drawn

    def drawn_while_it_comes(*given: Any, **more: Any) -> bytes:
        room.write(case, Audience.NOTE, "Between us.", by=seats[1].person, at=days(13))
        return draw(*given, **more)

    monkeypatch.setattr(case_file, "drawn", drawn_while_it_comes)
    assert judging.begin_deliberation(case, by=seats[0].person, at=days(13)).state == CaseState.DELIBERATING


def test_committee_of_two_is_not_told_to_the_member() -> None:
    case = opened()
    seated(case, 2)

    with pytest.raises(ConductRefused, match="committee is not complete"):
        committee.tell_names(case, by=case.officer, at=days(3))


def test_name_is_challenged_and_replaced_and_the_new_one_can_be_challenged_too() -> None:
    case = opened()
    seats = seated(case, 4)
    committee.tell_names(case, by=case.officer, at=days(3))
    person = case.member.user
    committee.challenge(seats[3], "We were partners once.", by=person, at=days(10))

    with pytest.raises(ConductRefused):
        explaining.ask_to_explain(case, by=case.officer, at=days(11))
    committee.answer_challenge(
        seats[3], ChallengeAnswer.REPLACED, "That is close enough.", by=case.officer, at=days(11)
    )

    assert explaining.ask_to_explain(case, by=case.officer, at=days(11)).explain_by == dt.date(2026, 12, 13)
    assert not committee.Seat.objects.get(pk=seats[3].pk).chair
    assert "conduct.challenge_answered" in _kinds(person.email)


def test_proposer_does_not_confirm_and_everybody_votes() -> None:
    case, seats = deliberating()
    proposal = judging.propose(case, findings(case), "Reasons.", by=seats[0].person, at=days(14))

    with pytest.raises(ConductRefused, match="Another one"):
        judging.confirm(proposal, by=seats[0].person, at=days(15))
    judging.vote(proposal, agrees=False, words="I read the mails otherwise.", by=seats[1].person, at=days(14))
    with pytest.raises(ConductRefused, match="Not everybody"):
        judging.confirm(proposal, by=seats[1].person, at=days(15))
    judging.vote(proposal, agrees=False, words="So do I.", by=seats[2].person, at=days(14))
    with pytest.raises(ConductRefused, match="most are not for it"):
        judging.confirm(proposal, by=seats[1].person, at=days(15))

    judging.send_back(proposal, "Most of us see it otherwise.", by=seats[1].person, at=days(15))
    case.refresh_from_db()
    assert case.state == CaseState.DELIBERATING


def test_what_the_member_reads_never_names_who_reported() -> None:
    case, _seats = explaining_case()

    with pytest.raises(ConductRefused, match="Melder"):
        room.write(case, Audience.PARTIES, "Mr Melder says you sent it.", by=case.officer, at=days(12))
    room.write(case, Audience.PARTIES, "Who else had the list?", by=case.officer, at=days(12))


def test_notes_go_with_the_judgement_and_the_rest_stays() -> None:
    case, seats = deliberating()
    room.write(case, Audience.NOTE, "I doubt the second mail.", by=seats[1].person, at=days(13))
    proposal = judging.propose(case, findings(case), "Reasons.", by=seats[0].person, at=days(14))
    for seat in seats[1:]:
        judging.vote(proposal, agrees=True, words="", by=seat.person, at=days(14))

    closed = judging.confirm(proposal, by=seats[1].person, at=days(15))

    assert list(closed.entries.values_list("audience", flat=True)) == []
    assert closed.traces.filter(step="notes-gone").exists()
    assert Report.objects.get(case=closed).state == ReportState.OPENED


def test_file_is_frozen_and_nothing_is_put_into_the_room_after() -> None:
    case, _seats = deliberating()

    assert case.file is not None
    assert case.file.owner_id is None
    with pytest.raises(ConductRefused):
        room.write(case, Audience.COMMITTEE, "One thing more.", by=case.officer, at=days(14))


def test_who_has_no_seat_opens_nothing() -> None:
    case, seats = explaining_case()
    left = committee.give_up_seat(seats[2], "I know the client.", interest=True, by=seats[2].person, at=days(12))

    assert not left.chair
    with pytest.raises(Forbidden):
        room.note_opening(case, by=seats[2].person, at=days(12))
