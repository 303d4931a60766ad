"""Interest: a colleague says whether they have one before they see what an application says.

Somebody may say later that they have an interest; that it is none after all, a colleague says, with the reason.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from applications import policies
from applications.models import Application, Interest
from applications.models.intake import REASON
from applications.selectors import judging
from applications.services import quorum
from applications.services.drafts import ApplicationRefused, locked
from common import audit
from common.errors import Forbidden


class WordsNeeded(ApplicationRefused):
    """An interest of which nobody said what it is, or at too great length."""


@transaction.atomic
def declare(application: Application, interested: bool, words: str, *, by: User, at: datetime) -> Interest:
    """Say whether one has an interest in an application; said again it changes nothing, or none becomes one.

    Locks account and application. Who has an interest looks after the application no longer, and what they judged does
    not count any more: while it is judged, the confirmations are counted without it. Leaves an audit line.
    Raises ``WordsNeeded`` for an interest without words, ``ApplicationRefused`` where an interest would become none,
    and ``Forbidden`` for who applies or is named.
    """
    row = _locked(application)
    if not policies.can_declare(by, row):
        raise Forbidden
    words = words.strip() if interested else ""
    if interested and not words:
        raise WordsNeeded(_("Write in a few words what it is."))
    if len(words) > REASON:
        raise WordsNeeded(_("Write at most %(limit)s characters.") % {"limit": REASON})
    found = row.interests.filter(person=by).first()
    if found is not None and (found.interested or not interested):
        if found.interested and not interested:
            raise ApplicationRefused(_("You declared an interest. A colleague can tell that it is none after all."))
        return found
    if found is None:
        found = Interest(application=row, person=by)
    found.interested, found.words, found.declared_at = interested, words, at
    found.save()
    if interested and row.handler_id == by.pk:
        row.handler = None
        row.save(update_fields=["handler"])
    audit.record(
        "applications.interest-declared" if interested else "applications.no-interest-declared",
        about=found,
        person=row.person_id,
        by=by,
        at=at,
        reason=words,
    )
    if interested:
        _count_anew(row, at)
    return found


@transaction.atomic
def lift(declaration: Interest, reason: str, *, by: User, at: datetime) -> Interest:
    """Say, as a colleague, that what somebody declared is no interest after all; why is kept with the audit line.

    What they judged counts again. Locks account and application. Raises ``WordsNeeded`` without a reason,
    ``ApplicationRefused`` where it is none already, and ``Forbidden`` about oneself.
    """
    row = _locked(declaration.application)
    found = row.interests.select_related("application", "person").get(pk=declaration.pk)
    policies.require_lift(by, found)
    reason = reason.strip()
    if not found.interested:
        raise ApplicationRefused(_("%(who)s has declared no interest.") % {"who": found.person})
    if not reason:
        raise WordsNeeded(_("Write why it is no interest."))
    if len(reason) > REASON:
        raise WordsNeeded(_("Write at most %(limit)s characters.") % {"limit": REASON})
    found.interested, found.words, found.declared_at = False, "", at
    found.save(update_fields=["interested", "words", "declared_at"])
    audit.record("applications.interest-lifted", about=found, person=row.person_id, by=by, at=at, reason=reason)
    _count_anew(row, at)
    return found


def _count_anew(row: Application, at: datetime) -> None:
    if judging.is_judged_now(row):
        quorum.reckon(row, at=at)


def _locked(application: Application) -> Application:
    row = locked(application.pk)
    if row is None:
        raise ApplicationRefused(_("This application is not there any more."))
    return row
