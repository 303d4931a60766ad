"""Applications that have ended: which have no way back, which wait for their archive, which are kept no longer."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from applications.enums import ApplicationState, ObjectionState
from applications.models import Application, Archive
from applications.rules.archiving import last_final
from applications.rules.withdrawn import last_over
from common.calendar import day_bounds, local_day
from members.models import Membership

OVER = (ApplicationState.WITHDRAWN, ApplicationState.LAPSED, ApplicationState.AWARDED)
"""What is so has ended; a rejection has when it cannot be objected to any more, or the objection was dismissed."""


def to_archive(at: datetime) -> QuerySet[Application]:
    """Those that have ended by a moment, and that nothing leads back from, without an archive."""
    final = day_bounds(last_final(local_day(at)))[1]
    rejected = Q(state=ApplicationState.REJECTED.value)
    ended = (
        Q(state__in=[state.value for state in OVER])
        | (rejected & Q(objection__state=ObjectionState.DISMISSED.value))
        | (rejected & Q(objection__isnull=True, decided_at__lt=final))
    )
    found: QuerySet[Application] = Application.objects.filter(ended, archive__isnull=True)
    return found


def to_make() -> QuerySet[Archive]:
    """Archives that were asked for and wait to be drawn."""
    found: QuerySet[Archive] = Archive.objects.filter(made_at__isnull=True)
    return found


def archive_of(application: Application) -> Archive | None:
    """The archive of an application, drawn or not (1 query)."""
    found: Archive | None = Archive.objects.select_related("file").filter(application=application).first()
    return found


def kept_no_longer(at: datetime) -> QuerySet[Application]:
    """Those whose twelve months are over: since they were withdrawn, rejected for good or lapsed; of what was awarded,
    since the membership that came of it ended, whatever titles it had.
    """
    last = last_over(local_day(at))
    over = day_bounds(last)[1]
    member = Membership.objects.filter(member__user=OuterRef("person"))
    goes_on = member.filter(Q(last_day__isnull=True) | Q(last_day__gt=last))
    found: QuerySet[Application] = Application.objects.filter(
        Q(state=ApplicationState.WITHDRAWN.value, withdrawn_at__lt=over)
        | Q(state=ApplicationState.REJECTED.value, objection__isnull=True, decided_at__lt=over)
        | Q(state=ApplicationState.REJECTED.value, objection__ended_at__lt=over)
        | Q(state=ApplicationState.LAPSED.value, finalisation__ended_at__lt=over)
        | (Q(state=ApplicationState.AWARDED.value, finalisation__ended_at__lt=over) & ~Exists(goes_on))
    )
    return found
