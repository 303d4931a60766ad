"""A judgement confirmed in a process of its own: ``python -m scripts.drills.confirming JUDGEMENT PERSON`` (numbers).

``DRILL_POINT`` says where the process kills itself with SIGKILL (a name of ``POINTS``). Exit status 3: it was refused.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any, Final

import django

django.setup()

from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from common.errors import DomainError  # noqa: E402
from conduct.models import Judgement  # noqa: E402
from conduct.services import judging  # noqa: E402
from members.services import revoking  # noqa: E402


def before(owner: Any, name: str) -> None:
    """Die before a function is called."""

    def broken(*_args: Any, **_kwargs: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, broken)


def after(owner: Any, name: str) -> None:
    """Die once a function has answered."""
    real: Callable[..., Any] = getattr(owner, name)

    def broken(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, broken)


POINTS: Final[dict[str, Callable[[], None]]] = {
    "locked, nothing written": lambda: after(judging, "_locked"),
    "judgement confirmed, nothing ended": lambda: before(judging, "revoke"),
    "titles about to end": lambda: before(revoking, "record_outcomes"),
    "titles ended, revocation not recorded": lambda: after(revoking, "record_outcomes"),
    "membership and titles ended, case open": lambda: after(judging, "revoke"),
    "case closed, notes there": lambda: before(judging, "_forget_notes"),
    "notes gone, nobody told": lambda: before(judging, "_tell"),
    "member told, reporter not": lambda: before(judging.report_emails, "to_reporter"),
    "everybody told, not committed": lambda: after(judging, "_tell"),
    "committed": lambda: after(judging, "confirm"),
}
"""Where a confirmation can be cut, in the order it goes."""


def main(judgement: int, person: int) -> int:
    """Confirm it, as this person, now."""
    if point := os.environ.get("DRILL_POINT"):
        POINTS[point]()
    row = Judgement.objects.select_related("case__member").get(pk=judgement)
    try:
        judging.confirm(row, by=User.objects.get(pk=person), at=timezone.now())
    except DomainError:
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
