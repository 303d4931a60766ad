"""The ways found by rooms are those tried on the rules, whatever was done before."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from cpe.rules.cycles import count
from cpe.rules.pace import outlook
from cpe.rules.ways import shortest
from tests.cpe.cases import DAY, FIRST_DAYS, SHIPPED, case, claim, claims_of


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_ways_by_rooms_are_those_tried_on_the_rules(data):
    first = data.draw(FIRST_DAYS)
    claims = [data.draw(claims_of(first, name=f"c{number}")) for number in range(data.draw(st.integers(0, 12)))]
    given_ = case(data.draw(st.sampled_from(["practitioner", "expert", "officer"])), first, claims)
    on = first + data.draw(st.integers(0, 1200)) * DAY
    counted = count(SHIPPED, given_, given_.first, on)
    expected = outlook(SHIPPED, counted, on).ways if counted.missing else ()
    assert shortest(SHIPPED, counted, on) == expected


def test_a_full_limit_leaves_the_other_ways():
    first, on = date(2024, 1, 1), date(2026, 11, 1)
    claims = [claim("mentoring", "10", done=date(2026, 2, 1), name="m"), claim("seco-expert", done=date(2025, 2, 1))]
    given_ = case("practitioner", first, claims)
    ways = shortest(SHIPPED, count(SHIPPED, given_, given_.first, on), on)
    assert "mentoring" not in {way.activity.key for way in ways}
    assert (ways[0].closes, ways[0].items) == (True, 1)
