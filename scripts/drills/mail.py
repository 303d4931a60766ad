"""``scripts/drill mail``: what becomes of mails when workers, queue and relay fail at every step of their way.

Real PostgreSQL (``DRILL_DATABASE_URL``, else one of its own), Valkey, Celery workers and beat, and a real SMTP relay.
Each line of the table queues mails in one act, breaks something, lets beat go on, and counts: rows that say sent,
mails the relay took, mails it took twice. Nothing may be lost, and nothing may arrive twice but one mail cut off
between the relay's yes and our row.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from scripts import servers
from scripts.drills import sink as relays
from scripts.drills.sink import Sink

ROOT: Final = Path(__file__).resolve().parents[2]
MAILS: Final = 8
PATIENCE: Final = 40.0

POINTS: Final = {
    "task taken": 0,
    "connected, nothing leased": 0,
    "batch leased": 0,
    "batch about to be read": 0,
    "words made": 2,
    "sender said": 2,
    "recipient said": 2,
    "half of the text said": 2,
    "text said, answer not read": 2,
    "answer read, row not written": 2,
    "row written": 2,
    "connection about to close": 0,
    "batch done, task not acknowledged": 0,
}
"""Where a process is killed, and how often it passes there before."""
WINDOW: Final = {"text said, answer not read", "answer read, row not written"}

QUEUE: Final = """
import django
django.setup()
from scripts.drills import breaking
from scripts.drills.mail import queue
queue({mails})
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One line of the table: rows by state, mails the relay took, and how many of those more than once."""

    name: str
    mails: int
    sent: int
    failed: int
    taken: int
    twice: int
    seconds: float
    as_it_must: bool


@dataclass(slots=True)
class Portal:
    """A portal of real processes on a database, a queue and a relay of its own."""

    env: dict[str, str]
    folder: Path
    sink: Sink
    valkey: tuple[subprocess.Popen[str], str]
    running: dict[str, subprocess.Popen[str]] = field(default_factory=dict)
    app: str = "scripts.drills.breaking"

    @property
    def flag(self) -> Path:
        """Left behind by whoever broke; holds its process number."""
        return self.folder / "broken"

    def start(self, name: str, *command: str, **more: str) -> None:
        """Start a process of Celery's on the breakable application."""
        celery = [sys.executable, "-m", "celery", "--app", self.app, "--quiet", *command]
        log = self.folder / f"{name}.log"
        self.running[name] = servers.start(celery, log=log, env={**self.env, **more}, cwd=ROOT)

    def worker(self, name: str = "worker", *, point: str = "", how: str = "", after: int = 0) -> None:
        """Start a worker; with a point, it breaks there."""
        more = {"DRILL_BREAK": point, "DRILL_HOW": how, "DRILL_AFTER": str(after)} if point else {}
        options = ("--concurrency", "1", "--without-gossip", "--without-mingle", "--hostname", f"{name}@drill")
        self.start(name, "worker", *options, **more)

    def beat(self) -> None:
        """Start beat, which asks for a delivery every second."""
        self.start("beat", "beat", "--schedule", str(self.folder / "beat"), "--pidfile", "")

    def stop(self) -> None:
        """Stop every process that still runs."""
        servers.stop(*self.running.values(), seconds=3)
        self.running.clear()


def queue(mails: int, first: int = 0) -> None:
    """Queue mails in one act."""
    from django.db import transaction  # noqa: PLC0415  Django is set up by now
    from django.utils import timezone  # noqa: PLC0415

    from comms import outbox  # noqa: PLC0415
    from comms.kinds import KINDS  # noqa: PLC0415

    kind = KINDS["mfa.webauthn_added"]
    numbers = range(first, first + mails)
    with transaction.atomic():
        outbox.queue_many(
            kind, [outbox.Mail(to=f"p{n}@people.example", about=f"mail {n}") for n in numbers], at=timezone.now()
        )


def _states() -> dict[str, int]:
    from django.db.models import Count  # noqa: PLC0415

    from comms.models import Message  # noqa: PLC0415

    return dict(Message.objects.order_by().values_list("state").annotate(Count("pk")))


def _forget() -> None:
    from comms.models import Bounce, Message  # noqa: PLC0415

    Bounce.objects.all().delete()
    Message.objects.all().delete()


