"""``scripts/bench pages``: a home (W1a) and a report (W1b) beside a page of one word, and as the register grows.

Each size of the register is a database of its own, and all are measured in the same rounds: in a round somebody looks
at the home of a member who holds the same titles and reported the same claims in every one of them. Times are those of
the processor, here and in the database's server, so that it does not matter what else the machine does.
``scripts/bench pages 1000000 0 60``: up to a million members, without claims, in 60 rounds.
"""

import sys
from collections.abc import Callable, Mapping
from random import Random
from statistics import median
from typing import Any, Final
from unittest import mock

from scripts.benches.portal import interval, kept, portal, seconds, spent
from scripts.benches.sizes import asked, grown, growth

SIZES: Final = (10_000, 100_000, 1_000_000)
"""Members, up to as many as the first argument says."""
MOST: Final = 100_000
CLAIMS_EACH: Final = 40
ROUNDS: Final = 100
LOOKS: Final = 3
WARM: Final = 5
REPORT: Final = "/cpe/report/"
RATIO, SLOPE, OF_A_HOME, OF_A_REPORT = 5.0, 0.05, 10, 12
"""The bars: a home to a page of one word, growth, and statements."""

Times = dict[int, dict[str, list[float]]]
"""Size → what was looked at → seconds, round by round."""


def main(most: int, claims_each: int, rounds: int) -> int:
    """Print all figures: 0 when every bar holds."""
    with portal():
        from django.conf import settings  # noqa: PLC0415
        from django.utils import timezone  # noqa: PLC0415

        from seco_portal import scale  # noqa: PLC0415

        settings.ALLOWED_HOSTS, now = ["*"], timezone.now()

        def grow(begin: int, size: int) -> None:
            took = seconds(lambda: list(scale.seed(size - begin, claims_each=claims_each, seed=1, at=now)))
            print(f"{size:,} members prepared, {size - begin:,} of them made in {took:.0f} s", flush=True)

        return judged(grown([size for size in SIZES if size <= most] or [most], grow), rounds)


def judged(registers: Mapping[int, Any], rounds: int) -> int:
    """Measure on these databases, by their sizes, and print: 0 when every bar holds."""
    chance = Random(0)  # noqa: S311  picks members, no secret
    held = []
    homes = _rounds(registers, rounds, chance, _looks)
    for size, times in homes.items():
        _parts(f"W1a, {size:,} members", times)
        ratios = [one / other for one, other in zip(times["home"], times["one word"], strict=True)]
        between = interval(times["home"], times["one word"])
        held.append(kept("  the home to a page of one word", median(ratios), *between, RATIO))
    reports = _rounds(registers, rounds, chance, _reports)
    for size, times in reports.items():
        _parts(f"W1b, {size:,} members", times)
    if len(registers) > 1:
        for name, times in (("home", homes), ("first look at a home", homes), ("report", reports)):
            slope = growth({size: each[name] for size, each in times.items()})
            held.append(kept(f"slope of the {name}", *slope, SLOPE))
    with asked(registers[max(registers)]):
        held += [*_statements_of_homes(chance, rounds), _statements_of_a_report(chance)]
    return 0 if all(held) else 1


def _rounds(
    registers: Mapping[int, Any], rounds: int, chance: Random, act: Callable[[Any, Any, Random], dict[str, float]]
) -> Times:
    """Who holds a title, somebody else in every round, is one of those with the same life in each size."""
    from members.models import Credential  # noqa: PLC0415
    from seco_portal import scale  # noqa: PLC0415

    times: Times = {size: {} for size in registers}
    with asked(registers[min(registers)]):
        members = [f"{scale.ADDRESS}{place}{scale.DOMAIN}" for place in range(min(scale.AT_ONCE, *registers))]
        holding = Credential.objects.filter(closed_by=None, member__user__email__in=members).order_by("member")
        emails = list(dict.fromkeys(holding.values_list("member__user__email", flat=True)))
    for number, email in enumerate(chance.sample(emails, min(rounds + WARM, len(emails)))):
        place = int(email.removeprefix(scale.ADDRESS).removesuffix(scale.DOMAIN))
        for size in chance.sample(sorted(registers), len(registers)):
            with asked(registers[size]):
                client, member = _somebody(chance.randrange(place, size, scale.AT_ONCE))
                took = act(client, member, chance)
            for name, each in took.items():
                if number >= WARM:
                    times[size].setdefault(name, []).append(each)
    return times


def _somebody(place: int) -> tuple[Any, Any]:
    """The member at this place, signed in."""
    from members.models import Member  # noqa: PLC0415
    from seco_portal import scale  # noqa: PLC0415
    from tests.people import signed_in  # noqa: PLC0415

    member = Member.objects.select_related("user").get(user__email=f"{scale.ADDRESS}{place}{scale.DOMAIN}")
    return signed_in(member.user), member


