"""Which events the invented institute has, and who signed up for them."""

import pytest

from cpe.models import Event, SignUp

pytestmark = [pytest.mark.demonstration, pytest.mark.django_db, pytest.mark.usefixtures("demonstrated")]


def test_events_lie_on_both_sides_of_today():
    states = Event.objects.order_by("begins_at").values_list("state", flat=True)
    assert sorted(states) == ["called-off", *["planned"] * 4]
    assert SignUp.objects.living().count() == 9
