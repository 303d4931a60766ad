"""Runs the tests on databases and a Valkey of their own, which end with them."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import servers

ROOT: Final = Path(__file__).resolve().parent.parent

# Two at a time; whoever is done first takes over half of what the other still has before it.
TWO: Final = ("-n", "2", "--dist", "worksteal")

# What only PostgreSQL is asked: a page looks the same whichever database answers it (lists, which sort and search, are
# read on both), what asks no database gives the same answer again, what invented people show was written by acts, which
# both are asked (one test starts them), and hundreds of nights are those of one.
SQLITE_TOO: Final = "database and not (browser or doors or pages or processes or demonstration or years) or also_sqlite"

# As manage.py does, without looking for rubbish: a fifth of the time goes there.
MIGRATE: Final = "import gc, runpy; gc.disable(); runpy.run_path('manage.py', run_name='__main__')"


def environment(url: str, redis_url: str, migrated: Path) -> dict[str, str]:
    """What a portal under test reads from its environment, whatever ours says."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SECO_")}
    inherited.pop("PYTHONDONTWRITEBYTECODE", None)  # dozens of processes would each compile everything anew
    return {
        **inherited,
        "SECO_MODE": "test",
        "SECO_SECRET_KEY": "only-for-tests-" * 4,
        "SECO_BASE_URL": "http://127.0.0.1:8000",
        "SECO_DATABASE_URL": url,
        "SECO_REDIS_URL": redis_url,
        "SECO_TESTS_MIGRATED": str(migrated),
    }


def migrate(*environments: Mapping[str, str]) -> int:
    """Bring the databases of these environments to this version, beside each other: 0 when all were brought there."""
    command = [sys.executable, "-c", MIGRATE, "migrate", "--no-input", "--verbosity", "0"]
    running = [subprocess.Popen(command, env=env, cwd=ROOT) for env in environments]
    return max(process.wait() for process in running)


def run(database: str, env: Mapping[str, str], arguments: Sequence[str]) -> int:
    """Pytest on one database: its exit status."""
    began = time.monotonic()
    print(f"== Tests on {database}", flush=True)
    status = subprocess.run([sys.executable, "-m", "pytest", *arguments], env=env, cwd=ROOT, check=False).returncode
    print(f"== {database}: {'passed' if status == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s", flush=True)
    return status


def main(arguments: list[str]) -> int:
    """Everything on both databases, or what the arguments ask on PostgreSQL: 0 only when all passed."""
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="seco-tests-")))
        redis_url = running.enter_context(servers.valkey())
        migrated = folder / "migrated.sqlite3"
        of_file = environment(f"sqlite:///{migrated}", redis_url, migrated)
        statuses = []
        try:
            url = running.enter_context(servers.postgres())
        except FileNotFoundError as missing:
            print(f"== PostgreSQL: FAILED, no test ran. {missing}", file=sys.stderr, flush=True)
            statuses += [1, migrate(of_file)]
        else:
            of_server = environment(url, redis_url, migrated)
            # What PostgreSQL makes a new database of: each worker's is there in a moment.
            template = {**of_server, "SECO_DATABASE_URL": url.removesuffix("postgres") + "template1"}
            if status := migrate(template, *([] if arguments else [of_file])):
                return status
            statuses.append(run("PostgreSQL", of_server, arguments or TWO))
        if not arguments:
            statuses.append(run("SQLite", of_file, [*TWO, "-m", SQLITE_TOO]))
    return max(statuses)


if __name__ == "__main__":
    servers.end_on_sigterm()
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
