"""What counts: every limit alone, in its order, and what must hold of any claims at all."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpe.enums import ClaimStatus, Loss
from cpe.rules.caps import tally
from cpe.rules.policy import CREDIT, Policies
from cpe.shipped import POLICY
from members.rules.cycles import Window
from tests.cpe.cases import DAY, FIRST_DAYS, SHIPPED, claim, claims_of, many_claims, told

FIRST = date(2025, 1, 1)
TARGET = 20 * CREDIT


def count(
    claims, *, first=FIRST, target=TARGET, policies=SHIPPED, on=date(2040, 1, 1), last_day=date(2040, 1, 1), **more
):
    return tally(policies, Window(number=1, first=first), target, claims, on=on, last_day=last_day, **more)


def test_webinars_count_ten_a_year_in_order_of_completion():
    claims = [claim("webinar-attended", "1", attended="1", done=FIRST + n * DAY, name=f"w{n}") for n in range(12)]
    lost = [trace.claim.id for trace in count(reversed(claims)).traces if trace.losses == ((Loss.ACTIVITY_CAP, 4),)]
    assert lost == ["w10", "w11"]
    assert told(count(claims).counted) == "10.00"


def test_books_and_articles_share_their_room():
    claims = [claim("book", "400", done=FIRST, name="b"), claim("article-read", "300", done=FIRST + DAY, name="a")]
    assert [told(trace.counted) for trace in count(claims).traces] == ["4.00", "1.00"]


def test_the_annual_limit_takes_what_is_above_twice_the_target_and_a_new_year_has_room_again():
    claims = [
        claim("other-course", "50", done=FIRST, name="a"),
        claim("teaching", "5", done=date(2026, 1, 1), name="b"),
    ]
    assert [trace.losses for trace in count(claims).traces] == [((Loss.ANNUAL_CAP, 10 * CREDIT),), ()]
    assert [told(year) for year in count(claims).years] == ["40.00", "5.00", "0.00"]


def test_what_was_reported_before_the_annual_limit_counts_beside_it():
    done = date(2024, 12, 20)
    early = claim("other-course", "50", done=done, name="early")
    late = claim("other-course", "45", done=done, reported=date(2025, 1, 1), name="late")
    counted = count([early, late], first=date(2024, 1, 1))
    assert {trace.claim.id: told(trace.counted) for trace in counted.traces} == {"early": "50.00", "late": "40.00"}


def test_a_later_report_never_takes_the_room_of_one_before_the_annual_limit():
    """Ten webinar hours reported in 2024, forty hours under the limit; then ten webinar hours more."""
    first = date(2024, 1, 1)
    before = claim("webinar-attended", "3", attended="3", done=date(2024, 12, 20), name="before")
    under = claim("other-course", "40", done=date(2024, 11, 1), reported=date(2025, 1, 2), name="under")
    befores = [replace(before, id=f"before{n}") for n in range(3)]
    more = [
        claim("webinar-attended", "3", attended="3", done=date(2024, 11, 2), reported=date(2025, 1, 3), name=f"more{n}")
        for n in range(3)
    ]
    assert told(count([*befores, under], first=first).counted) == "49.00"
    assert told(count([*befores, under, *more], first=first).counted) == "49.00"
    assert [told(t.counted) for t in count([*befores, *more], first=first).traces] == ["3.00"] * 3 + [
        "1.00",
        "0.00",
        "0.00",
    ]


def test_claims_of_two_versions_each_keep_to_the_limits_of_theirs():
    second = replace(POLICY, name="second", effective_on=date(2025, 7, 1))
    claims = [
        claim("podcast", "30", done=date(2025, 6, 30), name="a"),
        claim("podcast", "30", done=date(2025, 7, 1), name="b"),
    ]
    assert told(count(claims).counted) == "5.00"
    assert told(count(claims, policies=Policies([POLICY, second])).counted) == "10.00"


def test_an_activity_the_version_does_not_know_brings_nothing():
    without = replace(POLICY, activities={})
    (trace,) = count([claim("teaching", "6", done=FIRST)], policies=Policies([without])).traces
    assert (trace.credits, trace.losses, trace.counted) == (0, (), 0)


@pytest.mark.parametrize(
    ("given_", "losses"),
    [
        ({"status": "pending"}, ((Loss.NOT_ACCEPTED, 24),)),
        ({"status": "denied"}, ((Loss.NOT_ACCEPTED, 24),)),
        ({"status": "appealed"}, ((Loss.NOT_ACCEPTED, 24),)),
        ({"status": "withdrawn"}, ((Loss.NOT_ACCEPTED, 24),)),
        ({"reported": date(2028, 4, 1)}, ((Loss.LATE, 24),)),
        ({"reported": date(2028, 3, 31)}, ()),
    ],
)
def test_what_is_not_accepted_or_late_is_lost_whole(given_, losses):
    (trace,) = count([claim("teaching", "6", done=date(2027, 12, 31), **given_)], last_day=date(2028, 3, 31)).traces
    assert trace.losses == losses


def naive_total(claims, first, target):
    """The most the limits allow, by another way: claims reported before 2025 first, one quarter at a time."""
    window = Window(number=1, first=first)
    total = 0
    for year in range(3):
        rooms, annual = {}, 2 * target
        ours = [c for c in claims if window.holds(c.completed_on) and window.year_of(c.completed_on) == year]
        for one in sorted(ours, key=lambda c: c.reported_on >= date(2025, 1, 1)):
            (trace,) = count([one], first=first, target=10**9).traces
            activity = POLICY.activities[one.activity]
            worth = trace.credits - sum(lost for rule, lost in trace.losses if rule is not Loss.ACTIVITY_CAP)
            key = activity.group or activity.key
            cap = 5 * CREDIT if activity.group else activity.year_cap
            for _ in range(worth):
                if cap is not None and rooms.get(key, 0) >= cap:
                    break
                if one.reported_on >= date(2025, 1, 1):
                    if not annual:
                        break
                    annual -= 1
                rooms[key] = rooms.get(key, 0) + 1
                total += 1
    return total


@st.composite
def heaps(draw, **more):
    first = draw(FIRST_DAYS)
    return first, draw(many_claims(first, **more)), draw(st.sampled_from([20 * CREDIT, 40 * CREDIT, 3]))


@settings(max_examples=750, deadline=None)
@given(heaps(), st.randoms(use_true_random=False))
def test_order_never_changes_a_total_and_nothing_is_lost_unseen(heap, random: Random):
    first, claims, target = heap
    window = Window(number=1, first=first)
    straight = count(claims, first=first, target=target, last_day=window.last_day)
    random.shuffle(claims)
    assert count(claims, first=first, target=target, last_day=window.last_day) == straight
    for trace in straight.traces:
        assert trace.counted + sum(lost for _, lost in trace.losses) == trace.credits
        assert trace.counted >= 0
        assert all(lost > 0 for _, lost in trace.losses)
        order = [*Loss]
        assert [order.index(rule) for rule, _ in trace.losses] == sorted(
            {order.index(rule) for rule, _ in trace.losses}
        )
    assert sum(trace.counted for trace in straight.traces) == straight.counted


@settings(max_examples=750, deadline=None)
@given(heaps(statuses=(ClaimStatus.ACCEPTED,)))
def test_what_counts_is_the_most_the_limits_allow_and_never_above_one(heap):
    first, claims, target = heap
    window = Window(number=1, first=first)
    made = count(claims, first=first, target=target)
    assert made.counted == naive_total(claims, first, target)
    rooms, annual = {}, {}
    for trace in made.traces:
        activity, year = POLICY.activities[trace.claim.activity], window.year_of(trace.claim.completed_on)
        if activity.item_cap is not None:
            assert trace.counted <= activity.item_cap
        room = POLICY.room_of(activity)
        if room:
            rooms[year, room] = rooms.get((year, room), 0) + trace.counted
        if POLICY.is_limited(trace.claim.reported_on):
            annual[year] = annual.get(year, 0) + trace.counted
    assert all(used <= cap for (_, (_, cap)), used in rooms.items())
    assert all(used <= 2 * target for used in annual.values())


@settings(max_examples=1000, deadline=None)
@given(st.data(), FIRST_DAYS, st.sampled_from([20 * CREDIT, 40 * CREDIT, 3]))
def test_one_more_accepted_claim_never_lowers_a_total(data, first, target):
    claims = data.draw(many_claims(first))
    more = data.draw(claims_of(first, name="more", statuses=(ClaimStatus.ACCEPTED,)))
    before, after = (count(some, first=first, target=target) for some in (claims, [*claims, more]))
    assert all(a >= b for a, b in zip(after.years, before.years, strict=True))


@settings(max_examples=500, deadline=None)
@given(heaps())
def test_hope_counts_at_least_what_is_decided(heap):
    first, claims, target = heap
    sure = count(claims, first=first, target=target)
    hoped = count(claims, first=first, target=target, hopeful=True)
    assert hoped.counted >= sure.counted


def test_what_an_import_brought_counts_beside_every_limit():
    made = count([claim("other-course", "50", done=FIRST)], brought=(60, 8, 0))
    assert [told(year) for year in made.years] == ["55.00", "2.00", "0.00"]
