"""The back office's own pages."""

import pytest

from tests.factories.accounts import UserFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


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
