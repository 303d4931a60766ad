"""Destroying masked copies: once they are not needed, and when their days are over whatever else runs or does not.

What is destroyed leaves its row: when it was sent, how large it was, when and why it was destroyed, who opened it.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from applications.emails import copies as emails
from applications.enums import ApplicationState, CopyEnd, IdentityVerdict, IdentityWay
from applications.models import Application, IdentityCopy
from applications.models.copies import NEEDED
from applications.states import UNTIL_AWARD
from common import audit
from common.calendar import local_day
from comms import outbox


def destroy(copy: IdentityCopy, why: CopyEnd, *, by: User | None, at: datetime) -> None:
    """Destroy a copy of a locked application: its content is gone once the transaction of the act is."""
    copy.content, copy.destroyed_at, copy.ended = None, at, why.value
    copy.save(update_fields=["content", "destroyed_at", "ended"])
    row = copy.application
    audit.record("applications.identity-copy-destroyed", about=row, person=row.person_id, by=by, at=at, code=why.value)


def kept_of(row: Application) -> IdentityCopy | None:
    """The copy of a locked application that is kept, locked, without its content."""
    rows = IdentityCopy.objects.kept().filter(application=row).defer("content").select_related("identity_check")
    found: IdentityCopy | None = rows.select_for_update(of=("self",)).first()
    if found is not None:
        found.application = row
    return found


def let_go(row: Application, why: CopyEnd, *, by: User | None, at: datetime) -> IdentityCopy | None:
    """Destroy the copy that a locked application keeps, if any; which one."""
    copy = kept_of(row)
    if copy is not None:
        destroy(copy, why, by=by, at=at)
    return copy


@transaction.atomic
def destroy_due(keys: Collection[int], *, at: datetime) -> int:
    """Destroy those of these copies whose time is over; how many. One that is locked waits for the next run.

    Locks the copies, then reads application and check. Queues ``applications.identity_copy_asked_again`` where thirty
    days passed without a verdict and the identity is still to be checked, and ``applications.identity_copy_removed``
    where the application is a draft.
    """
    on = local_day(at)
    rows = IdentityCopy.objects.kept().filter(pk__in=keys).order_by("pk").defer("content")
    locked = rows.select_for_update(of=("self",), skip_locked=True)
    count = 0
    for copy in locked.select_related("application__person", "application__title", "identity_check"):
        if not copy.is_due(on):
            continue
        end(copy, at=at)
        count += 1
    return count


def end(copy: IdentityCopy, *, at: datetime) -> None:
    """Destroy a locked copy whose time is over, and ask for another one where it is still needed."""
    row, check = copy.application, copy.identity_check
    if row.state not in NEEDED:
        destroy(copy, CopyEnd.GONE, by=None, at=at)
        return
    judged = check is not None and check.verdict != IdentityVerdict.TAKEN_BACK
    destroy(copy, CopyEnd.VERDICT if judged else CopyEnd.TERM, by=None, at=at)
    if judged or row.identity_way != IdentityWay.COPY:
        return
    if row.state == ApplicationState.DRAFT:
        outbox.queue(emails.REMOVED, emails.mail(copy, at), at=at)
    elif row.state in UNTIL_AWARD and not row.identity_checks.filter(verdict=IdentityVerdict.VERIFIED.value).exists():
        outbox.queue(emails.ASKED_AGAIN, emails.mail(copy, at), at=at)
