"""``scripts/bench sweep``: a night that judges cycles (W5) and a morning that reminds (W6), beside SQL by hand.

In a register of its own for each size, the same cycles are due in all; in each round a night works on a copy that is
thrown away. Times are those of the processor, here and in the database's server, so that it does not matter what else
the machine does; what somebody else waits is told beside the longest transaction of the same run.
``scripts/bench sweep 1000000 0 5``: up to a million members, without claims, in 5 rounds.
"""

import sys
from datetime import date, datetime, timedelta
from random import Random
from statistics import median
from typing import Any, Final
from unittest import mock

from scripts.benches import sweep_sql
from scripts.benches.portal import interval, kept, portal, seconds
from scripts.benches.sizes import asked, copied, grown, growth
from scripts.benches.sweep_measures import (
    at_least,
    at_most,
    copy,
    due,
    idle,
    keep_one_in,
    last_run,
    memory,
    put_off,
    same,
    somebody_else,
    spent_here,
    taken_back,
    taken_by_hand,
    timed_chunks,
    vacuum,
)

SIZES: Final = (10_000, 100_000, 1_000_000)
"""Members, up to as many as the first argument says; the cycles due are those of the smallest."""
MOST, CLAIMS_EACH, ROUNDS = 100_000, 24, 7
"""Mornings are measured on so many members at most, too."""
LATER: Final = timedelta(days=365)
"""From the day the register was made to the night that is measured."""
SHORT: Final = 3
"""Times as many rounds of nights that are taken back."""
LOOPED: Final = 60
"""Cycles that an ordinary loop judges, one by one."""
THEN: Final = timedelta(days=620)
"""To the morning: by then cycles that were put off come up for reminders as well."""
NIGHT: Final = "cpe.cycles"
MORNING: Final = "cpe.reminders"
RATIO, LONGEST, WAIT, LOOP, SLOPE, IN_ROWS, MAIL_RATIO, A_MESSAGE = 5.0, 150.0, 1.0, 8.0, 0.05, 1.05, 3.0, 500
"""The bars, nights first."""


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
                put_off(begin, now + LATER)
            CycleTerms.objects.update(brake_above=10_000, brake_share=100)
            print(f"{size:,} members prepared, {size - begin:,} of them made in {took:.0f} s", flush=True)

        registers = grown(sizes, grow)
        held = [*_nights(sizes[0], now + LATER, rounds), *_mornings(min(sizes[-1], MOST), now + THEN, rounds)]
        held += _growth(registers, now + LATER, rounds)
        return 0 if all(held) else 1


# Nights ------------------------------------------------------------------------------------------------------


def _nights(size: int, at: datetime, rounds: int) -> list[bool]:
    """Nights for real, each on a copy of its own, after the same result by hand was taken back there."""
    from common import duties  # noqa: PLC0415

    by_hand, by_duty, transactions, waits = [], [], [], []
    report: Any = None
    for _round in range(rounds):
        with copy(size):
            expected = taken_by_hand(lambda cursor: _night(cursor, at), sweep_sql.FOUND_BY_NIGHT, at)  # warm
            by_hand.append(spent_here(lambda: taken_by_hand(lambda cursor: _night(cursor, at), "", at)))
            vacuum()
            with timed_chunks() as longest, somebody_else() as waited:
                by_duty.append(spent_here(lambda: duties.perform(NIGHT, now=at)))
            report = last_run()
            duties.perform(NIGHT, now=at)  # whom somebody else held just then is left for the next run
            same(expected, sweep_sql.FOUND_BY_NIGHT, at)
            transactions.append(max(longest.processor))
            waits.append(max(waited) / max(longest.seconds))
    print(f"W5, {size:,} members: {report}; by hand {median(by_hand):.2f} s, by the duty {median(by_duty):.2f} s")
    ratios = [one / other for one, other in zip(by_duty, by_hand, strict=True)]
    held = [kept("  the night to SQL by hand", median(ratios), *interval(by_duty, by_hand), RATIO)]
    held.append(at_most("  longest transaction, ms of the processor", median(transactions) * 1000, LONGEST))
    held.append(at_most("  somebody else's worst wait, in longest transactions", median(waits), WAIT))
    with copy(size):
        held += [_loop(at), *memory(NIGHT, at)]
        put_off(0, at)
        held.append(idle(NIGHT, at))
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
            taken_back(lambda pk=pk: services.judge_cycles([pk], trial=True, on=local_day(at), at=at))

    times = [
        (spent_here(one_by_one) / LOOPED, spent_here(lambda: duties.perform(NIGHT, now=at, dry_run=True)) / many)
        for _time in range(3)
    ]
    print(f"  a cycle takes {times[0][0] * 1e3:.1f} ms in a loop, {times[0][1] * 1e3:.2f} ms in chunks of {many:,}")
    return at_least("  an ordinary loop, times as long", median(one / other for one, other in times), LOOP)


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
        keep_one_in(4)
        some = due(at)
    with asked(registers[smallest]):
        all_due = due(at)
    by_due = {some: fewer, all_due: registers[smallest]}
    rows: dict[int, list[float]] = {size: [] for size in by_due}
    sizes: dict[int, list[float]] = {size: [] for size in registers}
    for number in range(rounds * SHORT + 1):
        for size in chance.sample(sorted(registers), len(registers)):
            with asked(registers[size]):
                vacuum()
                took = spent_here(trial)
            if number:
                sizes[size].append(took)
        with asked(fewer):
            vacuum()
            took = spent_here(trial)
        if number:
            rows[some].append(took)
            rows[all_due].append(sizes[smallest][-1])
    slope, low, high = growth(rows)
    held = [kept(f"  slope from {some:,} cycles due to {all_due:,}", slope, low, high, IN_ROWS)]
    if len(registers) > 1:
        name = f"  slope from {smallest:,} members to {max(registers):,}, {all_due:,} due"
        held.append(kept(name, *growth(sizes), SLOPE))
    return held


# Mornings ----------------------------------------------------------------------------------------------------


def _mornings(size: int, at: datetime, rounds: int) -> list[bool]:
    """Mornings for real, each on a copy of its own, after the same result by hand was taken back there."""
    from common import broker, duties  # noqa: PLC0415

    by_hand, by_duty, messages = [], [], 0
    report: Any = None
    for _round in range(rounds if size <= SIZES[0] else 3):
        with copy(size):
            expected = taken_by_hand(lambda cursor: _morning(cursor, at), sweep_sql.FOUND_BY_MORNING, at)  # warm
            by_hand.append(spent_here(lambda: taken_by_hand(lambda cursor: _morning(cursor, at), "", at)))
            vacuum()
            with mock.patch.object(broker, "ask_for") as asked_for:
                by_duty.append(spent_here(lambda: duties.perform(MORNING, now=at)))
            same(expected, sweep_sql.FOUND_BY_MORNING, at)
            report, messages = last_run(), asked_for.call_count
    print(f"W6, {size:,} members: {report}; by hand {median(by_hand):.2f} s, by the duty {median(by_duty):.2f} s")
    ratios = [one / other for one, other in zip(by_duty, by_hand, strict=True)]
    held = [kept("  the morning to SQL by hand", median(ratios), *interval(by_duty, by_hand), MAIL_RATIO)]
    held.append(at_least("  mails for each message to the broker", report.mailed / max(messages, 1), A_MESSAGE))
    with copy(min(size, SIZES[0])):
        held += memory(MORNING, at)
        duties.perform(MORNING, now=at)
        held.append(idle(MORNING, at))
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


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    sys.exit(main(*given, *(MOST, CLAIMS_EACH, ROUNDS)[len(given) :]))
