"""What applicants are asked and answer, and the texts that questions begin with."""

from dataclasses import replace
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from applications.models import Question, QuestionFile, QuestionText
from applications.models.intake import STATES
from applications.personal_data.data import COLLEAGUE, FORM
from common.personal_data import Ends, Scrub, Subject, register, register_with_history

_ASKED: Final = replace(
    FORM,
    why=_("To ask you what is missing, to read your answer, and to count the days on which we waited for it."),
)
_COLLEAGUE: Final = replace(
    COLLEAGUE,
    why=_("To know which colleague asked an applicant something."),
    term=_("As long as the application, or until the colleague is forgotten."),
    scrub=Scrub.BLANK,
    ends=Ends.PERSON,
    person="asked_by",
)


def _copy(rows: QuerySet[Question], _about: Subject) -> list[dict[str, Any]]:
    """What somebody was asked and answered; which colleague asked is not told."""
    stages = dict(STATES)
    return [
        {
            str(_("application")): str(row.application),
            str(_("kind")): str(row.get_kind_display()),
            str(_("asked while it was")): str(stages[row.stage]),
            str(_("question")): row.text,
            str(_("asked")): row.asked_at,
            str(_("state")): str(row.get_state_display()),
            str(_("answer")): row.answer,
            str(_("answered or taken back")): row.ended_at,
        }
        for row in rows.select_related("application__title")
    ]


def _copy_of_files(rows: QuerySet[QuestionFile], _about: Subject) -> list[dict[str, Any]]:
    """The files that came with answers, by name; each is copied among the files."""
    found = rows.select_related("file", "question__application")
    return [{str(_("question")): str(row.question), str(_("file")): row.file.name} for row in found]


register(
    Question,
    person="application__person",
    name=_("What we asked you about your applications"),
    export=_copy,
    held={
        **dict.fromkeys(("application", "kind", "stage", "state", "text", "asked_at", "answer", "ended_at"), _ASKED),
        "asked_by": _COLLEAGUE,
    },
    free=set(),
)

register(
    QuestionFile,
    person="question__application__person",
    name=_("Files you sent with answers"),
    export=_copy_of_files,
    held=dict.fromkeys(("question", "file"), _ASKED),
    free=set(),
)

register_with_history(
    QuestionText,
    free={"name", "text", "offered"},
    name=_("History of texts for questions"),
    why=_("To know which colleague changed a text that questions begin with."),
)
