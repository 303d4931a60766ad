"""A demonstration: how it is started, here and beside."""

import datetime as dt
from typing import Final

import pytest

from seco_portal import demonstration, demonstration_applications, demonstration_decisions, demonstration_stages

AT: Final = dt.datetime(2026, 7, 1, 9, 0, 10, tzinfo=dt.UTC)
PASSWORD: Final = "invented people share this"


def seed(at: dt.datetime = AT) -> None:
    """Start it, for the first time or again."""
    demonstration.seed(password=PASSWORD, at=at)


@pytest.fixture
def without_applications(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demonstration without its applications, whose forms take seconds to seal: they have tests of their own."""
    monkeypatch.setattr(demonstration_applications, "apply", lambda *_users, **_at: None)
    for module in (demonstration_stages, demonstration_decisions):
        monkeypatch.setattr(module, "show", lambda *_users, **_at: None)
