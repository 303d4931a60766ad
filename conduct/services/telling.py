"""Word that a report waits: to the case officers who may take it, to the one who has it, else to administrators.

Nobody learns of a report that they sent or that names them.
"""

from datetime import date, datetime

from django.db.models import QuerySet

from accounts.models import User
from common.calendar import local_day
from comms import outbox
from comms.kinds import MessageKind
from conduct import policies
from conduct.emails import reports as emails
from conduct.models import Report


def to_take(report: Report, kind: MessageKind, *, at: datetime, period: str = "") -> int:
    """Mail that a report is to be taken to every case officer who may; where nobody may, to administrators.

    How many mails were new.
    """
    day = local_day(report.confirmed_at or at)
    if people := [one for one in _holding(policies.OFFICER) if policies.may_have(one, report)]:
        until = day if kind is emails.TO_TAKE else None
        return outbox.queue_many(kind, [emails.to_colleague(one, report, until, period) for one in people], at=at)
    concerned = (one for one in _holding(policies.ADMINISTRATOR) if not policies.concerns(one, report))
    mails = [emails.to_colleague(one, report, day, period) for one in concerned]
    return outbox.queue_many(emails.NOBODY, mails, at=at)


def to_decide(report: Report, officer: User, *, since: date, at: datetime, period: str) -> bool:
    """Mail who has a report that it is not decided yet; whether the mail was new."""
    return outbox.queue(emails.TO_DECIDE, emails.to_colleague(officer, report, since, period), at=at)


def _holding(role: str) -> QuerySet[User]:
    return User.objects.filter(grants__role=role, is_active=True).order_by("pk")
