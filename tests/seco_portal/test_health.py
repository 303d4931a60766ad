import datetime as dt
import time
from collections.abc import Iterator
from threading import Event

import pytest
from django.test import Client

from seco_portal import health

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hanging() -> Iterator[Event]:
    end = Event()
    yield end
    end.set()


def test_process_that_answers_is_alive() -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})
    assert Client().head("/healthz").status_code == 200
    assert Client().post("/healthz").status_code == 405


def test_ready_when_every_part_answers() -> None:
    answer = Client().get("/readyz")
    told = answer.json()
    assert dt.date.fromisoformat(told.pop("seal_ends_on")) > dt.date(2026, 1, 1)
    assert told == {
        "ready": True,
        "mode": "test",
        "database": True,
        "cache": True,
        "broker": True,
        "seal": True,
        "badges": True,
        "reader": True,
    }
    assert answer.status_code == 200


@pytest.mark.parametrize("part", sorted(health.PARTS))
def test_part_that_fails_is_named_and_nothing_else_is_told(monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    def broken() -> bool:
        raise ConnectionError("secret@host.example refused")

    monkeypatch.setitem(health.PARTS, part, broken)  # type: ignore[misc]
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()[part] is False
    assert answer.json()["ready"] is False
    assert "secret" not in answer.text


@pytest.mark.parametrize("part", sorted(health.PARTS))
def test_part_that_hangs_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch, hanging: Event, part: str) -> None:
    monkeypatch.setitem(health.PARTS, part, lambda: hanging.wait(30))  # type: ignore[misc]
    start = time.monotonic()
    answer = Client().get("/readyz")
    assert time.monotonic() - start < 3
    assert answer.status_code == 503
    assert [name for name in health.PARTS if not answer.json()[name]] == [part]
