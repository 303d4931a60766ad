"""Close a period of the books: what lies in it is not undone any more, and what comes later is dated after it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit
from common.calendar import local_day
from common.locks import hold
from members import policies, selectors
from members.models import BookClosing
from members.services.payments import BOOKS, NotUsable


@transaction.atomic
def close_books(until: date, *, by: User, at: datetime) -> BookClosing:
    """Close the books until a day that is over: nothing in them is undone or added any more.

    Raises ``Forbidden``, and ``NotUsable`` for a day to come or one that is closed already.
    """
    policies.require_close_books(by)
    hold(BOOKS)
    closed = selectors.closed_until()
    if until >= local_day(at):
        raise NotUsable(_("Close a period once its last day is over."))
    if closed and until <= closed:
        raise NotUsable(_("The books are closed until %(day)s already.") % {"day": date_format(closed)})
    row = BookClosing.objects.create(until=until, closed_at=at, closed_by=by)
    audit.record("members.books-closed", about=row, by=by, at=at)
    return row
