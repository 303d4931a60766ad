"""The day asked about: in one form alone where it stands in an address, and in the form of the page."""

from typing import Any

import pytest
from django.test import Client

from members.models import Certificate
from tests.members.test_verify_pages import _json, _page
from tests.members.verifying import officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(time_machine: Any) -> Certificate:
    return officer(time_machine)


@pytest.mark.parametrize("day", ["2026-3-1", " 2026-03-01", "20260301", "", "٢٠٢٦-01-15"])
def test_an_address_takes_a_day_in_one_form_alone(certificate: Certificate, day: str) -> None:
    for path in ("json/", "receipt/json/"):
        assert _json(f"M4PD-W2H8-6CVY-4/{path}?on={day}", status=400)["answer"] == "no-such-day"
    for path in ("", "receipt/pdf/"):
        assert "Write the day as year, month and day" in _page(f"M4PD-W2H8-6CVY-4/{path}?on={day}", status=400)


def test_the_day_asked_for_stays_in_the_form_and_today_does_not(certificate: Certificate) -> None:
    assert 'value="2026-01-15"' in Client().get("/verify/M4PD-W2H8-6CVY-4/?on=2026-01-15").content.decode()
    assert 'value="2026-11-21"' not in Client().get("/verify/M4PD-W2H8-6CVY-4/").content.decode()