def _run(portal: Portal, name: str, act: Callable[[Portal], int], *, may_double: int = 0, fails: int = 0) -> Outcome:
    """Let ``act`` queue and break; wait until no mail has its way before it; count."""
    _forget()
    portal.flag.unlink(missing_ok=True)
    portal.sink.behave()
    began = time.monotonic()
    try:
        mails = act(portal)
        servers.wait_until(
            lambda: _revived(portal) and not {"queued", "sending"} & _states().keys(), seconds=PATIENCE, what=name
        )
        time.sleep(0.5)
    except TimeoutError:
        mails = sum(_states().values())
    finally:
        portal.stop()
    states, times = _states(), portal.sink.times
    twice = sum(count > 1 for count in times.values())
    right = (
        states.get("sent", 0) == mails - fails
        and states.get("failed", 0) == fails
        and len(times) == mails - fails
        and twice <= may_double
        and max(times.values(), default=0) <= 1 + bool(may_double)
    )
    return Outcome(
        name=name,
        mails=mails,
        sent=states.get("sent", 0),
        failed=states.get("failed", 0),
        taken=len(portal.sink.taken),
        twice=twice,
        seconds=time.monotonic() - began,
        as_it_must=right,
    )


def _revived(portal: Portal) -> bool:
    """Start a worker anew when it was killed, as a service manager would."""
    process = portal.running.get("worker")
    if process is not None and process.poll() is not None:
        portal.worker()
    return True


# What is broken ---------------------------------------------------------------------------------------


def _killed(point: str, how: str, after: int) -> Callable[[Portal], int]:
    def act(portal: Portal) -> int:
        portal.worker(point=point, how=how, after=after)
        portal.beat()
        queue(MAILS)
        servers.wait_until(portal.flag.exists, seconds=PATIENCE, what=f"The place “{point}”")
        return MAILS

    return act


def _act_killed(portal: Portal) -> int:
    more = {"DRILL_BREAK": "act committed, broker not told", "DRILL_HOW": "child"}
    subprocess.run([sys.executable, "-c", QUEUE.format(mails=MAILS)], env={**portal.env, **more}, cwd=ROOT, check=False)
    assert portal.flag.exists(), "The act was not killed."  # noqa: S101
    portal.worker()
    portal.beat()
    return MAILS


def _race(portal: Portal) -> int:
    for number in range(3):
        portal.worker(f"racer{number}")
    portal.beat()
    for first in range(0, 150, 10):
        queue(10, first)
    return 150


def _queue_away(portal: Portal) -> int:
    process, url = portal.valkey
    portal.worker()
    portal.beat()
    time.sleep(3)
    process.kill()
    process.wait()
    queue(MAILS)
    time.sleep(3)
    portal.valkey = servers.start_valkey(portal.folder / "valkey.log", url)
    return MAILS


def _answers(answer: Callable[[str, int], str | None]) -> Callable[[Portal], int]:
    def act(portal: Portal) -> int:
        portal.sink.answer = answer
        portal.worker()
        portal.beat()
        queue(MAILS)
        return MAILS

    return act


def _dawdling(**how: Callable[[int], float]) -> Callable[[Portal], int]:
    """The first mail takes longer than a lease; a second worker is there to take over."""

    def act(portal: Portal) -> int:
        for name, seconds in how.items():
            setattr(portal.sink, name, seconds)
        portal.worker("first")
        portal.worker("second")
        portal.beat()
        queue(MAILS)
        return MAILS

    return act


def _stopped(portal: Portal) -> int:
    """A worker stands still in the middle of a mail, longer than its lease, then goes on as if nothing were."""
    portal.worker("sleeper", point="recipient said", how="stop", after=2)
    portal.beat()
    queue(MAILS)
    servers.wait_until(portal.flag.exists, seconds=PATIENCE, what="The worker that stops")
    time.sleep(0.2)
    portal.worker()
    servers.wait_until(lambda: _states().get("sent") == MAILS, seconds=PATIENCE, what="The other worker")
    os.kill(int(portal.flag.read_text()), signal.SIGCONT)
    time.sleep(2)
    return MAILS


Scenario = Callable[[str], Outcome]


