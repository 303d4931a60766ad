"""Duties: what runs by itself, and how: locked against itself, in chunks, one commit each.

Each app's ``duties.py`` registers its own at start; beat's table, the worker's tasks, ``manage.py duty`` and the back
office are all made from this registry. A duty's ``run`` selects what is due *by* ``job.at`` and hands it to
``job.chunks``; what it does must be safe to repeat. Days and clock times are those of Europe/Amsterdam.
"""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from common import audit, broker
from common.calendar import HERE, local_day
from common.errors import DomainError
from common.jobs import Clock, Job, LeaseLost, Report
from common.models import DutyFault, DutyRun, DutyState
from common.models.duties import FIGURES, INTERRUPTED

logger = logging.getLogger(__name__)

JUDGED_AT: Final = time(3)
"""The moment of a day that ``--on`` judges by: in the night that begins it."""

GRACE: Final = {time: timedelta(hours=1), timedelta: timedelta(minutes=10)}
"""How long after its moment a duty of the night, or one of every few minutes, is not late yet."""


class UnknownDuty(DomainError):  # noqa: N818  read aloud where it is raised
    """A duty of a name that nobody registered."""


class AlreadyRunning(DomainError):  # noqa: N818
    """A duty that another run is at work on."""


class NotYet(DomainError):  # noqa: N818
    """A day that has not come: its judgement may be tried, not carried out."""


class OfNoDay(DomainError):  # noqa: N818
    """A day for a duty that looks at the present moment alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Something the portal does by itself; ``name`` is also its Celery task's.

    ``label`` and ``detail`` say in words what it is and does. ``every`` is a time of day, or the pause between two
    runs. ``alone``: one run at a time, under a lease that ends ten minutes after its last sign of life.
    ``of_a_day``: it can be judged by another day than today; else it looks at the present moment alone.
    """

    name: str
    label: str | Promise
    detail: str | Promise
    every: time | timedelta
    run: Callable[[Job], None]
    alone: bool = True
    of_a_day: bool = True

    @property
    def rhythm(self) -> str:
        """How often, in words."""
        if isinstance(self.every, time):
            return _("every night at %(time)s") % {"time": f"{self.every:%H:%M}"}
        minutes = round(self.every.total_seconds() / 60)
        return ngettext("every minute", "every %(count)d minutes", minutes) % {"count": minutes}

    def expected_by(self, now: datetime) -> datetime:
        """When the next run after ``now`` must have ended."""
        if isinstance(self.every, timedelta):
            return now + self.every + GRACE[timedelta]
        here = now.astimezone(HERE)
        day = here.date() + timedelta(days=here.time() >= self.every)
        return datetime.combine(day, self.every, HERE).astimezone(UTC) + GRACE[time]


REGISTRY: Final[dict[str, Duty]] = {}


def register(*duties: Duty) -> None:
    """Add duties. Raises ``ValueError`` for a name that is taken."""
    for duty in duties:
        if duty.name in REGISTRY:
            raise ValueError(f"{duty.name} is registered already.")
        REGISTRY[duty.name] = duty


def find(name: str) -> Duty:
    """The duty of this name. Raises ``UnknownDuty``."""
    try:
        return REGISTRY[name]
    except KeyError:
        raise UnknownDuty(_("There is no duty called “%(name)s”.") % {"name": name}) from None


def moment_of(day: date) -> datetime:
    """The moment that a day is judged by: three o'clock in its night."""
    return datetime.combine(day, JUDGED_AT, HERE).astimezone(UTC)


def keep_rows(*, now: datetime) -> None:
    """A row for every duty, so that one that never ran shows as late.

    Duties of the past are not expected any more, and the rows they could not do wait for nobody.

    Runs after every ``migrate``. Safe to repeat: rows that stand keep their figures.
    """
    DutyState.objects.bulk_create(
        [DutyState(name=duty.name, expected_by=duty.expected_by(now)) for duty in REGISTRY.values()],
        ignore_conflicts=True,
    )
    dropped = DutyState.objects.exclude(name__in=REGISTRY)
    dropped.update(expected_by=None)
    DutyFault.objects.open().filter(duty__in=dropped).update(resolved_at=now)
    for state in DutyState.objects.filter(name__in=REGISTRY, expected_by=None):
        state.expected_by = REGISTRY[state.name].expected_by(now)
        state.save(update_fields=["expected_by"])


