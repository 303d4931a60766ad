"""What is kept of who was at our events: the copy tells it, forgetting takes it, names of nobody go in their time."""

import datetime as dt
import json

import pytest

from common import duties, subjects
from cpe.models import Attendance, AttendanceFile, AttendanceList, Attendee, Claim
from tests.cpe.attending import AFTERWARDS, an_event, bring, line, proved, table
from tests.cpe.test_ledger import a_member
from tests.factories.attendance import AttendanceFileFactory, AttendanceFileLineFactory
from tests.people import person

pytestmark = pytest.mark.django_db

HALF_A_YEAR = dt.timedelta(days=183)


@pytest.fixture
def member():
    """Somebody who was there, as a list says, beside a stranger."""
    member, event = proved(a_member()), an_event(title="What phishing looks like")
    lines = line(member, "18:55", "20:20"), line(None, email="guest@else.example")
    bring(table(*lines), event, by=person("Rosa", "cpe-reviewer"))
    return member


def test_the_copy_tells_what_lists_said_and_what_became_of_it(member):
    told = json.dumps(subjects.export(member.user), default=str, ensure_ascii=False)
    for said in ("2026-05-04 18:55:00 – 2026-05-04 20:20:00", '"minutes present": 80', "counts by a claim"):
        assert said in told
    assert "guest@else.example" not in told
    assert "Rosa" not in told


def test_forgetting_takes_presence_names_and_claim(member):
    subjects.scrub(member.user, at=AFTERWARDS)
    assert not Attendance.objects.exists()
    assert not Claim.objects.exists()
    assert list(Attendee.objects.values_list("email", flat=True)) == ["guest@else.example"]
    assert AttendanceList.objects.count() == 1


def test_names_that_lead_to_nobody_go_half_a_year_after_the_event(member):
    ended = an_event().ends_at
    duties.perform("common.retention", now=ended + HALF_A_YEAR)
    assert Attendee.objects.count() == 2
    duties.perform("common.retention", now=ended + HALF_A_YEAR + dt.timedelta(seconds=1))
    assert list(Attendee.objects.values_list("member", flat=True)) == [member.pk]
    assert Attendance.objects.count() == 1


def test_a_list_on_trial_waits_for_a_day():
    line = AttendanceFileLineFactory()
    asked = line.file.asked_at
    AttendanceFileFactory(asked_at=asked + dt.timedelta(hours=1))
    duties.perform("common.retention", now=asked + dt.timedelta(days=1, seconds=1))
    assert AttendanceFile.objects.count() == 1
