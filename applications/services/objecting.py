"""The one objection to a rejection: made by the applicant, ended by the decision of two people who had no part in it.

An objection and a new application for the same title exclude each other: whichever came first stands.
"""

from datetime import datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from applications import policies
from applications.emails import decisions as emails
from applications.enums import Answer, ApplicationState, ObjectionState
from applications.models import Application, Decision, Objection
from applications.models.assessment import NOTES
from applications.selectors import answers
from applications.selectors.answers import Given
from applications.services.drafts import ApplicationRefused, locked
from common import audit
from common.calendar import local_day
from comms import outbox


@transaction.atomic
def object_to(application: Application, words: str, *, by: User, at: datetime) -> Objection:
    """Object to the rejection of one's own application: once, within thirty days, the last one included.

    Locks account and application, leaves an audit line, queues the mail that names who decides and by when. Raises
    ``ApplicationRefused`` for anything but a rejection, after the last day, a second time, once another application
    for the same title was begun, and for words that are missing or too long; and ``Forbidden``.
    """
    row = locked(application.pk)
    if row is None:
        raise ApplicationRefused(_("This application is not there any more."))
    policies.require_write(by, row)
    if told := refusal(row, answers.given(row, local_day(at))):
        raise ApplicationRefused(told)
    if not words.strip():
        raise ApplicationRefused(_("Write why you object."))
    if len(words) > NOTES:
        raise ApplicationRefused(_("Write at most %(limit)s characters.") % {"limit": NOTES})
    objection = Objection.objects.create(application=row, words=words.strip(), made_at=at)
    mail = emails.received(objection, answers.answer_by(local_day(at)))
    outbox.queue(emails.OBJECTED, mail, at=at)
    audit.record("applications.objected", about=row, person=row.person_id, by=by, at=at)
    return objection


def settle(objection: Objection, decision: Decision, *, by: User, at: datetime) -> None:
    """End an objection that waits as two people decided, in the transaction that confirms their decision.

    That locks account and application, and tells the applicant. Raises ``Forbidden`` for who had
    a part in the rejection, and ``IllegalMove``.
    """
    row = objection.application
    policies.require_decide_objection(by, row)
    allowed = decision.answer == Answer.ACCEPT
    objection.become(ObjectionState.ALLOWED if allowed else ObjectionState.DISMISSED)
    objection.ended_at, objection.outcome_words = at, decision.words
    objection.save(update_fields=["state", "ended_at", "outcome_words"])


def refusal(row: Application, given: Given) -> str:
    """Why an application cannot be objected to; empty when it can be."""
    if given.objection is not None:
        return _("You objected already. There is one objection.")
    if row.state != ApplicationState.REJECTED or given.until is None:
        return _("Only a rejection can be objected to.")
    if given.on > given.until:
        told = _("An objection was possible until %(day)s.")
        return told % {"day": date_format(given.until, "j F Y")}
    if given.another is not None:
        told = _("You began application %(reference)s for the same title. With it, this answer stays as it is.")
        if given.another.state == ApplicationState.DRAFT:
            told = _(
                "You began application %(reference)s for the same title, and cannot object while it is there. Throw "
                "that draft away, and you can object until %(day)s."
            )
        return told % {"reference": given.another.reference, "day": date_format(given.until, "j F Y")}
    return ""
