"""Every move of a mail, tried from every state against the rows themselves."""

import datetime as dt
from collections.abc import Callable

import pytest

from comms import rules, services
from comms.enums import State
from comms.models import Lease, Message
from comms.states import LIFE
from tests.comms.leases import leased
from tests.factories.comms import WRITTEN, MessageFactory

pytestmark = pytest.mark.django_db

LATER = WRITTEN + dt.timedelta(hours=1)


def _leased(_message: Message) -> None:
    leased(LATER)


def _sent(message: Message) -> None:
    message.mark_sent(subject="A passkey was added", text="Words.", at=LATER)


def _again(message: Message) -> None:
    message.mark_unsent("450", LATER)


def _failed(message: Message) -> None:
    message.mark_unsent("550", LATER, for_good=True)


def _dropped(message: Message) -> None:
    message.mark_dropped("not-true")


def _bounced(message: Message) -> None:
    services.note_bounce(address=message.recipient, status="5.1.1", report="r", message=message, at=LATER)


MOVES: dict[State, Callable[[Message], None]] = {
    State.SENDING: _leased,
    State.SENT: _sent,
    State.QUEUED: _again,
    State.FAILED: _failed,
    State.DROPPED: _dropped,
    State.BOUNCED: _bounced,
}
BEGINNINGS = {State.QUEUED: {}, **{state: {state.value: True} for state in State if state != State.QUEUED}}


@pytest.mark.parametrize("then", list(State))
@pytest.mark.parametrize("now", list(State))
def test_mail_moves_only_as_its_table_says(now: State, then: State) -> None:
    message = MessageFactory(**BEGINNINGS[now])
    MOVES[then](message)
    message.refresh_from_db()
    assert message.state == (then if LIFE.allows(now, then) else now)


def test_lease_dates_the_attempt_and_is_everybody_elses_no() -> None:
    MessageFactory()
    (message,) = leased(LATER)
    assert (message.state, message.attempts, message.tried_at) == (State.SENDING, 0, LATER)
    assert message.lease_until == LATER + rules.LEASE
    assert leased(LATER) == []


def test_mail_is_not_leased_before_its_time() -> None:
    MessageFactory(not_before=LATER)
    assert leased(WRITTEN) == []


def test_lease_lost_meanwhile_changes_nothing() -> None:
    MessageFactory()
    (first,) = leased(WRITTEN)
    assert first.mark_lost("worker-lost", LATER)
    (second,) = leased(LATER + dt.timedelta(minutes=2))
    assert not first.mark_sent(subject="", text="", at=LATER)
    assert not first.mark_unsent("450", LATER)
    assert not first.mark_dropped("not-true")
    assert Message.objects.held(Lease(token=first.lease, until=LATER, mails=[first.pk])) == {}
    assert second.mark_sent(subject="", text="", at=LATER)


def test_lease_that_has_not_ended_is_not_freed() -> None:
    MessageFactory()
    (message,) = leased(WRITTEN)
    assert not message.mark_lost("worker-lost", WRITTEN + rules.LEASE)
    assert message.mark_lost("worker-lost", WRITTEN + rules.LEASE + dt.timedelta(seconds=1))


def test_what_is_given_back_costs_nothing() -> None:
    MessageFactory.create_batch(2)
    message, _other = leased(WRITTEN)
    assert Message.objects.release(message.lease) == 2
    assert set(Message.objects.values_list("state", "attempts", "losses", "tried_at")) == {(State.QUEUED, 0, 0, None)}


def test_mail_that_took_a_worker_down_goes_alone() -> None:
    innocent = MessageFactory.create_batch(3)
    suspect = MessageFactory(losses=1, queued_at=WRITTEN - dt.timedelta(minutes=1))
    assert leased(WRITTEN) == [suspect]
    assert leased(WRITTEN) == innocent


def test_domain_gets_its_share_a_minute_and_keeps_no_other_waiting() -> None:
    for number in range(5):
        MessageFactory(recipient=f"p{number}@busy.example")
    other = MessageFactory(queued_at=WRITTEN + dt.timedelta(seconds=1))
    at = WRITTEN + dt.timedelta(seconds=2)
    batch = leased(at, per_domain=3)
    assert [mail.domain for mail in batch] == ["busy.example"] * 3 + [other.domain]
    assert leased(at + dt.timedelta(seconds=57), per_domain=3) == []
    assert len(leased(at + dt.timedelta(seconds=61), per_domain=3)) == 2
