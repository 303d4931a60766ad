"""Several at once about one event: seats are given once, and a press too many changes nothing."""

import datetime as dt
from collections.abc import Callable

import pytest

from comms.models import Message
from cpe import services
from cpe.models import Event, SignUp
from members.models import Member
from tests.cpe.test_claims_at_once import _at_once
from tests.factories.events import PLANNED_AT, EventFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db(transaction=True)

AT = PLANNED_AT + dt.timedelta(days=3)


def _sign_up(member: Member, event: Event) -> Callable[[], object]:
    return lambda: services.sign_up(member, event.pk, by=member.user, at=AT)


def test_two_seats_go_to_two_of_six() -> None:
    event = EventFactory(seats=2)
    came_to = _at_once(*[_sign_up(member, event) for member in MemberFactory.create_batch(6)])
    assert came_to == ["EventRefused"] * 4 + ["done"] * 2
    assert (SignUp.objects.count(), Message.objects.count()) == (2, 2)


def test_button_pressed_four_times_signs_up_once() -> None:
    event, member = EventFactory(), MemberFactory()
    assert _at_once(*[_sign_up(member, event)] * 4) == ["done"] * 4
    assert (SignUp.objects.count(), Message.objects.count()) == (1, 1)
