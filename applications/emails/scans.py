"""Mails about another scan that is asked for after the acceptance: no clock runs, and the list waits for it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from applications.emails.questions import SAMPLE, TEXT, page, question_of, waits
from applications.emails.submission import ABOUT
from applications.enums import QuestionState
from applications.models import Application, Question
from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail

ASKED: Final[Mapping[str, Any]] = {
    **SAMPLE,
    **TEXT,
    "text": "We cannot see the signature on your scan. Please sign the form by hand and scan every page.",
    "again": False,
}
OVER: Final[Mapping[str, Any]] = {**SAMPLE, "ended_on": date(2026, 7, 13), "sent": True}


def needed(application: Application, question: Question, step: int | None = None) -> Mail:
    """A mail that another scan is needed; with a step it reminds of it, once for each."""
    facts = {"question": question.pk, "text": question.text, "again": step is not None}
    return _mail(application, question, facts, f" day {step}" if step is not None else "")


def ended(application: Application, question: Question) -> Mail:
    """A mail that the scan came in, or that it is not needed any more."""
    facts = {"ended_on": question.ended_on, "sent": question.state == QuestionState.ANSWERED}
    return _mail(application, question, facts)


def _mail(application: Application, question: Question, facts: Facts, step: str = "") -> Mail:
    told = {
        "application": application.reference,
        "title": str(application.title),
        "asked_on": question.asked_on,
        **facts,
    }
    person, period = application.person, f"question {question.pk}{step}"
    return Mail(to=person.email, about=f"{ABOUT}{application.reference}", period=period, person=person, facts=told)


def _over(message: Message) -> bool:
    """Whether the question has ended, and nothing else is asked for since."""
    question = question_of(message)
    return (
        question is not None
        and question.state != QuestionState.OPEN
        and not question.application.questions.open().exists()
    )


NEEDED: Final = MessageKind(
    key="applications.scan_needed",
    name=_("Another scan of your signed form is needed"),
    when=_("When a colleague asks for another scan after the acceptance; and again after five and ten working days."),
    template="applications/email/scan_needed",
    facts={fact: type(value) for fact, value in ASKED.items()},
    sample=ASKED,
    more=page,
    still_true=waits,
)
ENDED: Final = MessageKind(
    key="applications.scan_settled",
    name=_("The scan we asked you for"),
    when=_("When an accepted applicant sent another scan, or a colleague does not need it any more."),
    template="applications/email/scan_settled",
    facts={fact: type(value) for fact, value in OVER.items()},
    sample=OVER,
    more=page,
    still_true=_over,
)

register(NEEDED, ENDED)
