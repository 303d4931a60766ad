"""How a year goes, what is missing, and that every way that is shown really gets there."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpe.enums import ClaimStatus, Pace
from cpe.rules.claims import Claim, Decision
from cpe.rules.cycles import count, judge
from cpe.rules.pace import outlook, pace, pressing
from cpe.rules.policy import CREDIT, ONE, Policies
from cpe.rules.rooms import rooms
from cpe.selectors.ledger import ledger_id
from cpe.shipped import POLICY
from tests.cpe.cases import DAY, FIRST_DAYS, SHIPPED, case, claim, many_claims, told

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("counted", "on", "expected"),
    [
        (80, date(2026, 1, 1), Pace.MET),
        (0, date(2026, 1, 1), Pace.ON_TRACK),
        (0, date(2026, 1, 5), Pace.ON_TRACK),  # 4 days ask for 0.21 credits: none, in quarters
        (0, date(2026, 1, 6), Pace.BEHIND),  # 5 days ask for a quarter
        (1, date(2026, 1, 6), Pace.ON_TRACK),
        (39, date(2026, 7, 2), Pace.ON_TRACK),  # 182 of 365 days ask for 9.97: 9.75
        (38, date(2026, 7, 2), Pace.BEHIND),
        (79, date(2026, 12, 31), Pace.ON_TRACK),
        (78, date(2026, 12, 31), Pace.BEHIND),
        (79, date(2027, 1, 1), Pace.BEHIND),
        (0, date(2025, 12, 31), Pace.ON_TRACK),
    ],
)
def test_a_year_goes_at_a_pace(counted, on, expected):
    assert pace(20 * CREDIT, counted, YEAR, on) is expected


def look(claims, on, level="practitioner", first=date(2024, 1, 1), **more):
    judgement = judge(SHIPPED, case(level, first, claims, **more), on)[-1]
    return outlook(SHIPPED, judgement, on)


def test_the_shortest_way_closes_the_gap_with_one_thing_and_nothing_too_much():
    """32 of 60: 28 hours of a course close it, so does one Practitioner course."""
    seen = look([claim("other-course", "32", done=date(2025, 3, 1))], date(2026, 3, 1))
    assert (told(seen.missing), told(seen.year_missing), told(seen.rooms.reachable)) == ("28.00", "20.00", "88.00")
    told_ways = {way.activity.key: (way.items, way.amount / ONE, told(way.credits), way.closes) for way in seen.ways}
    assert told_ways["other-course"] == (1, 28, "28.00", True)
    assert told_ways["seco-practitioner"] == (1, 1, "30.00", True)
    assert told_ways["seco-foundation"] == (1, 2, "40.00", True)
    assert told_ways["podcast"] == (1, 15, "5.00", False)
    assert told_ways["article-published"] == (6, 28, "28.00", True)
    assert told_ways["webinar-attended"] == (4, 10, "10.00", False)
    assert told_ways["book"] == (1, 500, "5.00", False)
    assert "forum-moderation" not in told_ways
    assert seen.ways[0].closes
    assert [way.closes for way in seen.ways] == sorted((way.closes for way in seen.ways), reverse=True)


def test_the_annual_limit_says_how_far_one_can_still_get():
    """Nothing in two years of three: by new activities 40 are in reach, 60 are not, and no way says otherwise."""
    seen = look([], date(2026, 3, 1))
    rooms = seen.rooms
    assert (told(seen.missing), told(rooms.ahead), told(rooms.earlier)) == ("60.00", "40.00", "80.00")
    assert not any(way.closes for way in seen.ways)
    assert max(way.credits for way in seen.ways) == 40 * CREDIT


def test_a_version_that_begins_in_the_year_has_room_of_its_own():
    both = Policies([POLICY, replace(POLICY, name="second", effective_on=date(2026, 7, 1))])
    done = [claim("other-course", "40", done=date(2026, 2, 1))]
    judgement = judge(both, case("practitioner", date(2026, 1, 1), done), date(2026, 3, 1))[-1]
    assert told(outlook(both, judgement, date(2026, 3, 1)).rooms.reachable) == "120.00"


def test_ways_are_tried_beside_what_was_reported_the_same_day():
    today = date(2026, 3, 1)
    seen = look([claim("other-course", "5", done=today, name=ledger_id(7))], today)
    assert told(seen.missing) == "55.00"
    assert seen.ways


def test_after_the_end_no_activity_helps():
    seen = look([], date(2027, 1, 1))
    assert (told(seen.missing), seen.ways, seen.rooms.ahead) == ("60.00", (), 0)


def test_what_was_done_in_earlier_years_still_counts_until_the_last_day_to_report():
    """40 of 60 with this year full: a course of 20 hours of the second year, reported now, completes the cycle."""
    done = [claim("other-course", "40", done=date(2026, 2, 1))]
    for on, ahead in ((date(2026, 11, 30), 0), (date(2027, 1, 20), 0)):
        seen = look(done, on)
        assert (told(seen.missing), seen.rooms.ahead, seen.out_of_reach) == ("20.00", ahead, False)
        assert [told(room) for room in seen.rooms.years] == ["40.00", "40.00", "0.00"]
        late = claim("other-course", "20", done=date(2025, 5, 1), reported=on, name="late")
        assert judge(SHIPPED, case("practitioner", date(2024, 1, 1), [*done, late]), on)[0].missing == 0
    assert look(done, date(2027, 4, 1)).out_of_reach, "after the last day to report nothing counts any more"


@settings(max_examples=200, deadline=None)
@given(st.data(), FIRST_DAYS, st.sampled_from(["practitioner", "officer"]), st.integers(310, 1180))
def test_exactly_the_room_of_a_year_still_counts_and_their_sum_is_what_can_be_reached(data, first, level, after):
    on = max(first + after * DAY, date(2025, 1, 1))
    given_ = case(level, first, data.draw(many_claims(first, most=8)))
    counted = count(SHIPPED, given_, given_.first, on)
    seen = rooms(SHIPPED, counted, on)
    assert seen.reachable == sum(seen.years)
    more = []
    for year, room in enumerate(seen.years[: seen.this + 1]):
        one = {"status": "accepted", "name": f"z{year}", "reported": on}
        day = min(counted.window.years[year][1], on)
        fitting = claim("other-course", str(room / CREDIT), done=day, **one) if room else None
        above = claim("other-course", str(room / CREDIT + 500), done=day, **one)
        for tried in filter(None, (fitting, above)):
            then = count(SHIPPED, replace(given_, claims=(*given_.claims, tried)), given_.first, on)
            assert then.tally.counted - counted.tally.counted == room
        more += [above]
    then = count(SHIPPED, replace(given_, claims=(*given_.claims, *more)), given_.first, on)
    assert outlook(SHIPPED, counted, on).out_of_reach == (then.missing > (seen.later or 0))


def test_what_an_import_brought_is_not_asked_for_again():
    assert told(look([], date(2026, 3, 1), brought=(80, 80, 0)).missing) == "20.00"


def test_nothing_missing_shows_no_way():
    enough = [claim("other-course", "20", done=date(2024 + n, 3, 1), name=f"c{n}") for n in range(3)]
    assert look(enough, date(2026, 6, 1)).ways == ()


@settings(max_examples=150, deadline=None)
@given(st.data(), FIRST_DAYS, st.sampled_from(["practitioner", "officer"]), st.integers(0, 1090))
def test_every_way_brings_what_it_says(data, first, level, after):
    on = first + after * DAY
    claims = data.draw(many_claims(first, most=6))
    judgement = judge(SHIPPED, case(level, first, claims), on)[-1]
    for way in outlook(SHIPPED, judgement, on).ways:
        sizes = [way.amount // way.items] * way.items
        done = [
            Claim(
                id=f"more{number}",
                activity=way.activity.key,
                completed_on=on,
                reported_on=on,
                amount=size,
                attended=size,
                decisions=(Decision(on=on, status=ClaimStatus.ACCEPTED),),
            )
            for number, size in enumerate(sizes)
        ]
        if way.items == 1:
            after_all = judge(SHIPPED, replace(case(level, first, claims), claims=(*claims, *done)), on)[-1]
            assert after_all.tally.counted - judgement.tally.counted == way.credits
            assert way.closes == (after_all.missing == 0)
        assert way.credits > 0


def test_the_pace_is_counted_from_the_first_day_of_a_leap_year_too():
    leap = (date(2028, 1, 1), date(2028, 12, 31))
    assert pace(366 * CREDIT, 365 * CREDIT, leap, date(2028, 12, 31)) is Pace.ON_TRACK


def test_ways_are_tried_on_the_rules_that_judge():
    """With ten webinar hours counted this year, webinars are no way any more."""
    hours = [claim("webinar-attended", "2", attended="2", done=date(2026, 2, 1), name=f"w{n}") for n in range(5)]
    assert "webinar-attended" not in {way.activity.key for way in look(hours, date(2026, 3, 1)).ways}


@pytest.mark.parametrize(
    ("level", "years", "on", "expected"),
    [
        ("practitioner", ("20", "12", "0"), date(2026, 11, 21), ("28.00", date(2026, 12, 31))),
        ("practitioner", ("20", "20", "0"), date(2026, 1, 1), None),  # G-127's pace
        ("practitioner", ("20", "20", "19"), date(2026, 12, 31), ("1.00", date(2026, 12, 31))),
        ("practitioner", ("20", "20", "20"), date(2026, 12, 31), None),
        ("practitioner", ("0", "0", "0"), date(2024, 12, 31), None),  # G-126: the years after have room for all
        ("practitioner", ("0", "0", "0"), date(2025, 1, 1), None),  # the year has only begun
        ("practitioner", ("0", "0", "0"), date(2025, 6, 1), ("20.00", date(2025, 12, 31))),
        ("officer", ("0", "40", "0"), date(2025, 12, 31), None),  # G-131
        ("officer", ("0", "39", "0"), date(2025, 12, 31), ("1.00", date(2025, 12, 31))),
        ("officer", ("40", "40", "0"), date(2027, 1, 1), None),  # over
    ],
)
def test_what_cannot_wait_is_told_with_its_last_day(level, years, on, expected):
    done = [date(year, 3, 1) for year in (2024, 2025, 2026)]
    claims = [
        claim("teaching", amount, done=day, name=day.isoformat())
        for day, amount in zip(done, years, strict=True)
        if amount != "0" and day <= on
    ]
    counted = judge(SHIPPED, case(level, date(2024, 1, 1), claims), on)[0]
    found = pressing(SHIPPED, counted, on)
    assert (found and (told(found.credits), found.by)) == expected


def test_without_an_annual_limit_nothing_presses_before_the_last_year():
    free = Policies([replace(POLICY, annual_percent=None, annual_from=None)])
    counted = judge(free, case("officer", date(2024, 1, 1)), date(2025, 12, 31))[0]
    assert pressing(free, counted, date(2025, 12, 31)) is None
