"""One run of a duty: walks what is due in chunks, each in one transaction with one commit.

A chunk that fails is undone and tried row by row; rows that fail again are kept as ``DutyFault`` and keep nobody
else from being done. Every commit carries a sign of life of the run's lease, so a run that lost it changes nothing
more. Nothing of a row but its number is kept in memory, and no more than a chunk of those.
"""

import gc
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Q, QuerySet

from common import bulk
from common.models import DutyFault, DutyState

logger = logging.getLogger(__name__)

CHUNK: Final = 2000
"""Rows in one transaction."""
FEW: Final = 500
"""Keys that are fetched at once where every row is a transaction of its own."""

NOTED: Final = ("mailed", "held")
"""What is counted beside the changes."""

Act = Callable[..., int | Mapping[str, int]]
"""``act(pks, at=…)``: does these rows and tells how many changes it made, in all or by kind."""

_AT_WORK: Final[ContextVar["Job | None"]] = ContextVar("job at work", default=None)


def note(what: str, number: int) -> bool:
    """Tell the run at work of something beside its changes, ``mailed`` or ``held``; false where none is at work.

    Taken back with the chunk that fails.
    """
    job = _AT_WORK.get()
    if job is not None:
        job.note(what, number)
    return job is not None


class LeaseLost(Exception):  # noqa: N818  told by the log, not by a sentence
    """This run showed no sign of life for so long that another one took over; its last chunk is undone."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What an act that commits as it goes did: how many changes it made, and which keys failed, each with its error."""

    made: int
    failed: Mapping[Any, Exception]


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that could not be done: model, number and kind of error."""

    part: str
    row: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run did, or in a dry run would have done. ``parts`` are the changes by kind.

    ``mailed`` are the mails it queued, ``held`` what waits for a person.
    """

    duty: str
    on: date
    dry_run: bool
    considered: int
    changed: int
    mailed: int
    held: int
    failed: int
    seconds: float
    parts: dict[str, int]
    faults: list[Fault]

    def as_dict(self) -> dict[str, Any]:
        """The same, ready for JSON."""
        return {**asdict(self), "on": self.on.isoformat()}


class Clock:
    """The moment of a run that began at ``now``, as its work goes on."""

    def __init__(self, now: datetime) -> None:
        self._now, self._start = now, time.monotonic()

    def __call__(self) -> datetime:
        """The moment it is now, by that count."""
        return self._now + timedelta(seconds=self.seconds)

    @property
    def seconds(self) -> float:
        """How long it has been."""
        return time.monotonic() - self._start


