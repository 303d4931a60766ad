"""What a person sees of the mails to them, and nobody else's."""

import datetime as dt

import pytest
from django.test import Client

from accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.comms import WRITTEN, BounceFactory, MessageFactory
from tests.people import signed_in

pytestmark = pytest.mark.django_db

LIST = "/account/mails/"


@pytest.fixture
def ada() -> User:
    return UserFactory(email="ada@people.example")


@pytest.fixture
def client(ada: User) -> Client:
    return signed_in(ada)


def test_list_holds_ones_own_mails_newest_first_with_their_state(ada: User, client: Client) -> None:
    MessageFactory(person=ada, sent=True, subject="Sent to you")
    planned = WRITTEN + dt.timedelta(days=30)
    MessageFactory(person=ada, planned_at=planned, not_before=planned)
    MessageFactory(sent=True, subject="To somebody else")
    page = client.get(LIST).text
    assert page.index("Passkey added") < page.index("Sent to you")
    assert "31 July 2026" in page
    assert "Waiting" in page
    assert "To somebody else" not in page


def test_mail_is_read_while_its_words_are_kept(ada: User, client: Client) -> None:
    message = MessageFactory(person=ada, sent=True, text="You added <a passkey>.")
    page = client.get(f"{LIST}{message.reference.lower()}/").text
    assert "You added &lt;a passkey&gt;." in page
    assert "We keep these words until 29 September 2026." in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "made when it is sent"),
        ({"sent": True, "text": "", "text_until": None}, "not kept"),
        ({"bounced": True}, "refused it for good"),
        ({"dropped": True}, "no longer so"),
    ],
)
def test_mail_tells_how_it_fared(ada: User, client: Client, changes: dict[str, object], sentence: str) -> None:
    message = MessageFactory(person=ada, **changes)
    assert sentence in client.get(f"{LIST}{message.reference}/").text


def test_somebody_elses_mail_is_not_there(client: Client) -> None:
    for message in (MessageFactory(sent=True), MessageFactory(sent=True, person=UserFactory())):
        assert client.get(f"{LIST}{message.reference}/").status_code == 404


def test_person_is_told_that_mail_comes_back(ada: User, client: Client) -> None:
    assert "comes back" not in client.get(LIST).text
    BounceFactory(address="ada@people.example")
    assert "Since 1 July 2026 the address ada@people.example" in client.get(LIST).text


@pytest.mark.parametrize("mails", [1, 30])
def test_list_asks_six_queries_whatever_its_length(
    ada: User, client: Client, mails: int, django_assert_num_queries
) -> None:
    MessageFactory.create_batch(mails, person=ada)
    with django_assert_num_queries(6):
        page = client.get(LIST).text
    assert ("Page 1 of 2" in page) == (mails > 25)
