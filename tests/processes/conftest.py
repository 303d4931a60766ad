"""A portal of real processes: its environment, and a way to start and stop what ``scripts/serve`` knows."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

from scripts import servers

ROOT: Final = Path(__file__).resolve().parents[2]


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Mapping[str, str]]:
    """The environment of a portal on a database, a queue and a mail folder of its own; the database is migrated."""
    with servers.valkey() as redis_url:
        env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SECO_")},
            "DJANGO_SETTINGS_MODULE": "seco_portal.settings",
            "SECO_MODE": "test",
            "SECO_SECRET_KEY": "k" * 60,
            "SECO_BASE_URL": "http://portal.example.org",
            "SECO_DATABASE_URL": f"sqlite:///{tmp_path}/portal.sqlite3",
            "SECO_REDIS_URL": redis_url,
            "SECO_MAIL_URL": f"filemail:///{tmp_path}/mail",
            "SECO_BEAT_FILE": str(tmp_path / "beat.schedule"),
            "SECO_VERBOSITY": "0",
        }
        subprocess.run([ROOT / "scripts" / "serve", "migrate"], env=env, check=True, timeout=120)
        yield env


@pytest.fixture
def serve(portal: Mapping[str, str], tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Start one process of the portal: ``serve("worker")``; its log. It ends with the test."""
    running: list[subprocess.Popen[str]] = []

    def start(*command: str) -> Path:
        log = tmp_path / f"{command[0]}.log"
        running.append(servers.start([ROOT / "scripts" / "serve", *command], log=log, env=portal, cwd=ROOT))
        return log

    yield start
    servers.stop(*running)


@pytest.fixture
def shell(portal: Mapping[str, str]) -> Callable[[str], str]:
    """Run a few lines of Python inside that portal: what they print."""

    def run(lines: str) -> str:
        command = [sys.executable, "-c", f"import django\ndjango.setup()\n{lines}"]
        done = subprocess.run(command, env=portal, cwd=ROOT, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run
