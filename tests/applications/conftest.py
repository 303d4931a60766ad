"""What tests of officer applications stand on."""

import pytest

from applications import policies


@pytest.fixture
def nobody_interested(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every colleague declared to have no interest: for tests of what comes after that.

    ``test_interest.py`` tests the declaration itself, with rows.
    """
    monkeypatch.setattr(policies, "declared", lambda _by, _application: False)
