"""The demonstration: the whole portal on this machine, with invented people, until Ctrl-C.

With ``--on`` its clock is moved ahead to a day, where it stays so many days ahead; it never goes back.
``manage`` does a command of ``manage.py`` beside the demonstration that runs, on its data and by its clock.

Everything it makes stays in ``var/``: keys, database, logs, mails. It starts a Valkey, then brings database, static
files and people up to date, by one process because each takes seconds to begin, then starts the very processes
``scripts/serve`` knows, and stops all when one ends.
"""

import argparse
import fcntl
import hashlib
import os
import secrets
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final, NoReturn
from zoneinfo import ZoneInfo

import badge_key
import seal
import servers

ROOT: Final = Path(__file__).resolve().parent.parent
VAR: Final = ROOT / "var"
LOGS: Final = VAR / "log"
SERVE: Final = ROOT / "scripts" / "serve"
MANAGE: Final = (ROOT / ".venv" / "bin" / "python", ROOT / "manage.py")

# What is generated once and kept in var/demo.env: name, and the bytes of chance in it.
KEYS: Final = {"SECO_SECRET_KEY": 48, "SECO_IDENTITY_KEYS": 48, "SECO_DEMO_PASSWORD": 12}

MOST_AHEAD: Final = timedelta(days=3650)
PATIENCE: Final = 600
"""Seconds until the portal answers; it takes some five of a processor that others may want too."""
CODES_STAND: Final = 20
"""Seconds after which one-time codes that were listed are listed anew."""
RUNNING: Final = VAR / "demo.running"
"""What the processes of the demonstration that runs were given, for commands beside them."""


class CannotStartError(Exception):
    """A sentence that says why the demonstration does not start, or why it stopped."""


def kept_keys(path: Path) -> dict[str, str]:
    """The demonstration's own keys, generated the first time; only the owner can read the file."""
    lines = path.read_text().splitlines() if path.exists() else []
    found = dict(line.split("=", 1) for line in lines if "=" in line)
    keys = {name: found.get(name) or secrets.token_urlsafe(length) for name, length in KEYS.items()}
    if keys != found:
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.write_text("".join(f"{name}={value}\n" for name, value in keys.items()))
    return keys


def kept_seal(folder: Path) -> dict[str, str]:
    """Where the demonstration's own seal is, made the first time."""
    key, certificate = seal.make(folder)
    return {"SECO_SEAL_KEY": str(key), "SECO_SEAL_CERTIFICATE": str(certificate)}


def kept_badge_key(file: Path) -> dict[str, str]:
    """Where the demonstration's own key of badges is, made the first time."""
    return {"SECO_BADGE_KEYS": str(badge_key.make(file))}


def day(text: str) -> date:
    """What was typed as a day. Raises ``ArgumentTypeError``."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a day is written as YYYY-MM-DD") from None


def today() -> date:
    """The day it is where the institute is."""
    return datetime.now(ZoneInfo("Europe/Amsterdam")).date()


def days_ahead(file: Path, on: date | None) -> int:
    """How many days the clock stands ahead, kept for the next start. Raises ``CannotStartError`` for an earlier day."""
    kept = int(file.read_text()) if file.exists() else 0
    stands = today() + timedelta(days=kept)
    if on is None or on == stands:
        return kept
    if on < stands:
        again = "To begin again with fresh data: remove var."
        raise CannotStartError(f"The clock of this demonstration stands at {stands} and goes ahead only. {again}")
    days = (on - today()).days
    if days > MOST_AHEAD.days:
        raise CannotStartError(f"The clock goes ahead by ten years at most: until {today() + MOST_AHEAD}.")
    file.write_text(str(days))
    return days


def environment(port: int, redis_url: str, days: int) -> dict[str, str]:
    """What the processes see: this machine's environment, but of the portal's variables only these."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SECO_")}
    return {
        **inherited,
        **kept_keys(VAR / "demo.env"),
        **kept_seal(VAR / "seal"),
        **kept_badge_key(VAR / "badges" / "key.pem"),
        "SECO_MODE": "demonstration",
        "SECO_BASE_URL": f"http://localhost:{port}",  # by name: a passkey needs one
        "SECO_HOSTS": "127.0.0.1",
        "SECO_REDIS_URL": redis_url,
        "SECO_DAYS_AHEAD": str(days),
        "SECO_WEB_PROCESSES": "1",
        "XDG_CACHE_HOME": str(VAR / "cache"),
        "PYTHONUNBUFFERED": "1",
    }


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log, for people."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return "\n".join(f"    {line}" for line in lines[-count:])


