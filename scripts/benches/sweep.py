"""``scripts/bench sweep``: a night that judges cycles (W5) and a morning that reminds (W6), beside SQL by hand.

In a register of its own for each size, the same cycles are due in all; in each round a night works on a copy that is
thrown away. Times are those of the processor, here and in the database's server, so that it does not matter what else
the machine does; what somebody else waits is told beside the longest transaction of the same run.
``scripts/bench sweep 1000000 0 5``: up to a million members, without claims, in 5 rounds.
"""

import gc
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from statistics import median
from typing import Any, Final
from unittest import mock

from scripts.benches import sweep_sql
from scripts.benches.portal import interval, portal, seconds, spent
from scripts.benches.sizes import asked, copied, dropped, grown, growth

SIZES: Final = (10_000, 100_000, 1_000_000)
"""Members, up to as many as the first argument says; the cycles due are those of the smallest."""
MOST, CLAIMS_EACH, ROUNDS = 100_000, 24, 7
LATER: Final = timedelta(days=365)
"""From the day the register was made to the night that is measured."""
LOOPED: Final = 60
"""Cycles that an ordinary loop judges, one by one."""
NIGHT: Final = "cpe.cycles"
MORNING: Final = "cpe.reminders"
RATIO, SLOPE, IN_ROWS, MEMORY, LONGEST, IDLE, LOOP, WAIT, MAIL_RATIO, A_MESSAGE = (
    5.0, 0.05, 1.05, 5.0, 150.0, 10, 8.0, 1.0, 3.0, 500,
)  # fmt: skip
"""The bars, in the order in which they are told."""


def main(most: int, claims_each: int, rounds: int) -> int:
    """Print all figures: 0 when every bar holds."""
    with portal():
        from django.utils import timezone  # noqa: PLC0415

        from cpe.models import CycleTerms  # noqa: PLC0415
        from seco_portal import scale  # noqa: PLC0415

        now = timezone.now()
        sizes = [size for size in SIZES if size <= most] or [most]

        def grow(begin: int, size: int) -> None:
            took = seconds(lambda: list(scale.seed(size - begin, claims_each=claims_each, seed=1, at=now)))
            if begin:
                _put_off(begin, now + LATER)
            CycleTerms.objects.update(brake_above=10_000, brake_share=100)
            print(f"{size:,} members prepared, {size - begin:,} of them made in {took:.0f} s", flush=True)

        registers = grown(sizes, grow)
        held = [*_nights(sizes[0], now + LATER, rounds), *_mornings(sizes[-1], now, rounds)]
        held += _growth(registers, now + LATER, rounds)
        return 0 if all(held) else 1


# Nights ------------------------------------------------------------------------------------------------------


def _nights(size: int, at: datetime, rounds: int) -> list[bool]:
    """Nights for real, each on a copy of its own, after the same result by hand was taken back there."""
    from common import duties  # noqa: PLC0415

    by_hand, by_duty, transactions, waits = [], [], [], []
    report: Any = None
    for _round in range(rounds):
        with _copy(size):
            expected = _by_hand(lambda cursor: _night(cursor, at), sweep_sql.FOUND_BY_NIGHT, at)  # warm
            by_hand.append(_spent(lambda: _by_hand(lambda cursor: _night(cursor, at), "", at)))
            _vacuum()
            with _timed_chunks() as longest, _somebody_else() as waited:
                by_duty.append(_spent(lambda: duties.perform(NIGHT, now=at)))
            _same(expected, sweep_sql.FOUND_BY_NIGHT, at)
            report = _last_run()
            transactions.append(max(longest.processor))
            waits.append(max(waited) / max(longest.seconds))
    print(f"W5, {size:,} members: {report}; by hand {median(by_hand):.2f} s, by the duty {median(by_duty):.2f} s")
    ratios = [one / other for one, other in zip(by_duty, by_hand, strict=True)]
    held = [_told("  the night to SQL by hand", median(ratios), *interval(by_duty, by_hand), RATIO)]
    held.append(_at_most("  longest transaction, ms of the processor", median(transactions) * 1000, LONGEST))
    held.append(_at_most("  somebody else's worst wait, in longest transactions", median(waits), WAIT))
    with _copy(size):
        held += [_loop(at), *_memory(NIGHT, at)]
        _put_off(0, at)
        held.append(_idle(NIGHT, at))
    return held


def _night(cursor: Any, at: datetime) -> None:
    from common.calendar import local_day  # noqa: PLC0415
    from members.rules.cycles import latest_first_day_over_by  # noqa: PLC0415

    on = local_day(at)
    sweep_sql.night(cursor, date(1900, 1, 1), latest_first_day_over_by(on), on=on, at=at)


