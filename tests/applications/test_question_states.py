"""Every move of a question, tried from every state against the rows themselves."""

import datetime as dt
from collections.abc import Callable

import pytest

from applications.enums import QuestionState
from applications.models import Question
from applications.services import questions
from applications.states import QUESTION
from common.errors import DomainError
from tests.factories.accounts import UserFactory
from tests.factories.applications import ANSWERED, QuestionFactory

pytestmark = pytest.mark.django_db

AT = ANSWERED + dt.timedelta(days=1)


def _answer(question: Question) -> None:
    questions.answer(question, "Until May 2026.", by=question.application.person, at=AT)


def _take_back(question: Question) -> None:
    questions.take_back(question, by=UserFactory(roles=("back-office",)), at=AT)


MOVES: dict[QuestionState, Callable[[Question], None]] = {
    QuestionState.ANSWERED: _answer,
    QuestionState.TAKEN_BACK: _take_back,
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
    elif now == then == QuestionState.TAKEN_BACK:
        MOVES[then](question)  # pressed twice: done already
    else:
        with pytest.raises(DomainError):
            MOVES[then](question)
    question.refresh_from_db()
    assert question.state == (then if QUESTION.allows(now, then) else now)
