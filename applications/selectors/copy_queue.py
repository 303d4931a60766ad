"""Reads of masked copies for who checks identities: which wait, which of them go soon, how one stands."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, Exists, OuterRef
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.enums import IdentityVerdict, IdentityWay
from applications.models import Application, IdentityCopy, Interest
from applications.models.copies import IdentityCopyQuerySet
from applications.models.walls import not_concerning
from applications.selectors.checking import SHAPES
from applications.states import UNTIL_AWARD
from common.calendar import local_day

SOON: Final = timedelta(days=5)
"""A copy that is destroyed within these days, and that nobody checked, is overdue."""


def shown(rows: IdentityCopyQuerySet) -> IdentityCopyQuerySet:
    """Copies of what was handed in, without their pictures, with how often each was opened."""
    found = rows.filter(application__submitted_at__isnull=False).select_related("application", "identity_check")
    return found.defer("content").annotate(times_opened=Count("openings"))


def open_to(rows: IdentityCopyQuerySet, by: User) -> IdentityCopyQuerySet:
    """Copies this checker may look at: neither theirs, nor naming them, nor of interest to them (1 query at once)."""
    interested = Interest.objects.filter(application=OuterRef("application"), person=by, interested=True)
    return not_concerning(rows, by, "application").filter(~Exists(interested))


def going(rows: IdentityCopyQuerySet, at: datetime) -> IdentityCopyQuerySet:
    """Those that wait to be looked at and are destroyed within five days."""
    due = IdentityCopy.objects.due(local_day(at) + SOON).order_by().values("pk")
    return rows.waiting(at).filter(pk__in=due)


def judged(rows: IdentityCopyQuerySet, _at: datetime) -> IdentityCopyQuerySet:
    """Those that were looked at and are kept still."""
    return rows.kept().exclude(identity_check=None).exclude(identity_check__verdict=IdentityVerdict.TAKEN_BACK.value)


def gone(rows: IdentityCopyQuerySet, _at: datetime) -> IdentityCopyQuerySet:
    """Those that were destroyed."""
    return rows.filter(destroyed_at__isnull=False)


STATES: Final[dict[str, Callable[[IdentityCopyQuerySet, datetime], IdentityCopyQuerySet]]] = {
    "waiting": lambda rows, at: rows.waiting(at),
    "going": going,
    "judged": judged,
    "gone": gone,
}
"""What the list is asked for by ``?state=``, and Today."""


def is_waiting(copy: IdentityCopy, on: date) -> bool:
    """Whether one copy waits to be looked at, just as ``waiting`` says (application and check are read)."""
    kept = copy.destroyed_at is None and not copy.is_due(on)
    judged = copy.identity_check is not None and copy.identity_check.verdict != IdentityVerdict.TAKEN_BACK
    return kept and not judged and copy.application.state in UNTIL_AWARD


def standing(copy: IdentityCopy, on: date) -> tuple[str, str | Promise]:
    """The shape and the word of a copy: gone, to be checked, or its verdict (application and check are read)."""
    if copy.destroyed_at is not None:
        return "ended", _("Destroyed")
    if copy.is_due(on):
        return "ended", _("Past its day, being destroyed")
    if is_waiting(copy, on):
        pressing = copy.destroy_by <= on + SOON
        return ("attention", _("To be checked soon")) if pressing else ("waiting", _("To be checked"))
    check = copy.identity_check
    if check is None or check.verdict == IdentityVerdict.TAKEN_BACK:
        return "ended", _("About to be destroyed")
    return SHAPES[IdentityVerdict(check.verdict)], capfirst(check.get_verdict_display())


def last_of(application: Application) -> IdentityCopy | None:
    """The copy that an application came with last, without its picture (1 query, none where none was sent)."""
    if application.identity_way != IdentityWay.COPY:
        return None
    found = application.identity_copies.select_related("application", "identity_check").defer("content")
    copy: IdentityCopy | None = found.last()
    return copy
