"""A process that is killed at any step of a file's way: nobody opens what is there, and the sweep leaves nothing."""

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

pytestmark = pytest.mark.processes

ROOT: Final = Path(__file__).resolve().parents[2]

# One person, one file, and a process that ends itself at the step that its argument names.
SENDS: Final = """
import os, signal, sys, django
django.setup()
from datetime import UTC, datetime
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from accounts.models import User
from common.files import apart, cleaning, keeping, names, scanning
from common.models import Upload
from tests.factories.files import picture

def die(*_given, **_more):
    os.kill(os.getpid(), signal.SIGKILL)

def before(owner, name):
    setattr(owner, name, die)

def after(owner, name):
    real = getattr(owner, name)
    def broken(*given, **more):
        answer = real(*given, **more)
        die()
        return answer
    setattr(owner, name, broken)

STEPS = {
    "file read, no row": lambda: before(keeping, "sha256"),
    "row written": lambda: before(cleaning, "clean"),
    "handed to the child": lambda: before(apart.os, "read"),
    "cleaned": lambda: after(cleaning, "clean"),
    "scanned": lambda: after(scanning, "require_no_virus"),
    "half stored": lambda: before(FileSystemStorage, "path"),
    "stored, row not written": lambda: after(FileSystemStorage, "save"),
    "refused, row not written": lambda: before(keeping, "_refuse"),
    "kept, not taken up": lambda: None,
}
step = sys.argv[1]
STEPS[step]()
person = User.objects.get_or_create(email="ada@people.example", defaults={"given_name": "Ada"})[0]
content = b"no picture" if step.startswith("refused") else picture()
at = datetime(2026, 7, 1, 0, 5 * Upload.objects.count(), tzinfo=UTC)
keeping.receive(ContentFile(content, "a.png"), shelf="exam-proof", owner=person, at=at)
die()
"""

STEPS: Final = (
    "file read, no row", "row written", "handed to the child", "cleaned", "scanned", "half stored",
    "stored, row not written", "refused, row not written", "kept, not taken up",
)  # fmt: skip

TELLS: Final = """
import json, django
django.setup()
from common.models import Upload
print(json.dumps(list(Upload.objects.order_by("pk").values_list("state", "note", "removed_at"))))
"""

SWEEPS: Final = """
import django
django.setup()
from datetime import UTC, datetime
from common import duties
duties.perform("common.sweep_files", now=datetime(2026, 7, 4, tzinfo=UTC))
"""


def _run(env: Mapping[str, str], lines: str, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", lines, *words]
    return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=120)


def _rows(env: Mapping[str, str]) -> list[Any]:
    rows: list[Any] = json.loads(_run(env, TELLS.replace("removed_at", "pk")).stdout)
    return rows


def _stored(folder: Path) -> list[Path]:
    return [found for found in folder.rglob("*") if found.is_file()]


def test_file_whose_process_is_killed_is_seen_by_nobody_and_swept(portal: Mapping[str, str], tmp_path: Path) -> None:
    env = {**portal, "SECO_FILES_DIR": str(tmp_path / "files")}
    for step in STEPS:
        killed = _run(env, SENDS, step)
        assert killed.returncode == -signal.SIGKILL, (step, killed.stderr)
    states = [state for state, _note, _pk in _rows(env)]
    assert states == ["received"] * (len(STEPS) - 2) + ["kept"], "of the first there is no row, and one file is kept"
    assert len(_stored(tmp_path / "files")) == 2, "the one that is kept, and the one whose row does not say so"
    swept = _run(env, SWEEPS)
    assert swept.returncode == 0, swept.stderr
    assert not _stored(tmp_path / "files")
    assert {(state, note) for state, note, _pk in _rows(env)} == {("refused", "interrupted"), ("gone", "")}
