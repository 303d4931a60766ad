"""``scripts/demo`` as a newcomer uses it: start, sign-in list, Ctrl-C, start again."""

import datetime as dt
import os
import shutil
import signal
import socket
import stat
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from scripts import servers

pytestmark = pytest.mark.processes

ROOT: Final = Path(__file__).resolve().parents[2]
PATIENCE: Final = 900
"""Seconds: a start takes some thirty of a processor, and others may want that processor too."""
NOT_COPIED: Final = shutil.ignore_patterns(".venv", "var", ".git", "tests", "__pycache__", ".*_cache", ".hypothesis")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the checkout with its own ``var/``; the virtual environment is lent."""
    copy = tmp_path / "checkout"
    shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
    (copy / ".venv").symlink_to(ROOT / ".venv")
    return copy


@contextmanager
def _demonstration(checkout: Path, port: int, home: Path, *more: str) -> Iterator[subprocess.Popen[str]]:
    env = {**os.environ, "HOME": str(home)}
    env.pop("XDG_CACHE_HOME", None)
    log = checkout.parent / "demo.log"
    with log.open("w") as output:
        launcher = subprocess.Popen(
            ["scripts/demo", "--port", str(port), *more],
            cwd=checkout,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    try:
        yield launcher
    finally:
        for pid in _in_session(launcher.pid):
            os.kill(pid, signal.SIGKILL)
        launcher.wait(10)


def _in_session(session: int) -> list[int]:
    """Every process of a terminal's session that still runs."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session and fields[0] != "Z":
                found.append(int(folder.name))
    return found


def _says(checkout: Path, words: str) -> bool:
    return words in (checkout.parent / "demo.log").read_text()


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def _await_start(checkout: Path) -> None:
    servers.wait_until(lambda: _says(checkout, "Ctrl-C stops everything"), seconds=PATIENCE, what="scripts/demo")


def _manage(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = ["scripts/demo", "manage", *words]
    return subprocess.run(command, cwd=checkout, capture_output=True, text=True, timeout=PATIENCE)


def test_demonstration_starts_twice_and_leaves_nothing_running(checkout: Path, tmp_path: Path) -> None:
    home, port = tmp_path / "home", servers.free_port()
    home.mkdir()
    var = checkout / "var"

    with _demonstration(checkout, port, home) as launcher:
        _await_start(checkout)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
            assert answer.status == 200
        assert len(_in_session(launcher.pid)) > 5, "web, worker, beat and Valkey run"
        os.killpg(launcher.pid, signal.SIGINT)
        assert launcher.wait(PATIENCE) == 0
        assert _in_session(launcher.pid) == []
    first = (checkout.parent / "demo.log").read_text()
    assert "collect the static files" in (var / "log" / "prepare.log").read_text()

    assert "No demonstration runs from this folder" in _manage(checkout, "sweep").stderr
    ahead = (dt.datetime.now(dt.UTC) + dt.timedelta(days=40)).date()
    with _demonstration(checkout, port, home, "--on", f"{ahead}") as launcher:
        _await_start(checkout)
        assert f"Sweep of {ahead:%Y-%m}" in _manage(checkout, "sweep", "--dry-run").stdout
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
            assert f"Demo, {ahead:%-d %b %Y}" in " ".join(answer.read().decode().split())
        assert "collect the static files" not in (var / "log" / "prepare.log").read_text(), "nothing changed since"
        (beat,) = [pid for pid in _in_session(launcher.pid) if " beat " in _command(pid)]
        os.kill(beat, signal.SIGKILL)
        assert launcher.wait(PATIENCE) == 1
        assert _in_session(launcher.pid) == []
    second = (checkout.parent / "demo.log").read_text()
    with _demonstration(checkout, port, home, "--on", f"{ahead - dt.timedelta(days=20)}") as launcher:
        assert launcher.wait(PATIENCE) == 1
    assert "goes ahead only" in (checkout.parent / "demo.log").read_text()
    assert not (var / "demo.running").exists()
    assert "beat ended by itself" in second

    assert all(f"http://localhost:{port}/" in text and "@demo.example" in text for text in (first, second))
    assert stat.S_IMODE((var / "demo.env").stat().st_mode) == 0o600
    keys = dict(line.split("=", 1) for line in (var / "demo.env").read_text().splitlines())
    assert all(keys["SECO_DEMO_PASSWORD"] in text for text in (first, second)), "keys and people are kept"
    assert list(home.iterdir()) == [], "nothing outside the checkout is touched"


def test_demonstration_refuses_a_taken_port_before_it_starts_anything(checkout: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with _demonstration(checkout, port, tmp_path) as launcher:
            assert launcher.wait(PATIENCE) == 1
    assert _says(checkout, f"Port {port} is taken. Choose another: scripts/demo --port {port + 1}")
    assert not (checkout / "var" / "portal.sqlite3").exists()
