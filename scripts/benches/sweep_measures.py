"""What nights and mornings are measured with: copies to change, work taken back, transactions, waiting, memory."""

import gc
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from unittest import mock

from scripts.benches.portal import spent
from scripts.benches.sizes import asked, copied, dropped

MEMORY, IDLE = 5.0, 10
"""The bars of a run that takes many chunks, in MB, and of one with nothing due, in statements."""


@contextmanager
def copy(size: int) -> Iterator[None]:
    """The register of this size, to be changed at will."""
    register = copied(f"of_{size}", "copy")
    try:
        with asked(register):
            yield
    finally:
        register.close()
        dropped("copy")


def taken_by_hand(act: Callable[[Any], None], found: str, at: datetime) -> set[Any]:
    """What an act by hand came to, taken back."""
    from django.db import connection  # noqa: PLC0415

    rows: set[Any] = set()

    def ask() -> None:
        with connection.cursor() as cursor:
            act(cursor)
            if found:
                cursor.execute(found, {"at": at})
                rows.update(cursor.fetchall())

    taken_back(ask)
    return rows


def same(expected: set[Any], found: str, at: datetime) -> None:
    """The duty recorded what was recorded by hand."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(found, {"at": at})
        rows = set(cursor.fetchall())
    assert rows == expected, f"{len(rows - expected)} and {len(expected - rows)} differ: {sorted(rows ^ expected)[:6]}"  # noqa: S101


def taken_back(act: Callable[[], object]) -> None:
    """Do it in a transaction that is taken back."""
    from django.db import transaction  # noqa: PLC0415

    with transaction.atomic():
        act()
        transaction.set_rollback(True)


def last_run() -> Any:
    """The figures of the run that ended last."""
    from common.models import DutyRun  # noqa: PLC0415

    run = DutyRun.objects.latest("pk")
    return _Run(run.considered, run.changed, run.mailed, run.parts)


@dataclass(frozen=True, slots=True)
class _Run:
    considered: int
    changed: int
    mailed: int
    parts: dict[str, int]

    def __str__(self) -> str:
        parts = ", ".join(f"{number:,} {part}" for part, number in self.parts.items() if number)
        return f"{self.considered:,} rows, {parts}, {self.mailed:,} mails"


@dataclass(slots=True)
class _Longest:
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


@contextmanager
def timed_chunks() -> Iterator[_Longest]:
    """How long each transaction of a run takes, by the clock and of the processor."""
    from common.jobs import Job  # noqa: PLC0415

    plain, longest = Job._do, _Longest()  # noqa: SLF001

    def timed(*given: Any) -> None:
        began = time.perf_counter()
        longest.processor.append(spent_here(lambda: plain(*given)))
        longest.seconds.append(time.perf_counter() - began)

    with mock.patch.object(Job, "_do", timed):
        yield longest


@contextmanager
def somebody_else() -> Iterator[list[float]]:
    """Meanwhile somebody locks one account after another, as a page does; how long each took."""
    import psycopg  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from members.models import Cycle  # noqa: PLC0415

    waiting = Cycle.objects.filter(waits=True).order_by("first_day")
    people = list(waiting.values_list("credential__member__user", flat=True)[:5000])
    parameters = {**connection.get_connection_params()}
    known = {name: parameters[name] for name in ("dbname", "host", "port", "user", "password") if name in parameters}
    waited, over, chance = [0.0], threading.Event(), Random(0)  # noqa: S311  who it is, no secret

    def lock() -> None:
        with psycopg.connect(**known, autocommit=True) as other:
            while not over.is_set():
                began = time.perf_counter()
                other.execute("SELECT id FROM accounts_user WHERE id = %s FOR NO KEY UPDATE", [chance.choice(people)])
                waited.append(time.perf_counter() - began)
                time.sleep(0.005)

    thread = threading.Thread(target=lock)
    thread.start()
    try:
        yield waited
    finally:
        over.set()
        thread.join()


def memory(duty: str, at: datetime) -> list[bool]:
    """The peak of a run that is taken back, over one row in four and over all, in MB more."""
    from common import duties, jobs  # noqa: PLC0415

    peaks = []
    for many in (1, None):
        plain = jobs.Job.chunks

        def some(job: Any, *given: Any, many: int | None = many, plain: Any = plain, **named: Any) -> None:
            rows, *rest = given
            if many is not None:
                size = named.get("size", jobs.CHUNK)
                first = list(rows.order_by(named.get("order", "pk"), "pk").values_list("pk", flat=True)[:size])
                rows = rows.filter(pk__in=first)
            plain(job, rows, *rest, **named)

        with mock.patch.object(jobs.Job, "chunks", some):
            gc.collect()
            tracemalloc.start()
            duties.perform(duty, now=at, dry_run=True)
            peaks.append(tracemalloc.get_traced_memory()[1] / 1e6)
            tracemalloc.stop()
    print(f"  peak of one chunk {peaks[0]:.1f} MB, of a whole run {peaks[1]:.1f} MB")
    return [at_most("  memory beyond one chunk, MB", peaks[1] - peaks[0], MEMORY)]


def idle(duty: str, at: datetime) -> bool:
    """How many statements a run makes with nothing due, transactions not counted."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from common import duties  # noqa: PLC0415

    duties.perform(duty, now=at + timedelta(minutes=1))
    with CaptureQueriesContext(connection) as queries:
        duties.perform(duty, now=at + timedelta(minutes=2))
    control = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return at_most("  statements with nothing due", sum(not q["sql"].startswith(control) for q in queries), IDLE)


