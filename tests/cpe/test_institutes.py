"""Whenever nights run, an institute comes to the same: on time, late, twice, and as the rules alone say."""

import datetime as dt

import pytest

from comms.models import Message
from members.models import Member
from tests.cpe.institutes import Told, invented, recorded, replayed, told
from tests.cpe.nights import night

pytestmark = [pytest.mark.django_db, pytest.mark.also_sqlite]

DAY = dt.timedelta(days=1)


def days_of(one: Told) -> list[dt.date]:
    """The mornings after which something could have turned: of each fact, and of each cycle's ends."""
    known = {fact.on + DAY for fact in one.institute.facts}
    for _code, day in one.institute.titles:
        for cycle in range(1, 4):
            over = day.replace(year=day.year + 3 * cycle)
            known |= {over, over + 90 * DAY, over + 91 * DAY}
    return sorted(day for day in known if day <= one.institute.until)


def mailed(member: Member) -> list[str]:
    found = Message.objects.filter(person=member.user, kind__in=("cpe.renewed", "cpe.lost"))
    return sorted(found.values_list("kind", flat=True))


@pytest.mark.parametrize("seed", range(24))
def test_on_time_and_late_come_to_the_same(seed):
    """Every other one with each night twice."""
    institute = invented(seed)
    on_time, facts = told(institute), list(institute.facts)
    for day in days_of(on_time):
        while facts and facts[0].on < day:
            on_time.tell(facts.pop(0))
        for _time in range(1 + seed % 2):
            night(day)
    late = told(institute)
    for fact in institute.facts:
        late.tell(fact)
    night(institute.until)
    assert recorded(late.member) == replayed(late.member, institute.until)
    assert recorded(on_time.member) == recorded(late.member)
    if not Message.objects.filter(person=on_time.member.user, kind="cpe.stands_again").exists():
        assert mailed(on_time.member) == mailed(late.member)
