"""The back office's own pages."""

import re

import pytest

from tests.factories.accounts import UserFactory
from tests.factories.comms import MessageFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

MENU = ["Today", "Members", "Titles", "Accounts", "Mails", "Portal"]


def test_picker_tells_namesakes_apart_by_their_address() -> None:
    UserFactory(given_name="Wilhelmina", family_name="Invented", email="one@people.example")
    UserFactory(given_name="Wilhelmina", family_name="Invented", email="two@people.example")
    clerk = signed_in(person("Clerk", "back-office"))
    asked = {"app_label": "members", "model_name": "member", "field_name": "user", "term": "Wilhelmina"}
    offers = clerk.get("/office/autocomplete/", asked).json()["results"]
    assert [offer["text"] for offer in offers] == [
        "Wilhelmina Invented · one@people.example",
        "Wilhelmina Invented · two@people.example",
    ]


def test_the_menu_calls_every_register_what_its_page_is_called() -> None:
    clerk = signed_in(person("Clerk", "back-office"))
    page = clerk.get("/office/").text
    menu = re.findall(r'<li><a href="([^"]+)"[^>]*>([^<]+)</a></li>', page.split("</nav>")[0])
    assert [name for _path, name in menu] == MENU
    for path, name in menu[1:-1]:
        assert f"<h1>{name}</h1>" in clerk.get(path).text


def test_a_mail_tells_its_state_and_language_in_words() -> None:
    message = MessageFactory(language="en")
    clerk = signed_in(person("Clerk", "back-office"))
    assert '<span class="status waiting">Waiting</span>' in clerk.get("/office/comms/message/").text
    page = clerk.get(f"/office/comms/message/{message.pk}/change/").text
    assert '<div class="readonly">English</div>' in page
    message.language = "xx"
    message.save()
    assert '<div class="readonly">xx</div>' in clerk.get(f"/office/comms/message/{message.pk}/change/").text


def test_what_is_empty_is_shown_alike_everywhere() -> None:
    message = MessageFactory()
    page = signed_in(person("Clerk", "back-office")).get(f"/office/comms/message/{message.pk}/change/").text
    assert '<div class="readonly">–</div>' in page
    assert '<div class="readonly">-</div>' not in page
