"""Real workers and a real relay: a few lines of ``scripts/drill mail``, which has the whole table."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psycopg
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


@pytest.fixture
def database() -> Iterator[str]:
    """A database of the tests' own server, migrated as all of them are: that takes longer than a line of the table."""
    server = os.environ["SECO_DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE drill")
        yield f"{server.removesuffix('postgres')}drill"
        connection.execute("DROP DATABASE drill WITH (FORCE)")


def test_no_mail_is_lost_and_none_doubled_but_in_the_window(database: str) -> None:
    command, env = [ROOT / "scripts" / "drill", "mail", *LINES], {**os.environ, "DRILL_DATABASE_URL": database}
    drill = subprocess.run(command, env=env, capture_output=True, text=True, timeout=400)

    assert drill.returncode == 0, drill.stdout + drill.stderr
    told = drill.stdout.splitlines()[1:]
    assert len(told) == len(LINES), drill.stdout
    for line in LINES:
        assert any(row.startswith(line) and row.endswith("as it must") for row in told), drill.stdout
