"""The headers of every response, request ids, and requests refused before anybody reads them."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory

from common.middleware import error_pages, headers
from tests.people import person, signed_in

WRONG = pytest.mark.urls("tests.common.wrong_pages")

POLICY = {
    "default-src 'none'", "base-uri 'none'", "connect-src 'self'", "font-src 'self'", "form-action 'self'",
    "frame-ancestors 'none'", "frame-src 'self'", "img-src 'self' data:", "manifest-src 'self'", "object-src 'none'",
    "script-src 'self'", "style-src 'self'",
}  # fmt: skip


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def collected(tmp_path: Path, settings: Any) -> None:
    """Static files as they are served: collected into one folder."""
    settings.STATIC_ROOT = tmp_path
    tmp_path.joinpath("page.css").write_text("body {}", encoding="utf-8")


@WRONG
@pytest.mark.django_db
@pytest.mark.usefixtures("collected")
@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/", 200),
        ("head", "/", 200),
        ("get", "/healthz", 200),
        ("get", "/.well-known/security.txt", 200),
        ("get", "/static/page.css", 200),
        ("get", "/office/", 302),
        ("get", "/wrong/bad/x/", 400),
        ("get", "/wrong/forbidden/x/", 403),
        ("get", "/nowhere/", 404),
        ("post", "/privacy/", 405),
        ("options", "/privacy/", 405),
        ("get", "/wrong/fault/x/", 500),
    ],
)
def test_every_response_carries_the_set(client: Client, method: str, address: str, status: int) -> None:
    answer = getattr(client, method)(address)
    assert answer.status_code == status
    assert set(answer.headers["Content-Security-Policy"].split("; ")) == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    if address.startswith("/static/"):
        assert "Permissions-Policy" not in answer.headers
    else:
        features = dict(feature.split("=") for feature in answer.headers["Permissions-Policy"].split(", "))
        allowed = {name for name, who in features.items() if who != "()"}
        assert allowed == {"publickey-credentials-get", "publickey-credentials-create"}
        assert {"camera", "microphone", "geolocation"} <= features.keys()
    assert re.fullmatch(r"[A-Za-z0-9-]{8,64}", answer.headers["X-Request-Id"])
    assert "Strict-Transport-Security" not in answer.headers
    assert answer.headers["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["127.0.0.1", "elsewhere.example"])
def test_secure_responses_ask_for_https_even_when_refused(settings: Any, host: str) -> None:
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE = settings.SECURE_SSL_REDIRECT = True
    answer = Client().get("/healthz", secure=True, headers={"Host": host})
    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"
    assert answer.headers["Content-Security-Policy"].endswith("; upgrade-insecure-requests")


@pytest.mark.django_db
def test_pages_of_somebody_signed_in_are_kept_by_nobody() -> None:
    client = signed_in(person("Ada"))
    for address in ("/", "/titles/", "/privacy/", "/nowhere/"):
        assert client.get(address).headers["Cache-Control"] == "no-store", address


@pytest.mark.django_db
def test_account_pages_are_kept_by_nobody_whoever_asks(client: Client) -> None:
    for address in ("/account/login/", "/account/password/reset/", "/office/", "/profile/"):
        assert "no-store" in client.get(address).headers["Cache-Control"], address


@pytest.mark.django_db
def test_public_pages_are_asked_for_again(client: Client) -> None:
    assert client.get("/privacy/").headers["Cache-Control"] == "no-cache"


BY_NO_COOKIE = (
    "/verify/", "/verify/0000-0000-0000-0/", "/verify/a/b/c/", "/verify", "/badges/issuer/", "/badges/nowhere/at/all/",
    "/.well-known/jwks.json", "/.well-known/security.txt", "/.well-known/nothing", "/healthz", "/readyz",
    "/invoices/unknown/", f"/calendar/{'0' * 64}.ics", "/calendar/unknown/",
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("address", BY_NO_COOKIE)
def test_page_that_looks_at_no_cookie_does_not_say_so(address: str) -> None:
    for client in (Client(), signed_in(person("Ada"))):
        answer = client.get(address)
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert not answer.cookies
        assert "Sign out" not in answer.text


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/privacy/", "/titles/", "/register/", "/calendar/", "/account/login/"])
def test_page_that_shows_who_asks_says_that_it_looks_at_a_cookie(address: str) -> None:
    for client in (Client(), signed_in(person("Ada"))):
        assert "Cookie" in client.get(address).headers["Vary"]


@pytest.mark.django_db
@pytest.mark.usefixtures("collected")
def test_static_files_keep_their_own_word_even_for_somebody_signed_in() -> None:
    answer = signed_in(person("Ada")).get("/static/page.css")
    assert answer.status_code == 200
    assert "max-age" in answer.headers["Cache-Control"]


def test_head_is_answered_with_the_length_and_no_body() -> None:
    def view(_request: object) -> HttpResponse:
        return HttpResponse("words", headers={"Content-Length": "5"})

    answer = headers(view)(RequestFactory().head("/"))
    assert (answer.content, answer.headers["Content-Length"]) == (b"", "5")
    assert headers(view)(RequestFactory().get("/")).content == b"words"


def test_page_that_says_how_long_it_may_be_kept_is_heard() -> None:
    def view(_request: object) -> HttpResponse:
        return HttpResponse(headers={"Cache-Control": "max-age=300"})

    assert headers(view)(RequestFactory().get("/")).headers["Cache-Control"] == "max-age=300"


@pytest.mark.django_db
def test_session_set_by_this_very_response_counts() -> None:
    def view(_request: object) -> HttpResponse:
        answer = HttpResponse()
        answer.set_cookie(settings.SESSION_COOKIE_NAME, "x")
        return answer

    assert headers(view)(RequestFactory().get("/")).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("given", ["0123456789abcdef", "8f14e45f-ceea-467f-ab46-2f4a3bd14c1b"])
def test_plain_request_id_is_passed_on(client: Client, given: str) -> None:
    assert client.get("/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"] == given


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "with space 123", "tab\tinside12", "ümlaut-umlaut", "a@people.example"]
)
def test_any_other_request_id_is_replaced(client: Client, given: str) -> None:
    made = client.get("/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"]
    assert re.fullmatch(r"[0-9a-f]{32}", made)


@pytest.mark.django_db
def test_wrong_method_gets_a_page_and_the_methods_there_are(client: Client) -> None:
    answer = client.post("/privacy/")
    assert answer.status_code == 405
    assert {method.strip() for method in answer.headers["Allow"].split(",")} == {"GET", "HEAD"}
    assert b"<h1>" in answer.content


def _never(_request: object) -> HttpResponse:
    raise AssertionError("the request must be refused before anybody reads it")


@pytest.mark.parametrize(
    ("length", "status"),
    [
        (str(settings.MAX_REQUEST_BYTES + 1), 413),
        ("999999999999999", 413),
        ("-1", 400), ("+5", 400), ("1e3", 400), ("٣", 400), ("12 12", 400), ("9" * 5000, 400),
    ],
)  # fmt: skip
def test_length_that_cannot_be_is_refused_before_reading(length: str, status: int) -> None:
    request = RequestFactory().post("/reads/", b"", content_type="text/plain")
    request.META["CONTENT_LENGTH"] = length
    answer = error_pages(_never)(request)
    assert answer.status_code == status
    assert b"<h1>" in answer.content


@pytest.mark.parametrize("length", ["", "0", str(settings.MAX_REQUEST_BYTES)])
def test_length_up_to_the_limit_is_let_in(length: str) -> None:
    request = RequestFactory().post("/reads/", b"", content_type="text/plain")
    request.META["CONTENT_LENGTH"] = length
    assert error_pages(lambda _request: HttpResponse("in"))(request).content == b"in"


@WRONG
@pytest.mark.django_db
def test_form_with_too_much_in_it_gets_the_413_page(client: Client) -> None:
    too_long = client.post("/reads/", {"text": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)})
    too_many = client.post("/reads/", {f"field{number}": "x" for number in range(1001)})
    assert [too_long.status_code, too_many.status_code] == [413, 413]
    assert b"<h1>" in too_long.content
    assert b"<h1>" in too_many.content
