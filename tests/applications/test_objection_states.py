"""Every move of an objection, tried from every state against the rows themselves."""

from collections.abc import Callable
from functools import partial

import pytest

from applications.enums import Answer, ApplicationState, ObjectionState
from applications.models import Objection
from applications.services import deciding
from applications.states import OBJECTION
from common.errors import DomainError
from tests.applications.judging import MET, SHORT, accept, assessor_of, reject
from tests.factories.applications import ReferenceFactory, answered
from tests.factories.assessment import CHECKED, AssessmentFactory, ObjectionFactory, ReferenceJudgementFactory
from tests.factories.money import InvoiceTermsFactory

pytestmark = pytest.mark.django_db

ENDED = {"ended_at": CHECKED}


def _decide(answer: Answer, objection: Objection) -> None:
    """Two people who had no part in the rejection decide."""
    InvoiceTermsFactory()
    row = objection.application
    for organisation in ("Alfa", "Alfa", "Beta"):
        ReferenceJudgementFactory(
            answer=answered(ReferenceFactory(application=row, organisation=organisation, asked=True))
        )
    first, second = assessor_of(row), assessor_of(row)
    look = AssessmentFactory(application=row, assessor=first, changed_at=CHECKED)
    for criterion, found in (MET if answer == Answer.ACCEPT else SHORT).items():
        look.verdicts.create(criterion=criterion.value, finding=found.finding.value, reason=found.reason.value)
    propose = accept if answer == Answer.ACCEPT else reject
    deciding.confirm(propose(row, first, CHECKED), by=second, at=CHECKED)


MOVES: dict[ObjectionState, Callable[[Objection], None]] = {
    ObjectionState.ALLOWED: partial(_decide, Answer.ACCEPT),
    ObjectionState.DISMISSED: partial(_decide, Answer.REJECT),
}
BEGINNINGS = {
    ObjectionState.MADE: {},
    ObjectionState.ALLOWED: {"state": "allowed", **ENDED},
    ObjectionState.DISMISSED: {"state": "dismissed", **ENDED},
}


@pytest.mark.parametrize("then", list(MOVES))
@pytest.mark.parametrize("now", list(ObjectionState))
def test_objection_moves_only_as_its_table_says(now: ObjectionState, then: ObjectionState) -> None:
    objection = ObjectionFactory(**BEGINNINGS[now])
    if OBJECTION.allows(now, then):
        MOVES[then](objection)
    else:
        with pytest.raises(DomainError):
            MOVES[then](objection)
    objection.refresh_from_db()
    assert objection.state == (then if OBJECTION.allows(now, then) else now)
    objection.application.refresh_from_db()
    accepted = now == ObjectionState.MADE and then == ObjectionState.ALLOWED
    assert objection.application.state == (ApplicationState.ACCEPTED if accepted else ApplicationState.REJECTED)
