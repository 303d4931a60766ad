"""Who of the invented members asked for help."""

import datetime as dt

import pytest

from cpe.models import HelpRequest
from tests.seco_portal.conftest import AT, seed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstrated")]


def _asked():
    return sorted(HelpRequest.objects.values_list("pk", "credential__title__code", "state"))


def test_one_request_waits_and_one_is_answered_and_seeding_again_asks_nothing_twice():
    before = _asked()
    assert sorted(row[1:] for row in before) == [("S-DPP", "asked"), ("S-ITSP", "answered")]
    seed(AT + dt.timedelta(days=40))
    assert _asked() == before
