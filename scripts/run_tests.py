"""Runs the tests on databases and a Valkey of their own, which end with them."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import servers

ROOT: Final = Path(__file__).resolve().parent.parent

# Two at a time; whoever is done first takes over half of what the other still has before it.
TWO: Final = ("-n", "2", "--dist", "worksteal")

# What only PostgreSQL is asked: a page looks the same whichever database answers it, and what asks no database
# gives the same answer again.
SQLITE_TOO: Final = "database and not (browser or doors or processes) or also_sqlite"


def run(database: str, url: str, redis_url: str, arguments: Sequence[str]) -> int:
    """Pytest on one database: its exit status."""
    began = time.monotonic()
    print(f"== Tests on {database}", flush=True)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SECO_")}
    env = {
        **inherited,
        "SECO_MODE": "test",
        "SECO_SECRET_KEY": "only-for-tests-" * 4,
        "SECO_BASE_URL": "http://127.0.0.1:8000",
        "SECO_DATABASE_URL": url,
        "SECO_REDIS_URL": redis_url,
    }
    status = subprocess.run([sys.executable, "-m", "pytest", *arguments], env=env, cwd=ROOT, check=False).returncode
    print(f"== {database}: {'passed' if status == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s", flush=True)
    return status


def main(arguments: list[str]) -> int:
    """Everything on both databases, or what the arguments ask on PostgreSQL: 0 only when all passed."""
    with ExitStack() as running:
        folder = running.enter_context(tempfile.TemporaryDirectory(prefix="seco-tests-"))
        redis_url = running.enter_context(servers.valkey())
        statuses = []
        try:
            url = running.enter_context(servers.postgres())
        except FileNotFoundError as missing:
            print(f"== PostgreSQL: FAILED, no test ran. {missing}", file=sys.stderr, flush=True)
            statuses.append(1)
        else:
            statuses.append(run("PostgreSQL", url, redis_url, arguments or TWO))
        if not arguments:
            url = f"sqlite:///{folder}/tests.sqlite3"
            statuses.append(run("SQLite", url, redis_url, [*TWO, "-m", SQLITE_TOO]))
    return max(statuses)


if __name__ == "__main__":
    servers.end_on_sigterm()
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
