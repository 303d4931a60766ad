"""Mails about what we ask an applicant: asked, reminded of, answered, taken back; and that a reference is lacking."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from applications.emails.submission import ABOUT
from applications.enums import QuestionKind, QuestionState
from applications.models import Application, Question
from applications.selectors.clock import named_last
from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail

PERIOD: Final = re.compile(r"question (\d+)")
SAMPLE: Final[Mapping[str, Any]] = {
    "application": "A-7K3P-Q9WD-4XTN-H",
    "title": "S-CISO Certified Information Security Officer",
    "asked_on": date(2026, 7, 6),
}
FIRST: Final[Mapping[str, Any]] = {"first_due_on": date(2026, 7, 29)}
NAMED: Final[Mapping[str, Any]] = {**FIRST, "named_on": date(2026, 8, 12)}
TEXT: Final[Mapping[str, Any]] = {
    "question": 1,
    "text": "Until when did you work at Alfa? Your résumé and your work history give different dates.",
}
ENDED: Final[Mapping[str, Any]] = {**FIRST, "ended_on": date(2026, 7, 13), "due_on": date(2026, 8, 5), "waits": 0}


def asked(application: Application, question: Question) -> Mail:
    """A mail with a question, the days we named so far, and since when the clock stands still (2 queries)."""
    return _mail(application, question, {"question": question.pk, "text": question.text, **_named(application)})


def needed(application: Application, question: Question, people: int) -> Mail:
    """A mail that another reference is needed, as only so many people can still confirm."""
    return _mail(application, question, {"people": people, **_named(application)})


def reminder(question: Question, step: int) -> Mail:
    """A mail that a question still waits, once for each step."""
    another = question.kind == QuestionKind.REFERENCE
    facts = {"question": question.pk, "text": question.text, "another": another}
    return _mail(question.application, question, facts, f" day {step}")


def ended(application: Application, question: Question) -> Mail:
    """A mail that a question ended, with the day of our answer now; ``waits`` others keep the clock still."""
    due_on = application.answer_by or application.promised_on or application.first_due_on
    facts = {
        "ended_on": question.ended_on,
        "first_due_on": application.first_due_on,
        "due_on": due_on,
        "waits": application.questions.open().count(),
    }
    if question.state == QuestionState.ANSWERED:
        facts["another"] = question.kind == QuestionKind.REFERENCE
    return _mail(application, question, facts)


def _named(application: Application) -> Facts:
    return {"first_due_on": application.first_due_on, "named_on": named_last(application)}


def _mail(application: Application, question: Question, facts: Facts, step: str = "") -> Mail:
    told = {
        "application": application.reference,
        "title": str(application.title),
        "asked_on": question.asked_on,
        **facts,
    }
    person, period = application.person, f"question {question.pk}{step}"
    return Mail(to=person.email, about=f"{ABOUT}{application.reference}", period=period, person=person, facts=told)


def page(facts: Facts) -> Facts:
    """The page of the question, or that of the application where it is answered elsewhere."""
    reference = slugify(facts["application"])
    path = reverse("applications:application", args=[reference])
    if "question" in facts and not facts.get("another"):
        path = reverse("applications:question", args=[reference, facts["question"]])
    return {"code": str(facts["title"]).partition(" ")[0], "page": settings.BASE_URL + path}


def question_of(message: Message) -> Question | None:
    """The question a mail is about, if it is there still."""
    found = PERIOD.match(message.period)
    return found and Question.objects.filter(pk=int(found[1])).select_related("application").first()


def waits(message: Message) -> bool:
    """Whether the question still waits."""
    question = question_of(message)
    return question is not None and question.state == QuestionState.OPEN


def _goes_on(message: Message) -> bool:
    """Whether the clock stands as the mail says: no other question came, and no other day was named."""
    question = question_of(message)
    if question is None or question.state == QuestionState.OPEN or question.application.turn is None:
        return False
    row = question.application
    due_on = row.answer_by or row.promised_on or row.first_due_on
    waits = row.questions.open().exists()
    return row.turn is not None and due_on is not None and (due_on.isoformat(), waits) == _told(message)


def _told(message: Message) -> tuple[str, bool]:
    return message.facts["due_on"], bool(message.facts["waits"])


def _kind(
    key: str,
    name: str | Promise,
    when: str | Promise,
    sample: Mapping[str, Any],
    still_true: Callable[[Message], bool] = waits,
) -> MessageKind:
    told = {**SAMPLE, **sample}
    return MessageKind(
        key=f"applications.{key}",
        name=name,
        when=when,
        template=f"applications/email/{key}",
        facts={fact: type(value) for fact, value in told.items()},
        sample=told,
        more=page,
        still_true=still_true,
    )


ASKED: Final = _kind(
    "question_asked",
    _("We have a question about your application"),
    _("When a colleague asks an applicant something; the clock stands still from that day."),
    {**TEXT, **NAMED},
)
REMINDED: Final = _kind(
    "question_reminded",
    _("A reminder: our question about your application"),
    _("On the fifth and the tenth working day after something was asked, while it waits."),
    {**TEXT, "another": False},
)
ANSWERED: Final = _kind(
    "question_answered",
    _("Your answer has come in, and the day of ours"),
    _("When an applicant answers, or enough people can confirm again; it names the new day."),
    {**ENDED, "another": False},
    _goes_on,
)
TAKEN_BACK: Final = _kind(
    "question_taken_back",
    _("We do not need the answer to a question any more"),
    _("When a colleague takes a question back; it names the new day."),
    ENDED,
    _goes_on,
)
REFERENCE_NEEDED: Final = _kind(
    "reference_needed",
    _("Another reference is needed"),
    _("When too few people can still confirm an application; the clock stands still from that day."),
    {**NAMED, "people": 2},
)

register(ASKED, REMINDED, ANSWERED, TAKEN_BACK, REFERENCE_NEEDED)
