"""Questions to applicants: put, answered, taken back. While one waits the clock stands still.

Every act locks account and application. The last question that ends takes the application back to the stage in which
the first of those that waited was put.
"""

from datetime import datetime

from accounts.models import User
from applications.enums import ApplicationState, QuestionKind, QuestionState
from applications.models import Application, Question
from applications.services.clock import reckon
from applications.states import APPLICATION
from common.lives import require


def put(row: Application, kind: QuestionKind, text: str, *, by: User | None, at: datetime) -> Question:
    """Put a question to the applicant of a locked application; the clock stands still. Raises ``IllegalMove``."""
    waiting = row.questions.open().first()
    if waiting is None:
        require(row, ApplicationState.INFORMATION, APPLICATION)
    question = Question.objects.create(
        application=row,
        kind=kind.value,
        stage=waiting.stage if waiting else row.state,
        text=text,
        asked_by=by,
        asked_at=at,
    )
    if waiting is None:
        row.become(ApplicationState.INFORMATION)
        row.save(update_fields=["state"])
    reckon(row, at=at)
    return question


def end(row: Application, question: Question, state: QuestionState, *, answer: str = "", at: datetime) -> None:
    """End an open question of a locked application; the last one takes the application back. Raises ``IllegalMove``."""
    question.become(state)
    question.answer, question.ended_at = answer, at
    question.save(update_fields=["state", "answer", "ended_at"])
    if not row.questions.open().exists():
        row.become(ApplicationState(question.stage))
        row.save(update_fields=["state"])
    reckon(row, at=at)
