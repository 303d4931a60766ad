"""Drafts that nobody changes: warned twice, then removed. What is gone leaves neither row nor file."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from applications.emails import drafts as emails
from applications.models import Application
from applications.rules.drafts import MONTHS, WARNED, kept_after_warning, warning_due
from applications.services.drafts import remove
from common import audit
from common.calendar import add_months, day_bounds, local_day
from comms import outbox
from comms.models import Message


def to_warn(on: date) -> QuerySet[Application]:
    """Drafts that may have come to a warning by a day; ``warn`` looks at their days exactly."""
    return _last_changed_before(on + timedelta(days=WARNED[0]))


def to_expire(on: date) -> QuerySet[Application]:
    """Drafts whose last day may be over on a day; ``expire`` looks at their days and warnings exactly."""
    return _last_changed_before(on)


@transaction.atomic
def warn(keys: Collection[int], *, at: datetime) -> int:
    """Queue the warning that each of these drafts has come to; how many mails were new.

    Once for each draft, last change and warning. Of two that were missed only the later is sent.
    """
    on = local_day(at)
    rows = Application.objects.drafts().filter(pk__in=keys).select_related("person", "title").order_by("pk")
    due = {row: step for row in rows if (step := warning_due(local_day(row.changed_at), on)) is not None}
    sent = _warned(due)
    new = [(row, step) for row, step in due.items() if emails.key(row, step) not in sent]
    mails = [emails.mail(row, step, until=kept_after_warning(local_day(row.changed_at), on)) for row, step in new]
    return outbox.queue_many(emails.DRAFT_EXPIRES, mails, at=at)


@transaction.atomic
def expire(keys: Collection[int], *, at: datetime) -> int:
    """Remove drafts whose time is over, with their files; how many. One changed meanwhile stays.

    No draft goes that its owner was not warned of: it stays until a week after the last warning, on whatever day that
    was queued. A night without its run, or weeks of them, only keep it longer.
    """
    on, last = local_day(at), WARNED[-1]
    rows = list(Application.objects.drafts().select_for_update(of=("self",), skip_locked=True).filter(pk__in=keys))
    queued = _warned(rows)
    over = []
    for row in rows:
        warned = queued.get(emails.key(row, last))
        if warned is not None and kept_after_warning(local_day(row.changed_at), local_day(warned)) < on:
            over.append(row)
    entries = [audit.Entry(about=row, person=row.person_id) for row in over]
    audit.record_many("applications.draft-expired", entries, by=None, at=at)
    return remove([row.pk for row in over], at=at)


def _last_changed_before(on: date) -> QuerySet[Application]:
    """Months differ by up to three days, so a few too many are found."""
    latest = add_months(on, -MONTHS) + timedelta(days=3)
    return Application.objects.drafts().filter(changed_at__lt=day_bounds(latest)[1])


def _warned(rows: Collection[Application]) -> dict[tuple[str, str], datetime]:
    """When warnings about these were queued first, by subject and period; the recipient's address may have changed."""
    about = [emails.about(row) for row in rows]
    found = Message.objects.filter(kind=emails.DRAFT_EXPIRES.key, about__in=about).order_by("-queued_at", "-pk")
    return {(subject, period): moment for subject, period, moment in found.values_list("about", "period", "queued_at")}
