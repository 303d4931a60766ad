"""A duty killed at work: what it had committed stands, the rest is done by the next run, each row once."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction

from common import duties
from common.duties import AlreadyRunning
from common.models import DutyFault, DutyRun, DutyState, Series
from common.models.duties import INTERRUPTED, LEASE
from scripts import servers
from tests.common.duties import NOW, counting, due, rows
from tests.factories.duties import DutyFaultFactory

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

ROOT: Final = Path(__file__).resolve().parents[2]

AT_WORK: Final = """
import time
import django
django.setup()
from common import duties
from tests.common.duties import NOW, add_one, counting

chunks = 0

def act(keys, *, at):
    global chunks
    made, chunks = add_one(keys, at=at), chunks + 1
    if chunks == 3:
        print("in mid-chunk", flush=True)
        time.sleep(120)
    return made

duties.register(counting(act, size=5))
duties.perform("tests.count", now=NOW)
"""


def _elsewhere() -> dict[str, str]:
    """The environment of a process that works on this test's database."""
    url = urlsplit(os.environ["SECO_DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "seco_portal.settings", "SECO_DATABASE_URL": url}


def _nobody_holds_a_row() -> bool:
    with transaction.atomic():
        return len(Series.objects.select_for_update(skip_locked=True)) == 20


@pytest.fixture(autouse=True)
def _planted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(duties.REGISTRY, "tests.count", counting(size=5))


def test_duty_killed_in_mid_chunk_is_finished_by_the_next_run_after_its_lease(tmp_path: Path) -> None:
    rows(20)
    log = tmp_path / "duty.log"
    with log.open("w") as output:
        worker = subprocess.Popen(
            [sys.executable, "-c", AT_WORK], env=_elsewhere(), cwd=ROOT, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        servers.wait_until(lambda: "in mid-chunk" in log.read_text(), seconds=60, what="The third chunk")
        with pytest.raises(AlreadyRunning):
            duties.perform("tests.count", now=NOW + timedelta(minutes=5))
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)

    servers.wait_until(_nobody_holds_a_row, seconds=30, what="The database")
    assert due().count() == 10, "two chunks were committed, the third is undone"
    with pytest.raises(AlreadyRunning):
        duties.perform("tests.count", now=NOW + LEASE - timedelta(minutes=1))
    report = duties.perform("tests.count", now=NOW + LEASE + timedelta(minutes=1))
    assert (report.considered, report.changed) == (10, 10)
    assert set(Series.objects.values_list("last", flat=True)) == {1}
    interrupted, finished = DutyRun.objects.order_by("pk")
    assert (interrupted.error, interrupted.considered, interrupted.ended_at) == (INTERRUPTED, 10, None)
    assert (finished.error, finished.considered) == ("", 10)
    assert DutyState.objects.get(name="tests.count").lease is None


def test_row_that_somebody_holds_is_left_for_the_next_run() -> None:
    rows(3)

    def run() -> int:
        try:
            return duties.perform("tests.count", now=NOW).changed
        finally:
            connection.close()

    state = DutyState.objects.create(name="tests.count")
    held = Series.objects.get(name="row 000000")
    DutyFaultFactory(duty=state, part="common.Series", row=str(held.pk))
    with transaction.atomic():
        Series.objects.select_for_update().get(pk=held.pk)
        with ThreadPoolExecutor(1) as elsewhere:
            assert elsewhere.submit(run).result(timeout=20) == 2
    assert DutyFault.objects.open().exists(), "nobody did the row yet"
    assert duties.perform("tests.count", now=NOW + timedelta(days=1)).changed == 1
    assert not DutyFault.objects.open().exists()
