"""The one objection: its days to the minute, once, and not beside a new application; who decides it, and its end."""

import datetime as dt
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from applications import policies
from applications.enums import Answer, ApplicationState, ObjectionState
from applications.models import Application, Objection
from applications.rules.objecting import decided_by, made_before, open_from, open_until
from applications.selectors import answers
from applications.services import deciding, drafts, objecting, withdrawing
from applications.services.assessing import save_assessment
from common.errors import DomainError, Forbidden
from common.models import AuditLine
from comms.models import Message
from tests.applications.judging import AT, MET, SHORT, accept, assessor_of, reject, short
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, QuestionFactory, ReferenceFactory
from tests.factories.assessment import (
    AssessmentFactory,
    DecisionFactory,
    InterestFactory,
    ObjectionFactory,
    ReferenceJudgementFactory,
)
from tests.factories.money import InvoiceTermsFactory

pytestmark = pytest.mark.django_db

HERE: Final = ZoneInfo("Europe/Amsterdam")
WORDS: Final = "My job at Beta was left out."
LATER: Final = AT + dt.timedelta(days=2)


@pytest.fixture(autouse=True)
def _terms() -> None:
    InvoiceTermsFactory()


def _rejected(at: dt.datetime = AT) -> Application:
    row = ApplicationFactory(assessment=True, state="rejected", decided_at=at, due_on=None)
    DecisionFactory(application=row, rejecting=True, confirmed=True, proposed_at=at, decided_at=at)
    return row


def _object(row: Application, at: dt.datetime = LATER, words: str = WORDS) -> Objection:
    return objecting.object_to(row, words, by=row.person, at=at)


def test_objection_is_kept_told_and_written_down() -> None:
    row = _rejected()
    made = _object(row, words=f"  {WORDS} ")
    assert (made.words, made.made_at, made.state) == (WORDS, LATER, ObjectionState.MADE)
    message = Message.objects.get(kind="applications.objection_received")
    assert message.facts["answer_by"] == "2026-08-21"
    line = AuditLine.objects.about(row).get(act="applications.objected")
    assert (line.by_id, line.person_id) == (row.person_id, row.person_id)


@pytest.mark.parametrize(
    ("decided", "last"),
    [
        (dt.datetime(2026, 7, 22, 11, 0, tzinfo=HERE), dt.date(2026, 8, 21)),
        (dt.datetime(2026, 7, 22, 0, 0, tzinfo=HERE), dt.date(2026, 8, 21)),
        (dt.datetime(2026, 7, 22, 23, 59, tzinfo=HERE), dt.date(2026, 8, 21)),
        (dt.datetime(2028, 1, 30, 12, 0, tzinfo=HERE), dt.date(2028, 2, 29)),
        (dt.datetime(2027, 1, 30, 12, 0, tzinfo=HERE), dt.date(2027, 3, 1)),
        (dt.datetime(2028, 2, 29, 12, 0, tzinfo=HERE), dt.date(2028, 3, 30)),
        (dt.datetime(2026, 3, 1, 12, 0, tzinfo=HERE), dt.date(2026, 3, 31)),
    ],
)
def test_objection_is_possible_until_the_last_minute_of_the_thirtieth_day(decided: dt.datetime, last: dt.date) -> None:
    assert open_until(decided.date()) == last
    assert open_from(last) == decided.date()
    end = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), tzinfo=HERE)
    late = _rejected(decided)
    told = rf"An objection was possible until {last.day} {last:%B %Y}"
    with pytest.raises(DomainError, match=told):
        _object(late, end)
    assert not Objection.objects.exists()
    _object(late, end - dt.timedelta(minutes=1))


@pytest.mark.parametrize(
    "given",
    [
        {"assessment": True},
        {"submitted": True},
        {"withdrawn": True},
        {},
        *({"assessment": True, "state": state, "decided_at": AT, "due_on": None} for state in ("accepted", "awarded")),
        {"assessment": True, "state": "lapsed", "decided_at": AT, "due_on": None},
    ],
)
def test_only_a_rejection_can_be_objected_to(given: dict[str, Any]) -> None:
    row = ApplicationFactory(**given)
    with pytest.raises(DomainError, match="Only a rejection"):
        _object(row)


