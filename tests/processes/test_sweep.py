"""A night swept by hand while its reader leaves: it is done to its end, in silence, and its status is its own."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest

pytestmark = pytest.mark.processes

ROOT: Final = Path(__file__).resolve().parents[2]
DONE: Final = """
from common.models import DutyState
print(*DutyState.objects.filter(ended_at__isnull=False).values_list("name", flat=True))
"""
ORDER: Final = "from seco_portal.sweeping import ORDER; print(*ORDER)"


def half_read(portal: Mapping[str, str], *words: str) -> tuple[bytes, int, str]:
    """The first line of a command, whose reader leaves then; its status, and what it complained of."""
    command = [sys.executable, "manage.py", *words]
    with subprocess.Popen(command, env=portal, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        first = running.stdout.readline()
        running.stdout.close()
        complaints = running.stderr.read().decode()
    return first, running.returncode, complaints


@pytest.mark.parametrize("tried", [False, True])
def test_a_sweep_whose_reader_leaves_goes_on_to_its_end(
    portal: Mapping[str, str], shell: Callable[[str], str], tried: bool
) -> None:
    assert shell(DONE) == ""
    first, status, complaints = half_read(portal, "sweep", *(["--dry-run"] if tried else []))
    assert first.startswith(b"Sweep of ")
    assert "BrokenPipe" not in complaints
    assert "Traceback" not in complaints
    assert status == 0
    assert set(shell(DONE).split()) == (set() if tried else set(shell(ORDER).split()))


def test_a_duty_whose_reader_leaves_ends_quietly(portal: Mapping[str, str]) -> None:
    first, status, complaints = half_read(portal, "duty", "members.documents")
    assert first.startswith(b"members.documents on ")
    assert (status, "Traceback" in complaints) == (0, False)
