"""Days that we name after the one we owed: by a colleague, or by themselves once a day has passed.

Neither decides anything about an application, nor makes it less late.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from applications import policies
from applications.emails import clock as emails
from applications.enums import ApplicationState
from applications.models import Application
from applications.rules.clock import new_promise
from applications.selectors.clock import REACH
from applications.services.drafts import ApplicationRefused, locked
from common import audit
from common.calendar import add_working_days, is_working_day, local_day
from common.selectors import closed_days
from comms import outbox

MOST: Final = 60
"""Working days from today within which a named day lies."""


def none_named(row: Application) -> str:
    """Why no day is named for an application now; empty where one can be (no query)."""
    if row.turn is None:
        return _("We owe no answer to this application.")
    if row.answer_by is None:
        return _("We wait for the applicant, so no day is named. It follows from the day of their answer.")
    return ""


def furthest(on: date) -> date:
    """The last day that can be named on a day (1 query)."""
    return add_working_days(on, MOST, closed_days(on, on + 2 * REACH))


def why_not(row: Application, day: date, on: date) -> str:
    """Why a day cannot be named on ``on``; empty where it can (2 queries).

    One that was a slip is mended by an earlier one, which lies after the day that is due all the same.
    """
    if refusal := none_named(row):
        return refusal
    assert row.due_on is not None  # noqa: S101  its clock runs
    if day < on:
        return _("This day has passed. Name one from today on.")
    if day <= row.due_on:
        return _("Name a day after %(day)s, by which the answer is due anyway.") % {"day": written(row.due_on)}
    if day > (last := furthest(on)):
        return _("This day lies too far ahead. Name one until %(day)s, 60 working days from today.") % {
            "day": written(last)
        }
    if not is_working_day(day, closed_days(day, day)):
        return _("The office is closed on that day. Name a working day.")
    return ""


def written(day: date) -> str:
    """A day written out."""
    return date_format(day, "j F Y")


@transaction.atomic
def promise(application: Application, day: date, *, words: str = "", by: User, at: datetime) -> Application:
    """Name a new day for our answer, with words to the applicant about why.

    Locks account and application, queues the mail, leaves an audit line; the very day that was named last stays.
    Raises ``ApplicationRefused`` as ``why_not`` says, and ``Forbidden``.
    """
    row = locked(application.pk)
    if row is None:
        raise ApplicationRefused(_("This application is not there any more."))
    policies.require_handle(by, row)
    now = row.answer_by
    if now is not None and day == row.promised_on:
        return row
    if refusal := why_not(row, day, local_day(at)):
        raise ApplicationRefused(refusal)
    assert now is not None  # noqa: S101  else no day is named
    row.promised_on = day
    row.save(update_fields=["promised_on"])
    outbox.queue(emails.LATER, emails.later(row, now, words, once=f"{day} {at:%Y-%m-%dT%H:%M:%S.%f}"), at=at)
    changes = {"promised_on": (now, day)}
    audit.record("applications.day-named", about=row, person=row.person_id, by=by, at=at, reason=words, changes=changes)
    return row


def due_passed(on: date) -> QuerySet[Application]:
    """Applications whose named day has passed by a day; of those that wait for their applicant none can."""
    waiting = Application.objects.waiting().exclude(state=ApplicationState.INFORMATION)
    return waiting.filter(Q(promised_on__isnull=True) | Q(promised_on__lt=on), due_on__lt=on)


@transaction.atomic
def tell_new_days(keys: Collection[int], *, at: datetime) -> int:
    """Name a new day for each of these applications whose named day has passed, and tell its applicant; how many.

    Nothing is decided. Locks the applications; those that somebody else holds are left. Queues a mail and leaves an
    audit line for each.
    """
    on = local_day(at)
    day = new_promise(on, closed_days(on, on + REACH))
    found = due_passed(on).select_for_update(of=("self",), skip_locked=True, no_key=True).filter(pk__in=keys)
    mails, entries = [], []
    for row in found.select_related("person", "title").order_by("pk"):
        passed = row.answer_by
        assert passed is not None  # noqa: S101  its clock runs, or it would not be here
        row.promised_on = day
        row.save(update_fields=["promised_on"])
        mails.append(emails.later(row, passed))
        entries.append(audit.Entry(about=row, person=row.person_id, changes={"promised_on": (passed, day)}))
    outbox.queue_many(emails.LATER, mails, at=at)
    audit.record_many("applications.day-named", entries, by=None, at=at)
    return len(mails)
