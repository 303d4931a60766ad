"""What the invented members reported and what became of it, and who of them the next rules would touch."""

import datetime as dt
from collections import Counter

import pytest

from cpe import selectors
from cpe.claim_words import read_told
from cpe.enums import Loss
from cpe.models import Claim, ClaimDraft, Evidence, LedgerLine, PolicyPreview
from members.models import Member
from tests.seco_portal.conftest import AT, seed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstrated")]


def _rows():
    tables = (Claim, LedgerLine, PolicyPreview, ClaimDraft, Evidence)
    return [list(table.objects.order_by("pk").values_list()) for table in tables]


@pytest.mark.parametrize("later", [0, 40])
def test_seeding_again_reports_nothing_twice(later):
    before = _rows()
    seed(AT + dt.timedelta(days=later))
    assert _rows() == before


def test_something_of_everything_is_there():
    states = Counter(Claim.objects.values_list("state", flat=True))
    assert states.keys() == {"accepted", "pending", "denied", "withdrawn"}
    assert states["pending"] == 3
    assert Claim.objects.filter(corrects__isnull=False).count() == 1
    assert set(LedgerLine.objects.exclude(why="").values_list("status", "why")) == {
        ("denied", "unrelated"),
        ("accepted", "twice"),
    }
    assert not Claim.objects.filter(title="").exists()
    assert (Evidence.objects.filter(claim__isnull=False).count(), Evidence.objects.filter(draft=None).count()) == (3, 3)
    assert ClaimDraft.objects.count() == 2


def test_one_course_counts_for_two_titles_and_is_limited_for_one():
    course = Claim.objects.get(title="Incidents in three days")
    counted = {each.title_code: each for each in selectors.how_it_counts(course, selectors.policies(), AT.date())}
    assert [rule for rule, _many in counted["S-ISP"].trace.losses] == [Loss.ANNUAL_CAP]
    assert counted["S-CISO"].trace.losses == ()
    assert len(read_told(course.told)) == 2
    assert Member.objects.filter(claims=course).exists()
