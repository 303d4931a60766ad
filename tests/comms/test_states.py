"""Every move of a mail, tried from every state against the rows themselves."""

import datetime as dt
from collections.abc import Callable

import pytest

from comms.enums import State
from comms.models import Message
from comms.states import LIFE
from tests.factories.comms import WRITTEN, MessageFactory

pytestmark = pytest.mark.django_db

LATER = WRITTEN + dt.timedelta(hours=1)


def _sent(message: Message) -> None:
    message.mark_sent(LATER)


def _again(message: Message) -> None:
    message.mark_unsent("450", LATER)


def _claimed(message: Message) -> None:
    Message.objects.claim(message.pk, LATER)


def _failed(message: Message) -> None:
    Message.objects.filter(pk=message.pk).update(attempts=6)
    message.attempts = 6
    message.mark_unsent("550", LATER)


MOVES: dict[State, Callable[[Message], None]] = {
    State.SENDING: _claimed,
    State.SENT: _sent,
    State.QUEUED: _again,
    State.FAILED: _failed,
}
BEGINNINGS = {
    State.QUEUED: {},
    State.SENDING: {"state": State.SENDING, "claimed_at": WRITTEN, "attempts": 1},
    State.SENT: {"sent": True},
    State.FAILED: {"failed": True},
}


@pytest.mark.parametrize("then", list(State))
@pytest.mark.parametrize("now", list(State))
def test_mail_moves_only_as_its_table_says(now: State, then: State) -> None:
    message = MessageFactory(**BEGINNINGS[now])
    MOVES[then](message)
    message.refresh_from_db()
    assert message.state == (then if LIFE.allows(now, then) else now)


def test_claim_counts_and_dates_the_attempt() -> None:
    message = Message.objects.claim(MessageFactory().pk, LATER)
    assert message is not None
    assert (message.state, message.attempts, message.claimed_at) == (State.SENDING, 1, LATER)


def test_mail_is_not_claimed_before_its_time() -> None:
    assert Message.objects.claim(MessageFactory(not_before=LATER).pk, WRITTEN) is None


def test_claim_lost_meanwhile_changes_nothing() -> None:
    first = Message.objects.claim(MessageFactory().pk, LATER)
    assert first is not None
    assert first.mark_unsent("WorkerLost", LATER)
    second = Message.objects.claim(first.pk, LATER + dt.timedelta(minutes=2))
    assert second is not None
    assert not first.mark_sent(LATER)
    assert not first.mark_unsent("450", LATER)
    assert second.mark_sent(LATER)
