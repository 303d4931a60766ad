"""Nights of judging in a process of their own: ``python -m scripts.drills.night DAY[,DAY…] [DUTY]``, in that order.

Chunks are small, so that there are many. ``DRILL_POINT`` says where the process kills itself with SIGKILL (a name of
``POINTS``), ``DRILL_AFTER`` how often that place is passed before, ``DRILL_MINUTES`` how long after its moment the run
begins. Exit status 3: another run is at it.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import Any, Final

import django

django.setup()

from common import duties, jobs  # noqa: E402
from cpe import services  # noqa: E402
from cpe.services import judging  # noqa: E402

CHUNK: Final = 5
_passing: Final = count()


def here() -> None:
    """Die, if this is the time to."""
    if next(_passing) == int(os.environ.get("DRILL_AFTER", "0")):
        os.kill(os.getpid(), signal.SIGKILL)


def before(owner: Any, name: str) -> None:
    """Die before a function is called."""
    real: Callable[..., Any] = getattr(owner, name)

    def broken(*args: Any, **kwargs: Any) -> Any:
        here()
        return real(*args, **kwargs)

    setattr(owner, name, broken)


def after(owner: Any, name: str) -> None:
    """Die once a function has answered."""
    real: Callable[..., Any] = getattr(owner, name)

    def broken(*args: Any, **kwargs: Any) -> Any:
        answer = real(*args, **kwargs)
        here()
        return answer

    setattr(owner, name, broken)


POINTS: Final[dict[str, Callable[[], None]]] = {
    "judged, nothing written": lambda: before(judging, "record_outcomes"),
    "outcomes written, mails not": lambda: after(judging, "record_outcomes"),
    "mails queued, holds not": lambda: before(judging, "_hold"),
    "a chunk done, not committed": lambda: after(judging, "_judge"),
    "a chunk committed": lambda: after(jobs.Job, "_do"),
    "counted, nothing ended": lambda: after(services, "count_night"),
    "titles ended, not committed": lambda: after(services, "end_titles"),
}
"""Where a night can be cut, in the order it goes."""


def main(days: str, duty: str = "cpe.cycles") -> int:
    """Do the duty as of these days."""
    if point := os.environ.get("DRILL_POINT"):
        POINTS[point]()
    defaults: dict[str, Any] = jobs.Job.chunks.__kwdefaults__
    defaults["size"] = CHUNK
    later = timedelta(minutes=int(os.environ.get("DRILL_MINUTES", "0")))
    for day in days.split(","):
        at = duties.moment_of(date.fromisoformat(day))
        try:
            duties.perform(duty, now=at + later, at=at)
        except duties.AlreadyRunning:
            return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
