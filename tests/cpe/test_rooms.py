"""The room an activity has left in a year: what is used and left make the limit, and exactly the room counts fully."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cpe.enums import ClaimStatus
from cpe.rules.claims import Claim, Decision
from cpe.rules.cycles import count
from cpe.rules.policy import ONE, Policies
from cpe.rules.rooms import room
from cpe.shipped import POLICY
from tests.cpe.cases import SHIPPED, case, claim, told

ON = date(2026, 11, 30)
LIMITED = [activity for activity in POLICY.activities.values() if POLICY.room_of(activity) and activity.credits]


def counted(claims, on=ON, level="practitioner", policies=SHIPPED):
    given = case(level, date(2024, 1, 1), claims)
    return count(policies, given, given.first, on)


def left(key, claims, level="practitioner"):
    return room(SHIPPED, counted(claims, level=level), POLICY.activities[key], ON)


def test_nothing_is_used_of_a_year_without_claims():
    seen = left("webinar-attended", [])
    assert (told(seen.own.most), told(seen.own.used), told(seen.own.left)) == ("10.00", "0.00", "10.00")
    assert (told(seen.year.most), told(seen.year.left)) == ("40.00", "40.00")


def test_a_shared_limit_is_used_by_all_that_share_it():
    claims = [claim("book", "320", done=date(2026, 2, 1)), claim("article-read", "150", done=date(2026, 3, 1))]
    for key in ("book", "article-read"):
        assert (told(left(key, claims).own.used), told(left(key, claims).left)) == ("4.00", "1.00")
    assert left("podcast", claims).own.used == 0


def test_what_waits_and_what_lies_in_another_year_takes_no_room():
    claims = [
        claim("book", "400", done=date(2026, 2, 1), status="pending"),
        claim("book", "400", done=date(2025, 12, 31)),
    ]
    assert told(left("book", claims).left) == "5.00"


def test_the_years_own_limit_leaves_less_than_the_activitys():
    """G-108 of the year: with 37 of 40 counted, a webinar has room for 3."""
    claims = [claim("other-course", "37", done=date(2026, 2, 1))]
    seen = left("webinar-attended", claims)
    assert (told(seen.own.left), told(seen.year.left), told(seen.left)) == ("10.00", "3.00", "3.00")
    assert told(left("other-course", claims).left) == "3.00"
    assert told(left("other-course", claims, "officer").left) == "43.00"


def test_without_limits_there_is_no_end_of_room():
    free = Policies([replace(POLICY, annual_percent=None)])
    assert room(free, counted([], policies=free), POLICY.activities["other-course"], ON).left is None


def test_outside_the_cycle_there_is_no_room():
    with pytest.raises(ValueError, match="outside"):
        room(SHIPPED, counted([]), POLICY.activities["book"], date(2027, 1, 1))


def accepted(activity, credits_, name="~more"):
    """As much as brings so many credits, done and reported on the day."""
    amount = -(-credits_ * activity.per // activity.credits)
    return Claim(
        id=name,
        activity=activity.key,
        completed_on=ON,
        reported_on=ON,
        amount=amount,
        attended=amount,
        decisions=(Decision(on=ON, status=ClaimStatus.ACCEPTED),),
    )


DONE = st.tuples(
    st.sampled_from(sorted(POLICY.activities)), st.integers(1, 400), st.dates(date(2025, 11, 1), ON), st.booleans()
)


@settings(max_examples=60, deadline=None)
@given(done=st.lists(DONE, max_size=8), activity=st.sampled_from(LIMITED), level=st.sampled_from(["expert", "officer"]))
def test_exactly_the_room_counts_fully_and_one_more_counts_nothing(done, activity, level):
    claims = [
        claim(key, str(amount), done=day, status="accepted" if yes else "pending", attended=str(amount), name=f"{n:03}")
        for n, (key, amount, day, yes) in enumerate(done)
    ]
    now = counted(claims, level=level)
    seen = room(SHIPPED, now, activity, ON)
    assert seen.own.used + seen.own.left == seen.own.most
    assert seen.year.used + seen.year.left == seen.year.most
    fits = seen.left // activity.step * activity.step
    whole = fits == seen.left
    assume(whole)
    claims = [*claims, accepted(activity, fits)] if fits else claims
    full = counted(claims, level=level)
    assert full.tally.counted == now.tally.counted + fits
    assert room(SHIPPED, full, activity, ON).left == 0
    beyond = counted([*claims, accepted(activity, max(activity.step, activity.credits), "~~one")], level=level)
    assert beyond.tally.counted == full.tally.counted


def test_the_units_of_the_limit_are_those_of_the_rules():
    assert {activity.key for activity in LIMITED} >= {
        "webinar-attended",
        "book",
        "article-read",
        "podcast",
        "mentoring",
    }
    assert accepted(POLICY.activities["book"], 20).amount == 500 * ONE


def test_what_the_years_limit_took_has_used_its_activitys_room():
    claims = [
        claim("other-course", "35", done=date(2026, 2, 1)),
        *(claim("webinar-attended", "3", attended="3", done=date(2026, 3, day), name=f"{day}") for day in range(1, 5)),
    ]
    seen = left("webinar-attended", claims)
    assert (told(seen.own.used), told(seen.year.used), told(seen.left)) == ("10.00", "40.00", "0.00")