def require_free(port: int) -> None:
    """Refuse a port that somebody uses."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        why = "taken" if port > 1023 or os.geteuid() == 0 else "taken or reserved"
        raise CannotStartError(f"Port {port} is {why}. Choose another: scripts/demo --port {port + 1}") from error


@contextmanager
def only_one() -> Iterator[None]:
    """Hold the checkout's lock: two demonstrations would share one database and one set of logs."""
    VAR.mkdir(exist_ok=True)
    with (VAR / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CannotStartError("A demonstration already runs from this folder. Stop that one first.") from error
        yield


# Bringing things up to date ---------------------------------------------------------------------------


def static_fingerprint() -> str:
    """What the collected static files depend on: our own files, and the packages that bring some."""
    own = (path for path in (ROOT / "static").rglob("*") if path.is_file())
    listed = sorted(f"{path.relative_to(ROOT)} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in own)
    packages = (ROOT / "requirements.lock").read_text()
    return hashlib.sha256("\n".join([*listed, packages]).encode()).hexdigest()


def prepare(step: str, command: servers.Command, env: Mapping[str, str]) -> str:
    """Run one command to its end: what it printed. Raises ``CannotStartError`` when it fails."""
    log, began = LOGS / "prepare.log", time.monotonic()
    done = subprocess.run(
        command,
        env=env,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        process_group=0,
        check=False,
    )
    with log.open("a") as output:
        output.write(f"== {step}, {time.monotonic() - began:.1f} s\n{done.stdout}{done.stderr}\n")
    if done.returncode:
        raise CannotStartError(
            f"This failed: {step}.\n{last_lines(log)}\nThe whole story is in {log.relative_to(ROOT)}."
        )
    return done.stdout


def prepare_all(env: Mapping[str, str]) -> str:
    """Database, people and static files, each only as far as something is missing or changed: the sign-in list."""
    LOGS.mkdir(parents=True, exist_ok=True)
    (LOGS / "prepare.log").write_text("")
    stamp, fingerprint = VAR / "static.stamp", static_fingerprint()
    steps, command = "bring database and people up to date", [*MANAGE, "demonstrate", "--start"]
    if not stamp.exists() or stamp.read_text() != fingerprint or not (VAR / "static").is_dir():
        steps, command = f"collect the static files, {steps}", [*command, "--static"]
    people = prepare(steps, command, env).rstrip()
    stamp.write_text(fingerprint)
    return people


def sign_in_list(env: Mapping[str, str]) -> str:
    """Who can sign in and how, with the one-time codes of this moment."""
    return prepare("list the invented people", [*MANAGE, "demonstrate", "--list"], env).rstrip()


# Running ----------------------------------------------------------------------------------------------


def is_served(port: int) -> bool:
    """Whether the portal says that it can do all its work."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def require_all_alive(processes: Mapping[str, subprocess.Popen[str]]) -> None:
    """Raise ``CannotStartError`` naming the first process that ended."""
    for name, process in processes.items():
        if process.poll() is not None:
            story = last_lines(LOGS / f"{name}.log")
            raise CannotStartError(f"{name} ended by itself ({process.returncode}), so all stops:\n{story}")


def somebody_pressed_enter(seconds: float) -> bool:
    """Wait that long for a line typed into our terminal, when we have one and are in front."""
    if not sys.stdin.isatty() or os.tcgetpgrp(sys.stdin.fileno()) != os.getpgrp():
        time.sleep(seconds)
        return False
    readable, _, _ = select.select([sys.stdin], [], [], seconds)
    if readable and not sys.stdin.readline():
        time.sleep(seconds)  # Ctrl-D: nothing more will come
        return False
    return bool(readable)


def keep_running(env: Mapping[str, str]) -> None:
    """Write down what the processes were given; only the owner can read it."""
    RUNNING.touch(mode=0o600)
    RUNNING.write_text("".join(f"{name}={value}\n" for name, value in env.items() if name.startswith("SECO_")))


def manage(arguments: list[str]) -> NoReturn:
    """Become a command of ``manage.py`` beside the demonstration that runs. Raises ``CannotStartError`` without one."""
    if not RUNNING.exists():
        raise CannotStartError("No demonstration runs from this folder. Start it first: scripts/demo")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SECO_")}
    told = dict(line.split("=", 1) for line in RUNNING.read_text().splitlines())
    quiet = {"SECO_LOG_LEVEL": "ERROR"}
    os.chdir(ROOT)
    os.execve(MANAGE[0], [*map(str, MANAGE), *arguments], {**inherited, **quiet, **told})  # noqa: S606


def run(port: int, on: date | None) -> None:
    """Start all, say how to get in, and stay until Ctrl-C or until one process ends."""
    processes: dict[str, subprocess.Popen[str]] = {}
    try:
        print("Preparing …", flush=True)
        processes["valkey"], redis_url = servers.start_valkey(LOGS / "valkey.log")
        env = environment(port, redis_url, days_ahead(VAR / "demo.ahead", on))
        people, listed = prepare_all(env), time.monotonic()
        for name, command in {
            "web": [SERVE, "web", f"127.0.0.1:{port}"],
            "worker": [SERVE, "worker"],
            "beat": [SERVE, "beat"],
        }.items():
            processes[name] = servers.start(command, log=LOGS / f"{name}.log", env=env, cwd=ROOT)

        def is_up() -> bool:
            require_all_alive(processes)
            return is_served(port)

        keep_running(env)
        servers.wait_until(is_up, seconds=PATIENCE, what="The portal")
        if time.monotonic() - listed > CODES_STAND:
            people = sign_in_list(env)
        print(f"\nThe portal is at {env['SECO_BASE_URL']}/ with these invented people:\n\n{people}\n")
        if env["SECO_DAYS_AHEAD"] != "0":
            moved_to = today() + timedelta(days=int(env["SECO_DAYS_AHEAD"]))
            print(f"Its clock is moved ahead: here it is {moved_to}. Remove var to begin again with fresh data.")
        print("Mails land in var/mail, logs in var/log. To begin again with fresh data: stop, then remove var.")
        keys = "Enter prints fresh one-time codes, " if sys.stdin.isatty() else ""
        print(f"{keys}Ctrl-C stops everything.", flush=True)
        while True:
            if somebody_pressed_enter(0.5):
                print(sign_in_list(env), flush=True)
            require_all_alive(processes)
    finally:
        RUNNING.unlink(missing_ok=True)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # one Ctrl-C is enough
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        queue = processes.pop("valkey", None)  # last: the others say goodbye to it
        servers.stop(*processes.values())
        if queue:
            servers.stop(queue)


def beside(arguments: list[str]) -> int:
    """Do a command of ``manage.py``, or say why not."""
    try:
        manage(arguments)
    except CannotStartError as problem:
        print(problem, file=sys.stderr)
        return 1


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="scripts/demo", description="Starts the portal with invented people.")
    parser.add_argument("--port", type=int, default=8000, help="where to serve on this machine (default: 8000)")
    parser.add_argument("--on", type=day, metavar="YYYY-MM-DD", help="move its clock ahead to that day")
    if sys.argv[1:2] == ["manage"]:
        return beside(sys.argv[2:])
    asked = parser.parse_args()
    port = asked.port
    servers.end_on_sigterm()
    try:
        if not 0 < port < 65536:
            raise CannotStartError("A port is a number from 1 to 65535.")
        with only_one():
            require_free(port)
            run(port, asked.on)
    except KeyboardInterrupt:
        print("\nStopped.")
        return 0
    except (CannotStartError, TimeoutError, RuntimeError, FileNotFoundError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
