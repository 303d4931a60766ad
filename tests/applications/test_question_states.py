"""Every move of a question, tried from every state against the rows themselves."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest

from applications.enums import QuestionState
from applications.models import Question
from applications.services.drafts import locked
from applications.services.questions import end
from applications.states import QUESTION
from common.errors import DomainError
from tests.factories.applications import ANSWERED, QuestionFactory

pytestmark = pytest.mark.django_db

AT = ANSWERED + dt.timedelta(days=1)


def _end(state: QuestionState, question: Question) -> None:
    end(locked(question.application_id), question, state, answer="Until May 2026.", at=AT)


MOVES: dict[QuestionState, Callable[[Question], None]] = {
    state: partial(_end, state) for state in (QuestionState.ANSWERED, QuestionState.TAKEN_BACK)
}
BEGINNINGS = {
    QuestionState.OPEN: {},
    QuestionState.ANSWERED: {"answered": True},
    QuestionState.TAKEN_BACK: {"state": "taken-back", "ended_at": ANSWERED},
}


@pytest.mark.parametrize("then", list(MOVES))
@pytest.mark.parametrize("now", list(QuestionState))
def test_question_moves_only_as_its_table_says(now: QuestionState, then: QuestionState) -> None:
    question = QuestionFactory(**BEGINNINGS[now])
    if QUESTION.allows(now, then):
        MOVES[then](question)
    else:
        with pytest.raises(DomainError):
            MOVES[then](question)
    question.refresh_from_db()
    assert question.state == (then if QUESTION.allows(now, then) else now)
