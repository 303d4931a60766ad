"""What the invented members reported, and who of them the next rules would touch."""

import datetime as dt

import pytest

from cpe.models import Claim, LedgerLine, PolicyPreview
from tests.seco_portal.conftest import AT, seed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstrated")]


def _rows():
    tables = (Claim, LedgerLine, PolicyPreview)
    return [list(table.objects.order_by("pk").values_list()) for table in tables]


@pytest.mark.parametrize("later", [0, 40])
def test_seeding_again_reports_nothing_twice(later):
    before = _rows()
    seed(AT + dt.timedelta(days=later))
    assert _rows() == before
