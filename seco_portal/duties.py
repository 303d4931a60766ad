"""What the portal does by itself with the mechanisms every app leans on; ``common`` itself knows of no schedule."""

from datetime import time, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common import audit
from common.duties import Duty, register
from common.files.sweeping import sweep
from common.jobs import Job
from common.retention import retain
from common.services import extend_closed_days


def seal_audit_lines(job: Job) -> None:
    """Chain the audit lines committed since; sealing keeps a lock of its own, and is not tried."""
    if not job.dry_run:
        job.count("sealed", audit.seal_waiting(at=job.now()))


def keep_calendar_ahead(job: Job) -> None:
    """Add the public holidays of the years to come."""
    with transaction.atomic():
        job.count("added", extend_closed_days(at=job.at))
        if job.dry_run:
            transaction.set_rollback(True)


register(
    Duty(
        name="common.seal_audit_lines",
        label=_("Seal audit lines"),
        detail=_("Chains the audit lines written since, so that a change or a gap among them shows."),
        every=timedelta(minutes=5),
        run=seal_audit_lines,
        of_a_day=False,
    ),
    Duty(
        name="common.keep_calendar_ahead",
        label=_("Keep the calendar ten years ahead"),
        detail=_("Adds public holidays to the days on which the office is closed."),
        every=time(3, 25),
        run=keep_calendar_ahead,
    ),
    Duty(
        name="common.retention",
        label=_("End what has reached its term"),
        detail=_("Deletes or empties what is kept no longer, table by table, as the privacy page promises."),
        every=time(3, 10),
        run=retain,
    ),
    Duty(
        name="common.sweep_files",
        label=_("Remove files that are over"),
        detail=_(
            "Lets go of files that no record took up, and removes from the storage what belongs to no row any more."
        ),
        every=time(3, 40),
        run=sweep,
    ),
)