def test_objection_is_made_once_by_the_applicant_alone_with_words() -> None:
    row = _rejected()
    with pytest.raises(Forbidden):
        objecting.object_to(row, WORDS, by=UserFactory(roles=("back-office",)), at=LATER)
    for words in ("", "  \n"):
        with pytest.raises(DomainError, match="Write why you object"):
            _object(row, words=words)
    with pytest.raises(DomainError, match="at most 6000"):
        _object(row, words="a" * 6001)
    _object(row)
    with pytest.raises(DomainError, match="You objected already"):
        _object(row)
    Objection.objects.update(state="dismissed", ended_at=LATER)
    with pytest.raises(DomainError, match="There is one objection"):
        _object(row)
    assert Message.objects.filter(kind="applications.objection_received").count() == 1


def test_nobody_begins_anew_while_an_objection_waits() -> None:
    row = _rejected()
    _object(row)
    with pytest.raises(DomainError, match=f"objection about application {row.reference} waits"):
        drafts.start(row.person, row.title, by=row.person, at=LATER)
    Objection.objects.update(state="dismissed", ended_at=LATER)
    assert drafts.start(row.person, row.title, by=row.person, at=LATER).state == ApplicationState.DRAFT


def test_nobody_objects_once_they_began_anew_unless_that_draft_is_thrown_away() -> None:
    row = _rejected()
    new = drafts.start(row.person, row.title, by=row.person, at=LATER)
    with pytest.raises(DomainError, match=f"You began application {new.reference}"):
        _object(row)
    drafts.throw_away(new, by=row.person, at=LATER)
    _object(row)


@pytest.mark.parametrize("given", [{"withdrawn": True}, {"assessment": True, "state": "rejected", "due_on": None}])
def test_whoever_applied_anew_cannot_come_back_to_the_first_answer(given: dict[str, Any]) -> None:
    row = _rejected()
    decided = {"decided_at": LATER} if "state" in given else {}
    ApplicationFactory(person=row.person, **given, **decided)
    with pytest.raises(DomainError, match="You began application"):
        _object(row)


def test_application_for_another_title_stands_in_nobodys_way() -> None:
    row, other = _rejected(), ApplicationFactory()
    Application.objects.filter(pk=other.pk).update(
        person=row.person, title=other.title.__class__.objects.get(code="S-CDPO")
    )
    _object(row)


def _judge(row: Application) -> User:
    by: User = AssessmentFactory(application=row).assessor
    return by


def _referee_judge(row: Application) -> User:
    answer = ReferenceJudgementFactory(answer__reference__application=row)
    by: User = answer.judged_by
    return by


def _asker(row: Application) -> User:
    by: User = QuestionFactory(application=row, answered=True).asked_by
    return by


def _handler(row: Application) -> User:
    row.handler = UserFactory()
    row.save()
    return row.handler


PARTS: Final[dict[str, Any]] = {
    "proposed": lambda row: row.decisions.get().proposed_by,
    "confirmed": lambda row: row.decisions.get().decided_by,
    "sent it back": lambda row: (
        DecisionFactory(
            application=row, state="sent-back", sent_back="No.", decided_by=UserFactory(), decided_at=AT
        ).decided_by
    ),
    "proposed what went back": lambda row: (
        DecisionFactory(
            application=row, state="sent-back", sent_back="No.", decided_by=UserFactory(), decided_at=AT
        ).proposed_by
    ),
    "assessed": _judge,
    "judged a reference": _referee_judge,
    "asked something": _asker,
    "looked after it": _handler,
}


@pytest.mark.parametrize("part", PARTS)
def test_who_had_a_part_decides_no_objection(part: str) -> None:
    row = _rejected()
    by: User = PARTS[part](row)
    by.grants.get_or_create(role="assessor", defaults={"granted_at": AT})
    InterestFactory(application=row, person=by)
    ObjectionFactory(application=row, made_at=LATER)
    by, row = User.objects.get(pk=by.pk), Application.objects.get(pk=row.pk)
    assert policies.can_assess(by, row)
    assert not policies.can_decide_objection(by, row)
    assert not answers.decidable(Application.objects.all(), by).exists()


