"""What tests of the demonstration share."""

import pytest

from seco_portal import demonstration_applications, demonstration_stages


@pytest.fixture
def without_applications(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demonstration without its applications, whose forms take seconds to draw and seal: they have own tests."""
    monkeypatch.setattr(demonstration_applications, "apply", lambda *_users, **_at: None)
    monkeypatch.setattr(demonstration_stages, "show", lambda *_users, **_at: None)
