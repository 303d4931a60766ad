"""A portal of real processes: its environment, and a way to start and stop what ``scripts/serve`` knows."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

from scripts import servers
from tests.conftest import MIGRATED

ROOT: Final = Path(__file__).resolve().parents[2]


def _environment(folder: Path, redis_url: str) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("SECO_")},
        "DJANGO_SETTINGS_MODULE": "seco_portal.settings",
        "SECO_MODE": "test",
        "SECO_SECRET_KEY": "k" * 60,
        "SECO_BASE_URL": "http://portal.example.org",
        "SECO_DATABASE_URL": f"sqlite:///{folder}/portal.sqlite3",
        "SECO_REDIS_URL": redis_url,
        "SECO_MAIL_URL": f"filemail:///{folder}/mail",
        "SECO_BEAT_FILE": str(folder / "beat.schedule"),
        "SECO_VERBOSITY": "0",
    }


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as ``scripts/serve migrate`` makes it."""
    if MIGRATED.is_file():
        return MIGRATED
    folder = tmp_path_factory.mktemp("migrated")
    with servers.valkey() as redis_url:
        env = _environment(folder, redis_url)
        subprocess.run([ROOT / "scripts" / "serve", "migrate"], env=env, check=True, timeout=120)
    return folder / "portal.sqlite3"


@pytest.fixture
def portal(migrated: Path, tmp_path: Path) -> Iterator[Mapping[str, str]]:
    """The environment of a portal on a database, a queue and a mail folder of its own; the database is migrated."""
    shutil.copy(migrated, tmp_path / "portal.sqlite3")
    with servers.valkey() as redis_url:
        yield _environment(tmp_path, redis_url)


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
