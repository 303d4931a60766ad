"""What nights do about reports nobody finished, what retention takes, and the terms that say when."""

import datetime as dt

import pytest
from django.utils import timezone

from common import duties
from comms.models import Message
from conduct.models import ConductTerms, Report
from conduct.models.terms import FIELDS
from conduct.selectors.terms import terms_on
from tests.conduct.cases import opened
from tests.factories.conduct import DAY, ReportFactory, ReportFileFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


def _night(day: dt.date, duty: str = "conduct.days") -> dict[str, int]:
    at = dt.datetime.combine(day, dt.time(3), tzinfo=dt.UTC)
    return {part: count for part, count in duties.perform(duty, now=at).parts.items() if count}


def test_drafts_go_after_their_day_and_unconfirmed_reports_after_one_reminder() -> None:
    ReportFactory(draft=True)
    upload = ReportFileFactory(report=ReportFactory(sent=True)).file
    kept = ReportFactory()
    last = DAY + dt.timedelta(7)
    assert _night(last) == {}
    assert _night(last + dt.timedelta(1)) == {"reports gone": 1}
    assert _night(DAY + dt.timedelta(11)) == {"reporters reminded": 1}
    assert _night(DAY + dt.timedelta(12)) == {}, "once"
    assert Message.objects.get().kind == "conduct.report_confirm_again"
    assert _night(DAY + dt.timedelta(14)) == {}
    assert _night(DAY + dt.timedelta(15)) == {"reports gone": 1}
    assert list(Report.objects.all()) == [kept]
    upload.refresh_from_db()
    assert upload.state == "gone"


def test_report_without_a_case_goes_twelve_months_after_it_ended_and_one_in_a_case_stays() -> None:
    opened()
    then = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
    ended = ReportFactory(state="withdrawn", withdrawn_at=then, ended_at=then)
    upload = ReportFileFactory(report=ended).file
    assert terms_on(DAY).dismissed_until(DAY) == dt.date(2027, 11, 2)
    assert "conduct.Report" not in _night(dt.date(2027, 11, 2), "common.retention")
    assert _night(dt.date(2027, 11, 3), "common.retention")["conduct.Report"] == 1
    assert Report.objects.get().state == "opened"
    upload.refresh_from_db()
    assert upload.state == "gone"


def test_terms_in_force_stay_and_new_ones_begin_tomorrow() -> None:
    admin = signed_in(person("Ad", "administrator"))
    shipped = ConductTerms.objects.get()
    assert "in force, or were" in admin.get(f"/office/conduct/conductterms/{shipped.pk}/change/").text
    numbers = {name: getattr(shipped, name) for name in FIELDS}
    typed = {**numbers, "draft_days": 5, "confirm_days": 10}
    today = timezone.localdate()
    refused = admin.post("/office/conduct/conductterms/add/", {**typed, "effective_on": today.isoformat()})
    assert "begin tomorrow or later" in refused.text
    tomorrow = today + dt.timedelta(1)
    admin.post("/office/conduct/conductterms/add/", {**typed, "effective_on": tomorrow.isoformat()})
    assert (terms_on(today).draft_days, terms_on(tomorrow).draft_days) == (7, 5)
