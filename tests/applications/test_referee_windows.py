"""The form of a reference in two windows: nothing that was typed in one goes behind the other's back."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from applications.models import Reference, ReferenceDraft
from tests.applications.referee import AT, YOU, address, answers, opened, press
from tests.factories.applications import under_way

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day_it_is_awaited() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def person() -> Reference:
    return under_way().references.earliest("pk")


@pytest.fixture
def client(person: Reference) -> Client:
    return opened(person)


def _seen(text: str) -> dict[str, str]:
    found = re.search(r'name="seen" value="([^"]*)"', text)
    return {"seen": found[1]} if found else {}


def _typed() -> dict[str, str]:
    typed: dict[str, str] = ReferenceDraft.objects.get().typed
    return typed


def test_page_that_checks_names_who_answers_though_something_changed_elsewhere(
    client: Client, person: Reference
) -> None:
    client.post(address(person, "you/"), YOU)
    client.post(address(person, "answers/"), answers())
    told = client.post(address(person, "check/"), {"seen": "an older page"})
    assert told.status_code == 409
    for shown in ("Your name", YOU["name"], "Your own role", YOU["role"], "How do you know", YOU["relation"]):
        assert shown in told.text, shown
    assert "Not sent yet." in told.text


def test_each_window_changes_its_own_field_and_both_are_kept(client: Client, person: Reference) -> None:
    client.post(address(person, "answers/"), answers(remarks="first"))
    older = _seen(client.get(address(person, "answers/")).text)
    newer = _seen(client.get(address(person, "answers/")).text)
    client.post(address(person, "answers/"), answers(remarks="newest", **newer))
    kept = client.post(address(person, "answers/"), answers(**{"remarks": "first", "level-words": "mine"}, **older))
    assert kept.status_code == 302
    assert (_typed()["remarks"], _typed()["level-words"]) == ("newest", "mine")


def test_field_that_was_changed_in_both_is_told_once_with_both_texts(client: Client, person: Reference) -> None:
    client.post(address(person, "answers/"), answers())
    older = _seen(client.get(address(person, "answers/")).text)
    month = {"level-from_month": "5", "level-from_year": "2020"}
    newer = answers(**{"remarks": "newest", "term-says": "cannot-say", **month})
    client.post(address(person, "answers/"), {**newer, **older})
    typed = answers(
        **{"remarks": "older", "term-says": "dispute", "term-words": "No.", **month, "level-from_month": "6"}
    )
    told = client.post(address(person, "answers/"), {**typed, **older, "later": ""})
    assert told.status_code == 200
    assert "changed in another window" in told.text
    for text in ("“newest”", ">older<", "“I cannot say”", "“5 2020”"):
        assert text in told.text.replace("\n", ""), text
    assert (_typed()["remarks"], _typed()["term-says"], _typed()["level-from_month"]) == ("newest", "cannot-say", "5")
    assert _typed()["term-words"] == "No."
    again = client.post(address(person, "answers/"), {**typed, **_seen(told.text)})
    assert again.status_code == 302
    assert (_typed()["remarks"], _typed()["term-says"]) == ("older", "dispute")
    assert press(client, person).status_code == 200


def test_about_you_is_told_of_as_well(client: Client, person: Reference) -> None:
    older = _seen(client.get(address(person, "you/")).text)
    client.post(address(person, "you/"), {**YOU, **older})
    told = client.post(address(person, "you/"), {**YOU, "relation": "We were colleagues.", **older})
    assert told.status_code == 200
    assert f"“{YOU['relation']}”" in told.text
    assert "We were colleagues." in told.text
    assert _typed()["relation"] == YOU["relation"]


def test_page_sent_twice_is_no_other_than_itself(client: Client, person: Reference) -> None:
    seen = _seen(client.get(address(person, "you/")).text)
    assert seen
    for _press in range(2):
        assert client.post(address(person, "you/"), {**YOU, **seen}).status_code == 302


def test_window_that_closed_meanwhile_takes_nothing_from_the_newer_one(client: Client, person: Reference) -> None:
    client.post(address(person, "you/"), YOU)
    older = _seen(client.get(address(person, "you/")).text)
    with time_machine.travel(AT + dt.timedelta(hours=3), tick=False):
        opened(person).post(address(person, "you/"), {**YOU, "role": "Chair", "relation": "The newer words."})
        late = client.post(address(person, "you/"), {**YOU, "relation": "The older words.", **older})
    assert "What you typed just now is saved." in late.text
    assert _typed()["role"] == "Chair"
    assert _typed()["relation"].split("\n\n") == ["The newer words.", "The older words."]
