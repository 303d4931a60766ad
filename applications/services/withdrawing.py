"""Withdrawing: an applicant takes back what they submitted, before anything is decided about it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from applications import policies
from applications.emails import submission as emails
from applications.enums import ApplicationState, CopyEnd, QuestionState
from applications.models import Application, Appointment
from applications.rules.withdrawn import kept_until
from applications.services import destroying
from applications.services.drafts import ApplicationRefused, locked
from applications.services.replacing import release_all
from applications.states import HANDED_IN
from common import audit
from common.calendar import local_day
from comms import outbox


@transaction.atomic
def withdraw(application: Application, *, by: User, at: datetime) -> Application:
    """Take an application back; its appointment is free again, and its person may begin anew at any time.

    Locks account and application. Queues the confirmation, and tells references who are asked
    that they are not needed any more; one that is withdrawn already stays so. Raises
    ``ApplicationRefused`` for a draft and for one that was decided, and ``Forbidden``.
    """
    row = locked(application.pk)
    if row is None:
        raise ApplicationRefused(_("This application is not there any more: it was thrown away."))
    policies.require_write(by, row)
    if row.state == ApplicationState.WITHDRAWN:
        return row
    if told := not_withdrawn(row):
        raise ApplicationRefused(told)
    row.become(ApplicationState.WITHDRAWN)
    row.withdrawn_at = row.changed_at = at
    row.due_on = row.promised_on = None
    row.save(update_fields=["state", "withdrawn_at", "changed_at", "due_on", "promised_on"])
    release_all(row, at=at)
    row.questions.open().update(state=QuestionState.TAKEN_BACK.value, ended_at=at)
    Appointment.objects.filter(application=row).give_back()
    destroying.let_go(row, CopyEnd.GONE, by=by, at=at)
    facts = {"withdrawn_on": local_day(at), "kept_until": kept_until(local_day(at))}
    outbox.queue(emails.WITHDRAWN, emails.mail(row, facts), at=at)
    audit.record("applications.withdrawn", about=row, person=row.person_id, by=by, at=at)
    return row


def not_withdrawn(row: Application) -> str:
    """Why an application cannot be withdrawn; empty when it can."""
    if row.state in HANDED_IN:
        return ""
    if row.state == ApplicationState.DRAFT:
        return _("This application was not submitted. You may throw the draft away.")
    if row.state == ApplicationState.WITHDRAWN:
        return _("You withdrew this application already.")
    if row.state == ApplicationState.ACCEPTED:
        return _(
            "We decided about this application meanwhile. It cannot be withdrawn any more. If you do not want the "
            "title, leave the list as it is: the acceptance lapses by itself, and what you did not pay is not asked "
            "any more."
        )
    return _("We decided about this application meanwhile. It cannot be withdrawn any more.")
