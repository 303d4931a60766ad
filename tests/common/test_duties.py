import datetime as dt
import gc
import tracemalloc
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from common import duties
from common.duties import AlreadyRunning, Duty, NotYet, UnknownDuty
from common.jobs import CHUNK, Job, LeaseLost
from common.models import DutyFault, DutyRun, DutyState, Series
from common.models.duties import INTERRUPTED, LEASE
from tests.common.duties import DAY, NOW, add_one, counting, due, duty, rows, stumbling_over
from tests.factories.duties import DutyFaultFactory

pytestmark = pytest.mark.django_db

Plant = Callable[[Duty], str]


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch) -> Plant:
    """Put a duty among the registered ones: its name."""

    def put(planted: Duty) -> str:
        monkeypatch.setitem(duties.REGISTRY, planted.name, planted)
        return planted.name

    return put


def _state() -> DutyState:
    return DutyState.objects.get(name="tests.count")


def _statements(run: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        run()
    return [query["sql"].split()[0] for query in asked]


def test_what_is_due_is_done_in_chunks_and_told(plant: Plant) -> None:
    rows(7)
    report = duties.perform(plant(counting(size=3)), now=NOW)
    assert (report.considered, report.changed, report.failed, report.faults) == (7, 7, 0, [])
    assert report.parts == {"common.Series": 7}
    assert set(Series.objects.values_list("last", flat=True)) == {1}
    state, run = _state(), DutyRun.objects.get()
    assert (state.lease, state.started_at, state.considered, state.changed) == (None, NOW, 7, 7)
    assert (run.changed, run.parts, run.by_hand, run.on) == (7, {"common.Series": 7}, False, NOW.date())
    assert duties.perform("tests.count", now=NOW + DAY).considered == 0


def test_each_chunk_is_one_transaction_of_as_many_statements_as_the_last(plant: Plant) -> None:
    name = plant(counting(size=10))
    duties.perform(name, now=NOW)
    counts = []
    for chunks in (1, 2, 5):
        Series.objects.all().delete()
        rows(10 * chunks)
        counts.append(len(_statements(lambda: duties.perform(name, now=NOW))))
    assert (counts[1] - counts[0], counts[2] - counts[1]) == (5, 15)


@pytest.mark.django_db(transaction=True)
def test_each_chunk_is_committed_once_before_the_next_begins(plant: Plant) -> None:
    rows(6)
    seen = []

    def act(keys: list[int], *, at: dt.datetime) -> int:
        with ThreadPoolExecutor(1) as elsewhere:
            seen.append(elsewhere.submit(_committed).result())
        return add_one(keys, at=at)

    name = plant(counting(act, size=2))
    duties.keep_rows(now=NOW)
    statements = _statements(lambda: duties.perform(name, now=NOW))
    assert seen == [0, 2, 4]
    assert statements.count("COMMIT") == 3 + 1 + 1, "three chunks, the last look, and the end of the run"


def _committed() -> int:
    try:
        return Series.objects.filter(last=1).count()
    finally:
        connection.close()


def test_idle_run_asks_little_and_leaves_its_figures_on_the_duty_alone(plant: Plant) -> None:
    name = plant(counting())
    duties.perform(name, now=NOW)
    assert len(_statements(lambda: duties.perform(name, now=NOW + DAY))) <= 7
    assert not DutyRun.objects.exists()
    assert (_state().started_at, _state().considered) == (NOW + DAY, 0)


@pytest.mark.parametrize("name", sorted(duties.REGISTRY))
def test_idle_night_asks_at_most_ten_statements_a_duty(name: str) -> None:
    duties.perform(name, now=NOW)
    assert len(_statements(lambda: duties.perform(name, now=NOW + DAY))) <= 10


def test_failed_chunk_is_done_row_by_row_and_the_rest_is_kept_as_faults(plant: Plant) -> None:
    rows(6)
    report = duties.perform(plant(counting(stumbling_over("row 000001", "row 000004"), size=3)), now=NOW)
    assert (report.considered, report.changed, report.failed) == (6, 4, 2)
    assert Counter(Series.objects.values_list("last", flat=True)) == {1: 4, 0: 2}
    bad = [str(pk) for pk in due().order_by("pk").values_list("pk", flat=True)]
    assert [(fault.part, fault.row, fault.error) for fault in report.faults] == [
        ("common.Series", pk, "ValueError") for pk in bad
    ]
    faults = DutyFault.objects.order_by("pk")
    assert [(fault.row, fault.error, fault.attempts, fault.resolved_at) for fault in faults] == [
        (pk, "ValueError", 1, None) for pk in bad
    ]
    assert (DutyRun.objects.get().failed, _state().failed) == (2, 2)
    assert _state().expected_by == duties.REGISTRY["tests.count"].expected_by(NOW), "the others were done"


def test_nothing_is_collected_within_a_chunk_and_again_after_it_even_if_it_fails(plant: Plant) -> None:
    rows(3)
    seen: list[bool] = []

    def act(keys: Any, *, at: dt.datetime) -> int:
        seen.append(gc.isenabled())
        return stumbling_over("row 000001")(keys, at=at)

    assert duties.perform(plant(counting(act)), now=NOW).failed == 1
    assert (len(seen), any(seen), gc.isenabled()) == (4, False, True)


def test_words_of_an_error_are_kept_nowhere(plant: Plant, caplog: pytest.LogCaptureFixture) -> None:
    rows(1)
    report = duties.perform(plant(counting(stumbling_over("row 000000"))), now=NOW)
    kept = [*DutyFault.objects.values_list(), *DutyRun.objects.values_list(), *DutyState.objects.values_list()]
    assert "ada@" not in f"{report}{kept}{[record.getMessage() for record in caplog.records]}"


def test_fault_counts_its_attempts_and_is_resolved_by_the_run_that_does_the_row(plant: Plant) -> None:
    rows(2)
    name = plant(counting(stumbling_over("row 000000")))
    duties.perform(name, now=NOW)
    duties.perform(name, now=NOW + DAY)
    fault = DutyFault.objects.get()
    assert (fault.attempts, fault.first_at < NOW + DAY <= fault.last_at, fault.resolved_at) == (2, True, None)

    plant(counting())
    assert duties.perform(name, now=NOW + 2 * DAY).changed == 1
    fault.refresh_from_db()
    assert fault.resolved_at is not None
    assert fault.resolved_at >= NOW + 2 * DAY
    assert not DutyFault.objects.open().exists()


def test_fault_is_closed_when_somebody_else_did_the_row(plant: Plant) -> None:
    rows(3)
    name = plant(counting(stumbling_over("row 000000", "row 000001")))
    duties.perform(name, now=NOW)
    Series.objects.filter(name="row 000000").update(last=9)
    duties.perform(name, now=NOW + DAY)
    still = Series.objects.get(name="row 000001")
    assert [fault.row for fault in DutyFault.objects.open()] == [str(still.pk)]
    assert DutyFault.objects.count() == 2


def test_fault_of_a_part_that_is_no_longer_walked_is_closed_by_the_next_whole_run(plant: Plant) -> None:
    rows(1)
    name = plant(counting(stumbling_over("row 000000")))
    duties.perform(name, now=NOW)

    def broken(job: Job) -> None:
        raise RuntimeError

    plant(duty(broken))
    with pytest.raises(RuntimeError):
        duties.perform(name, now=NOW + DAY)
    assert DutyFault.objects.open().exists(), "this run did not get to the end"
    plant(duty(lambda _job: None))
    duties.perform(name, now=NOW + 2 * DAY)
    assert not DutyFault.objects.open().exists()


def test_fault_of_a_row_that_is_due_and_was_not_tried_stays_open(plant: Plant) -> None:
    rows(2)
    duties.perform(plant(counting(stumbling_over("row 000000"))), now=NOW)
    due().update(last=9)

    def due_again_behind_the_walk(keys: list[int], *, at: dt.datetime) -> int:
        return Series.objects.filter(name="row 000000").update(last=0)

    Series.objects.filter(name="row 000001").update(last=0)
    plant(counting(due_again_behind_the_walk))
    duties.perform("tests.count", now=NOW + DAY)
    assert [fault.row for fault in DutyFault.objects.open()] == [str(Series.objects.get(name="row 000000").pk)]


def test_order_of_the_walk_is_a_field_with_the_key(plant: Plant) -> None:
    Series.objects.bulk_create(Series(name=f"row {number}", last=number % 3) for number in range(8))
    seen: list[tuple[int, int]] = []

    def look(keys: list[int], *, at: dt.datetime) -> int:
        seen.extend(Series.objects.filter(pk__in=keys).order_by("last", "pk").values_list("last", "pk"))
        return 0

    plant(duty(lambda job: job.chunks(Series.objects.all(), look, order="last", size=3)))
    assert duties.perform("tests.count", now=NOW).considered == 8
    assert seen == sorted(seen)
    assert len(set(seen)) == 8


def test_act_may_tell_its_changes_by_kind(plant: Plant) -> None:
    rows(5)
    plant(counting(lambda keys, *, at: Counter(told=len(keys), closed=1), size=2))
    report = duties.perform("tests.count", now=NOW)
    assert (report.parts, report.changed) == ({"told": 5, "closed": 3}, 8)


def test_dry_run_counts_for_real_and_leaves_no_trace(plant: Plant) -> None:
    rows(5)
    name = plant(counting(stumbling_over("row 000003"), size=2))
    report = duties.perform(name, now=NOW, dry_run=True)
    assert (report.considered, report.changed, report.failed, report.dry_run) == (5, 4, 1, True)
    assert due().count() == 5
    assert not DutyState.objects.filter(name=name).exists()
    assert not DutyRun.objects.exists()
    assert not DutyFault.objects.exists()


def test_run_of_another_day_is_judged_by_it_and_does_not_count_as_the_expected_one(plant: Plant) -> None:
    judged = []
    name = plant(duty(lambda job: judged.append((job.at, job.on))))
    duties.perform(name, now=NOW)
    expected = _state().expected_by
    duties.perform(name, now=NOW + DAY, at=duties.moment_of(dt.date(2026, 1, 31)), by_hand=True)
    assert judged[-1] == (dt.datetime(2026, 1, 31, 2, 0, tzinfo=dt.UTC), dt.date(2026, 1, 31))
    assert (_state().expected_by, _state().on, _state().by_hand) == (expected, dt.date(2026, 1, 31), True)


def test_day_to_come_is_only_tried(plant: Plant) -> None:
    rows(1)
    name, tomorrow = plant(counting()), duties.moment_of(dt.date(2026, 7, 2))
    with pytest.raises(NotYet, match="2026-07-02"):
        duties.perform(name, now=NOW, at=tomorrow)
    assert duties.perform(name, now=NOW, at=tomorrow, dry_run=True).changed == 1
    assert due().count() == 1


def test_unknown_duty_is_refused_with_a_sentence() -> None:
    with pytest.raises(UnknownDuty, match=r"no duty called “tests\.none”"):
        duties.perform("tests.none", now=NOW)


def test_duty_is_locked_against_itself_until_its_lease_ends(plant: Plant) -> None:
    rows(1)

    def run(job: Job) -> None:
        with pytest.raises(AlreadyRunning):
            duties.perform("tests.count", now=NOW + LEASE)
        job.chunks(due(), add_one)

    assert duties.perform(plant(duty(run)), now=NOW).changed == 1


def test_duty_that_many_may_do_at_once_needs_no_lock(plant: Plant) -> None:
    rows(2)
    inner = []

    def run(job: Job) -> None:
        if job.at == NOW:
            inner.append(duties.perform("tests.count", now=NOW + DAY).changed)
        job.chunks(due(), add_one)

    assert duties.perform(plant(duty(run, alone=False)), now=NOW).changed == 0
    assert inner == [2]
    assert _state().ended_at is not None


def test_run_that_lost_its_lease_changes_nothing_more_and_the_other_is_kept(plant: Plant) -> None:
    rows(4)
    later = NOW + LEASE + dt.timedelta(seconds=1)
    others = []

    def run(job: Job) -> None:
        job.chunks(due().filter(name="row 000000"), add_one)
        if job.at == NOW:
            others.append(duties.perform("tests.count", now=later).changed)
        job.chunks(Series.objects.all(), add_one)

    with pytest.raises(LeaseLost):
        duties.perform(plant(duty(run)), now=NOW)
    assert others == [4]
    assert Series.objects.aggregate(drawn=Sum("last"))["drawn"] == 5
    assert (_state().started_at, _state().changed, _state().lease) == (later, 4, None)
    first = DutyRun.objects.earliest("pk")
    assert (first.started_at, first.ended_at, first.error, first.considered) == (NOW, None, INTERRUPTED, 1)


def test_duty_that_breaks_stays_late_gives_its_lock_back_and_says_what_kind_of_error(plant: Plant) -> None:
    def run(job: Job) -> None:
        raise RuntimeError("words")

    DutyState.objects.create(name="tests.count", expected_by=NOW - DAY)
    with pytest.raises(RuntimeError):
        duties.perform(plant(duty(run)), now=NOW)
    state = _state()
    assert (state.error, state.lease, state.expected_by) == ("RuntimeError", None, NOW - DAY)
    assert DutyRun.objects.get().error == "RuntimeError"
    assert list(DutyState.objects.late(NOW).filter(name="tests.count")) == [state]


def test_every_duty_has_a_row_from_migrate_on_and_one_that_is_dropped_is_not_expected(plant: Plant) -> None:
    assert set(duties.REGISTRY) <= set(DutyState.objects.values_list("name", flat=True))
    name = plant(duty(lambda _job: None))
    duties.keep_rows(now=NOW)
    assert _state().expected_by == dt.datetime(2026, 7, 2, 2, 10, tzinfo=dt.UTC)
    others = DutyFaultFactory(duty=DutyState.objects.get(name="common.retention"))
    fault = DutyFaultFactory(duty=_state())
    duties.keep_rows(now=NOW)
    assert DutyFault.objects.open().count() == 2
    del duties.REGISTRY[name]
    duties.keep_rows(now=NOW + DAY)
    assert _state().expected_by is None
    fault.refresh_from_db()
    assert fault.resolved_at == NOW + DAY
    assert list(DutyFault.objects.open()) == [others]
    plant(duty(lambda _job: None))
    duties.keep_rows(now=NOW)
    assert _state().expected_by is not None


@pytest.mark.parametrize(
    ("every", "now", "expected"),
    [
        (dt.time(3, 10), "2026-07-01 01:09", "2026-07-01 02:10"),
        (dt.time(3, 10), "2026-07-01 01:10", "2026-07-02 02:10"),
        (dt.time(3, 10), "2026-10-24 12:00", "2026-10-25 03:10"),
        (dt.time(3, 10), "2027-03-27 12:00", "2027-03-28 02:10"),
        (dt.timedelta(minutes=1), "2026-07-01 01:10", "2026-07-01 01:21"),
    ],
)
def test_when_a_duty_must_have_ended_next(every: Any, now: str, expected: str) -> None:
    planted = duty(lambda _job: None, every=every)
    at = dt.datetime.fromisoformat(now).replace(tzinfo=dt.UTC)
    assert planted.expected_by(at) == dt.datetime.fromisoformat(expected).replace(tzinfo=dt.UTC)


def test_rhythm_is_told_in_words() -> None:
    rhythms = [dt.time(3, 5), dt.timedelta(minutes=1), dt.timedelta(minutes=15)]
    told = [duty(lambda _job: None, every=every).rhythm for every in rhythms]
    assert told == ["every night at 03:05", "every minute", "every 15 minutes"]


def test_name_is_registered_once(plant: Plant) -> None:
    name = plant(duty(lambda _job: None))
    with pytest.raises(ValueError, match=name):
        duties.register(duties.REGISTRY[name])


def test_memory_stays_flat_however_much_is_due(plant: Plant) -> None:
    name = plant(counting(size=200))

    def peak(count: int) -> int:
        Series.objects.all().delete()
        rows(count)
        tracemalloc.start()
        duties.perform(name, now=NOW)
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(400)
    assert peak(4000) < peak(400) * 1.5 + 100_000
    assert CHUNK == 2000


@pytest.mark.django_db(transaction=True)
def test_of_many_runs_at_once_one_does_the_work_and_each_row_once(plant: Plant) -> None:
    rows(40)
    name, together = plant(counting(size=5)), Barrier(4)

    def run(_number: int) -> int | None:
        together.wait(timeout=10)
        try:
            return duties.perform(name, now=NOW).changed
        except AlreadyRunning:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as many:
        done = [changed for changed in many.map(run, range(4)) if changed is not None]
    assert sum(done) == 40
    assert set(Series.objects.values_list("last", flat=True)) == {1}
