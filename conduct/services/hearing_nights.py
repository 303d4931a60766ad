"""What a night does about hearings: it reminds of one that is near, and of one that waits for its day or its record.

Each takes the keys of what is due and tells how many mails it queued; again, it queues none.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from common.calendar import day_bounds, local_day
from comms import outbox
from comms.outbox import Mail
from conduct.emails import cases as emails
from conduct.emails import hearings as hearing_emails
from conduct.enums import CaseState, SeatState
from conduct.models import Case

NEAR: Final = timedelta(days=2)
"""How long before a hearing it is reminded of."""
A_WEEK: Final = timedelta(days=7)
"""How long before the last day to explain a hearing without a day is reminded of."""


def _heard() -> QuerySet[Case]:
    """Cases whose member asked for a hearing that has no record yet, and has not answered otherwise."""
    rows = Case.objects.filter(state=CaseState.EXPLAINING, hearing__isnull=False, hearing__recorded_at=None)
    return rows.filter(explanation__given_at__isnull=True)


def to_remind(on: date) -> QuerySet[Case]:
    """Cases whose hearing is near."""
    return _heard().filter(hearing__starts_at__range=(day_bounds(on)[0], day_bounds(on + NEAR)[1]))


def remind(keys: Collection[int], *, at: datetime) -> int:
    """Remind member, committee and case officer of the hearing, once for each time it was set."""
    queued = 0
    for case in _of(to_remind(local_day(at)), keys):
        starts = case.hearing.starts_at
        assert starts is not None  # noqa: S101  it was selected by it
        day, period = local_day(starts), f"hearing {starts:%Y-%m-%d %H:%M}"
        queued += outbox.queue(hearing_emails.AGAIN, emails.to_member(case, until=day, period=period), at=at)
        inside = hearing_emails.to_inside(case, until=day, period=period)
        queued += outbox.queue_many(hearing_emails.AGAIN_INSIDE, inside, at=at)
    return queued


def waiting(on: date) -> QuerySet[Case]:
    """Cases whose hearing has no day although the last one to explain is near, or no record although it was."""
    no_day = Q(hearing__set_at=None, explain_by__lte=on + A_WEEK)
    return _heard().filter(no_day | Q(hearing__starts_at__lt=day_bounds(on)[0]))


def bring_to_mind(keys: Collection[int], *, at: datetime) -> int:
    """Tell chair and case officer, once for each, that a hearing waits for them."""
    mails = [mail for case in _of(waiting(local_day(at)), keys) for mail in _to_who_sets(case)]
    return outbox.queue_many(hearing_emails.WAITS, mails, at=at)


def _to_who_sets(case: Case) -> list[Mail]:
    starts = case.hearing.starts_at
    period = f"record {starts:%Y-%m-%d %H:%M}" if starts else f"day {case.explain_by:%Y-%m-%d}"
    chair = case.seats.filter(chair=True, state=SeatState.SEATED).select_related("person").first()
    people = [case.officer, *([chair.person] if chair else [])]
    return [emails.to(person, case, period=period) for person in people]


def _of(rows: QuerySet[Case], keys: Collection[int]) -> QuerySet[Case]:
    return rows.filter(pk__in=keys).select_related("member__user", "officer", "hearing")
