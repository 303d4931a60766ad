"""Worker, beat and web as real processes on a real queue."""

import subprocess
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest

from scripts import servers

pytestmark = pytest.mark.processes

ROOT: Final = Path(__file__).resolve().parents[2]

QUEUE_A_MAIL: Final = """
from datetime import UTC, datetime
from comms import outbox
from comms.kinds import KINDS
mail = outbox.Mail(to="ada@people.example", about="a test")
outbox.queue(KINDS["mfa.webauthn_added"], mail, at=datetime.now(UTC))
"""

A_MAIL_NOBODY_TOLD_ANYBODY_ABOUT: Final = """
from datetime import UTC, datetime
from comms.models import Message
now = datetime.now(UTC)
Message.objects.create(recipient="ada@people.example", domain="people.example", kind="mfa.webauthn_added",
                       about="a test", language="en", queued_at=now, planned_at=now, not_before=now)
"""

# A beat that stood still for an hour keeps in its file when each duty last ran.
BEAT_STOOD_STILL: Final = """
import os
from datetime import UTC, datetime, timedelta
from celery.beat import PersistentScheduler
from seco_portal.celery import app
schedule = PersistentScheduler(app, schedule_filename=os.environ["SECO_BEAT_FILE"])
for duty in schedule.schedule.values():
    duty.last_run_at = datetime.now(UTC) - timedelta(hours=1)
schedule.sync()
schedule.close()
"""

STATES: Final = "from comms.models import Message; print(*Message.objects.values_list('state', flat=True))"


def _mails(portal: Mapping[str, str]) -> list[str]:
    folder = Path(portal["SECO_MAIL_URL"].removeprefix("filemail:///"))
    return [file.read_text() for file in folder.glob("*")] if folder.exists() else []


def test_worker_does_what_an_act_leaves_in_the_queue(
    portal: Mapping[str, str], serve: Callable[..., Path], shell: Callable[[str], str]
) -> None:
    log = serve("worker")
    shell(QUEUE_A_MAIL)

    servers.wait_until(lambda: bool(_mails(portal)), seconds=120, what="The mail")
    servers.wait_until(lambda: shell(STATES) == "sent", seconds=60, what="The row")

    (mail,) = _mails(portal)
    assert "To: ada@people.example" in mail
    assert "ada@people.example" not in log.read_text()
    asked = [ROOT / "scripts" / "serve", "health", "worker"]
    assert subprocess.run(asked, env=portal, capture_output=True, timeout=60).returncode == 0


def test_beat_that_stood_still_catches_up_and_the_worker_finds_what_nobody_was_told(
    portal: Mapping[str, str], serve: Callable[..., Path], shell: Callable[[str], str]
) -> None:
    shell(A_MAIL_NOBODY_TOLD_ANYBODY_ABOUT)
    shell(BEAT_STOOD_STILL)
    serve("worker")
    serve("beat")

    servers.wait_until(lambda: bool(_mails(portal)), seconds=120, what="The mail")
    servers.wait_until(lambda: shell(STATES) == "sent", seconds=60, what="The row")


def test_web_keeps_a_connection_open_and_knows_its_health(
    portal: Mapping[str, str], serve: Callable[..., Path]
) -> None:
    port = servers.free_port()
    log = serve("web", f"127.0.0.1:{port}")
    asked = [ROOT / "scripts" / "serve", "health", "web"]

    def is_healthy() -> bool:
        return subprocess.run(asked, env={**portal, "PORT": str(port)}, timeout=60).returncode == 0

    servers.wait_until(is_healthy, seconds=120, what="The portal")
    address = f"http://127.0.0.1:{port}/healthz?token=canary"
    request = urllib.request.Request(address, headers={"Host": "portal.example.org", "Connection": "keep-alive"})
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        assert answer.status == 200
    assert "canary" not in log.read_text()


def test_health_says_no_where_nothing_runs(portal: Mapping[str, str]) -> None:
    for process in ("web", "worker"):
        asked = [ROOT / "scripts" / "serve", "health", process]
        env = {**portal, "PORT": str(servers.free_port())}
        assert subprocess.run(asked, env=env, capture_output=True, timeout=60).returncode != 0
