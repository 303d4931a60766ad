"""Acts that commit as they go: handed one key after the other, a few hundred keys at a time, until their time is up."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common import duties, jobs
from common.jobs import Job
from common.models import DutyFault, Series
from tests.common.duties import DAY, NOW, add_one, due, duty, rows, stumbling_over

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def test_keys_come_a_few_at_a_time_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "FEW", 3)
    rows(7)
    tried: list[int] = []

    def act(key: int, *, at: dt.datetime) -> int:
        tried.append(key)
        return add_one([key], at=at) if len(tried) % 2 else 0

    planted = duty(lambda job: job.each(due(), act, part="counted"))
    monkeypatch.setitem(duties.REGISTRY, planted.name, planted)
    with CaptureQueriesContext(connection) as asked:
        report = duties.perform(planted.name, now=NOW)
    assert tried == sorted(set(tried)), "what was tried, and is due still, is not tried again"
    assert (report.considered, report.changed, report.parts) == (7, 4, {"counted": 4})
    table = Series._meta.db_table
    assert len([one for one in asked if one["sql"].startswith("SELECT") and table in one["sql"]]) == 3


def test_when_its_time_is_up_the_rest_waits_and_counts_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rows(6)
    bad = Series.objects.get(name="row 000005").pk

    def act(key: int, *, at: dt.datetime) -> int:
        tried.append(key)
        return stumbling_over("row 000005")([key], at=at)

    def run(job: Job) -> None:
        job.each(due(), act, part="counted", until=job.at + MINUTE)

    tried: list[int] = []
    planted = duty(run)
    monkeypatch.setitem(duties.REGISTRY, planted.name, planted)
    assert duties.perform(planted.name, now=NOW).failed == 1
    Series.objects.update(last=0)
    tried.clear()
    monkeypatch.setattr(jobs.Clock, "seconds", property(lambda _clock: 25.0 * len(tried)))
    report = duties.perform(planted.name, now=NOW + DAY)
    assert (report.considered, report.changed, len(tried)) == (3, 3, 3), "the third begins after 50 seconds"
    assert Series.objects.filter(last=1).count() == 3
    assert DutyFault.objects.get(resolved_at=None).row == str(bad), "what was not tried is no better than it was"


def test_a_dry_run_counts_what_is_due_and_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    planted = duty(lambda job: job.each(due(), add_one, part="counted", until=job.at))
    monkeypatch.setitem(duties.REGISTRY, planted.name, planted)
    assert duties.perform(planted.name, now=NOW, dry_run=True).parts == {}
    rows(4)
    report = duties.perform(planted.name, now=NOW, dry_run=True)
    assert (report.considered, report.parts) == (4, {"counted": 4})
    assert set(Series.objects.values_list("last", flat=True)) == {0}
