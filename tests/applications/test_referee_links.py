"""The private link of a reference: looking changes nothing, one button opens one form, every end explains itself."""

import datetime as dt
import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.models import Application, Reference, ReferenceAnswer, ReferenceDraft, ReferenceLink
from applications.views.referee import COOKIE
from common.logs import JsonFormatter
from common.models import AuditLine
from common.private_links import secret_of
from comms.models import Message
from tests.applications.referee import AT, YOU, address, opened, secret, sent
from tests.factories.applications import ReferenceLinkFactory, answered, under_way
from tests.html_forms import forms_of
from tests.people import person as account
from tests.people import signed_in

pytestmark = pytest.mark.django_db

PAGES = (
    "", "decline/cannot-now/", "you/", "answers/", "check/",
    "data/", "data/correct/", "data/take-back/", "data/forget/",
)  # fmt: skip
HIDDEN = "0" * 64


@pytest.fixture(autouse=True)
def _on_a_day_it_is_awaited() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def person() -> Reference:
    return under_way().references.earliest("pk")


def _rows() -> list[Any]:
    tables = (Application, Reference, ReferenceLink, ReferenceDraft, ReferenceAnswer, Message, AuditLine)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def _quiet(answer: Any) -> None:
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"].startswith("noindex")
    if "text/html" in answer.headers["Content-Type"] and answer.content:
        assert 'name="robots" content="noindex' in answer.text


def test_looking_at_the_link_changes_nothing_and_sets_no_cookie(person: Reference) -> None:
    path, before = f"/reference/open/{secret(person)}/", _rows()
    for _look in range(10):
        for client, purpose in ((Client(), ""), (Client(), "prefetch")):
            for answer in (
                client.get(path, headers={"Purpose": purpose, "Sec-Purpose": purpose}),
                client.head(path),
            ):
                assert answer.status_code == 200
                assert not answer.cookies
                _quiet(answer)
            client.options(path)
            assert not client.cookies
    with CaptureQueriesContext(connection) as asked:
        Client().get(path)
    assert all(query["sql"].lstrip().upper().startswith("SELECT") for query in asked.captured_queries)
    assert len(asked) <= 5
    assert _rows() == before


def test_page_of_the_link_says_who_asks_about_whom_how_long_until_when_and_who_reads(person: Reference) -> None:
    shown = " ".join(Client().get(f"/reference/open/{secret(person)}/").text.split())
    for words in ("SECO-Institute", "Ada Voorbeeld", "S-CISO", "ten minutes", "until 29 July 2026", "Who reads your"):
        assert words in shown
    assert secret(person) not in shown
    assert shown.count("<button") == 1
    assert shown.count("<form") == 1


