"""An objection decided the same way, by two people who had no part in the rejection."""

import datetime as dt
from typing import Final

import pytest

from accounts.models import User
from applications.enums import Answer, ApplicationState, ObjectionState
from applications.models import Application, Finalisation
from applications.services import deciding
from applications.services.assessing import save_assessment
from applications.services.forgetting import forget_named
from common.errors import DomainError
from comms.models import Message
from comms.rendering import letter
from tests.applications.judging import AGAIN, AT, MET, SHORT, accept, assessor_of, reject, short
from tests.factories.applications import whole
from tests.factories.assessment import CHECKED, ObjectionFactory

pytestmark = pytest.mark.django_db

LATER: Final = CHECKED + dt.timedelta(days=1)


def _again(row: Application) -> Application:
    return Application.objects.get(pk=row.pk)


def _objected() -> tuple[Application, User, User]:
    row, first = short()
    second = assessor_of(row)
    deciding.confirm(reject(row, first), by=second, at=AT)
    row = _again(row)
    ObjectionFactory(application=row, made_at=CHECKED)
    return row, first, second


@pytest.mark.parametrize("answer", list(Answer))
def test_objection_is_decided_by_two_people_who_had_no_part(answer: Answer) -> None:
    row, first, second = _objected()
    third, fourth = assessor_of(row), assessor_of(row)
    for involved in (first, second):
        for act in (
            lambda by=involved: save_assessment(row, MET, "", by=by, at=LATER),
            lambda by=involved: accept(row, by, LATER),
        ):
            with pytest.raises(DomainError, match="decided by people who had none"):
                act()
    allowed = answer == Answer.ACCEPT
    save_assessment(row, MET if allowed else SHORT, "", by=third, at=LATER)
    proposal = accept(row, third, LATER) if allowed else reject(row, third, LATER)
    assert proposal.on_objection
    for involved in (first, second, third):
        with pytest.raises(DomainError):
            deciding.confirm(proposal, by=involved, at=LATER)
    deciding.confirm(proposal, by=fourth, at=LATER)
    row = _again(row)
    assert row.state == (ApplicationState.ACCEPTED if allowed else ApplicationState.REJECTED)
    assert row.decided_at == (LATER if allowed else AT)
    assert row.objection.state == (ObjectionState.ALLOWED if allowed else ObjectionState.DISMISSED)
    assert Finalisation.objects.filter(application=row).exists() is allowed
    with pytest.raises(DomainError):
        save_assessment(row, MET, "", by=third, at=LATER)


def test_who_judged_or_sent_back_before_has_no_part_in_the_objection() -> None:
    row, first = short()
    judge, returner, second = assessor_of(row), assessor_of(row), assessor_of(row)
    save_assessment(row, {}, "Only notes.", by=judge, at=AT)
    deciding.send_back(reject(row, first), "Name the level too.", by=returner, at=AT)
    deciding.confirm(reject(row, first), by=second, at=AT)
    row = _again(row)
    ObjectionFactory(application=row, made_at=CHECKED)
    for involved in (first, judge, returner, second):
        with pytest.raises(DomainError, match="decided by people who had none"):
            save_assessment(row, MET, "", by=involved, at=LATER)


def test_rejection_without_an_objection_is_not_decided_anew() -> None:
    row, first = short()
    deciding.confirm(reject(row, first), by=assessor_of(row), at=AT)
    other = assessor_of(row)
    with pytest.raises(DomainError, match="“rejected” now"):
        save_assessment(row, MET, "", by=other, at=LATER)


def test_objection_is_not_allowed_while_another_application_is_open() -> None:
    row, _first, _second = _objected()
    third, fourth = assessor_of(row), assessor_of(row)
    save_assessment(row, MET, "", by=third, at=LATER)
    other = whole(person=row.person)
    proposal = accept(row, third, LATER)
    with pytest.raises(DomainError, match=f"another application for this title, {other.reference}"):
        deciding.confirm(proposal, by=fourth, at=LATER)
    other.delete()
    deciding.confirm(proposal, by=fourth, at=LATER)
    assert _again(row).state == ApplicationState.ACCEPTED


def test_objection_is_dismissed_where_all_is_met_and_too_few_can_confirm_any_more() -> None:
    row, _first, _second = _objected()
    third, fourth = assessor_of(row), assessor_of(row)
    save_assessment(row, MET, "", by=third, at=LATER)
    said = {"grounds": {}, "advice": "Name people who can confirm.", "again_on": AGAIN, "by": third, "at": LATER}
    with pytest.raises(DomainError, match="You find all four criteria met"):
        deciding.propose(row, Answer.REJECT, words="Too few.", **said)
    forget_named([row.references.earliest("pk").pk], at=LATER)
    with pytest.raises(DomainError):
        accept(row, third, LATER)
    with pytest.raises(DomainError, match="Write to the applicant that too few people can confirm"):
        deciding.propose(row, Answer.REJECT, words=" ", **said)
    proposal = deciding.propose(row, Answer.REJECT, words="One of three took their answer back.", **said)
    deciding.confirm(proposal, by=fourth, at=LATER)
    assert _again(row).objection.state == ObjectionState.DISMISSED
    told = letter(Message.objects.get(kind="applications.objection_dismissed"))
    assert "Too few of the people you named confirm by now what you wrote." in told.text
    assert "These criteria are not met" not in told.text
    assert "One of three took their answer back." in told.text
