"""Stages: taken up, handed over, references asked, assessment opened; who may, what is left behind, two at once."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection

from accounts.models import User
from applications.enums import ApplicationState
from applications.models import Application, Question, ReferenceLink
from applications.selectors.queue import handlers
from applications.services import stages
from common.errors import DomainError, Forbidden
from common.models import AuditLine
from comms.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.applications import (
    ApplicationFactory,
    QuestionFactory,
    ReferenceFactory,
    answered,
    under_way,
    whole,
)

pytestmark = pytest.mark.usefixtures("nobody_interested")

AT = dt.datetime(2026, 7, 8, 9, 0, tzinfo=dt.UTC)
WHY = "Two answered in detail; the third is abroad until September."

ACTS: dict[str, Any] = {
    "take_up": lambda row, by: stages.take_up(row, by=by, at=AT),
    "hand_over": lambda row, by: stages.hand_over(row, by, by=by, at=AT),
    "ask_references": lambda row, by: stages.ask_references(row, by=by, at=AT),
    "open_assessment": lambda row, by: stages.open_assessment(row, WHY, by=by, at=AT),
}
FROM: dict[str, set[str]] = {
    "take_up": {"submitted"},
    "hand_over": {"screening", "references", "assessment", "information", "accepted"},
    "ask_references": {"screening"},
    "open_assessment": {"references"},
}
BEGINNINGS: dict[ApplicationState, dict[str, Any]] = {
    ApplicationState.DRAFT: {"filled": True},
    ApplicationState.SUBMITTED: {"submitted": True},
    ApplicationState.SCREENING: {"screening": True},
    ApplicationState.REFERENCES: {"references_asked": True},
    ApplicationState.ASSESSMENT: {"assessment": True},
    ApplicationState.INFORMATION: {"screening": True, "state": "information", "due_on": None},
    ApplicationState.WITHDRAWN: {"withdrawn": True},
    **{
        state: {"decided": True, "state": state.value}
        for state in (
            ApplicationState.ACCEPTED,
            ApplicationState.REJECTED,
            ApplicationState.AWARDED,
            ApplicationState.LAPSED,
        )
    },
}


def _clerk(role: str = "back-office") -> User:
    return UserFactory(roles=(role,))


def _lines(row: Application) -> list[tuple[str, int | None, int | None]]:
    return list(AuditLine.objects.about(row).order_by("pk").values_list("act", "by_id", "person_id"))


@pytest.mark.django_db
@pytest.mark.parametrize("state", list(ApplicationState))
@pytest.mark.parametrize("act", ACTS)
def test_every_step_is_taken_from_its_own_stages_and_from_no_other(act: str, state: ApplicationState) -> None:
    row, by = whole(**BEGINNINGS[state]), _clerk()
    if state in FROM[act]:
        ACTS[act](row, by)
        assert len(_lines(row)) == 1
    else:
        with pytest.raises(DomainError) as refused:
            ACTS[act](row, by)
        assert str(refused.value).endswith(".")
        assert Application.objects.get(pk=row.pk).state == state
        assert not AuditLine.objects.exists()
        assert not Message.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("act", ACTS)
def test_who_applies_or_is_named_or_has_no_such_role_takes_no_step(act: str) -> None:
    state = next(iter(sorted(FROM[act])))
    row = whole(**BEGINNINGS[ApplicationState(state)], person=_clerk())
    named, other = _clerk("assessor"), _clerk()
    EmailAddress.objects.create(user=other, email="SECOND@alfa.example", verified=False)
    ReferenceFactory(application=row, email=named.email.upper())
    ReferenceFactory(application=row, email="second@Alfa.example")
    outsiders = [row.person, named, other, UserFactory(), _clerk("identity-checker"), _clerk("privacy-officer")]
    for by in outsiders:
        with pytest.raises(Forbidden):
            ACTS[act](row, by)
    assert Application.objects.get(pk=row.pk).state == state
    ACTS[act](row, _clerk("assessor"))


@pytest.mark.django_db
def test_who_takes_it_up_looks_after_it_and_the_second_is_told_who_did() -> None:
    row, first, second = ApplicationFactory(submitted=True), _clerk(), _clerk("assessor")
    stages.take_up(row, by=first, at=AT)
    row.refresh_from_db()
    assert (row.state, row.handler, row.screening_at) == ("screening", first, AT)
    assert row.due_on == dt.date(2026, 8, 3)
    with pytest.raises(DomainError, match=rf"^{first} looks after this application already; .* 8 July 2026\.$"):
        stages.take_up(row, by=second, at=AT)
    with pytest.raises(DomainError, match=r"^You look after this application already"):
        stages.take_up(row, by=first, at=AT)
    assert _lines(row) == [("applications.taken-up", first.pk, row.person_id)]
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_it_is_handed_to_who_may_handle_it_and_taken_over_from_who_is_away() -> None:
    row, first, second = ApplicationFactory(screening=True), _clerk(), _clerk("assessor")
    Application.objects.filter(pk=row.pk).update(handler=first)
    stages.hand_over(row, second, by=first, at=AT)
    assert Application.objects.get(pk=row.pk).handler == second
    with pytest.raises(DomainError, match=rf"^{second} looks after it already"):
        stages.hand_over(row, second, by=first, at=AT)
    stages.hand_over(row, first, by=first, at=AT)
    with pytest.raises(DomainError, match=r"^You look after this application already"):
        stages.hand_over(row, first, by=first, at=AT)
    acts = [act for act, _by, _person in _lines(row)]
    assert acts == ["applications.handed-over", "applications.taken-over"]
    away = _clerk()
    User.objects.filter(pk=away.pk).update(is_active=False)
    for to in (UserFactory(), row.person, User.objects.get(pk=away.pk), _clerk("identity-checker")):
        with pytest.raises(DomainError, match="cannot look after this application"):
            stages.hand_over(row, to, by=first, at=AT)
    assert Application.objects.get(pk=row.pk).handler == first


@pytest.mark.django_db
def test_colleagues_to_choose_from_are_those_who_may_handle_it() -> None:
    row = whole(screening=True, person=_clerk())
    one, two, away, named, other = _clerk(), _clerk("assessor"), _clerk(), _clerk(), _clerk()
    User.objects.filter(pk=away.pk).update(is_active=False)
    EmailAddress.objects.create(user=other, email="SECOND@alfa.example", verified=False)
    ReferenceFactory(application=row, email=named.email.upper())
    ReferenceFactory(application=row, email="second@Alfa.example")
    UserFactory(roles=("finance",))
    assert set(handlers(row)) == {one, two}


@pytest.mark.django_db
def test_everybody_who_was_named_is_asked_once_but_who_was_removed() -> None:
    row, by = whole(screening=True), _clerk()
    gone = ReferenceFactory(application=row, email="removed-1@alfa.removed.example")
    assert gone.removed
    stages.ask_references(row, by=by, at=AT)
    row.refresh_from_db()
    assert (row.state, row.references_at, row.quorum) == ("references", AT, "open")
    people = row.references.exclude(pk=gone.pk)
    assert {(one.state, one.asked_at, one.ends_on) for one in people} == {("asked", AT, dt.date(2026, 7, 29))}
    gone.refresh_from_db()
    assert gone.state == "named"
    assert ReferenceLink.objects.count() == 3
    invited = Message.objects.filter(kind="applications.reference_invited")
    assert {mail.recipient for mail in invited} == {one.email for one in people}
    (mail,) = Message.objects.filter(kind="applications.references_asked")
    assert mail.person == row.person
    assert {name: mail.facts[name] for name in ("people", "asked_on", "until")} == {
        "people": 3,
        "asked_on": "2026-07-08",
        "until": "2026-07-29",
    }
    with pytest.raises(DomainError):
        stages.ask_references(row, by=by, at=AT)
    assert ReferenceLink.objects.count() == 3
    assert _lines(row) == [("applications.references-asked", by.pk, row.person_id)]


@pytest.mark.django_db
def test_where_too_few_are_left_to_ask_the_applicant_is_asked_for_another() -> None:
    row = whole(screening=True)
    gone = row.references.first()
    row.references.filter(pk=gone.pk).update(state="withdrew", ended_at=AT)
    stages.ask_references(row, by=_clerk(), at=AT)
    row.refresh_from_db()
    assert (row.state, row.due_on, row.quorum) == ("information", None, "impossible")
    question = Question.objects.get()
    assert (question.kind, question.stage) == ("reference", "references")


@pytest.mark.django_db
def test_nothing_goes_on_while_a_question_waits() -> None:
    row = whole(screening=True, state="information", due_on=None)
    QuestionFactory(application=row)
    for act in ("ask_references", "open_assessment"):
        with pytest.raises(DomainError, match="A question waits for the applicant"):
            ACTS[act](row, _clerk())


@pytest.mark.django_db
def test_assessment_opens_with_enough_confirmations_and_then_keeps_no_reason() -> None:
    row = under_way()
    for person in row.references.all():
        answered(person)
    stages.open_assessment(row, WHY, by=_clerk(), at=AT)
    row.refresh_from_db()
    assert (row.state, row.assessment_at, row.opened_early, row.quorum) == ("assessment", AT, "", "reached")
    assert [act for act, _by, _person in _lines(row)] == ["applications.assessment-opened"]


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", "  \n"])
def test_assessment_opens_without_enough_confirmations_for_a_reason_alone(reason: str) -> None:
    row = under_way()
    first, second, third = row.references.all()
    answered(first)
    answered(second, level="dispute")
    answered(third)
    with pytest.raises(stages.ReasonNeeded):
        stages.open_assessment(row, reason, by=_clerk(), at=AT)
    with pytest.raises(stages.ReasonNeeded, match="at most 500 characters"):
        stages.open_assessment(row, "x" * 501, by=_clerk(), at=AT)
    assert Application.objects.get(pk=row.pk).state == "references"
    stages.open_assessment(row, f" {WHY} ", by=_clerk(), at=AT)
    row.refresh_from_db()
    assert (row.state, row.opened_early) == ("assessment", WHY)
    (line,) = AuditLine.objects.about(row)
    assert (line.act, line.detail.reason) == ("applications.assessment-opened-early", WHY)


def _at_once(*acts: Any) -> list[str]:
    turns = iter(acts)

    def turn(act: Any) -> str:
        try:
            act()
            return "done"
        except DomainError as refused:
            return str(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as windows:
        return sorted(windows.map(turn, turns))


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_at_once_one_takes_it_up_and_the_other_is_told() -> None:
    row, clerks = ApplicationFactory(submitted=True), [_clerk(), _clerk("assessor")]
    told = _at_once(*(lambda by=by: stages.take_up(row, by=by, at=AT) for by in clerks))
    row.refresh_from_db()
    assert row.handler in clerks
    assert sorted(told) == sorted(
        ["done", f"{row.handler} looks after this application already; its screening began on 8 July 2026."]
    )
    assert _lines(row) == [("applications.taken-up", row.handler_id, row.person_id)]


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_at_once_one_asks_the_references_and_each_gets_one_mail() -> None:
    row = whole(screening=True)
    told = _at_once(*(lambda by=by: stages.ask_references(row, by=by, at=AT) for by in (_clerk(), _clerk())))
    assert told.count("done") == 1
    assert Message.objects.filter(kind="applications.reference_invited").count() == 3
    assert Message.objects.filter(kind="applications.references_asked").count() == 1
