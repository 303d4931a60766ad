"""``scripts/bench rules``: the rules alone, claims a second and growth (W8); everybody's balance beside SQL (W5')."""

import gc
import math
import random
import sys
import tracemalloc
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from statistics import median
from typing import Any, Final

from scripts.benches.portal import portal, seconds, told

ROUNDS: Final = 15
MEMBERS: Final = 10_000
CLAIMS_EACH: Final = 12
ON: Final = date(2026, 6, 1)
FIRST: Final = date(2024, 1, 1)

BY_HAND: Final = """
WITH decided AS (
    SELECT DISTINCT ON (claim_id) claim_id, status, granted FROM cpe_ledgerline
    WHERE decided_on <= %(on)s ORDER BY claim_id, id DESC
), worth AS (
    SELECT credential.id AS credential, claim.reported_on < version.annual_from AS beside,
        COALESCE(shared.key || '*', activity.key) AS room,
        COALESCE(shared.year_cap, activity.year_cap, 1000000000) AS room_cap,
        version.annual_factor * numbers.year_target / 100 AS annual_cap,
        (claim.completed_on >= cycle.first_day + interval '1 year')::int
            + (claim.completed_on >= cycle.first_day + interval '2 years')::int AS year,
        CASE WHEN claim.attended * 100 < claim.amount * activity.attendance THEN 0 ELSE
            LEAST(
                COALESCE(
                    decided.granted,
                    claim.amount * activity.credits / (activity.per * activity.step) * activity.step
                ),
                activity.item_cap
            ) END AS credits
    FROM members_credential credential
    JOIN members_title title ON title.id = credential.title_id
    JOIN members_cycle cycle ON cycle.credential_id = credential.id AND cycle.waits
    JOIN cpe_policyversion version ON version.state = 'published'
    JOIN cpe_levelnumbers numbers ON numbers.version_id = version.id AND numbers.level_id = title.level_id
    JOIN cpe_claim claim ON claim.member_id = credential.member_id AND claim.reported_on <= %(on)s
        AND claim.completed_on >= cycle.first_day AND claim.completed_on < cycle.first_day + interval '3 years'
    JOIN decided ON decided.claim_id = claim.id AND decided.status = 'accepted'
    JOIN cpe_activitytype activity ON activity.version_id = version.id AND activity.key = claim.activity
    LEFT JOIN cpe_capgroup shared ON shared.id = activity.group_id
), by_room AS (
    SELECT credential, year, annual_cap, room_cap,
        LEAST(room_cap, COALESCE(SUM(credits) FILTER (WHERE beside), 0)) AS beside,
        COALESCE(SUM(credits) FILTER (WHERE NOT beside), 0) AS limited
    FROM worth GROUP BY credential, year, annual_cap, room, room_cap
), by_year AS (
    SELECT credential, SUM(beside) + LEAST(annual_cap, SUM(LEAST(limited, room_cap - beside))) AS counted
    FROM by_room GROUP BY credential, year, annual_cap
)
SELECT credential, SUM(counted)::bigint FROM by_year GROUP BY credential
"""
"""The same totals, written for the shipped version alone: where the annual limit bites, earlier reports come first."""


def main() -> int:
    """Print both tables."""
    with portal():
        _rules_alone()
        _everybody()
    return 0


