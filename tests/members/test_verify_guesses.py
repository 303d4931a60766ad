"""Guessed numbers: a bounded run of them from one address, and a right number that answers all the same."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisConnectionError

from accounts import limits
from accounts.limits import Costly
from common import references
from members.models import Certificate
from tests.members.verifying import officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(time_machine: Any) -> Certificate:
    return officer(time_machine)


def _tries(what: Costly) -> int:
    return int(limits.RATES[what].partition("/")[0])


def test_a_run_of_guesses_is_refused_and_a_right_number_answers_all_the_same(certificate: Certificate) -> None:
    client = Client()
    for _guess in range(_tries(Costly.UNKNOWN_NUMBER)):
        assert client.get(f"/verify/{references.new()}/").status_code == 404
    refused = client.get(f"/verify/{references.new()}/")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3600")
    assert "Please try again in an hour" in refused.content.decode()
    assert client.get(f"/verify/{references.new()}/json/").json()["answer"] == "too-often"
    assert "This title is valid" in client.get("/verify/M4PD-W2H8-6CVY-4/").content.decode()
    assert Client(REMOTE_ADDR="192.0.2.7").get(f"/verify/{references.new()}/").status_code == 404


def test_a_long_run_ends_without_another_look(
    certificate: Certificate, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.RATES, Costly.GUESSED_NUMBER, "5/h/ip")
    client = Client()
    for _guess in range(5):
        client.get(f"/verify/{references.new()}/")
    with django_assert_num_queries(0):
        assert client.get("/verify/M4PD-W2H8-6CVY-4/").status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").get("/verify/M4PD-W2H8-6CVY-4/").status_code == 200


def test_a_mistyped_number_is_no_guess(certificate: Certificate) -> None:
    client = Client()
    for _slip in range(_tries(Costly.UNKNOWN_NUMBER) + 1):
        assert client.get("/verify/M4PD-W2H8-6CVY-K/").status_code == 404
    assert client.get(f"/verify/{references.new()}/").status_code == 404


def test_an_hour_later_guesses_are_taken_again(certificate: Certificate, time_machine: Any) -> None:
    client = Client()
    for _guess in range(_tries(Costly.UNKNOWN_NUMBER) + 1):
        client.get(f"/verify/{references.new()}/")
    time_machine.move_to(timezone.now() + dt.timedelta(hours=1, seconds=1), tick=False)
    assert client.get(f"/verify/{references.new()}/").status_code == 404


def test_while_guesses_cannot_be_counted_numbers_answer(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: Any, **_options: Any) -> None:
        raise RedisConnectionError

    monkeypatch.setattr(limits.ratelimit, "consume", away)
    monkeypatch.setattr(limits.cache, "get", away)
    client = Client()
    assert client.get("/verify/M4PD-W2H8-6CVY-4/").status_code == 200
    assert client.get(f"/verify/{references.new()}/").status_code == 404
    assert client.get("/verify/M4PD-W2H8-6CVY-4/receipt/json/").status_code == 200


def test_a_count_that_is_busy_refuses_nobody_and_looking_waits_for_none(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = []

    @contextmanager
    def busy(key: str) -> Iterator[bool]:
        waited.append(key)
        yield False

    client = Client()
    assert client.get(f"/verify/{references.new()}/").status_code == 404
    monkeypatch.setattr(limits.ratelimit, "cache_lock", busy)
    assert client.get("/verify/M4PD-W2H8-6CVY-4/").status_code == 200
    assert not waited
    assert client.get(f"/verify/{references.new()}/").status_code == 404
    assert client.get("/verify/M4PD-W2H8-6CVY-4/receipt/json/").status_code == 200
    assert len(waited) == 3


def test_a_count_that_is_busy_and_full_refuses_all_the_same(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.RATES, Costly.GUESSED_NUMBER, "2/h/ip")
    client = Client()
    for _guess in range(2):
        client.get(f"/verify/{references.new()}/")
    monkeypatch.setattr(limits.ratelimit, "cache_lock", lambda _key: nullcontext(enter_result=False))
    assert client.get("/verify/M4PD-W2H8-6CVY-4/").status_code == 429