class Job:
    """What a duty's ``run`` works with: the moment and day to judge by, whether it is for real, and ``chunks``.

    ``before`` is the day that the run before judged by, if it ended well.
    """

    def __init__(
        self,
        duty: str,
        *,
        at: datetime,
        on: date,
        clock: Clock,
        dry_run: bool = False,
        state: DutyState | None = None,
        lease: UUID | None = None,
        before: date | None = None,
    ) -> None:
        self.before = before
        self.duty, self.at, self.on, self.now, self.dry_run, self.lease = duty, at, on, clock, dry_run, lease
        self.considered = self.failed = 0
        self._noted: Counter[str] = Counter()
        self._noting: Counter[str] = Counter()
        self.parts: Counter[str] = Counter()
        self.faults: list[Fault] = []
        self._state = state
        self._open = dict.fromkeys(self._faults_before(), True)

    @property
    def changed(self) -> int:
        """How many changes were made so far."""
        return self.parts.total()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """While it lasts, ``note`` tells this run."""
        token = _AT_WORK.set(self)
        try:
            yield
        finally:
            _AT_WORK.reset(token)
            self._keep_notes()

    def note(self, what: str, number: int) -> None:
        """Count something beside the changes."""
        self._noting[what] += number

    def _keep_notes(self) -> None:
        self._noted.update(self._noting)
        self._noting.clear()

    @property
    def moment(self) -> datetime:
        """When what it does is recorded: now; of a day to come, which is tried, the moment it is judged by."""
        return max(self.at, self.now())

    def count(self, part: str, number: int) -> None:
        """Add rows that were done without ``chunks``, such as mails sent."""
        self.considered += number
        self.parts[part] += number

    def due(self, *rows: QuerySet[Any]) -> list[bool]:
        """Which of these hold any row at all. One statement, however many are asked about."""
        asked = [Exists(some.order_by()) for some in rows]
        answer = DutyState.objects.filter(name=self.duty).values_list(*asked).first()
        return list(answer) if answer else [True] * len(rows)

    def chunks(
        self,
        rows: QuerySet[Any],
        act: Act,
        *,
        part: str = "",
        order: str = "pk",
        locks: str = "self",
        size: int = CHUNK,
    ) -> None:
        """Hand every row that is due to ``act``, in chunks of ``size`` keys, each in one transaction.

        ``rows`` may filter and annotate, not group; the rows are locked, or the row each leads to by ``locks``, and
        those that somebody else holds are left for the next run. They come by key, or by a field without gaps
        (``order``) that an index serves together with the key. ``part`` names them in figures and faults, else their
        model does. Four statements a chunk beside the act's own.
        """
        if rows.query.is_empty():
            return
        part = part or rows.model._meta.label
        walk = _walk(rows, order, locks, size)
        while True:
            keys: list[Any] = []
            try:
                self._do(part, act, walk, keys)
            except LeaseLost:
                raise
            except Exception:
                if not keys:
                    raise
                logger.warning("A chunk failed and is tried row by row.", exc_info=True, extra={"task": self.duty})
                for key in keys:
                    self._do_one(part, act, rows, locks, key)
            if len(keys) < size:
                break
        self._look_after(part, rows)

    def each(self, rows: QuerySet[Any], act: Callable[..., int], *, part: str, until: datetime | None = None) -> None:
        """Hand the key of every row that is due to ``act(key, at=…)``, one by one; see ``several``."""

        def one(keys: list[Any], *, at: datetime) -> Tried:
            return Tried(act(keys[0], at=at), {})

        self.several(rows, one, part=part, size=1, until=until)

    def several(
        self, rows: QuerySet[Any], act: Callable[..., Tried], *, part: str, size: int, until: datetime | None = None
    ) -> None:
        """Hand the keys of all rows that are due to ``act(keys, at=…)``, ``size`` at once, for acts that commit as they
        go and tell which keys failed; where the act itself fails, all it was handed did.

        A row that fails is kept as a fault, and keeps nobody else from being done. From ``until`` on no other ones are
        begun; those that are left wait for the next run. Nothing is done in a dry run.
        """
        if self.dry_run:
            if due := rows.count():
                self.count(part, due)
            return
        walk = _keys(rows)
        while until is None or self.now() < until:
            if not (keys := list(islice(walk, size))):
                break
            self.considered += len(keys)
            try:
                tried = act(keys, at=self.at)
            except Exception as error:  # noqa: BLE001  it is in the log with every row it was about
                tried = Tried(0, dict.fromkeys(keys, error))
            self._keep_notes()
            self.parts[part] += tried.made
            for key, wrong in tried.failed.items():
                logger.warning("A row failed and is kept.", exc_info=wrong, extra={"task": self.duty})
                self._keep(part, key, wrong)
            self.renew()
        self._look_after(part, rows)

    def settle(self) -> None:
        """After a whole run, close the faults of rows that are due no longer, or of a part that is gone."""
        gone = [fault for fault, closes in self._open.items() if closes]
        if self._state and gone:
            self._resolve(gone)

    def renew(self) -> None:
        """A sign of life, for work that takes minutes without a chunk. Raises ``LeaseLost``."""
        self._renew(self.considered, self.changed)

    def figures(self) -> dict[str, int]:
        """The numbers of the run so far."""
        noted = {what: self._noted[what] for what in NOTED}
        return {"considered": self.considered, "changed": self.changed, "failed": self.failed, **noted}

    def report(self) -> Report:
        """What came of it."""
        return Report(
            duty=self.duty,
            on=self.on,
            dry_run=self.dry_run,
            seconds=round(self.now.seconds, 3),
            parts=dict(self.parts),
            faults=self.faults,
            **self.figures(),
        )

    def _do(self, part: str, act: Act, walk: Iterator[list[Any]], keys: list[Any]) -> None:
        """The next keys of the walk, in one transaction; ``keys`` tells them even when it fails."""
        done: list[tuple[str, str]] = []
        self._keep_notes()
        with _uncollected(), transaction.atomic(durable=True):
            keys += next(walk, [])
            if not keys:
                return
            made = self._act(act, keys)
            made = made if isinstance(made, Mapping) else {part: made}
            if self.dry_run:
                transaction.set_rollback(True)
            else:
                done = [fault for key in keys if (fault := (part, str(key))) in self._open]
                self._resolve(done)
                self._renew(self.considered + len(keys), self.changed + sum(made.values()))
        self.considered += len(keys)
        self.parts.update(made)
        self._keep_notes()
        for fault in done:
            del self._open[fault]

    def _act(self, act: Act, keys: list[Any]) -> int | Mapping[str, int]:
        """Do these rows; what was noted of them goes where they fail."""
        try:
            return act(keys, at=self.at)
        except BaseException:
            self._noting.clear()
            raise

    def _do_one(self, part: str, act: Act, rows: QuerySet[Any], locks: str, key: Any) -> None:
        """One row of a failed chunk, if it is still due; a failure is kept."""
        try:
            self._do(part, act, _walk(rows.filter(pk=key), "pk", locks, 1), [])
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001  the chunk's failure is in the log; this one becomes a row
            self.considered += 1
            self._keep(part, key, error)
            self.renew()

    def _keep(self, part: str, key: Any, error: Exception) -> None:
        """Keep a row that could not be done, by its number and the kind of error."""
        kind = type(error).__name__[:80]
        self.failed += 1
        self.faults.append(Fault(part, str(key), kind))
        if self._state:
            DutyFault.objects.note(self._state, part, str(key), error=kind, at=self.now())
            self._open.pop((part, str(key)), None)

    def _look_after(self, part: str, rows: QuerySet[Any]) -> None:
        """Keep open those of its earlier faults whose rows are still due and were not tried: somebody holds them."""
        if left := [row for known, row in self._open if known == part]:
            for pk in rows.filter(pk__in=left).values_list("pk", flat=True):
                self._open[part, str(pk)] = False

    def _faults_before(self) -> list[tuple[str, str]]:
        return list(self._state.faults.filter(resolved_at=None).values_list("part", "row")) if self._state else []

    def _resolve(self, faults: list[tuple[str, str]]) -> None:
        by_part: dict[str, list[str]] = {}
        for part, row in faults:
            by_part.setdefault(part, []).append(row)
        if self._state:
            DutyFault.objects.resolve(self._state, by_part, at=self.now())

    def _renew(self, considered: int, changed: int) -> None:
        if self.lease is None:
            return
        figures = {**self.figures(), "considered": considered, "changed": changed}
        if not DutyState.objects.renew(self.lease, now=self.now(), **figures):
            raise LeaseLost


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no cycles of garbage meanwhile: among the many rows of a chunk, that takes as long as half the work.

    What nobody refers to any more goes all the same, and cycles after the chunk.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _keys(rows: QuerySet[Any]) -> Iterator[Any]:
    """The keys that are due, without a lock. One statement for some hundred."""
    plain = rows.select_related(None).prefetch_related(None).order_by("pk").values_list("pk", flat=True)
    found = list(plain[:FEW])
    while found:
        yield from found
        found = list(plain.filter(pk__gt=found[-1])[:FEW]) if len(found) == FEW else []


def _walk(rows: QuerySet[Any], order: str, locks: str, size: int) -> Iterator[list[Any]]:
    """The keys that are due, locked, a chunk at a time. One statement a chunk."""
    fields = dict.fromkeys((order, "pk"))
    plain = rows.select_related(None).prefetch_related(None).order_by(*fields)
    plain = plain.only(*fields) if locks == "self" else plain.select_related(locks).only(*fields, f"{locks}__id")
    plain = plain.select_for_update(skip_locked=True, of=(locks,), no_key=locks != "self")
    last: Sequence[Any] = ()
    while found := bulk.columns((plain.filter(_after(*last, order=order)) if last else plain)[:size], order, "pk"):
        last = found[-1]
        yield [key for _value, key in found]


def _after(value: Any, key: Any, *, order: str) -> Q:
    """Everything behind this row; the first half is what an index begins at."""
    if order == "pk":
        return Q(pk__gt=key)
    return Q(**{f"{order}__gte": value}) & (Q(**{f"{order}__gt": value}) | Q(pk__gt=key))
