"""Applications of the invented people: one for everything that may happen until the decision."""

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from seco_portal import demonstration_stages
from tests.seco_portal.conftest import AT, PASSWORD
from tests.seco_portal.test_demonstration_stages import require_everything_that_may_happen

pytestmark = [pytest.mark.demonstration, pytest.mark.django_db, pytest.mark.usefixtures("demonstrated")]


def test_everything_that_may_happen_is_there() -> None:
    require_everything_that_may_happen(AT)


def test_private_link_of_the_list_opens_the_form(
    client: Client, monkeypatch: pytest.MonkeyPatch, time_machine: Any
) -> None:
    monkeypatch.setenv("SECO_DEMO_PASSWORD", PASSWORD)
    time_machine.move_to(AT)
    printed = StringIO()
    call_command("demonstrate", "--list", stdout=printed)
    link = demonstration_stages.private_link(at=AT)
    assert link in printed.getvalue().splitlines()
    page = client.get(link, follow=True)
    assert page.status_code == 200
    assert str(User.objects.get(email="applicant@demo.example")) in page.text
    assert demonstration_stages.private_link(at=AT + dt.timedelta(days=60)) == ""