def _loop(at: datetime) -> bool:
    """How much longer a cycle takes in a loop of acts than in a chunk, both taken back."""
    from common import duties  # noqa: PLC0415
    from common.calendar import local_day  # noqa: PLC0415
    from cpe import services  # noqa: PLC0415
    from members.models import Cycle  # noqa: PLC0415

    over = Cycle.objects.over(local_day(at)).order_by("first_day", "pk")
    some, many = list(over.values_list("pk", flat=True)[:LOOPED]), over.count()

    def one_by_one() -> None:
        for pk in some:
            _taken_back(lambda pk=pk: services.judge_cycles([pk], trial=True, at=at))

    times = [
        (_spent(one_by_one) / LOOPED, _spent(lambda: duties.perform(NIGHT, now=at, dry_run=True)) / many)
        for _time in range(3)
    ]
    print(f"  a cycle takes {times[0][0] * 1e3:.1f} ms in a loop, {times[0][1] * 1e3:.2f} ms in chunks of {many:,}")
    return _at_least("  an ordinary loop, times as long", median(one / other for one, other in times), LOOP)


def _growth(registers: dict[int, Any], at: datetime, rounds: int) -> list[bool]:
    """How nights that are taken back grow with the cycles due, and with all others."""
    from common import duties  # noqa: PLC0415

    def trial() -> None:
        duties.perform(NIGHT, now=at, dry_run=True)

    smallest, chance = min(registers), Random(0)  # noqa: S311  the order of the sizes, no secret
    for register in registers.values():
        register.close()
    fewer = copied(f"of_{smallest}", "fewer")
    with asked(fewer):
        _keep_one_in(4)
        due = _due(at)
    with asked(registers[smallest]):
        all_due = _due(at)
    by_due = {due: fewer, all_due: registers[smallest]}
    rows: dict[int, list[float]] = {size: [] for size in by_due}
    sizes: dict[int, list[float]] = {size: [] for size in registers}
    for number in range(rounds + 1):
        for size in chance.sample(sorted(registers), len(registers)):
            with asked(registers[size]):
                _vacuum()
                took = _spent(trial)
            if number:
                sizes[size].append(took)
        with asked(fewer):
            _vacuum()
            took = _spent(trial)
        if number:
            rows[due].append(took)
            rows[all_due].append(sizes[smallest][-1])
    slope, low, high = growth(rows)
    held = [_told(f"  slope from {due:,} cycles due to {all_due:,}", slope, low, high, IN_ROWS)]
    if len(registers) > 1:
        name = f"  slope from {smallest:,} members to {max(registers):,}, {all_due:,} due"
        held.append(_told(name, *growth(sizes), SLOPE))
    return held


# Mornings ----------------------------------------------------------------------------------------------------


def _mornings(size: int, at: datetime, rounds: int) -> list[bool]:
    """Mornings for real, each on a copy of its own, after the same result by hand was taken back there."""
    from common import broker, duties  # noqa: PLC0415

    by_hand, by_duty, messages = [], [], 0
    report: Any = None
    for _round in range(rounds if size <= SIZES[0] else 3):
        with _copy(size):
            expected = _by_hand(lambda cursor: _morning(cursor, at), sweep_sql.FOUND_BY_MORNING, at)  # warm
            by_hand.append(_spent(lambda: _by_hand(lambda cursor: _morning(cursor, at), "", at)))
            _vacuum()
            with mock.patch.object(broker, "ask_for") as told:
                by_duty.append(_spent(lambda: duties.perform(MORNING, now=at)))
            _same(expected, sweep_sql.FOUND_BY_MORNING, at)
            report, messages = _last_run(), told.call_count
    print(f"W6, {size:,} members: {report}; by hand {median(by_hand):.2f} s, by the duty {median(by_duty):.2f} s")
    ratios = [one / other for one, other in zip(by_duty, by_hand, strict=True)]
    held = [_told("  the morning to SQL by hand", median(ratios), *interval(by_duty, by_hand), MAIL_RATIO)]
    held.append(_at_least("  mails for each message to the broker", report.mailed / max(messages, 1), A_MESSAGE))
    with _copy(min(size, SIZES[0])):
        held += _memory(MORNING, at)
        duties.perform(MORNING, now=at)
        held.append(_idle(MORNING, at))
    return held


