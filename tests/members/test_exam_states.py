"""Every move of a claim after an exam, tried from every state against the rows themselves."""

import datetime as dt
from collections.abc import Callable

import pytest

from common.errors import DomainError
from members import services
from members.enums import ExamRefusal, ExamState
from members.models import ExamClaim
from members.states import EXAM_CLAIM
from tests.factories.accounts import UserFactory
from tests.factories.exams import DECIDED_AT, ExamClaimFactory

pytestmark = pytest.mark.django_db

AT = DECIDED_AT + dt.timedelta(days=3)


def _award(claim: ExamClaim) -> None:
    clerk = UserFactory(roles=["back-office"])
    if claim.state == ExamState.OBJECTED:
        services.settle(claim, awards=True, words="Right.", name=str(claim.person), by=clerk, at=AT)
    else:
        services.award_exam(claim, name=str(claim.person), by=clerk, at=AT)


def _refuse(claim: ExamClaim) -> None:
    clerk = UserFactory(roles=["back-office"])
    services.refuse_exam(claim, why=ExamRefusal.NOT_FOUND, words="Not there.", by=clerk, at=AT)


def _withdraw(claim: ExamClaim) -> None:
    services.withdraw_exam(claim, by=claim.person, at=AT)


def _object(claim: ExamClaim) -> None:
    services.object_to(claim, words="It is there.", by=claim.person, at=AT)


def _uphold(claim: ExamClaim) -> None:
    clerk = UserFactory(roles=["back-office"])
    services.settle(claim, awards=False, words="It is not.", name=str(claim.person), by=clerk, at=AT)


MOVES: dict[ExamState, Callable[[ExamClaim], None]] = {
    ExamState.AWARDED: _award,
    ExamState.REFUSED: _refuse,
    ExamState.WITHDRAWN: _withdraw,
    ExamState.OBJECTED: _object,
    ExamState.UPHELD: _uphold,
}
BEGINNINGS = {
    ExamState.CLAIMED: {},
    **{state: {state.value: True} for state in ExamState if state != ExamState.CLAIMED},
}


@pytest.mark.parametrize("then", list(MOVES))
@pytest.mark.parametrize("now", list(ExamState))
def test_claim_moves_only_as_its_table_says(now: ExamState, then: ExamState) -> None:
    claim = ExamClaimFactory(**BEGINNINGS[now])
    if EXAM_CLAIM.allows(now, then):
        MOVES[then](claim)
    else:
        with pytest.raises(DomainError):
            MOVES[then](claim)
    claim.refresh_from_db()
    assert claim.state == (then if EXAM_CLAIM.allows(now, then) else now)
