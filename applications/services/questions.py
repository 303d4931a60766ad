"""Questions to applicants: put, answered, taken back, reminded of. While one waits the clock stands still.

Every act locks account and application, then the question. The last question that ends takes the application back to
the stage in which the first of those that waited was put, and the clock goes on from there. After the acceptance
another scan alone is asked for: the application stays accepted, and no clock runs.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from applications import policies
from applications.emails import questions as emails
from applications.emails import scans
from applications.enums import ApplicationState, QuestionKind, QuestionState
from applications.models import Application, Question, QuestionFile
from applications.models.questions import FILES
from applications.rules.questions import nudge_due
from applications.selectors.clock import promise_after
from applications.selectors.questions import REACH
from applications.services.clock import reckon
from applications.services.drafts import ApplicationRefused, locked
from applications.shelves import ANSWER
from applications.states import APPLICATION
from common import audit
from common.calendar import local_day
from common.files import keeping
from common.files.refusals import refused
from common.lives import require
from common.models import Upload
from common.selectors import closed_days
from comms import outbox
from comms.kinds import MessageKind


class Answered(ApplicationRefused):
    """It does not wait any more: answered in another window or by a second press, or taken back."""


def put(row: Application, kind: QuestionKind, text: str, *, by: User | None, at: datetime) -> Question:
    """Put a question to the applicant of a locked application; the clock stands still. Raises ``IllegalMove``."""
    waiting = row.questions.open().first()
    after = row.state == ApplicationState.ACCEPTED
    if waiting is None and not after:
        require(row, ApplicationState.INFORMATION, APPLICATION)
    question = Question.objects.create(
        application=row,
        kind=kind.value,
        stage=waiting.stage if waiting else row.state,
        text=text,
        asked_by=by,
        asked_at=at,
    )
    if after:
        return question
    if waiting is None:
        row.become(ApplicationState.INFORMATION)
        row.save(update_fields=["state"])
    reckon(row, at=at)
    return question


def end(row: Application, question: Question, state: QuestionState, *, answer: str = "", at: datetime) -> None:
    """End an open question of a locked application; the last one takes the application back, and the clock goes on.

    A day that we named anew is later by the time waited; where what we named has passed, we name another one. Raises
    ``IllegalMove``.
    """
    question.become(state)
    question.answer, question.ended_at = answer, at
    question.save(update_fields=["state", "answer", "ended_at"])
    if question.after_acceptance:
        return
    last = not row.questions.open().exists()
    if last:
        row.become(ApplicationState(question.stage))
        row.save(update_fields=["state"])
    reckon(row, at=at)
    if last:
        row.promised_on = promise_after(row, list(row.questions.all()), question, local_day(at))
        row.save(update_fields=["promised_on"])


@transaction.atomic
def ask(application: Application, text: str, *, by: User, at: datetime) -> Question:
    """Ask the applicant something; from today the clock stands still until the answer.

    Locks account and application, queues the mail, leaves an audit line. What waits already in the very same words is
    given back. Raises ``IllegalMove`` where nothing can be asked, ``ApplicationRefused`` and ``Forbidden``.
    """
    row = _locked(application.pk)
    policies.require_handle(by, row)
    if row.state == ApplicationState.ACCEPTED:
        raise ApplicationRefused(_("This application is accepted. Only another scan can be asked for now."))
    return _ask(row, text, by=by, at=at)


def ask_for_scan(row: Application, text: str, *, by: User, at: datetime) -> Question:
    """Ask the applicant of a locked application for another scan, as ``ask`` does; also once it is accepted."""
    return _ask(row, text, by=by, at=at)


def _ask(row: Application, text: str, *, by: User, at: datetime) -> Question:
    text = text.strip()
    if not text:
        raise ApplicationRefused(_("Write what you want to know."))
    if same := row.questions.open().filter(text=text).first():
        return same
    question = put(row, QuestionKind.INFORMATION, text, by=by, at=at)
    if question.after_acceptance:
        outbox.queue(scans.NEEDED, scans.needed(row, question), at=at)
    else:
        outbox.queue(emails.ASKED, emails.asked(row, question), at=at)
    audit.record("applications.question-asked", about=row, person=row.person_id, by=by, at=at)
    return question


@transaction.atomic
def answer(question: Question, text: str, files: Sequence[Upload] = (), *, by: User, at: datetime) -> Question:
    """Answer a question, with files that were received; the last answer lets the clock go on.

    Locks account, application and question, then the files. Queues the mail that names the new day, leaves an audit
    line. Raises ``Answered`` for one that does not wait any more, ``FileRefused`` for a file that is gone,
    ``ApplicationRefused`` and ``Forbidden``.
    """
    row = _locked(question.application_id)
    policies.require_write(by, row)
    found = _locked_question(row, question)
    if found.state != QuestionState.OPEN:
        raise Answered(_("This question does not wait for an answer any more."))
    if found.kind == QuestionKind.REFERENCE:
        raise ApplicationRefused(_("Name another person among your references; that answers it."))
    text = text.strip()
    if not text:
        raise ApplicationRefused(_("Write your answer. A sentence is enough where a file says it all."))
    if len(files) > FILES:
        raise ApplicationRefused(_("At most three files come with one answer."))
    for upload in files:
        if upload.shelf != ANSWER:
            raise refused("not-there")
        QuestionFile.objects.create(question=found, file=keeping.take_up(upload, by=by))
    end(row, found, QuestionState.ANSWERED, answer=text, at=at)
    _tell_ended(emails.ANSWERED, row, found, at=at)
    audit.record("applications.question-answered", about=row, person=row.person_id, by=by, at=at)
    return found


@transaction.atomic
def take_back(question: Question, *, by: User, at: datetime) -> Question:
    """Take a question back that is not needed any more; the last one lets the clock go on.

    Locks account, application and question. Queues the mail that names the new day, leaves an audit line. One that was
    taken back already stays so. Raises ``Answered`` for one that was answered, ``ApplicationRefused``, ``Forbidden``.
    """
    row = _locked(question.application_id)
    policies.require_handle(by, row)
    found = _locked_question(row, question)
    if found.state == QuestionState.TAKEN_BACK:
        return found
    if found.state != QuestionState.OPEN:
        raise Answered(_("This question is answered already; it cannot be taken back."))
    if found.kind == QuestionKind.REFERENCE:
        raise ApplicationRefused(_("This ends by itself, once enough people can confirm the application."))
    end(row, found, QuestionState.TAKEN_BACK, at=at)
    _tell_ended(emails.TAKEN_BACK, row, found, at=at)
    audit.record("applications.question-taken-back", about=row, person=row.person_id, by=by, at=at)
    return found


def ask_for_another(row: Application, people: int, *, at: datetime) -> Question:
    """Ask the applicant of a locked application for another reference, as only so many people can still confirm.

    Queues the mail, leaves an audit line. Raises ``IllegalMove``.
    """
    question = put(row, QuestionKind.REFERENCE, "", by=None, at=at)
    outbox.queue(emails.REFERENCE_NEEDED, emails.needed(row, question, people), at=at)
    audit.record("applications.reference-needed", about=row, person=row.person_id, by=None, at=at)
    return question


def enough_again(row: Application, question: Question, *, at: datetime) -> None:
    """End the question for another reference, as enough people can confirm: queues the mail, leaves an audit line."""
    end(row, question, QuestionState.ANSWERED, at=at)
    outbox.queue(emails.ANSWERED, emails.ended(row, question), at=at)
    audit.record("applications.reference-found", about=row, person=row.person_id, by=None, at=at)


@transaction.atomic
def nudge(keys: Collection[int], *, at: datetime) -> int:
    """Queue the reminder that each of these open questions has come to; how many mails were new.

    Once for each question and step; of two that were missed only the later is sent.
    """
    on = local_day(at)
    rows = Question.objects.open().filter(pk__in=keys).select_related("application__person", "application__title")
    found = list(rows.order_by("pk"))
    first = min((row.asked_on for row in found), default=on)
    closed = closed_days(min(first, on - REACH), on)
    due = [(row, step) for row in found if (step := nudge_due(row.asked_on, on, closed)) is not None]
    told = outbox.queue_many(
        emails.REMINDED, [emails.reminder(row, step) for row, step in due if not row.after_acceptance], at=at
    )
    again = [scans.needed(row.application, row, step) for row, step in due if row.after_acceptance]
    return told + outbox.queue_many(scans.NEEDED, again, at=at)


def _tell_ended(kind: MessageKind, row: Application, question: Question, *, at: datetime) -> None:
    if question.after_acceptance:
        outbox.queue(scans.ENDED, scans.ended(row, question), at=at)
    else:
        outbox.queue(kind, emails.ended(row, question), at=at)


def _locked(key: int) -> Application:
    row = locked(key)
    if row is None:
        raise ApplicationRefused(_("This application is not there any more."))
    return row


def _locked_question(row: Application, question: Question) -> Question:
    found = row.questions.select_for_update(of=("self",), no_key=True).filter(pk=question.pk).first()
    if found is None:
        raise ApplicationRefused(_("This question is not there any more."))
    return found