def perform(
    name: str, *, now: datetime, at: datetime | None = None, dry_run: bool = False, by_hand: bool = False
) -> Report:
    """Do one duty, judged by ``at`` (``now`` unless said), and keep what came of it.

    A dry run does it chunk by chunk and takes every chunk back: it needs no lock and leaves no trace. Only a run
    judged by now, and ended well, counts as the one that was expected. Raises ``UnknownDuty``, ``AlreadyRunning``,
    ``NotYet`` for a real run of a day to come, ``OfNoDay`` for a day where there is none to judge by, and whatever the
    duty raises outside its chunks.
    """
    duty = find(name)
    if at is not None and not duty.of_a_day:
        raise OfNoDay(_("“%(duty)s” looks at the present moment; it is judged by no other day.") % {"duty": duty.label})
    at = at or now
    on = local_day(at)
    if dry_run:
        job = Job(duty.name, at=at, on=on, clock=Clock(now), dry_run=True)
        _run(duty, job)
        return job.report()
    if on > local_day(now):
        raise NotYet(_("%(day)s has not come yet. It can be tried with --dry-run.") % {"day": on.isoformat()})
    state, _made = DutyState.objects.get_or_create(name=name, defaults={"expected_by": duty.expected_by(now)})
    before = state.on if state.ended_at and not state.error else None
    lease = _take(duty, state, now=now, on=on, by_hand=by_hand) if duty.alone else None
    job = Job(duty.name, at=at, on=on, clock=Clock(now), state=state, lease=lease, before=before)
    begun: dict[str, Any] = {"on": on, "started_at": now, "by_hand": by_hand}
    try:
        _run(duty, job)
        job.settle()
    except LeaseLost:
        raise
    except BaseException as error:
        _end(job, state, begun, error=type(error).__name__[:80])
        raise
    _end(job, state, begun, expected_by=duty.expected_by(now) if at == now else None)
    return job.report()


def start_by_hand(state: DutyState, *, by: AbstractBaseUser, at: datetime) -> bool:
    """Queue a duty for a worker because somebody asked for it; false when the broker is away. Leaves an audit line."""
    if not broker.ask_for(state.name, by_hand=True):
        return False
    with transaction.atomic():
        audit.record("common.duty-started", about=state, by=by, at=at)
    return True


def _run(duty: Duty, job: Job) -> None:
    """Let it run in our language: to ask which one is spoken takes three times as long where none was chosen."""
    with job.at_work(), override(settings.LANGUAGE_CODE):
        duty.run(job)


def _take(duty: Duty, state: DutyState, *, now: datetime, on: date, by_hand: bool) -> Any:
    """Lock the duty; a run that was killed is written down first. Raises ``AlreadyRunning``."""
    lease = DutyState.objects.take(state, now=now, on=on, by_hand=by_hand)
    if lease is None:
        raise AlreadyRunning(_("“%(duty)s” is being done already.") % {"duty": duty.label})
    if state.lease is not None:
        figures = {field: getattr(state, field) for field in FIGURES}
        DutyRun.objects.create(duty=state, **{**figures, "error": INTERRUPTED})
        logger.warning("A run of a duty had been interrupted.", extra={"task": duty.name})
    return lease


def _end(
    job: Job, state: DutyState, begun: dict[str, Any], *, error: str = "", expected_by: datetime | None = None
) -> None:
    """Write the figures on the duty, give the lock back, and keep the run where it did something.

    Raises ``LeaseLost`` where another run took over meanwhile.
    """
    figures = {**begun, **job.figures(), "ended_at": job.now(), "error": error}
    expected = {"expected_by": expected_by} if expected_by else {}
    mine = DutyState.objects.filter(pk=state.pk, lease=job.lease)
    idle = not (error or job.failed or job.changed)
    with nullcontext() if idle else transaction.atomic():
        if not mine.update(**figures, **expected, lease=None, lease_until=None):
            raise LeaseLost
        if not idle:
            DutyRun.objects.create(duty=state, parts=job.parts, **figures)
    logger.info("A duty was done.", extra={"task": job.duty, "count": job.changed})
