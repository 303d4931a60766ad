"""``scripts/bench members``: the list of members and a search in it, beside a page of one word, as it grows (W4).

Each size of the register is a database of its own, and all are measured in the same rounds. Times are those of the
processor, here and in the database's server. ``scripts/bench members 1000000 25``: up to a million, in 25 rounds.
"""

import sys
from random import Random
from statistics import median
from typing import Any, Final

from scripts.benches.pages import one_word, spent_by_both
from scripts.benches.portal import interval, kept, portal, seconds
from scripts.benches.sizes import asked, grown, growth

SIZES: Final = (10_000, 100_000, 1_000_000)
"""Members, up to as many as the first argument says."""
MOST: Final = 100_000
ROUNDS: Final = 25
WARM: Final = 3
LIST: Final = "/office/members/member/"
RARE: Final = "Zonderling"
"""A name that some have, in every register."""
SOME: Final = 20
LIST_RATIO, DEEP, SEARCH, SLOPE = 5.0, 1.2, 3.0, 0.05
"""The bars: a list to a page of one word, its deepest page to its first, a search to a list, and growth."""
SEARCHED: Final = {
    "a name": f"?q={RARE.lower()}",
    "a piece of a name and a town": f"?q={RARE[2:7].lower()}+proefstad",
    "a piece of an address": "?q=nobody.else",
    "a number": "?q={number}",
}
GROWING: Final = ("list", "deepest page", *(what for what in SEARCHED if what != "a number"))
"""What is as fast in any register; of a number a larger one has more that begin alike, which are all found."""

Times = dict[int, dict[str, list[float]]]
"""Size → what was looked at → seconds, round by round."""


def main(most: int, rounds: int) -> int:
    """Print all figures: 0 when every bar holds."""
    with portal():
        from django.conf import settings  # noqa: PLC0415
        from django.utils import timezone  # noqa: PLC0415

        from seco_portal import scale  # noqa: PLC0415

        settings.ALLOWED_HOSTS, now = ["*"], timezone.now()

        def grow(begin: int, size: int) -> None:
            if not begin:
                _rare()
            took = seconds(lambda: list(scale.seed(size - begin, claims_each=0, seed=1, at=now)))
            print(f"{size:,} members prepared, {size - begin:,} of them made in {took:.0f} s", flush=True)

        return _judged(grown([size for size in SIZES if size <= most] or [most], grow), rounds)


def _rare() -> None:
    """Some members with a name of their own, and who looks at the list."""
    from tests.factories.accounts import with_app  # noqa: PLC0415
    from tests.factories.members import MemberFactory  # noqa: PLC0415
    from tests.people import person  # noqa: PLC0415

    with_app(person("Bench", "back-office"))
    for number in range(SOME):
        MemberFactory(
            user__family_name=RARE, user__email=f"nobody.else.{number}@people.example", town="Proefstad aan Zee"
        )


def _judged(registers: dict[int, Any], rounds: int) -> int:
    times = _rounds(registers, rounds)
    held = []
    for size, each in times.items():
        print(f"W4, {size:,} members: " + ", ".join(f"{what} {median(of) * 1000:.1f} ms" for what, of in each.items()))
        held.append(_told("  the list to a page of one word", each["list"], each["one word"], LIST_RATIO))
        held.append(_told("  its deepest page to its first", each["deepest page"], each["list"], DEEP))
        held += [_told(f"  searching {what} to the list", each[what], each["list"], SEARCH) for what in SEARCHED]
    if len(registers) > 1:
        for what in GROWING:
            middle, good, bad = growth({size: each[what] for size, each in times.items()})
            held.append(kept(f"slope of {what}", middle, good, bad, SLOPE))
    with asked(registers[max(registers)]):
        held.append(_statements())
    return 0 if all(held) else 1


def _rounds(registers: dict[int, Any], rounds: int) -> Times:
    """In each round every page of every register, in any order."""
    from common.office import AT_MOST  # noqa: PLC0415
    from members.admin.people import MemberAdmin  # noqa: PLC0415
    from members.models import Member  # noqa: PLC0415

    chance = Random(0)  # noqa: S311  picks an order, no secret
    times: Times = {size: {} for size in registers}
    clients, last = {}, min(AT_MOST, *registers) // MemberAdmin.list_per_page
    for size, register in registers.items():
        with asked(register):
            clients[size] = _clerk()
    for number in range(rounds + WARM):
        for size in chance.sample(sorted(registers), len(registers)):
            with asked(registers[size]):
                of = Member.objects.filter(user__family_name=RARE).earliest("pk").number
                pages = {"list": "", "deepest page": f"?p={last}", **SEARCHED}
                acts = {what: _look(clients[size], at.format(number=of)) for what, at in pages.items()}
                acts["one word"] = lambda client=clients[size]: one_word(client)
                for what in chance.sample(list(acts), len(acts)):
                    took = spent_by_both(acts[what])
                    if number >= WARM:
                        times[size].setdefault(what, []).append(took)
    return times


def _clerk() -> Any:
    from accounts.models import User  # noqa: PLC0415
    from tests.people import signed_in  # noqa: PLC0415

    return signed_in(User.objects.get(given_name="Bench"))


def _look(client: Any, at: str) -> Any:
    def look() -> None:
        assert client.get(f"{LIST}{at}").status_code == 200  # noqa: S101

    return look


def _statements() -> bool:
    """Whether nothing counts the whole register, and how many statements a page takes."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client, held = _clerk(), []
    for what, at in {"list": "", "a name": SEARCHED["a name"]}.items():
        with CaptureQueriesContext(connection) as queries:
            _look(client, at)()
        counting = [query["sql"] for query in queries if "COUNT(" in query["sql"] and "LIMIT" not in query["sql"]]
        print(f"statements of {what}: {len(queries)}, {len(counting)} of them count a whole table; at most none")
        held.append(not counting)
    return all(held)


def _told(name: str, measured: list[float], against: list[float], bar: float) -> bool:
    ratios = [one / other for one, other in zip(measured, against, strict=True)]
    return kept(name, median(ratios), *interval(measured, against), bar)


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    sys.exit(main(*(given + [MOST, ROUNDS][len(given) :])))
