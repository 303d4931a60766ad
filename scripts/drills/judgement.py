"""``scripts/drill judgement``: a judgement that ends a membership is confirmed while its process is killed.

A real PostgreSQL and processes of their own. For each place a case of its own: the process dies there, and either
nothing or everything is so; then it is confirmed once more, and by two at once, and everything is so once.
"""

import os
import subprocess
import sys
import time
from collections.abc import Collection
from dataclasses import astuple, dataclass
from typing import Any, Final

from scripts import servers
from scripts.benches.portal import ROOT, portal

LIMIT: Final = 120
REFUSED: Final = 3
LINE: Final = "{:<44} {:>9} {:>14} {:>14} {:>8}  {}"


@dataclass(frozen=True, slots=True)
class Found:
    """What is so of a case: closed, titles and memberships ended, notes gone, and whom it was told."""

    closed: bool
    titles: int
    membership: bool
    notes: int
    steps: int
    told: int


def begun(number: int) -> tuple[Any, int]:
    """A proposed judgement that everybody voted for, with a note in its room, and who confirms it."""
    from conduct.enums import Audience  # noqa: PLC0415  Django is set up by now
    from conduct.services import judging, room  # noqa: PLC0415
    from members import services  # noqa: PLC0415
    from members.models import Title  # noqa: PLC0415
    from tests.conduct.cases import CODES, days, deliberating, findings  # noqa: PLC0415
    from tests.factories.members import MemberFactory  # noqa: PLC0415

    about = MemberFactory(user__given_name=f"Drill {number}")
    for code in CODES:
        services.award(about, Title.objects.get(code=code), on=days(0).date(), by=None, at=days(0))
    case, seats = deliberating(about)
    room.write(case, Audience.NOTE, "To be forgotten.", by=seats[1].person, at=days(13))
    made = judging.propose(case, findings(case), "Reasons.", by=seats[0].person, at=days(14))
    for seat in seats[1:]:
        judging.vote(made, agrees=True, words="", by=seat.person, at=days(14))
    return made, seats[1].person.pk


def found(judgement: Any) -> Found:
    """What is so now."""
    from comms.models import Message  # noqa: PLC0415
    from conduct.models import Case  # noqa: PLC0415
    from members.models import Credential, Membership  # noqa: PLC0415

    case = Case.objects.get(pk=judgement.case_id)
    ends = ("conduct.judged", "conduct.case_closed", "conduct.report_closed")
    about = [f"conduct.case:{case.reference}", *(f"conduct.report:{row.reference}" for row in case.reports.all())]
    return Found(
        closed=case.state == "closed",
        titles=Credential.objects.filter(member=case.member, closed_by__kind="revoked").count(),
        membership=not Membership.objects.filter(member=case.member, last_day=None).exists(),
        notes=case.entries.filter(audience="note").count(),
        steps=case.traces.filter(step="judged").count(),
        told=Message.objects.filter(about__in=about, kind__in=ends).count(),
    )


NOTHING: Final = Found(closed=False, titles=0, membership=False, notes=1, steps=0, told=0)
EVERYTHING: Final = Found(closed=True, titles=3, membership=True, notes=0, steps=1, told=6)
"""The member, the case officer, the three of the committee and the reporter are told."""
SAID: Final = {NOTHING: "nothing", EVERYTHING: "everything"}


def confirm(judgement: int, person: int, point: str = "") -> "subprocess.Popen[bytes]":
    """Begin to confirm it in a process of its own."""
    command = [sys.executable, "-m", "scripts.drills.confirming", str(judgement), str(person)]
    return subprocess.Popen(command, env={**os.environ, "DRILL_POINT": point}, cwd=ROOT)


def said(one: Found) -> str:
    """What was found in a word, or the figures where it is neither."""
    return SAID.get(one, "/".join(str(int(value)) for value in astuple(one)))


def main() -> int:
    """Break every place, one line each: 0 when nothing was ever half done."""
    print(LINE.format("killed", "status", "then there is", "once more", "seconds", ""))
    wrong = 0
    with portal():
        from scripts.drills.confirming import POINTS  # noqa: PLC0415

        for number, point in enumerate(POINTS):
            began = time.perf_counter()
            made, person = begun(number)
            status = confirm(made.pk, person, point).wait(LIMIT)
            left = found(made)
            again = confirm(made.pk, person).wait(LIMIT)
            then = found(made)
            done = point == "committed"
            right = (left, then) == (EVERYTHING if done else NOTHING, EVERYTHING) and again == (REFUSED if done else 0)
            wrong += tell(point, status, said(left), said(then), began, right=right and status < 0)
        began = time.perf_counter()
        made, person = begun(len(POINTS))
        ended = _at_once(made, person)
        then = found(made)
        right = then == EVERYTHING and sorted(ended) == [0, REFUSED]
        wrong += tell("by two at once, none killed", sum(ended), "", said(then), began, right=right)
    return int(wrong > 0)


def _at_once(judgement: Any, person: int) -> Collection[int]:
    """Confirmed by two who have not proposed it, at the same time: how each ended."""
    others = judgement.case.seats.exclude(person=judgement.proposed_by_id).values_list("person", flat=True)
    running = [confirm(judgement.pk, other) for other in others]
    assert person in others  # noqa: S101  a drill says what went wrong
    return [process.wait(LIMIT) for process in running]


def tell(name: str, status: int, left: str, then: str, began: float, *, right: bool) -> int:
    """Print a line: 1 for one that is not as it must be."""
    spent = f"{time.perf_counter() - began:.1f}"
    print(LINE.format(name, status, left, then, spent, "as it must" if right else "WRONG"), flush=True)
    return int(not right)


if __name__ == "__main__":
    servers.end_on_sigterm()
    sys.exit(main())
