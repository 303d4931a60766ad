"""What was typed into a page when its session ended: it stands in its form again, for who typed it, and nobody else."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from applications.models import Application
from tests.factories.applications import ApplicationFactory, whole
from tests.factories.files import sent as a_file
from tests.people import PASSWORD, person, signed_in

pytestmark = pytest.mark.django_db

NOT_SAVED = "It is not saved yet"
SIGNED_OUT = "You were signed out meanwhile."
SEND_AGAIN = "You were signed out. Please send it again after signing in."


def _draft() -> tuple[User, str]:
    ada = person("Ada")
    return ada, f"/applications/{ApplicationFactory(person=ada).reference.lower()}/about-you/"


def _fields(page: str) -> dict[str, str]:
    """What the page's form holds beside what a person writes."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.partition("<main")[2]))


def _typed(client: Client, path: str, **typed: str) -> dict[str, str]:
    return {**_fields(client.get(path).content.decode()), "given_name": "Ada", "town": "Onbewaard", **typed}


def _sign_in(client: Client, address: str, to: str) -> Any:
    return client.post("/account/login/", {"login": address, "password": PASSWORD, "next": to}, follow=True)


def _ended(client: Client) -> None:
    """The session is over; the browser keeps its other cookies."""
    client.session.flush()
    del client.cookies[settings.SESSION_COOKIE_NAME]


def test_what_was_typed_stands_in_its_form_after_signing_in_and_is_saved_only_then() -> None:
    ada, path = _draft()
    client = signed_in(ada)
    sent = _typed(client, path)
    _ended(client)
    answer = client.post(path, sent)
    assert answer["Location"] == f"/account/login/?next={path}"
    assert SIGNED_OUT in client.get(answer["Location"]).content.decode()
    page = _sign_in(client, ada.email, path).content.decode()
    assert NOT_SAVED in page
    assert 'value="Onbewaard"' in page
    assert Application.objects.get().town == ""
    assert NOT_SAVED not in client.get("/applications/").content.decode()
    client.post(path, {**sent, **_fields(page)})
    assert Application.objects.get().town == "Onbewaard"
    assert NOT_SAVED not in client.get(path).content.decode()


def test_another_person_who_signs_in_at_the_same_browser_sees_nothing_of_it() -> None:
    ada, path = _draft()
    client = signed_in(ada)
    sent = _typed(client, path)
    _ended(client)
    client.post(path, sent)
    other = person("Other")
    assert _sign_in(client, other.email, path).status_code == 404
    for address in ("/", "/applications/", "/profile/"):
        assert "Onbewaard" not in client.get(address).content.decode()


def test_kept_text_is_for_its_writer_also_on_a_page_that_everybody_has() -> None:
    """The same path for two people: the sign, not the path, says whose it is."""
    ada, path = _draft()
    client = signed_in(ada)
    sent = _typed(client, path)
    _ended(client)
    client.post(path, sent)
    other = person("Other")
    Application.objects.update(person=other)
    assert "Onbewaard" not in _sign_in(client, other.email, path).content.decode()


@pytest.mark.parametrize("sign", ["", "1", "1:no-such-sign", None], ids=["empty", "bare", "forged", "of another page"])
def test_without_its_own_sign_nothing_is_kept(sign: str | None) -> None:
    ada, path = _draft()
    client = signed_in(ada)
    sent = _typed(client, path)
    elsewhere = _fields(client.get(path.replace("about-you", "role-and-results")).content.decode())["typed_by"]
    _ended(client)
    client.post(path, {**sent, "typed_by": elsewhere if sign is None else sign})
    assert "Onbewaard" not in _sign_in(client, ada.email, path).content.decode()


def test_more_text_than_anybody_writes_is_not_kept() -> None:
    ada, path = _draft()
    client = signed_in(ada)
    sent = _typed(client, path, address="x" * 100_001)
    _ended(client)
    answer = client.post(path, sent)
    assert SEND_AGAIN in client.get(answer["Location"]).content.decode()
    assert NOT_SAVED not in _sign_in(client, ada.email, path).content.decode()


def test_what_was_typed_is_gone_after_an_hour(time_machine) -> None:
    time_machine.move_to("2026-07-03T10:00:00Z", tick=False)
    ada, path = _draft()
    client = signed_in(ada)
    sent = _typed(client, path)
    _ended(client)
    client.post(path, sent)
    time_machine.move_to("2026-07-03T11:00:01Z", tick=False)
    assert "Onbewaard" not in _sign_in(client, ada.email, path).content.decode()


