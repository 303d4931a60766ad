"""A demonstration that was started once, for all tests beside this file."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import once
from tests.seco_portal.conftest import seed


@pytest.fixture(scope="package")
def demonstrated(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The invented people and all they did."""
    yield from once.lasting(seed, django_db_blocker)