def test_who_had_no_part_decides_and_finds_it_in_their_list() -> None:
    row = _rejected()
    ObjectionFactory(application=row, made_at=LATER)
    by = assessor_of(row)
    assert policies.can_decide_objection(by, row)
    assert list(answers.decidable(Application.objects.all(), by)) == [row]
    save_assessment(row, MET, "", by=by, at=LATER)
    assert policies.can_decide_objection(by, row)  # what they did since is what is asked of them
    assert list(answers.decidable(Application.objects.all(), by)) == [row]


def test_neither_applicant_nor_named_nor_interested_finds_an_objection() -> None:
    row = _rejected()
    ObjectionFactory(application=row, made_at=LATER)
    interested = UserFactory(roles=("assessor",))
    InterestFactory(application=row, person=interested, interested=True, words="A friend.")
    named = UserFactory(roles=("assessor",))
    ReferenceFactory(application=row, email=named.email.upper())
    for by in (row.person, interested, named):
        assert not answers.decidable(Application.objects.all(), by).exists()
        assert not policies.can_decide_objection(by, row)


@pytest.mark.parametrize("answer", list(Answer))
def test_outcome_is_final_and_told_once(answer: Answer) -> None:
    row, first = short()
    deciding.confirm(reject(row, first, AT), by=assessor_of(row), at=AT)
    row = Application.objects.get(pk=row.pk)
    _object(row)
    third, fourth = assessor_of(row), assessor_of(row)
    allowed = answer == Answer.ACCEPT
    save_assessment(row, MET if allowed else SHORT, "", by=third, at=LATER)
    proposal = (accept if allowed else reject)(row, third, LATER)
    deciding.confirm(proposal, by=fourth, at=LATER)
    row = Application.objects.get(pk=row.pk)
    assert row.state == (ApplicationState.ACCEPTED if allowed else ApplicationState.REJECTED)
    assert row.objection.state == (ObjectionState.ALLOWED if allowed else ObjectionState.DISMISSED)
    assert row.objection.ended_at == LATER
    kind = "applications.objection_allowed" if allowed else "applications.objection_dismissed"
    assert Message.objects.filter(kind=kind, person=row.person).count() == 1
    assert Message.objects.filter(kind__startswith="applications.objection_").count() == 2
    with pytest.raises(DomainError):
        _object(row)


def test_who_had_a_part_settles_nothing() -> None:
    row = _rejected()
    objection = ObjectionFactory(application=row, made_at=LATER)
    first = row.decisions.get()
    InterestFactory(application=row, person=first.proposed_by)
    with pytest.raises(Forbidden):
        objecting.settle(objection, first, by=first.proposed_by, at=LATER)


def test_twenty_working_days_for_the_outcome_leave_closed_days_out() -> None:
    friday = dt.date(2026, 7, 24)
    assert decided_by(friday, ()) == dt.date(2026, 8, 21)
    assert decided_by(friday, {dt.date(2026, 8, 3)}) == dt.date(2026, 8, 24)


@pytest.mark.parametrize(
    "on", [dt.date(2026, 8, 20), dt.date(2026, 8, 22), dt.date(2026, 12, 27), dt.date(2028, 2, 29)]
)
def test_late_are_those_whose_day_has_passed(on: dt.date) -> None:
    closed = {dt.date(2026, 8, 3), dt.date(2026, 12, 25)}
    first = made_before(on, closed)
    for days in range(-40, 10):
        day = first + dt.timedelta(days=days)
        assert (decided_by(day, closed) < on) == (day < first)


def test_late_objections_are_a_line_of_their_own() -> None:
    row = _rejected()
    ObjectionFactory(application=row, made_at=LATER)
    rows = Application.objects.all()
    last = dt.datetime(2026, 8, 21, 23, 59, tzinfo=HERE)
    assert not answers.decided_late(rows, last).exists()
    assert list(answers.decided_late(rows, last + dt.timedelta(minutes=1))) == [row]


def test_what_was_decided_cannot_be_withdrawn() -> None:
    row = _rejected()
    with pytest.raises(DomainError, match="We decided about this application meanwhile"):
        withdrawing.withdraw(row, by=row.person, at=LATER)
