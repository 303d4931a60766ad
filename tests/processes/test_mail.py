"""Real workers and a real relay: a few lines of ``scripts/drill mail``, which has the whole table."""

import subprocess
from pathlib import Path
from typing import Final

import pytest

pytestmark = pytest.mark.processes

ROOT: Final = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "line",
    [
        "half of the text said: worker killed",
        "answer read, row not written: child killed",
        "three workers race for 150 mails",
        "worker stands still in a mail past its lease",
        "relay answers 550 to one mail",
    ],
)
def test_no_mail_is_lost_and_none_doubled_but_in_the_window(line: str) -> None:
    drill = subprocess.run([ROOT / "scripts" / "drill", "mail", line], capture_output=True, text=True, timeout=120)

    assert drill.returncode == 0, drill.stdout + drill.stderr
    assert "as it must" in drill.stdout
