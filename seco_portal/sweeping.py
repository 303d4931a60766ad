"""The sweep: every duty of a night, one after the other, in the order in which one may follow from another.

What only carries on what somebody asked for, or talks to the world outside, is no part of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from common import duties
from common.calendar import local_day
from common.errors import DomainError
from common.jobs import Report

ORDER: Final = (
    "cpe.cycles",
    "members.years",
    "members.match",
    "members.reminders",
    "cpe.reminders",
    "cpe.statements",
    "members.documents",
    "applications.references",
    "applications.questions",
    "applications.clock",
    "applications.acceptances",
    "applications.award",
    "applications.returned",
    "applications.drafts",
    "applications.identity-copies",
    "applications.archive",
    "conduct.days",
    "common.keep_calendar_ahead",
    "common.retention",
    "common.sweep_files",
    "members.certificates",
    "members.badges",
    "common.seal_audit_lines",
)
"""What is done, in this order: titles first, since fees, mails and certificates follow from them."""

APART: Final = {
    "accounts.reseal_secrets": _("follows a change of keys"),
    "comms.deliver": _("sends what is queued, every minute"),
    "comms.read_returns": _("reads a mailbox"),
    "cpe.attendance": _("carries on what somebody uploaded"),
    "cpe.imports": _("carries on what somebody uploaded"),
    "cpe.previews": _("carries on what somebody asked"),
    "cpe.rechecks": _("is the first part of judging cycles"),
    "members.imports": _("carries on what somebody uploaded"),
}
"""What is no part of it, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """One duty of a sweep: what it did, or why it was not done; ``failed`` where that is a fault."""

    name: str
    report: Report | None = None
    why: str = ""
    failed: bool = False


def sweep(*, now: datetime, on: date | None = None, dry_run: bool = False) -> Iterator[Swept]:
    """Do every duty of the night, or try it; told one by one, as each is done.

    ``on``: the day to judge by, in its night; duties that look at the present moment alone are left out then. A duty
    that breaks keeps no other from being done.
    """
    at = duties.moment_of(on) if on else None
    for name in ORDER:
        duty = duties.find(name)
        if at is not None and not duty.of_a_day and on != local_day(now):
            yield Swept(name=name, why=str(_("looks at the present moment alone")))
            continue
        try:
            moment = at if duty.of_a_day else None
            report = duties.perform(name, now=now, at=moment, dry_run=dry_run, by_hand=True)
        except DomainError as refusal:
            yield Swept(name=name, why=str(refusal), failed=True)
        except Exception as error:  # noqa: BLE001  it is kept with the run; the others go on
            yield Swept(name=name, why=type(error).__name__, failed=True)
        else:
            yield Swept(name=name, report=report, failed=bool(report.failed))
