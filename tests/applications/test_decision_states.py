"""Every move of a proposal, tried from every state against the rows themselves."""

from collections.abc import Callable

import pytest

from applications.enums import DecisionState, Finding
from applications.models import Decision
from applications.services import deciding
from applications.states import DECISION
from common.errors import DomainError
from tests.applications.judging import AT, assessor_of
from tests.factories.assessment import DECIDED, AssessmentFactory, DecisionFactory, InterestFactory, VerdictFactory

pytestmark = pytest.mark.django_db


def _carried(decision: Decision) -> None:
    """What a rejection rests on: its author found the term not met, and named it."""
    look = AssessmentFactory(application=decision.application, assessor=decision.proposed_by)
    InterestFactory(application=decision.application, person=decision.proposed_by)
    for criterion, reason in (
        ("relevance", "work-in-field"),
        ("level", "responsible"),
        ("accomplishment", "own-result"),
    ):
        VerdictFactory(assessment=look, criterion=criterion, reason=reason)
    VerdictFactory(assessment=look, criterion="term", finding=Finding.NOT_MET.value, reason="under-five-years")
    decision.grounds.create(criterion="term", reason="under-five-years", words="Four years are shown.")


def _confirm(decision: Decision) -> None:
    deciding.confirm(decision, by=assessor_of(decision.application), at=AT)


def _send_back(decision: Decision) -> None:
    deciding.send_back(decision, "Look again.", by=assessor_of(decision.application), at=AT)


def _take_back(decision: Decision) -> None:
    deciding.take_back(decision, by=decision.proposed_by, at=AT)


MOVES: dict[DecisionState, Callable[[Decision], None]] = {
    DecisionState.CONFIRMED: _confirm,
    DecisionState.SENT_BACK: _send_back,
    DecisionState.TAKEN_BACK: _take_back,
}
BEGINNINGS = {
    DecisionState.PROPOSED: {"rejecting": True},
    DecisionState.CONFIRMED: {"rejecting": True, "confirmed": True},
    DecisionState.SENT_BACK: {"rejecting": True, "confirmed": True, "state": "sent-back", "sent_back": "Look again."},
    DecisionState.TAKEN_BACK: {"rejecting": True, "state": "taken-back", "decided_at": DECIDED},
}


@pytest.mark.parametrize("then", list(MOVES))
@pytest.mark.parametrize("now", list(DecisionState))
def test_proposal_moves_only_as_its_table_says(now: DecisionState, then: DecisionState) -> None:
    decision = DecisionFactory(**BEGINNINGS[now])
    _carried(decision)
    if DECISION.allows(now, then):
        MOVES[then](decision)
    else:
        with pytest.raises(DomainError):
            MOVES[then](decision)
    decision.refresh_from_db()
    assert decision.state == (then if DECISION.allows(now, then) else now)
    assert (decision.decided_at is None) is (decision.state == DecisionState.PROPOSED)
    assert decision.decided_at in {None, DECIDED}
