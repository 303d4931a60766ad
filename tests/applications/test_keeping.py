"""How long an application that has ended is kept, with a clock that is moved; a dry run tells it and keeps it."""

import datetime as dt
from typing import Any

import pytest

from applications.models import Application, Archive, Reference
from common import duties
from common.models import Upload
from tests.factories.applications import WITHDRAWN, ApplicationFactory, under_way
from tests.factories.assessment import DECIDED, ArchiveFactory, FinalisationFactory, ObjectionFactory
from tests.factories.members import MemberFactory
from tests.factories.money import MembershipFactory

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
LAST = dt.datetime(2027, 7, 22, 10, 0, tzinfo=dt.UTC)
"""The last day on which what was decided on 22 July 2026 is kept."""
OVER = {"decided_at": DECIDED, "due_on": None}


def _goes(at: dt.datetime, **how: Any) -> int:
    return duties.perform("common.retention", now=at, **how).parts.get("applications.Application", 0)


def _ended(state: str) -> Application:
    row: Application = ApplicationFactory(assessment=True, state=state, **OVER)
    if state in {"lapsed", "awarded"}:
        FinalisationFactory(application=row, ended_at=DECIDED)
    return row


@pytest.mark.parametrize("state", ["rejected", "lapsed"])
def test_what_was_rejected_or_lapsed_goes_after_twelve_months_with_its_archive(state: str) -> None:
    row = _ended(state)
    file = ArchiveFactory(application=row, made=True).file
    assert _goes(LAST) == 0
    assert _goes(LAST + DAY, dry_run=True) == 1
    assert Application.objects.filter(pk=row.pk).exists()
    assert _goes(LAST + DAY) == 1
    assert (Application.objects.exists(), Archive.objects.exists()) == (False, False)
    assert Upload.objects.get(pk=file.pk).state == "gone"


def test_what_was_withdrawn_goes_twelve_months_after_that() -> None:
    ApplicationFactory(withdrawn=True)
    last = WITHDRAWN.replace(year=2027, hour=10)
    assert (_goes(last), _goes(last + DAY)) == (0, 1)


def test_rejection_stays_while_an_objection_waits_and_twelve_months_after_it_was_dismissed() -> None:
    objection = ObjectionFactory()
    assert _goes(LAST + 400 * DAY) == 0
    objection.state, objection.ended_at = "dismissed", DECIDED + 20 * DAY
    objection.save()
    assert (_goes(LAST + 20 * DAY), _goes(LAST + 21 * DAY)) == (0, 1)


def test_what_led_to_a_title_stays_while_somebody_is_a_member_and_twelve_months_more() -> None:
    row = _ended("awarded")
    membership = MembershipFactory(member=MemberFactory(user=row.person), since=dt.date(2026, 7, 22))
    assert _goes(LAST + 4000 * DAY) == 0
    membership.last_day = dt.date(2028, 7, 21)
    membership.save()
    last = dt.datetime(2029, 7, 21, 10, 0, tzinfo=dt.UTC)
    assert (_goes(last), _goes(last + DAY)) == (0, 1)


@pytest.mark.parametrize("state", ["accepted", "assessment"])
def test_what_is_under_way_stays(state: str) -> None:
    ApplicationFactory(**{"assessment": True, "state": state, **(OVER if state == "accepted" else {})})
    assert _goes(LAST + 4000 * DAY) == 0


@pytest.mark.parametrize("state", ["accepted", "rejected", "awarded"])
def test_how_references_are_reached_is_forgotten_ninety_days_after_the_decision(state: str) -> None:
    row = under_way("assessment")
    Application.objects.filter(pk=row.pk).update(state=state, **OVER)
    part = "applications.Reference.email.phone"

    def forgotten(at: dt.datetime) -> int:
        return duties.perform("common.retention", now=at).parts.get(part, 0)

    assert forgotten(DECIDED + 90 * DAY) == 0
    assert forgotten(DECIDED + 90 * DAY + dt.timedelta(seconds=1)) == 3
    assert all(named.removed and named.name for named in Reference.objects.all())
