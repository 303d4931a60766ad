"""Which events the invented institute has, who signed up for them, and who was there."""

import pytest

from cpe.models import Attendance, Attendee, Event, SignUp

pytestmark = [pytest.mark.demonstration, pytest.mark.django_db, pytest.mark.usefixtures("demonstrated")]


def test_events_lie_on_both_sides_of_today():
    states = Event.objects.order_by("begins_at").values_list("state", flat=True)
    assert sorted(states) == ["called-off", "held", *["planned"] * 3]
    assert SignUp.objects.living().count() == 9


def test_the_list_of_the_first_is_brought_in_and_leads_to_all_but_one():
    there = Attendance.objects.order_by("-seconds").values_list("seconds", "came", "claim__attended")
    assert [(seconds // 60, came) for seconds, came, _hours in there] == [
        (90, "claimed"),
        (88, "claimed"),
        (30, "claimed"),
    ]
    assert Attendee.objects.unknown().get().name == "A. Nonymous"
