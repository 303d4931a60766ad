import datetime as dt
from typing import Any

import pytest

from common.errors import Forbidden
from common.models import AuditLine
from comms import services
from comms.enums import State
from comms.models import Bounce, Message
from comms.rendering import as_mail, letter
from comms.services import NothingLeftToSend
from tests.factories.accounts import UserFactory
from tests.factories.comms import KEPT_UNTIL, WRITTEN, BounceFactory, MessageFactory

pytestmark = pytest.mark.django_db

LATER = WRITTEN + dt.timedelta(days=1)


@pytest.fixture
def clerk() -> Any:
    return UserFactory(roles=("back-office",))


@pytest.mark.parametrize("state", ["sent", "bounced", "failed"])
def test_mail_is_sent_again_as_an_event_of_its_own(clerk: Any, state: str) -> None:
    message = MessageFactory(**{state: True})
    again = services.send_again(message.pk, by=clerk, at=LATER)
    with pytest.raises(NothingLeftToSend, match="on its way"):
        services.send_again(message.pk, by=clerk, at=LATER)
    Message.objects.filter(pk=again.pk).update(state=State.FAILED)
    once_more = services.send_again(message.pk, by=clerk, at=LATER)
    assert (again.state, again.repeat, again.queued_at, again.recipient) == (
        State.QUEUED,
        1,
        LATER,
        message.recipient,
    )
    assert once_more.repeat == 2
    assert again.reference != message.reference
    line = AuditLine.objects.filter(act="comms.sent-again").first()
    assert (line.about_id, line.by_id, line.at) == (message.pk, clerk.pk, LATER)
    before = message.state
    message.refresh_from_db()
    assert message.state == before


def test_mail_sent_again_tells_of_the_same_moment_and_is_dated_now(clerk: Any) -> None:
    again = services.send_again(MessageFactory(sent=True).pk, by=clerk, at=LATER)
    words = letter(again)
    assert "1 July 2026 at 11:00" in words.text
    assert as_mail(again, words).message()["Date"] == "Thu, 02 Jul 2026 09:00:00 +0000"


def test_mail_is_sent_again_to_the_address_its_person_has_now(clerk: Any) -> None:
    message = MessageFactory(bounced=True, person=UserFactory(email="new@people.example"))
    again = services.send_again(message.pk, by=clerk, at=LATER)
    assert (again.recipient, again.domain, again.repeat) == ("new@people.example", "people.example", 0)


@pytest.mark.parametrize("changes", [{}, {"sending": True}], ids=["waiting", "being sent"])
def test_mail_on_its_way_is_not_sent_again(clerk: Any, changes: dict[str, Any]) -> None:
    with pytest.raises(NothingLeftToSend, match="on its way"):
        services.send_again(MessageFactory(**changes).pk, by=clerk, at=LATER)


@pytest.mark.parametrize("changes", [{"dropped": True}, {"sent": True, "text": "", "text_until": None}])
def test_mail_of_which_nothing_was_kept_is_not_sent_again(clerk: Any, changes: dict[str, Any]) -> None:
    with pytest.raises(NothingLeftToSend, match="Nothing was kept"):
        services.send_again(MessageFactory(**changes).pk, by=clerk, at=LATER)
    assert Message.objects.count() == 1


@pytest.mark.parametrize("role", ["privacy-officer", "finance", "observer"])
def test_only_who_looks_after_mail_sends_again_and_settles(role: str) -> None:
    somebody = UserFactory(roles=(role,))
    with pytest.raises(Forbidden):
        services.send_again(MessageFactory(sent=True).pk, by=somebody, at=LATER)
    with pytest.raises(Forbidden):
        services.settle_bounces([BounceFactory().pk], by=somebody, at=LATER)
    assert Bounce.objects.open().count() == 1


def test_settled_address_is_settled_once(clerk: Any) -> None:
    bounces = [BounceFactory().pk, BounceFactory().pk]
    assert services.settle_bounces(bounces, by=clerk, at=LATER) == 2
    assert services.settle_bounces(bounces, by=clerk, at=LATER + dt.timedelta(days=1)) == 0
    assert set(Bounce.objects.values_list("cleared_at", flat=True)) == {LATER}
    assert AuditLine.objects.filter(act="comms.bounce-settled", by_id=clerk.pk).count() == 2


def test_words_are_wiped_when_their_term_is_over_and_not_before() -> None:
    message = MessageFactory(sent=True, facts={"by": "somebody"})
    waiting = MessageFactory(facts={"by": "somebody"})
    both = [message.pk, waiting.pk]
    assert services.wipe_texts(both, at=KEPT_UNTIL) == 0
    assert services.wipe_texts(both, at=KEPT_UNTIL + dt.timedelta(seconds=1)) == 1
    message.refresh_from_db()
    assert (message.text, message.facts, message.text_until, message.state) == ("", {}, None, State.SENT)
    waiting.refresh_from_db()
    assert waiting.facts == {"by": "somebody"}