def _morning(cursor: Any, at: datetime) -> None:
    from common.calendar import local_day  # noqa: PLC0415
    from cpe import selectors  # noqa: PLC0415
    from members.rules.cycles import first_days_expiring  # noqa: PLC0415

    on = local_day(at)
    schedule = selectors.terms_on(on).schedule
    days = [days for _step, days in schedule.windows(on)]
    first, last = first_days_expiring(days[-1][0], days[0][1])
    sweep_sql.morning(cursor, first, last, list(schedule.steps), on=on, at=at)


# What both share ---------------------------------------------------------------------------------------------


@contextmanager
def _copy(size: int) -> Iterator[None]:
    """The register of this size, to be changed at will."""
    register = copied(f"of_{size}", "copy")
    try:
        with asked(register):
            yield
    finally:
        register.close()
        dropped("copy")


def _by_hand(act: Callable[[Any], None], found: str, at: datetime) -> set[Any]:
    """What an act by hand came to, taken back."""
    from django.db import connection  # noqa: PLC0415

    rows: set[Any] = set()

    def ask() -> None:
        with connection.cursor() as cursor:
            act(cursor)
            if found:
                cursor.execute(found, {"at": at})
                rows.update(cursor.fetchall())

    _taken_back(ask)
    return rows


def _same(expected: set[Any], found: str, at: datetime) -> None:
    """The duty recorded what was recorded by hand."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(found, {"at": at})
        rows = set(cursor.fetchall())
    assert rows == expected, f"{len(rows - expected)} and {len(expected - rows)} differ: {sorted(rows ^ expected)[:6]}"  # noqa: S101


def _taken_back(act: Callable[[], object]) -> None:
    from django.db import transaction  # noqa: PLC0415

    with transaction.atomic():
        act()
        transaction.set_rollback(True)


def _last_run() -> Any:
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
def _timed_chunks() -> Iterator[_Longest]:
    """How long each transaction of a run takes, by the clock and of the processor."""
    from common.jobs import Job  # noqa: PLC0415

    plain, longest = Job._do, _Longest()  # noqa: SLF001

    def timed(*given: Any) -> None:
        began = time.perf_counter()
        longest.processor.append(_spent(lambda: plain(*given)))
        longest.seconds.append(time.perf_counter() - began)

    with mock.patch.object(Job, "_do", timed):
        yield longest


@contextmanager
def _somebody_else() -> Iterator[list[float]]:
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


def _memory(duty: str, at: datetime) -> list[bool]:
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
    return [_at_most("  memory beyond one chunk, MB", peaks[1] - peaks[0], MEMORY)]


def _idle(duty: str, at: datetime) -> bool:
    """How many statements a run makes with nothing due, transactions not counted."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from common import duties  # noqa: PLC0415

    duties.perform(duty, now=at + timedelta(minutes=1))
    with CaptureQueriesContext(connection) as queries:
        duties.perform(duty, now=at + timedelta(minutes=2))
    control = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return _at_most("  statements with nothing due", sum(not q["sql"].startswith(control) for q in queries), IDLE)


def _due(at: datetime) -> int:
    from common.calendar import local_day  # noqa: PLC0415
    from members.models import Cycle  # noqa: PLC0415

    return Cycle.objects.over(local_day(at)).count()


def _put_off(members: int, at: datetime) -> None:
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


def _keep_one_in(many: int) -> None:
    _execute("UPDATE members_cycle SET waits = false WHERE waits AND credential_id %% %s <> 0", [many])


def _execute(statement: str, given: list[Any]) -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def _vacuum() -> None:
    _execute("VACUUM ANALYZE", [])


def _spent(act: Callable[[], object]) -> float:
    from django.db import connection  # noqa: PLC0415

    connection.ensure_connection()
    return spent(act, connection.connection.info.backend_pid)


def _told(name: str, middle: float, good: float, bad: float, bar: float) -> bool:
    """A line of the table: whether the bad end of what was measured keeps to the bar."""
    print(
        f"{name:<58} {middle:>7.3f}   between {good:.3f} and {bad:.3f}; at most {bar}: {_word(bad <= bar)}", flush=True
    )
    return bad <= bar


def _at_most(name: str, found: float, bar: float) -> bool:
    print(f"{name:<58} {found:>7.2f}   at most {bar}: {_word(found <= bar)}", flush=True)
    return found <= bar


def _at_least(name: str, found: float, bar: float) -> bool:
    print(f"{name:<58} {found:>7.2f}   at least {bar}: {_word(found >= bar)}", flush=True)
    return found >= bar


def _word(holds: bool) -> str:  # noqa: FBT001
    return "holds" if holds else "FAILS"


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    sys.exit(main(*given, *(MOST, CLAIMS_EACH, ROUNDS)[len(given) :]))