def _looks(client: Any, _member: Any, chance: Random) -> dict[str, float]:
    """A home and a page of one word, each as fast as it comes in three looks; and how long the first look took."""
    times: dict[str, list[float]] = {"one word": [], "home": []}
    looks = {"one word": lambda: one_word(client), "home": lambda: _look(client)}
    one_word(client)
    for _time in range(LOOKS):
        for name in chance.sample(list(times), len(times)):
            times[name].append(spent_by_both(looks[name]))
    return {**{name: min(each) for name, each in times.items()}, "first look at a home": times["home"][0]}


def one_word(client: Any) -> None:
    """Look at a page that shows what every page of somebody signed in shows, and says one word."""
    from seco_portal import selectors, views  # noqa: PLC0415

    with mock.patch.multiple(views, render=_one_word), mock.patch.object(selectors, "home", _nobody):
        _look(client)


def spent_by_both(act: Callable[[], object]) -> float:
    """How many seconds of a processor one call took, here and in the database's server."""
    from django.db import connection  # noqa: PLC0415

    connection.ensure_connection()
    return spent(act, connection.connection.info.backend_pid)


def _look(client: Any) -> None:
    assert client.get("/").status_code == 200  # noqa: S101


def _nobody(*_given: Any, **_named: Any) -> Any:
    return mock.Mock(own=None)


def _one_word(request: Any, *_page: Any) -> Any:
    """What every page of somebody signed in shows, saying one word."""
    from django.http import HttpResponse  # noqa: PLC0415
    from django.template import engines  # noqa: PLC0415

    page = engines["django"].from_string('{% extends "base.html" %}{% block content %}Hello{% endblock %}')
    return HttpResponse(page.render({}, request))


def _reports(client: Any, member: Any, _chance: Random) -> dict[str, float]:
    """A report by its page, as fast as it comes in three."""
    return {"report": min(spent_by_both(_reporting(client, f"{member.pk}, part {time}")) for time in range(LOOKS))}


def _reporting(client: Any, what: str) -> Callable[[], None]:
    from django.utils import timezone  # noqa: PLC0415

    from members.models import Track  # noqa: PLC0415

    typed = {
        "activity": "teaching",
        "completed_on": str(timezone.localdate()),
        "amount": "2",
        "title": f"A course that was never given, {what}",
        "provider": "Nergens Academie",
        "track": str(Track.objects.earliest("pk").pk),
        "not_work": "on",
        "act": "send",
    }

    def send() -> None:
        assert client.post(REPORT, typed).status_code == 302  # noqa: S101

    return send


def _parts(name: str, times: Mapping[str, list[float]]) -> None:
    print(f"{name}: " + ", ".join(f"{what} {median(each) * 1000:.1f} ms" for what, each in times.items()))


def _statements_of_homes(chance: Random, members: int) -> list[bool]:
    """Whether a home takes the same few statements, whatever titles and claims its member has."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from members.models import Member  # noqa: PLC0415

    asked: dict[int, set[tuple[int, int]]] = {}
    for place in chance.sample(range(Member.objects.count()), members):
        client, member = _somebody(place)
        with CaptureQueriesContext(connection) as queries:
            _look(client)
        asked.setdefault(len(queries), set()).add((member.credentials.count(), member.claims.count()))
    for count, having in sorted(asked.items()):
        titles, claims = zip(*having, strict=True)
        most = f"{min(titles)} to {max(titles)} titles, {min(claims)} to {max(claims)} claims"
        print(f"statements of a home: {count}, of members with {most}; at most {OF_A_HOME}")
    return [len(asked) == 1, max(asked) <= OF_A_HOME]


def _statements_of_a_report(chance: Random) -> bool:
    """Whether a report takes few statements and one commit."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from members.models import Credential  # noqa: PLC0415
    from tests.people import signed_in  # noqa: PLC0415

    holding = Credential.objects.filter(closed_by=None)[chance.randrange(1000)]
    act = _reporting(signed_in(holding.member.user), "counted")
    with CaptureQueriesContext(connection) as queries:
        act()
    said = [query["sql"] for query in queries]
    commits = sum(sql.startswith("COMMIT") for sql in said)
    asked = sum("SAVEPOINT" not in sql and not sql.startswith(("BEGIN", "COMMIT")) for sql in said)
    print(f"statements of a report: {asked}, and {commits} commit; at most {OF_A_REPORT}, and one")
    return asked <= OF_A_REPORT and commits == 1


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    sys.exit(main(*(given + [MOST, CLAIMS_EACH, ROUNDS][len(given) :])))
