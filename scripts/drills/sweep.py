"""``scripts/drill sweep [INSTITUTES]``: nights of random institutes, run on time and in every wrong way.

A real PostgreSQL and processes of their own. The institutes are told day by day with a night after each; then, all at
once, each way in a database of its own: late, twice, two at once, killed at every place, with the clock set back, in
the nights of summer time. Each line counts outcomes and mails: they are to be the same, and what the rules alone say.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from scripts import servers
from scripts.benches.portal import ROOT, portal
from scripts.benches.sizes import asked, copied

INSTITUTES: Final = 40
MOST_KILLS: Final = 30
SUMMER_TIME: Final = [
    date(year, month, day) for year in range(2019, 2028) for month in (3, 10) for day in range(25, 32)
]
"""The last days of March and October: in some night of these an hour is left out, or comes twice."""
LIMIT: Final = 600

Way = Callable[["Database"], int]
Result = list[tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Database:
    """A copy of what was told, the day on which all of it is past, and how processes reach it."""

    name: str
    until: date
    env: Mapping[str, str]

    def night(self, *days: date, duty: str = "cpe.cycles", **more: str) -> subprocess.Popen[bytes]:
        """Begin a night, or several one after the other, in a process of their own."""
        command = [sys.executable, "-m", "scripts.drills.night", ",".join(map(str, days or [self.until])), duty]
        return subprocess.Popen(command, env={**self.env, **more}, cwd=ROOT)

    def done(self, *days: date, duty: str = "cpe.cycles", **more: str) -> int:
        """The same to their end: the exit status."""
        return self.night(*days, duty=duty, **more).wait(LIMIT)


# The ways ---------------------------------------------------------------------------------------------


def _late(made: Database) -> int:
    return made.done()


def _twice(made: Database) -> int:
    return made.done() + made.done()


def _at_once(made: Database) -> int:
    """Two nights and what is judged again, all at the same time; then once more what they left to each other."""
    running = [made.night(), made.night(), made.night(duty="cpe.rechecks"), made.night(duty="cpe.rechecks")]
    ended = {process.wait(LIMIT) for process in running}
    assert ended <= {0, 3}, ended  # noqa: S101  a drill says what went wrong
    return made.done(DRILL_MINUTES="20")


def _killed(point: str) -> Way:
    def act(made: Database) -> int:
        for kill in range(MOST_KILLS):
            passed = {"DRILL_POINT": point, "DRILL_AFTER": str(kill % 3), "DRILL_MINUTES": str(11 * kill)}
            if made.done(**passed) == 0:
                break
        return made.done(DRILL_MINUTES=str(11 * MOST_KILLS))

    return act


def _clock_set_back(made: Database) -> int:
    earlier = [made.until - timedelta(days=days) for days in (400, 1200, 91, 1)]
    return made.done(made.until, *earlier, made.until)


def _summer_time(made: Database) -> int:
    return made.done(*(day for day in SUMMER_TIME if day < made.until), made.until)


def _again_first(made: Database) -> int:
    return made.done(duty="cpe.rechecks") + made.done()


def _ways() -> Iterator[tuple[str, Way]]:
    from scripts.drills.night import POINTS  # noqa: PLC0415  Django is set up by now

    yield "one night, years late", _late
    yield "the same night twice", _twice
    yield "two nights and two rechecks at once", _at_once
    yield "rechecks first, then the night", _again_first
    yield "the clock set back, and on again", _clock_set_back
    yield "only the nights of summer time, then late", _summer_time
    for point in POINTS:
        yield f"killed: {point}", _killed(point)


# What was told, and what came of it ---------------------------------------------------------------------


def _on_time(institutes: Sequence[Any]) -> None:
    """Tell the institutes day by day, with a night after every day on which something could turn."""
    from common import duties  # noqa: PLC0415
    from tests.cpe.institutes import told, turning_days  # noqa: PLC0415

    there = [told(institute) for institute in institutes]
    waiting = [(fact, one) for one in there for fact in one.institute.facts]
    waiting.sort(key=lambda pair: pair[0].on)
    for day in sorted({day for institute in institutes for day in turning_days(institute)}):
        while waiting and waiting[0][0].on < day:
            fact, one = waiting.pop(0)
            one.tell(fact)
        duties.perform("cpe.cycles", now=duties.moment_of(day))


def _all_at_once(institutes: Sequence[Any]) -> None:
    from tests.cpe.institutes import told  # noqa: PLC0415

    for institute in institutes:
        one = told(institute)
        for fact in institute.facts:
            one.tell(fact)


def _results(until: date, *, by_the_rules: bool = False) -> Result:
    """What is recorded of each member, in their order, beside the mails they got; or what the rules say."""
    from comms.models import Message  # noqa: PLC0415
    from members.models import Member  # noqa: PLC0415
    from tests.cpe.institutes import recorded, replayed  # noqa: PLC0415

    kinds = ("cpe.renewed", "cpe.lost", "cpe.stands_again")
    found: Result = []
    for member in Member.objects.order_by("pk"):
        if by_the_rules:
            found.append((replayed(member, until), None))
            continue
        sent = Message.objects.filter(person=member.user, kind__in=kinds).values_list("kind", flat=True)
        found.append((recorded(member), sorted(sent)))
    return found


def _wrong(found: Result, expected: Result) -> str:
    """What differs; of members who read that a title stands again, the mails tell of ways the others never went."""
    others = sum(one[0] != other[0] for one, other in zip(found, expected, strict=True))
    if others:
        return f"{others} members have other outcomes"
    plain = [pair for pair in zip(found, expected, strict=True) if "cpe.stands_again" not in (pair[1][1] or ())]
    mails = sum(one[1] != other[1] for one, other in plain if other[1] is not None)
    return f"{mails} members have other mails" if mails else ""


def main(institutes: int = INSTITUTES) -> int:
    """Run every way, one line each: 0 when all came to the same."""
    line = "{:<46} {:>8} {:>9} {:>6} {:>8}  {}"
    print(line.format("how the nights ran", "members", "outcomes", "mails", "seconds", ""))
    wrong = 0
    with portal():
        from tests.cpe.institutes import invented  # noqa: PLC0415

        _let_the_brake_go()
        all_ = [invented(seed) for seed in range(institutes)]
        until = max(one.until for one in all_)
        began = time.perf_counter()
        with asked(copied("postgres", "on_time")):
            _on_time(all_)
            _last_night(until)
            expected = _results(until)
        told = copied("postgres", "told")
        with asked(told):
            _all_at_once(all_)
            rules = _results(until, by_the_rules=True)
        told.close()

        def tell(name: str, found: Result, against: Result, seconds: float) -> None:
            nonlocal wrong
            verdict = _wrong(found, against)
            wrong += bool(verdict)
            outcomes = sum(len(rows) for of_member, _mails in found for rows in of_member.values())
            mails = sum(len(sent) for _rows, sent in found)
            print(line.format(name, len(found), outcomes, mails, f"{seconds:.1f}", verdict or "as it must"), flush=True)

        tell("on time, night by night, against the rules", expected, rules, time.perf_counter() - began)
        for number, (name, way) in enumerate(_ways()):
            began = time.perf_counter()
            copy = copied("told", f"way_{number}")
            copy.close()
            address = os.environ["SECO_DATABASE_URL"].rpartition("/")[0]
            env = {**os.environ, "SECO_DATABASE_URL": f"{address}/way_{number}"}
            status = way(Database(f"way_{number}", until, env))
            with asked(copy):
                found = _results(until)
            copy.close()
            seconds = time.perf_counter() - began
            if status:
                wrong += 1
                print(line.format(name, "", "", "", f"{seconds:.1f}", f"a night ended with {status}"), flush=True)
            else:
                tell(name, found, expected, seconds)
    return int(wrong > 0)


def _let_the_brake_go() -> None:
    """Years in one night end more titles than it may by itself; here, what comes of them is compared."""
    from cpe.models import CycleTerms  # noqa: PLC0415

    CycleTerms.objects.update(brake_above=10_000)


def _last_night(until: date) -> None:
    from common import duties  # noqa: PLC0415

    duties.perform("cpe.cycles", now=duties.moment_of(until))


if __name__ == "__main__":
    servers.end_on_sigterm()
    sys.exit(main(*map(int, sys.argv[1:])))