def test_button_opens_one_form_at_an_address_without_the_secret(person: Reference) -> None:
    client = Client(enforce_csrf_checks=True)
    path = f"/reference/open/{secret(person)}/"
    form = forms_of(client.get(path).text)[0]
    answer = client.post(path, form.values)
    assert (answer.status_code, answer.headers["Location"]) == (302, address(person))
    cookie = answer.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (address(person), True, "Lax")
    assert list(answer.cookies) == [COOKIE]
    assert secret(person) not in cookie.value
    person.refresh_from_db()
    assert person.opened_at == AT
    for page in PAGES[:5]:
        found = client.get(address(person, page))
        assert found.status_code == 200, page
        assert secret(person) not in found.text
        _quiet(found)
    with time_machine.travel(AT + dt.timedelta(hours=1), tick=False):
        client.post(path, form.values)
    person.refresh_from_db()
    assert person.opened_at == AT


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "null"},
    ],
)
def test_form_sent_from_another_site_is_refused(person: Reference, headers: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    path, before = f"/reference/open/{secret(person)}/", _rows()
    values = forms_of(client.get(path).text)[0].values
    assert client.post(path, values, headers=headers).status_code == 403
    assert client.post(path).status_code == 403
    assert client.post(path, {"csrfmiddlewaretoken": HIDDEN}).status_code == 403
    assert not client.cookies
    assert _rows() == before
    client.post(path, values, headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"})
    before = _rows()
    for page in PAGES:
        for sent_with in ({}, {"csrfmiddlewaretoken": HIDDEN}):
            assert client.post(address(person, page), {**YOU, **sent_with}, headers=headers).status_code == 403
        assert client.post(address(person, page), YOU).status_code == 403
    assert _rows() == before


@pytest.mark.parametrize("change", ["one character", "too short", "no hex", "unknown"])
def test_link_that_opens_nothing_is_one_page_whatever_is_wrong_with_it(person: Reference, change: str) -> None:
    good = secret(person)
    wrong = {
        "one character": ("0" if good[0] != "0" else "1") + good[1:],
        "too short": good[:-3],
        "no hex": "what-is-this",
        "unknown": HIDDEN,
    }[change]
    client = Client()
    with CaptureQueriesContext(connection) as asked:
        found = client.get(f"/reference/open/{wrong}/")
    assert found.status_code == 404
    assert len(asked) == 1
    assert "This link opens nothing." in found.text
    assert "Ada" not in found.text
    assert found.text == Client().get(f"/reference/open/{HIDDEN}/").text
    assert client.post(f"/reference/open/{wrong}/").status_code == 404
    assert not client.cookies
    _quiet(found)


def test_secret_in_capitals_opens_as_well(person: Reference) -> None:
    assert Client().get(f"/reference/open/{secret(person).upper()}/").status_code == 200


@pytest.mark.parametrize("tail", ["/)", "/%29", "/).", "/%3E", "/x/y", "//", ")", "/%0A", "/\u200b", "/;session=1", ""])
def test_what_a_mail_program_puts_behind_a_link_is_left_out(person: Reference, tail: str) -> None:
    client = Client()
    path = f"/reference/open/{secret(person)}{tail}"
    found = client.get(path)
    assert found.status_code == 200
    assert "Open the form" in found.text
    _quiet(found)
    assert client.post(path).headers["Location"] == address(person)


@pytest.mark.parametrize("wrong", [f"{HIDDEN}/)", f"{HIDDEN}/data/", ")", "x/y/z", "%0A", "%E2%80%8B/", "0" * 5000])
def test_every_address_below_the_link_explains_itself_and_tells_nobody(wrong: str) -> None:
    found = Client().get(f"/reference/open/{wrong}")
    assert found.status_code == 404
    assert "This link opens nothing." in found.text
    _quiet(found)


def _gone(person: Reference, **changed: Any) -> None:
    Reference.objects.filter(pk=person.pk).update(**changed)


ENDS: dict[str, tuple[Any, int, int, str]] = {
    "answered": (answered, 200, 200, "Thank you. We have your answer."),
    "declined": (
        lambda person: _gone(person, state="declined", declined="cannot-now", ended_at=AT),
        200,
        200,
        "Thank you for telling us.",
    ),
    "withdrew": (lambda person: _gone(person, state="withdrew", ended_at=AT), 200, 200, "You withdrew."),
    "day passed": (lambda person: _gone(person, ends_on=AT.date() - dt.timedelta(1)), 410, 410, "has passed"),
    "ended": (lambda person: _gone(person, state="ended", ended_at=AT), 410, 410, "ask us to open it again"),
    "revoked": (lambda person: person.links.update(revoked_at=AT), 410, 410, "opens nothing any more"),
    "replaced": (lambda person: _gone(person, state="replaced", ended_at=AT), 410, 410, "opens nothing any more"),
    "closed": (
        lambda person: Application.objects.update(state="withdrawn", withdrawn_at=AT, due_on=None),
        410,
        410,
        "The matter is closed.",
    ),
}


@pytest.mark.parametrize("end", sorted(ENDS))
def test_form_that_does_not_open_says_why(person: Reference, end: str) -> None:
    happens, status, at_form, words = ENDS[end]
    client = opened(person)
    happens(person)
    path, before = f"/reference/open/{secret(person)}/", _rows()
    found = Client().get(path)
    assert (found.status_code, words in found.text) == (status, True)
    assert not found.cookies
    here = client.get(address(person))
    assert (here.status_code, words in here.text) == (at_form, True)
    for page in ("you/", "answers/", "check/", "decline/cannot-now/"):
        sent_to = client.post(address(person, page), YOU)
        assert sent_to.status_code == (409 if status == 200 else status), page
        assert ("was not taken" in sent_to.text) == (status == 200)
    assert _rows() == before
    for answer in (found, here):
        _quiet(answer)


@pytest.mark.parametrize("end", sorted(set(ENDS) - {"revoked", "replaced"}))
def test_what_is_held_is_shown_though_the_form_is_closed(person: Reference, end: str) -> None:
    ENDS[end][0](person)
    client = Client()
    path = f"/reference/open/{secret(person)}/"
    assert "See what we hold about you" in client.get(path).text
    assert client.post(path).headers["Location"] == address(person, "data/")
    assert person.email in client.get(address(person, "data/")).text


@pytest.mark.parametrize("end", ["revoked", "replaced"])
def test_revoked_link_shows_nothing_at_all(person: Reference, end: str) -> None:
    ENDS[end][0](person)
    client = Client()
    found = client.post(f"/reference/open/{secret(person)}/")
    assert found.status_code == 410
    assert not client.cookies
    assert "Ada" not in found.text
    assert person.name not in found.text


def test_clean_address_alone_opens_nothing_and_tells_nothing(person: Reference) -> None:
    for page in PAGES:
        for method in ("get", "post"):
            there = getattr(Client(), method)(address(person, page))
            nowhere = getattr(Client(), method)(f"/reference/r-nobody/{page}")
            assert there.status_code == nowhere.status_code == 403
            assert there.text == nowhere.text
            assert "open the link of our mail first" in there.text
            _quiet(there)


def test_cookie_of_one_form_opens_no_other(person: Reference) -> None:
    other = person.application.references.latest("pk")
    value = opened(other).cookies[COOKIE].value
    client = Client()
    client.cookies[COOKIE] = value
    before = _rows()
    for page in PAGES:
        for answer in (client.get(address(person, page)), client.post(address(person, page), YOU)):
            assert answer.status_code == 403
            assert "This is not the form that you opened." in answer.text
            assert person.name not in answer.text
    assert _rows() == before


@pytest.mark.parametrize("value", ["", "1", "1:abc:def", "x" * 400, HIDDEN])
def test_forged_cookie_opens_nothing(person: Reference, value: str) -> None:
    client = Client()
    client.cookies[COOKIE] = value
    assert client.get(address(person)).status_code == 403


def test_form_stays_open_while_it_is_used_and_two_hours_beyond(person: Reference) -> None:
    client = opened(person)
    with time_machine.travel(AT, tick=False) as clock:
        for _use in range(4):
            clock.shift(dt.timedelta(minutes=110))
            assert client.get(address(person)).status_code == 200
        clock.shift(dt.timedelta(minutes=121))
        late = client.get(address(person))
        assert late.status_code == 403
        assert "two hours" in late.text
        assert person.name not in late.text


def test_what_is_typed_too_late_is_saved_and_shown_to_nobody_before_the_link_is_opened_again(person: Reference) -> None:
    client = opened(person)
    with time_machine.travel(AT + dt.timedelta(hours=3), tick=False):
        late = client.post(address(person, "you/"), {**YOU, "role": "Typed too late"})
        assert late.status_code == 403
        assert "What you typed just now is saved." in late.text
        assert "Typed too late" not in late.text
        assert client.get(address(person, "you/")).status_code == 403
        again = opened(person)
        assert "Typed too late" in again.get(address(person, "you/")).text
    with time_machine.travel(AT + dt.timedelta(hours=30), tick=False):
        client.post(address(person, "you/"), {**YOU, "role": "Much too late"})
    assert ReferenceDraft.objects.get().typed["role"] == "Typed too late"


def test_link_revoked_in_mid_form_shuts_it_at_the_next_press(person: Reference) -> None:
    client = opened(person)
    person.links.update(revoked_at=AT)
    ReferenceLinkFactory(reference=person)
    assert client.post(address(person, "you/"), YOU).status_code == 410
    assert not ReferenceDraft.objects.exists()
    assert opened(person).get(address(person)).status_code == 200


def test_applicant_is_told_that_the_page_is_not_for_them(person: Reference) -> None:
    client = signed_in(person.application.person)
    session = client.cookies["session"].value
    path = f"/reference/open/{secret(person)}/"
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 403
        assert "This page is not for you." in answer.text
    assert COOKIE not in client.cookies
    client.cookies[COOKIE] = opened(person).cookies[COOKIE].value
    for page in PAGES:
        assert client.get(address(person, page)).status_code == 403
    assert client.cookies["session"].value == session
    person.refresh_from_db()


def test_somebody_else_who_is_signed_in_stays_so(person: Reference) -> None:
    client = signed_in(account("Iris"))
    opened(person, client)
    assert client.get(address(person)).status_code == 200
    assert client.get("/profile/").status_code == 200


def test_guessing_is_stopped_with_a_sentence_and_right_links_open_all_the_same(person: Reference) -> None:
    client = Client(REMOTE_ADDR="192.0.2.7")
    answers = [client.get(f"/reference/open/{number:064x}/").status_code for number in range(40)]
    assert answers == [404] * 30 + [429] * 10
    stopped = client.get(f"/reference/open/{'f' * 64}/")
    assert stopped.status_code == 429
    assert "Nothing is lost" in stopped.text
    _quiet(stopped)
    assert client.get(f"/reference/open/{secret(person)}/").status_code == 200
    assert client.post(f"/reference/open/{secret(person)}/").status_code == 302
    assert Client(REMOTE_ADDR="192.0.2.8").get(f"/reference/open/{secret(person)}/").status_code == 200


def test_scanner_of_a_whole_office_is_never_stopped(person: Reference) -> None:
    path = f"/reference/open/{secret(person)}/"
    assert {Client().get(path).status_code for _look in range(100)} == {200}


def test_neither_log_nor_database_holds_a_secret_or_a_name(person: Reference) -> None:
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        client = opened(person)
        client.get(f"/reference/open/{secret(person)}/")
        client.get(f"/reference/open/{secret(person)[:-1]}/")
        client.get(f"/reference/open/{secret(person)}")
        Client(enforce_csrf_checks=True).post(f"/reference/open/{secret(person)}/")
        sent(client, person, **{"level-words": "canary7391"})
        press_again = client.post(address(person, "check/"), {"seen": "canary7391"})
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    assert press_again.status_code == 409
    lines = stream.getvalue()
    assert [line for line in lines.splitlines() if json.loads(line).get("route") == "applications:reference-open"]
    for hidden in (secret(person), secret(person)[:-1], "canary7391", person.handle.lower(), person.email, "Iris"):
        assert hidden not in lines
    kept = "".join(str(rows) for rows in _rows())
    secrets = [secret(person), *_all_secrets(person)]
    assert not [hidden for hidden in secrets if hidden in kept]
    assert "canary7391" in str(list(ReferenceAnswer.objects.get().statements.values()))


def _all_secrets(person: Reference) -> list[str]:
    return [secret_of(link.seed) for link in person.links.all()]
