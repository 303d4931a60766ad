"""Two clerks at once, and acts that meet a decision: one effect, and nothing half."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from applications.enums import ApplicationState, DecisionState
from applications.models import Application, Decision, Finalisation, Reference, ReferenceAnswer
from applications.selectors import judging
from applications.selectors.references import people_of
from applications.services import deciding, interest, withdraw
from applications.services.assessing import judge_reference, save_assessment
from applications.services.held import take_answer_back
from common.errors import DomainError
from common.models import AuditLine
from comms.models import Message
from tests.applications.judging import AT, MET, accept, assessor_of, first_of, reject, short
from tests.factories.assessment import judged

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(*acts: Callable[[], object]) -> list[str]:
    def once(act: Callable[[], object]) -> str:
        try:
            act()
            return "done"
        except DomainError as refused:
            return type(refused).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as windows:
        return sorted(windows.map(once, acts))


def _proposed() -> tuple[Application, Decision, User, User]:
    row = judged()
    proposal = accept(row, first_of(row))
    return row, proposal, assessor_of(row), assessor_of(row)


def _again(row: Application) -> Application:
    return Application.objects.get(pk=row.pk)


def _lines(act: str) -> int:
    return AuditLine.objects.filter(act=f"applications.{act}").count()


@pytest.mark.parametrize("turn", range(3))
def test_two_clerks_who_confirm_at_once_decide_once(turn: int) -> None:
    row, proposal, second, third = _proposed()
    acts = [lambda by=by: deciding.confirm(proposal, by=by, at=AT) for by in (second, third, second)]
    assert _at_once(*acts) == ["AlreadyDecided", "AlreadyDecided", "done"]
    assert _again(row).state == ApplicationState.ACCEPTED
    assert Finalisation.objects.count() == _lines("accepted") == 1


@pytest.mark.parametrize("turn", range(3))
def test_confirmed_and_sent_back_at_once_is_one_of_both(turn: int) -> None:
    row, proposal, second, third = _proposed()
    told = _at_once(
        lambda: deciding.confirm(proposal, by=second, at=AT),
        lambda: deciding.send_back(proposal, "Look again.", by=third, at=AT),
    )
    assert told == ["AlreadyDecided", "done"]
    confirmed = Decision.objects.get().state == DecisionState.CONFIRMED
    assert _again(row).state == (ApplicationState.ACCEPTED if confirmed else ApplicationState.ASSESSMENT)
    assert Finalisation.objects.exists() is confirmed
    assert _lines("accepted") + _lines("sent-back") == 1


@pytest.mark.parametrize("turn", range(3))
@pytest.mark.parametrize("rejects", [False, True])
def test_confirmed_and_withdrawn_at_once_is_one_of_both(rejects: bool, turn: int) -> None:
    if rejects:
        row, first = short()
        proposal, second = reject(row, first), assessor_of(row)
    else:
        row, proposal, second, _third = _proposed()
    told = _at_once(
        lambda: deciding.confirm(proposal, by=second, at=AT),
        lambda: withdraw(row, by=row.person, at=AT),
    )
    assert told.count("done") == 1
    row = _again(row)
    assert row.due_on is None
    if row.state == ApplicationState.WITHDRAWN:
        assert (row.decided_at, Finalisation.objects.count()) == (None, 0)
        assert Decision.objects.get().state == DecisionState.PROPOSED
    else:
        assert row.state == (ApplicationState.REJECTED if rejects else ApplicationState.ACCEPTED)
        assert row.withdrawn_at is None
        assert not Message.objects.filter(kind="applications.withdrawn").exists()


@pytest.mark.parametrize("turn", range(3))
def test_confirmed_while_the_last_reference_takes_the_answer_back(turn: int) -> None:
    row, proposal, second, _third = _proposed()
    person = Reference.objects.filter(application=row).last()
    assert person is not None
    told = _at_once(
        lambda: deciding.confirm(proposal, by=second, at=AT),
        lambda: take_answer_back(person, at=AT),
    )
    assert told.count("done") == 1
    accepted = _again(row).state == ApplicationState.ACCEPTED
    assert ReferenceAnswer.objects.filter(reference=person).exists() is accepted
    assert Finalisation.objects.exists() is accepted
    assert told == (["NotOpen", "done"] if accepted else ["ApplicationRefused", "done"])


@pytest.mark.parametrize("turn", range(3))
def test_confirmed_while_an_answer_is_found_not_genuine(turn: int) -> None:
    row, proposal, second, third = _proposed()
    answer = ReferenceAnswer.objects.filter(reference__application=row).last()
    said: dict[str, Any] = {"genuine": False, "genuine_words": "The person knows of nothing.", "convinces": None}
    told = _at_once(
        lambda: deciding.confirm(proposal, by=second, at=AT),
        lambda: judge_reference(answer, **said, convinces_words="", by=third, at=AT),
    )
    assert told == ["ApplicationRefused", "done"]
    assert _again(row).state in {ApplicationState.ACCEPTED, ApplicationState.INFORMATION}


@pytest.mark.parametrize("turn", range(3))
@pytest.mark.parametrize("proposes", [False, True])
def test_confirmed_while_who_judged_declares_an_interest(proposes: bool, turn: int) -> None:
    row = judged()
    first, other, second = first_of(row), assessor_of(row), assessor_of(row)
    save_assessment(row, MET, "", by=other, at=AT)
    proposal = accept(row, first if proposes else other)
    told = _at_once(
        lambda: interest.declare(row, True, "We worked together.", by=first, at=AT),
        lambda: deciding.confirm(proposal, by=second, at=AT),
    )
    row = _again(row)
    assert row.interests.get(person=first).interested
    if told == ["done", "done"]:
        assert row.state == ApplicationState.ACCEPTED, "decided before it was declared"
        return
    assert told == ["ApplicationRefused", "done"]
    assert (row.state, row.decisions.get().state) == (ApplicationState.ASSESSMENT, DecisionState.PROPOSED)
    assert len(judging.unjudged(people_of(row))) == 3


@pytest.mark.parametrize("turn", range(3))
def test_proposed_twice_at_once_is_proposed_once(turn: int) -> None:
    row = judged()
    first, second = first_of(row), assessor_of(row)
    save_assessment(row, MET, "", by=second, at=AT)
    acts = [lambda by=by: accept(row, by) for by in (first, second, first)]
    assert _at_once(*acts) == ["AlreadyDecided", "AlreadyDecided", "done"]
    assert Decision.objects.count() == _lines("proposed") == 1


def test_two_who_judge_at_once_lose_nothing_of_each_other() -> None:
    row = judged()
    people = [assessor_of(row) for _turn in range(3)]
    acts = [lambda by=by: save_assessment(row, MET, f"Notes of {by}.", by=by, at=AT) for by in people]
    assert _at_once(*acts) == ["done"] * 3
    assert {look.notes for look in row.assessments.filter(assessor__in=people)} == {f"Notes of {by}." for by in people}