def test_after_its_hour_it_is_not_in_the_session_either_whatever_page_is_asked_for(time_machine) -> None:
    time_machine.move_to("2026-07-03T10:00:00Z", tick=False)
    ada, path = _draft()
    client = signed_in(ada)
    sent = _typed(client, path)
    _ended(client)
    told = client.get(client.post(path, sent)["Location"]).content.decode()
    assert "Sign in within an hour, and what you typed stands in its form again." in told
    time_machine.move_to("2026-07-03T10:59:59Z", tick=False)
    _sign_in(client, ada.email, "/profile/")
    assert "Onbewaard" in str(client.session["unsaved"])
    time_machine.move_to("2026-07-03T11:00:01Z", tick=False)
    client.get("/documents/")
    assert client.session["unsaved"] == {}


def _strict(user: User) -> Client:
    client, cookies = Client(enforce_csrf_checks=True), signed_in(user).cookies
    client.cookies[settings.SESSION_COOKIE_NAME] = cookies[settings.SESSION_COOKIE_NAME].value
    return client


def test_form_with_the_token_of_an_earlier_session_loses_nothing() -> None:
    ada, path = _draft()
    client = _strict(ada)
    sent = _typed(client, path)
    del client.cookies[settings.CSRF_COOKIE_NAME]
    answer = client.post(path, sent)
    assert (answer.status_code, answer["Location"]) == (302, path)
    page = client.get(path).content.decode()
    assert NOT_SAVED in page
    assert 'value="Onbewaard"' in page
    client.post(path, {**sent, **_fields(page)})
    assert Application.objects.get().town == "Onbewaard"


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null"])
def test_another_site_plants_no_text(origin: str) -> None:
    ada, path = _draft()
    client = _strict(ada)
    sent = _typed(client, path)
    assert client.post(path, sent, headers={"origin": origin}).status_code == 403
    assert "Onbewaard" not in client.get(path).content.decode()
    unsigned = {name: value for name, value in sent.items() if name not in {"typed_by", "csrfmiddlewaretoken"}}
    assert client.post(path, unsigned).status_code == 403
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(path, unsigned, headers={"origin": origin}).status_code == 403
    assert settings.SESSION_COOKIE_NAME not in stranger.cookies


def test_form_of_another_person_is_refused_as_before() -> None:
    ada, path = _draft()
    sent = _typed(signed_in(ada), path)
    client = _strict(person("Other"))
    assert client.post(path, sent).status_code == 403
    assert "unsaved" not in client.session


@pytest.mark.parametrize(
    ("path", "name"),
    [("/profile/", "given_name"), ("{draft}references/add/", "organisation"), ("/titles/claim/", "exam_number")],
)
def test_other_forms_lose_nothing_either(path: str, name: str) -> None:
    ada, draft = _draft()
    path = path.format(draft=draft.removesuffix("about-you/"))
    client = signed_in(ada)
    sent = {**_fields(client.get(path).content.decode()), name: "Onbewaard"}
    _ended(client)
    client.post(path, sent)
    page = _sign_in(client, ada.email, path).content.decode()
    assert NOT_SAVED in page
    assert 'value="Onbewaard"' in page


@pytest.mark.parametrize(("page", "field"), [("documents/", "resume"), ("sign/by-hand/", "scan")])
def test_who_sends_a_file_when_signed_out_is_told_to_send_it_again(page: str, field: str) -> None:
    row = whole()
    path = f"/applications/{row.reference.lower()}/{page}"
    client = signed_in(row.person)
    client.get(path)
    _ended(client)
    answer = client.post(path, {field: a_file()})
    assert answer["Location"] == f"/account/login/?next={path}"
    assert SEND_AGAIN in client.get(answer["Location"]).content.decode()


def test_text_beside_a_file_is_kept_and_the_file_asked_for_again() -> None:
    ada, _path = _draft()
    client = signed_in(ada)
    fields = _fields(client.get("/titles/claim/").content.decode())
    _ended(client)
    answer = client.post("/titles/claim/", {**fields, "exam_number": "Onbewaard", "proof": a_file()})
    assert "Please choose the file again." in client.get(answer["Location"]).content.decode()
    assert 'value="Onbewaard"' in _sign_in(client, ada.email, "/titles/claim/").content.decode()
