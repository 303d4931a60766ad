"""What is read of titles to judge a cycle of theirs leads to what all of it leads to."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.calendar import local_day
from cpe import selectors
from cpe.rules.cycles import judge
from cpe.selectors import Held
from members.models import Credential, Cycle
from seco_portal import scale

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def _judged(one: Held, before: int, day: int) -> list[object]:
    now, policies = one.standing.cycle, selectors.policies()
    if now is None:
        return []
    cycles = [cycle for cycle in one.credential.cycles if now.number - before <= cycle.number <= now.number]
    return [judge(policies, one.case(cycle), local_day(NOW) + timedelta(days=day)) for cycle in cycles]


@pytest.mark.django_db
def test_titles_are_judged_by_what_their_cycle_takes_as_by_all_there_is() -> None:
    list(scale.seed(60, claims_each=14, seed=3, at=NOW))
    members, titles = (set(Credential.objects.values_list(name, flat=True)) for name in ("member", "pk"))
    for day in (0, 300, 800):
        on = local_day(NOW) + timedelta(days=day)
        all_there_is = {one.credential.pk: one for _member, one in selectors.held(members, on)}
        for before in (0, 1):
            some = {one.credential.pk: one for one in selectors.held_titles(titles, on, before=before)}
            assert some.keys() == all_there_is.keys()
            for pk, one in all_there_is.items():
                assert _judged(some[pk], before, day) == _judged(one, before, day)
    for pk, one in all_there_is.items():
        (alone,) = selectors.held_titles([pk], on)
        assert _judged(alone, 0, day) == _judged(one, 0, day)
        assert sum(map(len, (alone.claims, alone.fees))) <= sum(map(len, (one.claims, one.fees)))


@pytest.mark.django_db
def test_a_title_brings_nothing_that_lies_before_its_cycle_and_none_of_the_others() -> None:
    list(scale.seed(30, claims_each=14, seed=3, at=NOW))
    on = local_day(NOW) + timedelta(days=800)
    for cycle in Cycle.objects.filter(waits=True)[:8]:
        with CaptureQueriesContext(connection) as queries:
            (one,) = selectors.held_titles([cycle.credential_id], on, since=cycle.first_day)
        assert one.credential.pk == cycle.credential_id
        assert all(claim.completed_on >= cycle.first_day for claim in one.claims)
        assert all(fee.due_on >= cycle.first_day for fee in one.fees)
        assert len(queries) <= 7
