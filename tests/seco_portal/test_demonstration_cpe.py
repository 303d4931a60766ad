"""What the invented members reported, and who of them the next rules would touch."""

import datetime as dt

import pytest

from cpe.models import Claim, HelpRequest, LedgerLine, PolicyPreview
from tests.seco_portal.conftest import AT, seed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstrated")]


def _rows():
    tables = (Claim, LedgerLine, PolicyPreview, HelpRequest)
    return [list(table.objects.order_by("pk").values_list()) for table in tables]


@pytest.mark.parametrize("later", [0, 40])
def test_seeding_again_reports_nothing_twice(later):
    before = _rows()
    seed(AT + dt.timedelta(days=later))
    assert _rows() == before


def test_one_request_for_help_waits_and_one_is_answered():
    assert sorted(HelpRequest.objects.values_list("credential__title__code", "state")) == [
        ("S-DPP", "asked"),
        ("S-ITSP", "answered"),
    ]
