"""What the invented members reported, and who of them the next rules would touch."""

import datetime as dt

import pytest

from common.calendar import local_day
from cpe.enums import VersionState
from cpe.models import Claim, LedgerLine, PolicyPreview
from seco_portal import demonstration
from seco_portal.demonstration_cpe import REPORTED
from tests.cpe.test_previews import PODCAST_SIX, a_draft

AT = dt.datetime(2026, 7, 1, 9, 0, 10, tzinfo=dt.UTC)
PASSWORD = "invented people share this"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_applications")]


def _rows():
    tables = (Claim, LedgerLine, PolicyPreview)
    return [list(table.objects.order_by("pk").values_list()) for table in tables]


@pytest.mark.parametrize("at", [AT, AT.replace(year=2028, month=3, day=2)])
def test_members_reported_a_dozen_activities_and_some_wait_for_a_reviewer(at):
    demonstration.seed(password=PASSWORD, at=at)
    assert Claim.objects.count() == len(REPORTED) >= 12
    assert Claim.objects.filter(state="pending").count() == 3
    assert all(claim.reported_on - claim.completed_on == dt.timedelta(days=2) for claim in Claim.objects.all())


@pytest.mark.parametrize("later", [0, 40])
def test_seeding_again_reports_nothing_twice(later):
    demonstration.seed(password=PASSWORD, at=AT)
    before = _rows()
    demonstration.seed(password=PASSWORD, at=AT + dt.timedelta(days=later))
    assert _rows() == before


def test_rules_that_wait_for_a_second_person_have_a_preview_that_is_done():
    version = a_draft(PODCAST_SIX, effective_on=dt.date(2030, 1, 1), state=VersionState.PUT_FORWARD)
    demonstration.seed(password=PASSWORD, at=AT)
    preview = version.previews.get()
    assert (preview.done_at, preview.judged_on) == (AT, local_day(AT))
