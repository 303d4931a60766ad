"""Real workers and a real relay: a few lines of ``scripts/drill mail``, which has the whole table."""

import subprocess
from pathlib import Path
from typing import Final

import pytest

pytestmark = pytest.mark.processes

ROOT: Final = Path(__file__).resolve().parents[2]


LINES: Final = (
    "half of the text said: worker killed",
    "answer read, row not written: child killed",
    "three workers race for 150 mails",
    "worker stands still in a mail past its lease",
    "relay answers 550 to one mail",
)


def test_no_mail_is_lost_and_none_doubled_but_in_the_window() -> None:
    drill = subprocess.run([ROOT / "scripts" / "drill", "mail", *LINES], capture_output=True, text=True, timeout=400)

    assert drill.returncode == 0, drill.stdout + drill.stderr
    told = drill.stdout.splitlines()[1:]
    assert len(told) == len(LINES), drill.stdout
    for line in LINES:
        assert any(row.startswith(line) and row.endswith("as it must") for row in told), drill.stdout
