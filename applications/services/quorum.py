"""What references come to, after anything happened to one of them, and what follows for the applicant."""

from datetime import datetime
from typing import Final

from applications.enums import ApplicationState, QuestionKind, Quorum
from applications.models import Application
from applications.selectors.references import can_confirm, count_of, people_of
from applications.services import questions
from common.calendar import local_day

AFTER: Final = (ApplicationState.REFERENCES, ApplicationState.ASSESSMENT)


def reckon(row: Application, *, at: datetime) -> Quorum:
    """Count the answers of a locked application anew, and keep what they come to.

    Where too few people can still confirm, the applicant is asked for another one by mail, and the clock stands still;
    once enough can, that question is answered, and a mail names the new day. Neither decides anything about the
    application.
    """
    people = people_of(row)
    quorum = count_of(row, people, local_day(at)).quorum
    if row.quorum != quorum:
        row.quorum = quorum.value
        row.save(update_fields=["quorum"])
    waiting = row.questions.open().filter(kind=QuestionKind.REFERENCE).first()
    if quorum == Quorum.IMPOSSIBLE and waiting is None and _after_asking(row):
        questions.ask_for_another(row, can_confirm(people), at=at)
    elif quorum != Quorum.IMPOSSIBLE and waiting is not None:
        questions.enough_again(row, waiting, at=at)
    return quorum


def _after_asking(row: Application) -> bool:
    """Whether references were asked: a question that waits was put in a later stage than screening."""
    waiting = row.questions.open().first()
    stage = waiting.stage if waiting else row.state
    return stage in AFTER
