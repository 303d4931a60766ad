"""A demonstration that was started once."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

import pytest

from seco_portal import demonstration, demonstration_applications, demonstration_decisions, demonstration_stages
from tests import once

AT: Final = dt.datetime(2026, 7, 1, 9, 0, 10, tzinfo=dt.UTC)
PASSWORD: Final = "invented people share this"


def seed(at: dt.datetime = AT) -> None:
    """Start it, for the first time or again."""
    demonstration.seed(password=PASSWORD, at=at)


@pytest.fixture(scope="module")
def demonstrated(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The invented people and all they did."""
    yield from once.lasting(seed, django_db_blocker)


@pytest.fixture
def without_applications(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demonstration without its applications, whose forms take seconds to seal: they have tests of their own."""
    monkeypatch.setattr(demonstration_applications, "apply", lambda *_users, **_at: None)
    for module in (demonstration_stages, demonstration_decisions):
        monkeypatch.setattr(module, "show", lambda *_users, **_at: None)
