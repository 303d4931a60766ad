"""The portal's Celery application with places to break on the way to an award; see ``breaking`` for the signs it reads.

``celery --app scripts.drills.award_breaking worker``. The duty of every minute runs every second, and its lease lasts
seconds.
"""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from scripts.drills.breaking import LEASE, after, app, before

from applications.services import finalising  # isort: skip  Django is set up by now
from common import jobs  # isort: skip
from common.models import duties as rows  # isort: skip
from comms import outbox  # isort: skip
from members import services as register  # isort: skip
from members.services import memberships  # isort: skip

rows.LEASE = LEASE
app.conf.beat_schedule = {"award": {"task": "applications.award", "schedule": timedelta(seconds=1)}}

POINTS: Final[dict[str, Callable[[], None]]] = {
    "duty begun": lambda: before(jobs.Job, "chunks"),
    "account about to be locked": lambda: before(finalising, "locked"),
    "account and application locked": lambda: after(finalising, "locked"),
    "invoice locked, facts about to be read": lambda: after(register, "lock_entry"),
    "credential and cycle written": lambda: before(memberships, "begin"),
    "membership and contribution written": lambda: after(memberships, "begin"),
    "title awarded, application not written": lambda: before(finalising, "_end"),
    "application written, finalisation not": lambda: after(finalising, "_end"),
    "mail about to be queued": lambda: before(outbox, "queue"),
    "mail queued, audit chain open, not committed": lambda: after(outbox, "queue"),
    "committing": lambda: before(jobs.Job, "_renew"),
    "committed, duty not ended": lambda: after(jobs.Job, "_do"),
    "all done, duty not ended": lambda: before(jobs.Job, "settle"),
}
"""Where the way to an award can be cut, in the order it goes."""

if (point := os.environ.get("DRILL_BREAK", "")) in POINTS:
    POINTS[point]()
