"""``scripts/bench pages``: a home (W1a) and a report (W1b) beside a page of one word, as the register grows."""

import sys
from collections.abc import Callable
from math import log
from random import Random
from statistics import median
from typing import Any, Final
from unittest import mock

from scripts.benches.portal import interval, portal, seconds, told

SIZES: Final = (10_000, 100_000, 1_000_000)
"""Members, up to as many as an argument says, or 100 000."""
CLAIMS_EACH: Final = 40
ROUNDS: Final = 40
WARM: Final = 5
REPORT: Final = "/cpe/report/"
STANDS: Final[dict[str, Any]] = {"credentials__closed_by": None}
"""Of members who hold a title now."""


def main(most: int, claims_each: int) -> int:
    """Print both tables."""
    with portal():
        from django.conf import settings  # noqa: PLC0415
        from django.db import connection  # noqa: PLC0415
        from django.utils import timezone  # noqa: PLC0415

        from seco_portal import scale  # noqa: PLC0415

        settings.ALLOWED_HOSTS = ["*"]
        chance, medians, there = Random(0), {}, 0  # noqa: S311  picks members, no secret
        sizes = [size for size in SIZES if size <= most] or [most]
        for size in sizes:
            began = timezone.now()
            for _done in scale.seed(size - there, claims_each=claims_each, seed=1, at=timezone.now()):
                pass
            took = (timezone.now() - began).total_seconds()
            print(f"{size:,} members seeded, {size - there:,} of them in {took:.1f} s")
            there = size
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
            medians[size] = (_home(chance, there), _report(chance, there))
        _statements(chance, there)
        if len(sizes) > 1:
            for place, name in enumerate(("home", "report")):
                small, big = medians[sizes[0]][place], medians[sizes[-1]][place]
                slope = log(big / small) / log(sizes[-1] / sizes[0])
                print(f"slope of the {name}, {sizes[0]:,} to {sizes[-1]:,} members: {slope:.3f}")
    return 0


def _clients(chance: Random, there: int, many: int = ROUNDS + WARM, **having: Any) -> list[tuple[Any, Any]]:
    """Members drawn from all of them, each signed in; of those that have this."""
    from members.models import Member  # noqa: PLC0415
    from tests.people import signed_in  # noqa: PLC0415

    emails = [f"scale-{place}@people.example" for place in chance.sample(range(there), many * 2)]
    members = Member.objects.filter(user__email__in=emails, **having).select_related("user").distinct()
    return [(signed_in(member.user), member) for member in members[:many]]


def _home(chance: Random, there: int) -> float:
    """The home of members drawn at random, each beside a bare page, and beside itself without its reads."""
    from seco_portal import selectors, views  # noqa: PLC0415

    times: dict[str, list[float]] = {"whole": [], "bare": [], "without": []}
    reads = selectors.home
    for place, (client, _member) in enumerate(_clients(chance, there)):
        kept: list[Any] = []

        def keep(*given: Any, kept: list[Any] = kept, **named: Any) -> Any:
            kept.append(reads(*given, **named))
            return kept[0]

        with mock.patch.object(selectors, "home", keep):
            _look(client)
        rounds = {
            "whole": (reads, views.render),
            "bare": (lambda *_given, **_named: mock.Mock(own=None), _one_word),
            "without": (lambda *_given, kept=kept, **_named: kept[0], views.render),
        }
        for name in chance.sample(list(rounds), len(rounds)):
            found, drawn = rounds[name]
            with mock.patch.object(selectors, "home", found), mock.patch.object(views, "render", drawn):
                took = seconds(lambda client=client: _look(client))  # type: ignore[misc]
            if place >= WARM:
                times[name].append(took)
    whole, bare, without = times.values()
    print(f"  W1a, the home: {median(whole) * 1000:.1f} ms; a page of one word: {median(bare) * 1000:.1f} ms")
    _told("  the home beside a page of one word (F_bare)", whole, bare)
    _told("  the home beside itself without its reads", whole, without)
    return median(whole)


def _look(client: Any) -> None:
    assert client.get("/").status_code == 200  # noqa: S101


def _one_word(request: Any, *_page: Any) -> Any:
    """What every page of somebody signed in shows, saying one word."""
    from django.http import HttpResponse  # noqa: PLC0415
    from django.template import engines  # noqa: PLC0415

    page = engines["django"].from_string('{% extends "base.html" %}{% block content %}Hello{% endblock %}')
    return HttpResponse(page.render({}, request))


def _told(name: str, measured: list[float], against: list[float]) -> None:
    print(told(name, measured, against))
    print("    its median lies between {:.2f} and {:.2f}".format(*interval(measured, against)))


def _report(chance: Random, there: int) -> float:
    """Reports of members drawn at random: the page where there is one, else the act alone."""
    times = []
    for place, (client, member) in enumerate(_clients(chance, there, **STANDS)):
        act = _reporting(client, member)
        took = seconds(act)
        if place >= WARM:
            times.append(took)
    print(f"  W1b, a report: {median(times) * 1000:.1f} ms")
    return median(times)


def _reporting(client: Any, member: Any) -> Callable[[], object]:
    from decimal import Decimal  # noqa: PLC0415

    from django.utils import timezone  # noqa: PLC0415

    from cpe import services  # noqa: PLC0415
    from members.models import Track  # noqa: PLC0415

    today = timezone.localdate()
    typed = {
        "activity": "teaching",
        "completed_on": str(today),
        "amount": "2",
        "title": f"A course that was never given, {member.pk}",
        "provider": "Nergens Academie",
        "track": str(Track.objects.earliest("pk").pk),
        "not_work": "on",
        "act": "send",
    }
    details = services.Details(title=typed["title"], provider=typed["provider"])
    about: dict[str, Any] = {"activity": "teaching", "completed_on": today, "amount": Decimal(2), "details": details}
    if client.get(REPORT).status_code != 200:
        return lambda: services.report(member, **about, by=member.user, at=timezone.now())

    def send() -> None:
        assert client.post(REPORT, typed).status_code == 302  # noqa: S101

    return send


def _statements(chance: Random, there: int) -> None:
    """How many a home takes, by how many titles and claims its member has; and a report, with its transactions."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    asked: dict[int, set[tuple[int, int]]] = {}
    for client, member in _clients(chance, there):
        with CaptureQueriesContext(connection) as queries:
            _look(client)
        asked.setdefault(len(queries), set()).add((member.credentials.count(), member.claims.count()))
    for count, having in sorted(asked.items()):
        titles, claims = zip(*having, strict=True)
        most = f"{min(titles)} to {max(titles)} titles, {min(claims)} to {max(claims)} claims"
        print(f"statements of a home: {count}, of members with {most}")
    client, member = _clients(chance, there, **STANDS)[0]
    act = _reporting(client, member)
    with CaptureQueriesContext(connection) as queries:
        act()
    commits = sum(query["sql"].startswith("COMMIT") for query in queries)
    savepoints = sum("SAVEPOINT" in query["sql"] for query in queries)
    marks = sum(query["sql"].startswith(("BEGIN", "COMMIT")) for query in queries) + savepoints
    asked_in_all = len(queries) - marks
    how = "by its page" if client.get(REPORT).status_code == 200 else "the act alone"
    print(f"statements of a report, {how}: {asked_in_all}, and {commits} commit")


if __name__ == "__main__":
    sizes = [int(given) for given in sys.argv[1:]] or [100_000]
    sys.exit(main(sizes[0], sizes[1] if len(sizes) > 1 else CLAIMS_EACH))