def _rules_alone() -> None:
    from cpe.rules.cycles import Case  # noqa: PLC0415
    from cpe.rules.policy import Policies  # noqa: PLC0415
    from cpe.shipped import POLICY  # noqa: PLC0415
    from members.rules.cycles import Window  # noqa: PLC0415

    policies, chance = Policies([POLICY]), random.Random(8)  # noqa: S311  the same every time
    print(f"W8, the rules alone, in one process: median of {ROUNDS} interleaved rounds")
    for name, on in (("a running cycle", ON), ("a cycle that is over", date(2027, 2, 1))):
        sizes = (10_000, 40_000, 160_000)
        cases = {
            size: [
                Case(level="practitioner", first=Window(number=1, first=FIRST), claims=_claims(POLICY, chance))
                for _ in range(size // CLAIMS_EACH)
            ]
            for size in sizes
        }
        times: dict[int, list[float]] = {size: [] for size in sizes}
        for _round in range(ROUNDS):
            for size in sizes:
                times[size].append(seconds(partial(_judge_all, policies, cases[size], on)))
        rates = ", ".join(f"{size / median(times[size]):,.0f}" for size in sizes)
        slope = math.log(median(times[sizes[-1]]) / median(times[sizes[0]])) / math.log(sizes[-1] / sizes[0])
        print(f"{name:<30} {rates} claims a second for {sizes[0]:,}, {sizes[1]:,}, {sizes[2]:,}; slope {slope:.2f}")


def _judge_all(policies: Any, cases: list[Any], on: date) -> None:
    from cpe.rules.cycles import judge  # noqa: PLC0415

    for case in cases:
        judge(policies, case, on)


def _claims(policy: Any, chance: random.Random) -> list[Any]:
    from cpe.enums import ClaimStatus  # noqa: PLC0415
    from cpe.rules.claims import Claim, Decision  # noqa: PLC0415

    return [
        Claim(
            id=str(number),
            activity=activity.key,
            completed_on=done,
            reported_on=reported,
            amount=amount,
            attended=amount if activity.attendance else None,
            decisions=(
                Decision(on=reported, status=ClaimStatus.ACCEPTED, granted=None if activity.credits is not None else 8),
            ),
        )
        for number, (activity, done, reported, amount) in enumerate(_at_random(policy, chance))
    ]


def _at_random(policy: Any, chance: random.Random) -> Iterator[tuple[Any, date, date, int]]:
    """What a member reports in a cycle: an activity, its day, the day of the report, and how much."""
    activities = list(policy.activities.values())
    for _ in range(CLAIMS_EACH):
        activity, done = chance.choice(activities), FIRST + timedelta(days=chance.randrange(880))
        yield activity, done, done + timedelta(days=chance.randrange(60)), chance.randrange(1, 4) * 10_000


def _everybody() -> None:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from cpe import selectors  # noqa: PLC0415

    members = _fill()
    policies = selectors.policies()

    def by_hand() -> dict[int, int]:
        with connection.cursor() as cursor:
            cursor.execute(BY_HAND, {"on": ON})
            return dict(cursor.fetchall())

    def by_rules(some: list[int]) -> Iterator[tuple[int, int]]:
        for begin in range(0, len(some), 2000):
            for balance in selectors.balances(some[begin : begin + 2000], ON):
                yield balance.credential.pk, balance.judged(policies, ON).tally.counted

    expected = by_hand()
    found = {credential: counted for credential, counted in by_rules(members) if counted}
    assert found == {credential: counted for credential, counted in expected.items() if counted}  # noqa: S101
    hand, rules = [], []
    for _round in range(ROUNDS):
        hand.append(seconds(by_hand))
        rules.append(seconds(lambda: sum(counted for _, counted in by_rules(members))))
    print(f"W5', {len(members):,} members, {len(members) * CLAIMS_EACH:,} claims, PostgreSQL; the same totals")
    print(told("balances of everybody by the rules, beside SQL by hand", rules, hand))
    with CaptureQueriesContext(connection) as asked:
        sum(counted for _, counted in by_rules(members))
    print(f"statements: {len(asked)} for {math.ceil(len(members) / 2000)} chunks of 2 000 members")
    for some in (members[: len(members) // 4], members):
        gc.collect()
        tracemalloc.start()
        sum(counted for _, counted in by_rules(some))
        print(f"peak memory over {len(some):,} members: {tracemalloc.get_traced_memory()[1] / 1e6:.1f} MB")
        tracemalloc.stop()


def _fill() -> list[int]:
    """A register with its ledger, seeded: members with one title or two, all in their first cycle."""
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from accounts.models import User  # noqa: PLC0415
    from common.money import from_parts  # noqa: PLC0415
    from cpe.models import Claim, LedgerLine  # noqa: PLC0415
    from cpe.shipped import POLICY  # noqa: PLC0415
    from members.models import Credential, Cycle, Member, Title  # noqa: PLC0415

    at, chance, many = timezone.now(), random.Random(5), {"batch_size": 5000}  # noqa: S311
    users = User.objects.bulk_create((User(email=f"m{n}@b.example", given_name="B") for n in range(MEMBERS)), **many)
    members = Member.objects.bulk_create(
        (Member(user=user, number=100_000 + n, registered_on=FIRST) for n, user in enumerate(users)), **many
    )
    titles = [Title.objects.get(code=code) for code in ("S-ISP", "S-CISO")]
    held = [(member, title) for member in members for title in titles[: chance.choice((1, 1, 2))]]
    credentials = Credential.objects.bulk_create(
        (Credential(member=member, title=title, awarded_on=FIRST, awarded_at=at) for member, title in held), **many
    )
    Cycle.objects.bulk_create((Cycle(credential=held, number=1, first_day=FIRST) for held in credentials), **many)
    claims, granted = [], []
    for member in members:
        for activity, done, reported, amount in _at_random(POLICY, chance):
            worth = from_parts(amount, 10_000)
            attended = worth if activity.attendance else None
            told_ = {"completed_on": done, "reported_on": reported, "amount": worth, "attended": attended}
            claims.append(Claim(member=member, activity=activity.key, state="accepted", **told_))
            granted.append(None if activity.credits is not None else 2)
    Claim.objects.bulk_create(claims, **many)
    LedgerLine.objects.bulk_create(
        (
            LedgerLine(claim=claim, status="accepted", decided_on=claim.reported_on, granted=grant, recorded_at=at)
            for claim, grant in zip(claims, granted, strict=True)
        ),
        **many,
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return [member.pk for member in members]


if __name__ == "__main__":
    sys.exit(main())
