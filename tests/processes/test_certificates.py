"""Certificates drawn by several processes, and by one that is killed: each is drawn once."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from django.db import connection

from common import duties
from common.models import AuditLine, Upload
from members.models import Badge, Certificate
from members.services.drawing import AT_ONCE, LEASE
from scripts import servers
from tests.factories.certificates import CertificateFactory

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

ROOT: Final = Path(__file__).resolve().parents[2]
NOW: Final = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)

WORKER: Final = """
import sys, time
import django
django.setup()
from datetime import datetime
from common import duties
from members.services import drawing

drawn, count = drawing.certificate_pdf, 0

def slowly(sheet):
    global count
    count += 1
    made = drawn(sheet)
    if count == int(sys.argv[2]):
        print("in the middle", flush=True)
        time.sleep(120)
    return made

drawing.certificate_pdf = slowly
print("ready", flush=True)
sys.stdin.readline()
report = duties.perform("members.certificates", now=datetime.fromisoformat(sys.argv[1]))
print("drew", report.parts.get("drawn", 0), flush=True)
"""


def _worker(log: Path, sleeps_at: int = 0) -> "subprocess.Popen[str]":
    """A process that works on this test's database, once a line is written to it."""
    url = urlsplit(os.environ["SECO_DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    files = str(log.with_suffix(".files"))
    own = {"DJANGO_SETTINGS_MODULE": "seco_portal.settings", "SECO_DATABASE_URL": url, "SECO_FILES_DIR": files}
    with log.open("w") as output:
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, NOW.isoformat(), str(sleeps_at)],
            env={**os.environ, **own},
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
    servers.wait_until(lambda: "ready" in log.read_text(), seconds=60, what="The worker")
    return worker


def _start(worker: "subprocess.Popen[str]") -> None:
    assert worker.stdin
    worker.stdin.write("go\n")
    worker.stdin.flush()


def _each_is_drawn_once(number: int) -> None:
    assert Certificate.objects.filter(drawn_at__isnull=False, file__state="kept", leased_until=None).count() == number
    assert Upload.objects.filter(expires_at=None).count() == number
    assert Badge.objects.exclude(signed="").count() == number
    assert AuditLine.objects.filter(act="members.certificate-drawn").count() == number


def test_certificates_of_a_worker_that_was_killed_are_drawn_by_the_next_once_its_lease_is_over(tmp_path: Path) -> None:
    CertificateFactory.create_batch(AT_ONCE + 2)
    log = tmp_path / "worker.log"
    worker = _worker(log, sleeps_at=3)
    try:
        _start(worker)
        servers.wait_until(lambda: "in the middle" in log.read_text(), seconds=60, what="The third certificate")
        assert duties.perform("members.certificates", now=NOW).parts["drawn"] == 2, "those the worker did not take"
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
    assert duties.perform("members.certificates", now=NOW + timedelta(minutes=4)).parts["drawn"] == 0
    assert duties.perform("members.certificates", now=NOW + LEASE + timedelta(minutes=1)).parts["drawn"] == AT_ONCE
    _each_is_drawn_once(AT_ONCE + 2)


def test_two_workers_at_once_share_what_waits(tmp_path: Path) -> None:
    CertificateFactory.create_batch(3 * AT_ONCE)
    logs = [tmp_path / f"{name}.log" for name in "ab"]
    workers = [_worker(log) for log in logs]
    try:
        for worker in workers:
            _start(worker)
        assert [worker.wait(120) for worker in workers] == [0, 0], [log.read_text() for log in logs]
    finally:
        for worker in workers:
            worker.kill()
            worker.wait(10)
    drew = [int(log.read_text().rsplit("drew ", 1)[1].split()[0]) for log in logs]
    assert sum(drew) == 3 * AT_ONCE
    assert min(drew) >= AT_ONCE, drew
    _each_is_drawn_once(3 * AT_ONCE)