def due(at: datetime) -> int:
    """How many cycles are over by a moment, and wait."""
    from common.calendar import local_day  # noqa: PLC0415
    from members.models import Cycle  # noqa: PLC0415

    return Cycle.objects.over(local_day(at)).count()


def put_off(members: int, at: datetime) -> None:
    """Let the cycles of all but the first members that are over by then end later, so that they are not due."""
    from common.calendar import local_day  # noqa: PLC0415
    from members.models import Cycle  # noqa: PLC0415
    from members.rules.cycles import latest_first_day_over_by  # noqa: PLC0415

    _execute(
        """
        UPDATE members_cycle SET first_day = first_day + 500 FROM members_credential
        WHERE waits AND first_day <= %s AND credential_id = members_credential.id
            AND member_id NOT IN (SELECT id FROM members_member ORDER BY id LIMIT %s)
        """,
        [latest_first_day_over_by(local_day(at)), members],
    )
    assert members or not Cycle.objects.over(local_day(at)).exists()  # noqa: S101


def keep_one_in(many: int) -> None:
    """Let about one in so many cycles wait, the others not."""
    _execute("UPDATE members_cycle SET waits = false WHERE waits AND credential_id %% %s <> 0", [many])


def _execute(statement: str, given: list[Any]) -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def vacuum() -> None:
    """Leave nothing of what was taken back."""
    _execute("VACUUM ANALYZE", [])


def spent_here(act: Callable[[], object]) -> float:
    """How many seconds of a processor one call took, here and in the server process of this connection."""
    from django.db import connection  # noqa: PLC0415

    connection.ensure_connection()
    return spent(act, connection.connection.info.backend_pid)


def at_most(name: str, found: float, bar: float) -> bool:
    """A line of the table: whether it is no more than the bar."""
    print(f"{name:<58} {found:>7.2f}   at most {bar}: {_word(found <= bar)}", flush=True)
    return found <= bar


def at_least(name: str, found: float, bar: float) -> bool:
    """A line of the table: whether it is no less than the bar."""
    print(f"{name:<58} {found:>7.2f}   at least {bar}: {_word(found >= bar)}", flush=True)
    return found >= bar


def _word(holds: bool) -> str:
    return "holds" if holds else "FAILS"
