"""Mails in the back office: looked at, never touched, and never read."""

import pytest

from tests.factories.comms import MessageFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

LIST = "/office/comms/message/"


@pytest.fixture
def clerk() -> object:
    return signed_in(person("Clerk", "back-office"))


def test_list_and_page_show_everything_but_the_text(clerk) -> None:
    message = MessageFactory(text="secret words", html="<p>secret words</p>")
    for address in (LIST, f"{LIST}{message.pk}/change/"):
        answer = clerk.get(address)
        assert answer.status_code == 200
        assert message.recipient in answer.text
        assert "secret words" not in answer.text


def test_nothing_can_be_written_changed_or_deleted(clerk) -> None:
    message = MessageFactory()
    assert clerk.get(f"{LIST}add/").status_code == 403
    assert clerk.post(f"{LIST}{message.pk}/change/", {"subject": "x"}).status_code == 403
    assert clerk.post(f"{LIST}{message.pk}/delete/", {"post": "yes"}).status_code == 403
    clerk.post(LIST, {"action": "delete_selected", "_selected_action": message.pk, "post": "yes"})
    message.refresh_from_db()


def test_role_without_the_right_sees_none() -> None:
    assert signed_in(person("Reviewer", "cpe-reviewer")).get(LIST).status_code == 403


def test_list_is_searched_by_address(clerk) -> None:
    wanted = MessageFactory(recipient="wanted@people.example")
    MessageFactory.create_batch(3)
    assert list(clerk.get(f"{LIST}?q=wanted").context["cl"].queryset) == [wanted]
