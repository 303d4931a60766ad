"""The error pages: each says what to do, even where half the portal is down."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.template import TemplateDoesNotExist
from django.test import Client, RequestFactory

from seco_portal import errors
from tests.people import person, signed_in

WRONG = pytest.mark.urls("tests.common.wrong_pages")


@WRONG
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("how", "status"), [("bad", 400), ("suspicious", 400), ("forbidden", 403), ("missing", 404), ("fault", 500)]
)
@pytest.mark.parametrize("somebody", [False, True])
def test_page_says_what_happened_and_what_to_do(how: str, status: int, somebody: bool) -> None:
    client = signed_in(person("Ada")) if somebody else Client()
    client.raise_request_exception = False
    answer = client.get(f"/wrong/{how}/secret/")
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "What happened" in answer.text
    assert "What you can do" in answer.text
    assert "secret" not in answer.text
    assert "nvalid" not in answer.text


@pytest.mark.django_db
def test_form_open_too_long_is_explained_and_nothing_is_lost() -> None:
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "ada@people.example"})
    assert answer.status_code == 403
    assert "We could not be sure this form came from you" in answer.text
    assert "What you typed should still be in it" in answer.text


@pytest.mark.parametrize("view", [errors.forbidden, errors.not_found, errors.csrf_failure, errors.bad_request])
def test_page_stands_before_anybody_looked_who_asks(view: Any) -> None:
    answer: HttpResponse = view(RequestFactory().get("/x"), None)
    assert b"<h1>" in answer.content


def test_fault_is_answered_when_templates_are_gone_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_args: object) -> str:
        raise TemplateDoesNotExist("errors/500.html")

    monkeypatch.setattr(errors, "render_to_string", gone)
    answer = errors.server_error(RequestFactory().get("/x"))
    assert (answer.status_code, answer.content) == (500, b"Something went wrong on our side.")


def test_fault_page_leans_on_no_database_and_no_session() -> None:
    """Without the ``db`` fixture any query fails this test."""
    assert errors.server_error(RequestFactory().get("/x")).status_code == 500


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "roles", "status", "way"),
    [
        ("/office/members/member/999/change/", ("back-office",), 404, "/office/"),
        ("/office/comms/message/", ("observer",), 403, "/office/"),
        ("/office/login/", (), 403, "/"),
        ("/nowhere/", ("back-office",), 404, "/"),
    ],
)
def test_colleague_is_led_back_to_today_and_everybody_else_to_the_first_page(
    path: str, roles: tuple[str, ...], status: int, way: str
) -> None:
    answer = signed_in(person("Ada", *roles)).get(path, follow=True)
    assert answer.status_code == status
    assert re.findall(r'class="button" href="([^"]+)"', answer.text) == [way]
