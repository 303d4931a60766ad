"""A portal to measure: PostgreSQL and Valkey of its own, migrated, and Django set up in this process."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median
from typing import Final

from scripts import servers

ROOT: Final = Path(__file__).resolve().parents[2]


@contextmanager
def portal() -> Iterator[None]:
    """For as long as the block lasts."""
    with servers.postgres() as database, servers.valkey() as queue:
        env = {
            "DJANGO_SETTINGS_MODULE": "seco_portal.settings",
            "SECO_MODE": "test",
            "SECO_SECRET_KEY": "only-for-benches-" * 4,
            "SECO_BASE_URL": "http://127.0.0.1:8000",
            "SECO_DATABASE_URL": database,
            "SECO_REDIS_URL": queue,
            "SECO_MAIL_PER_DOMAIN": "100000000",
            "SECO_LOG_LEVEL": "ERROR",
            "SECO_VERBOSITY": "0",
        }
        os.environ.update(env)
        subprocess.run([ROOT / "scripts" / "serve", "migrate"], check=True)
        import django  # noqa: PLC0415  it reads the environment when it is set up

        django.setup()
        yield


def seconds(act: Callable[[], object]) -> float:
    """How long one call took."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def spent(act: Callable[[], object], server: int) -> float:
    """How many seconds of a processor one call took in this thread and in a server process, without any waiting.

    So it says the same while others keep the machine busy. Where the kernel does not tell (it is not Linux), it is
    what ``seconds`` measures.
    """
    told = Path(f"/proc/{server}/schedstat")
    if not told.exists():
        return seconds(act)
    began = time.thread_time_ns() + int(told.read_text().split()[0])
    act()
    return (time.thread_time_ns() + int(told.read_text().split()[0]) - began) / 1e9


def told(name: str, measured: list[float], against: list[float]) -> str:
    """A line of the table: the median ratio of interleaved rounds, and its extremes."""
    ratios = sorted(one / other for one, other in zip(measured, against, strict=True))
    spread = f"{ratios[0]:.2f} to {ratios[-1]:.2f}"
    return f"{name:<58} {median(ratios):>6.2f}   ({spread}, {len(ratios)} rounds)"


def interval(measured: list[float], against: list[float]) -> tuple[float, float]:
    """Where the median ratio lies with 95 %, by drawing the rounds anew."""
    ratios = [one / other for one, other in zip(measured, against, strict=True)]
    drawn = Random(0)  # noqa: S311  draws rounds anew, no secret
    medians = sorted(median(drawn.choices(ratios, k=len(ratios))) for _time in range(2000))
    return medians[50], medians[-50]


def kept(name: str, middle: float, good: float, bad: float, bar: float) -> bool:
    """A line of the table: whether the bad end of what was measured keeps to the bar."""
    word = "holds" if bad <= bar else "FAILS"
    print(f"{name:<58} {middle:>7.3f}   between {good:.3f} and {bad:.3f}; at most {bar}: {word}", flush=True)
    return bad <= bar
