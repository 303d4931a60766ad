"""A person's own data: what is held, told in words, and a copy to take along."""

import json
import time
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import services
from common.personal_data import models_holding
from tests.factories.accounts import DAY_ONE, PASSWORD, UserFactory, code, full_login, password_login, with_app
from tests.factories.comms import BounceFactory, MessageFactory
from tests.factories.members import MemberFactory
from tests.people import person, signed_in
from tests.test_naughty_strings import NAMES, NAUGHTY

pytestmark = pytest.mark.django_db

LOADS = ["link", "look.css"]
PAGE, COPY = "/account/data/", "/account/data/copy/"
ASKS = "We ask once more whether it is you"
PROVED = "You showed a moment ago that it is you"


class _Shown(HTMLParser):
    """What a page loads or runs, and what it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loads += [tag] if tag in {"script", "link", "img", "iframe", "object", "form"} else []
        self.loads += [str(value) for name, value in attrs if name in {"src", "href", "action"} or name[:2] == "on"]

    def handle_data(self, data: str) -> None:
        self.text += data


def _opened(answer: Any) -> dict[str, str]:
    assert answer.status_code == 200, answer
    with ZipFile(BytesIO(answer.getvalue())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_page_tells_in_words_what_is_held_and_how_much_of_it() -> None:
    user = MemberFactory(user=person("Ada")).user
    MessageFactory.create_batch(3, recipient=user.email)
    MessageFactory()
    page = " ".join(signed_in(user).get(PAGE).content.decode().split())
    assert "<h3>Mails</h3> <small> 3 records </small>" in page
    assert "<h3>Members</h3> <small> 1 record </small>" in page
    assert "One year after the mail was written." in page
    assert "Second factors" not in page
    assert COPY in page


def test_page_is_linked_from_the_account_and_the_privacy_page(client: Client) -> None:
    assert PAGE in signed_in(person("Ada")).get("/account/").content.decode()
    assert PAGE in client.get("/privacy/").content.decode()


def test_copy_is_a_zip_with_a_page_and_the_same_for_machines() -> None:
    member = MemberFactory(user=person("Ada"), town="Nergenshuizen")
    MessageFactory(recipient=member.user.email, subject="Your address")
    answer = signed_in(member.user).get(COPY)
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith('attachment; filename="seco-institute-20')
    assert answer["Cache-Control"] == "no-store"
    files = _opened(answer)
    assert files.keys() == {"data.json", "index.html", "look.css"}
    told = json.loads(files["data.json"])
    assert told["tables"]["members"][0]["town or city"] == "Nergenshuizen"
    assert told["tables"]["mails"][0]["subject"] == "Your address"
    shown = _Shown()
    shown.feed(files["index.html"])
    assert shown.loads == LOADS
    for word in ("Ada", "Nergenshuizen", "Your address", "data.json"):
        assert word in shown.text


def test_every_session_is_counted_once_and_stands_in_the_copy_once(client: Client) -> None:
    user = UserFactory()
    password_login(client, user)
    other = Client()
    password_login(other, user)
    page = " ".join(client.get(PAGE).text.split())
    for kind in ("Where you are signed in", "What your sessions remember"):
        assert f"<h3>{kind}</h3> <small> 2 records </small>" in page
    tables = json.loads(_opened(client.get(COPY))["data.json"])["tables"]
    assert [row["network address"] for row in tables["Where you are signed in"]] == ["127.0.0.1"] * 2
    assert all(row["when it ends"] for row in tables["What your sessions remember"])
    for session in (client.session, other.session):
        assert session.session_key not in json.dumps(tables)


def test_page_says_of_secrets_what_the_copy_does(client: Client) -> None:
    user = UserFactory()
    password_login(client, user)
    assert "Passwords, secrets and keys are named in it but not copied" in " ".join(client.get(PAGE).text.split())
    (account,) = json.loads(_opened(client.get(COPY))["data.json"])["tables"]["accounts"]
    assert account["password"].startswith("Kept, and not copied")
    assert user.password not in json.dumps(account)


def test_copy_holds_ones_own_data_only() -> None:
    other = MemberFactory(user=UserFactory(given_name="Neighbour"), town="Elsewhere")
    MessageFactory(recipient=other.user.email, subject="Not for you")
    files = _opened(signed_in(person("Ada")).get(COPY, {"user": other.user.pk, "pk": other.user.pk}))
    for text in files.values():
        assert not [word for word in ("Neighbour", "Elsewhere", "Not for you") if word in text]


def test_copy_of_whoever_claims_an_address_tells_nothing_of_its_owner(client: Client) -> None:
    MessageFactory(recipient="victim@people.example", subject="Not for you")
    BounceFactory(address="victim@people.example")
    password_login(client, UserFactory())
    client.post("/account/email/", {"action_add": "", "email": "victim@people.example"})
    written = _opened(client.get(COPY))["data.json"]
    assert "victim@people.example" in written, "the claim itself is the claimant's"
    assert "Not for you" not in written
    assert "addresses that did not take mail" not in written


def test_whoever_must_prove_first_comes_back_to_the_page_and_then_gets_the_file(client: Client) -> None:
    user = UserFactory()
    password_login(client, user)
    assert client.get(COPY).status_code == 200
    with time_machine.travel(time.time() + 600, tick=False):
        page = client.get(PAGE)
        assert page.status_code == 200, "the counts tell nothing new to who is signed in"
        assert ASKS in page.text
        assert PROVED not in page.text
        asked = client.get(COPY, follow=True)
        (there, _status), (proof, _status) = asked.redirect_chain
        assert there == f"{PAGE}?prove=first"
        assert proof == "/account/reauthenticate/?next=%2Faccount%2Fdata%2F%3Fprove%3Dfirst"
        proved = client.post(proof, {"password": PASSWORD, "next": there})
        assert proved["Location"] == there
        page = client.get(there)
        assert PROVED in page.text
        assert ASKS not in page.text
        assert COPY in page.text
        _opened(client.get(COPY))


def test_copy_asks_for_the_second_factor_where_there_is_one(client: Client) -> None:
    user = with_app(UserFactory())
    full_login(client, user)
    with time_machine.travel(time.time() + 600, tick=False):
        proof, _status = client.get(COPY, follow=True).redirect_chain[-1]
        assert proof.startswith("/account/2fa/reauthenticate/")
        proved = client.post(proof, {"code": code(user), "next": f"{PAGE}?prove=first"})
        assert proved["Location"] == f"{PAGE}?prove=first"
        _opened(client.get(COPY))


@pytest.mark.django_db(transaction=True)
def test_copy_is_made_before_the_transaction_that_notes_it() -> None:
    user = MemberFactory().user
    with CaptureQueriesContext(connection) as asked:
        services.take_copy(user, at=DAY_ONE).close()
    kinds = [query["sql"].split()[0] for query in asked]
    begun = kinds.index("BEGIN")
    assert begun > len(models_holding()) / 2, "tables were read by then"
    assert kinds[begun:] == ["BEGIN", "INSERT", "COMMIT"]


def test_copies_are_limited_to_ten_an_hour_each() -> None:
    client = signed_in(person("Ada"))
    assert [client.get(COPY).status_code for _copy in range(11)] == [200] * 10 + [429]
    assert signed_in(person("Eve")).get(COPY).status_code == 200


@pytest.mark.parametrize("text", [*NAMES.values(), *NAUGHTY.values()], ids=[*NAMES, *NAUGHTY])
def test_anything_a_person_may_be_called_is_in_the_copy_and_runs_nowhere(text: str) -> None:
    given = text.replace("\x00", "")[:150]
    files = _opened(signed_in(person("Ada", family_name=given)).get(COPY))
    (account,) = json.loads(files["data.json"])["tables"]["accounts"]
    assert account["family name"] == given
    shown = _Shown()
    shown.feed(files["index.html"])
    assert shown.loads == LOADS
