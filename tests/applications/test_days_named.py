"""The day named last stays after the decision: in the figures, on both pages and in the archive."""

import datetime as dt
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from accounts.models import User
from applications.documents.archive_parts import archive_sheet
from applications.models import Application
from applications.rules.figures import Period
from applications.selectors.figures import figures_of
from applications.services import deciding, promises
from applications.services.assessing import save_assessment
from tests.applications.judging import MET, SHORT, accept, assessor_of, first_of, reject
from tests.factories.accounts import UserFactory
from tests.factories.applications import QuestionFactory
from tests.factories.assessment import CHECKED, ObjectionFactory, declared, judged
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

NAMED_AT = dt.datetime(2026, 8, 4, 9, 0, tzinfo=dt.UTC)
LAST = dt.date(2026, 8, 12)
IN_TIME, LATE = (dt.datetime(2026, 8, day, 9, 0, tzinfo=dt.UTC) for day in (12, 13))
YEAR, TODAY = Period(year=2026), dt.date(2026, 12, 1)


def _again(row: Application) -> Application:
    return Application.objects.get(pk=row.pk)


def decided(at: dt.datetime = IN_TIME, *, rejected: bool = False) -> tuple[Application, User]:
    """One for whose answer a colleague named a new day, decided by two; and who proposed the answer."""
    row = judged()
    first, second = first_of(row), assessor_of(row)
    promises.promise(row, LAST, by=declared(row, UserFactory(roles=("back-office",))), at=NAMED_AT)
    save_assessment(row, SHORT if rejected else MET, "", by=first, at=NAMED_AT)
    proposal = reject(row, first, NAMED_AT) if rejected else accept(row, first, NAMED_AT)
    deciding.confirm(proposal, by=second, at=at)
    return _again(row), first


def late() -> tuple[int, int, int]:
    answers = figures_of(YEAR, TODAY).answers
    return answers.after_first, answers.after_clock, answers.after_last


@pytest.mark.parametrize("rejected", [False, True])
def test_answer_by_the_day_named_last_is_not_later_than_it(rejected: bool) -> None:
    decided(IN_TIME, rejected=rejected)
    assert late() == (1, 1, 0)
    decided(LATE, rejected=rejected)
    assert late() == (2, 2, 1)


def test_objection_that_is_allowed_leaves_the_day_of_the_first_answer() -> None:
    row, _first = decided(rejected=True)
    ObjectionFactory(application=row, made_at=CHECKED)
    third, fourth = assessor_of(row), assessor_of(row)
    save_assessment(row, MET, "", by=third, at=CHECKED)
    deciding.confirm(accept(row, third, CHECKED), by=fourth, at=CHECKED)
    row = _again(row)
    assert (row.state, row.promised_on, row.answer_by) == ("accepted", LAST, None)
    assert late() == (1, 1, 0)


def test_both_days_stay_visible_after_the_decision(time_machine: Any) -> None:
    row, _first = decided(rejected=True)
    time_machine.move_to(CHECKED, tick=False)
    colleague = declared(row, person("Bea", "back-office"))
    office = signed_in(colleague).get(reverse("admin:applications_application_change", args=[row.pk]))
    theirs = signed_in(row.person).get(reverse("applications:application", args=[row.reference.lower()]))
    for answer in (office, theirs):
        page = " ".join(answer.content.decode().split())
        assert "First named for our answer</dt> <dd> 3 August 2026" in page
        assert "Named anew last</dt> <dd> 12 August 2026" in page
    pairs = [pair for part in archive_sheet(row, CHECKED).sections for entry in part.entries for pair in entry.pairs]
    assert {("First day named for the answer", "3 August 2026"), ("Named anew last", "12 August 2026")} <= set(pairs)


def test_days_of_what_was_decided_before_are_known_unless_a_question_moved_them() -> None:
    known, moved = decided()[0], decided()[0]
    never = judged()
    deciding.confirm(accept(never, first_of(never)), by=assessor_of(never), at=IN_TIME)
    QuestionFactory(application=moved, answered=True, asked_at=NAMED_AT, ended_at=IN_TIME - dt.timedelta(days=1))
    Application.objects.update(promised_on=None)
    import_module("applications.migrations.0016_days_named").fill(apps, None)
    assert [_again(row).promised_on for row in (known, moved, never)] == [LAST, None, None]
