"""Whenever nights run, an institute comes to the same: on time, late, twice, and as the rules alone say."""

import pytest

from comms.models import Message
from members.models import Member
from tests.cpe.institutes import invented, recorded, replayed, told, turning_days
from tests.cpe.nights import night

pytestmark = [pytest.mark.django_db, pytest.mark.also_sqlite]


def mailed(member: Member) -> list[str]:
    found = Message.objects.filter(person=member.user, kind__in=("cpe.renewed", "cpe.lost"))
    return sorted(found.values_list("kind", flat=True))


@pytest.mark.parametrize("seed", range(24))
def test_on_time_and_late_come_to_the_same(seed):
    """Every other one with each night twice."""
    institute = invented(seed)
    on_time, facts = told(institute), list(institute.facts)
    for day in turning_days(institute):
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