def _scenarios(portal: Portal) -> Iterator[tuple[str, Scenario]]:
    """Every line of the table: its name, and what to run for it."""

    def plain(act: Callable[[Portal], int], **expected: int) -> Scenario:
        return lambda name: _run(portal, name, act, **expected)

    yield "act committed, broker not told: act killed", plain(_act_killed)
    for point, after in POINTS.items():
        for how in ("child", "worker"):
            yield f"{point}: {how} killed", plain(_killed(point, how, after), may_double=int(point in WINDOW))
    yield "three workers race for 150 mails", plain(_race)
    yield "queue (Redis) killed, back after 3 s", plain(_queue_away)
    yield "relay away for 4 s", lambda name: _relay_away(portal, name)
    some = {"p1@people.example", "p5@people.example"}
    later = _answers(lambda to, turn: "451 Later" if to in some and turn < 3 else None)
    yield "relay answers 451 to two mails, twice", plain(later)
    never = _answers(lambda to, _turn: "550 Nobody" if to == "p3@people.example" else None)
    yield "relay answers 550 to one mail", plain(never, fails=1)
    yield (
        "relay answers 421 to every mail once",
        plain(_answers(lambda _to, turn: "421 Too many" if turn == 1 else None)),
    )
    slow = _dawdling(dawdle=lambda turn: 5.0 if turn == 1 else 0.0)
    yield "relay waits 5 s before the text, lease is 3 s", plain(slow)
    late = _dawdling(dawdle_after=lambda turn: 5.0 if turn == 1 else 0.0)
    yield "relay waits 5 s after the text, lease is 3 s", plain(late, may_double=1)
    yield "worker stands still in a mail past its lease", plain(_stopped)


def _relay_away(portal: Portal, name: str) -> Outcome:
    """The relay is away when mails are queued, and comes back at the same port."""
    away = Sink(servers.free_port())

    def act(portal: Portal) -> int:
        portal.worker()
        portal.beat()
        queue(MAILS)
        time.sleep(4)
        back.enter_context(relays.running(sink=away))
        return MAILS

    with _elsewhere(portal, away), ExitStack() as back:
        return _run(portal, name, act)


@contextmanager
def _elsewhere(portal: Portal, other: Sink) -> Iterator[None]:
    before, portal.sink = portal.sink, other
    url, portal.env["SECO_MAIL_URL"] = portal.env["SECO_MAIL_URL"], other.url
    try:
        yield
    finally:
        portal.sink, portal.env["SECO_MAIL_URL"] = before, url


@contextmanager
def portal(app: str = "scripts.drills.breaking") -> Iterator[Portal]:
    """Everything a drill needs, and Django set up in this process on the same database and queue."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="seco-drill-")))
        valkey = servers.start_valkey(folder / "valkey.log")
        sink = stack.enter_context(relays.running())
        env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SECO_")},
            "DJANGO_SETTINGS_MODULE": "seco_portal.settings",
            "SECO_MODE": "demonstration",
            "SECO_SECRET_KEY": "only-for-drills-" * 4,
            "SECO_BASE_URL": "http://127.0.0.1:8000",
            "SECO_DATABASE_URL": os.environ.get("DRILL_DATABASE_URL") or stack.enter_context(servers.postgres()),
            "SECO_REDIS_URL": valkey[1],
            "SECO_MAIL_URL": sink.url,
            "SECO_MAIL_PER_DOMAIN": "1000000",
            "SECO_LOG_LEVEL": "ERROR",
            "SECO_VERBOSITY": "0",
            "DRILL_FLAG": str(folder / "broken"),
        }
        subprocess.run([ROOT / "scripts" / "serve", "migrate"], env=env, check=True)
        made = Portal(env=env, folder=folder, sink=sink, valkey=valkey, app=app)
        _set_up(env)
        try:
            yield made
        finally:
            made.stop()
            servers.stop(made.valkey[0])


def _set_up(env: Mapping[str, str]) -> None:
    import django  # noqa: PLC0415

    os.environ.update(env)
    django.setup()


def main(*wanted: str) -> int:
    """Run every scenario whose name holds one of these words, or all without: 0 when all went as they must."""
    wrong = 0
    line = "{:<52} {:>5} {:>5} {:>6} {:>5} {:>5} {:>7}  {}"
    print(line.format("what was broken", "mails", "sent", "failed", "taken", "twice", "seconds", ""))
    with portal() as made:
        for name, scenario in _scenarios(made):
            if not any(words in name for words in wanted or [""]):
                continue
            outcome = scenario(name)
            wrong += not outcome.as_it_must
            verdict = "as it must" if outcome.as_it_must else "WRONG"
            print(
                line.format(
                    outcome.name, outcome.mails, outcome.sent, outcome.failed, outcome.taken, outcome.twice,
                    f"{outcome.seconds:.1f}", verdict,
                ),
                flush=True,
            )  # fmt: skip
        if wrong:
            shutil.copytree(made.folder, ROOT / "var" / "drill", dirs_exist_ok=True)
            print(f"{wrong} went wrong; the logs are in var/drill.")
    return int(wrong > 0)


if __name__ == "__main__":
    servers.end_on_sigterm()
    sys.exit(main(*sys.argv[1:]))
