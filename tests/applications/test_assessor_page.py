"""The page of an application as who judges it reads it: order, words beside words, time, people, documents, cost."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.models import Application, ReferenceStatement
from common.models import Upload
from tests.factories.accounts import UserFactory, with_app
from tests.factories.applications import (
    OrganisationAnswerFactory,
    PositionFactory,
    QuestionFactory,
    ReferenceFactory,
    answered,
    under_way,
)
from tests.factories.assessment import (
    AssessmentFactory,
    DecisionFactory,
    IdentityCheckFactory,
    ReferenceJudgementFactory,
    VerdictFactory,
    declared,
)
from tests.factories.common import AuditLineFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine: Any) -> None:
    """A working day after the references of the factories answered."""
    time_machine.move_to("2026-07-21T09:00:00Z", tick=False)


def _client(row: Application, role: str = "assessor") -> Any:
    return signed_in(with_app(declared(row, person("Anna", role))))


def _text(client: Any, row: Application) -> str:
    page = client.get(f"/office/applications/application/{row.pk}/change/")
    assert page.status_code == 200
    return re.sub(r"\s+", " ", page.content.decode())


def _block(page: str, criterion: str) -> str:
    return (
        page.split(f'aria-labelledby="criterion-{criterion}"')[1].split('class="criterion"')[0].split("</section>")[0]
    )


def test_criteria_that_are_disputed_or_unconfirmed_stand_first_and_disputes_before_confirmations() -> None:
    row = under_way("assessment")
    first, second, third = row.references.all()
    answered(first, accomplishment="cannot-say")
    answered(second, accomplishment="cannot-say")
    answered(third, level="dispute", accomplishment="cannot-say", relevance="partly")
    page = _text(_client(row), row)
    order = re.findall(r'id="criterion-([a-z]+)"', page)
    assert order == ["level", "accomplishment", "relevance", "term"]
    assert "Disputed by a reference: level. Confirmed by nobody whose answer counts: accomplishment." in page
    level = _block(page, "level")
    assert "disputed by 1" in level
    assert "confirmed by 2" in level
    assert level.index(">disputes<") < level.index(">confirms<")
    assert "confirmed by nobody" in _block(page, "accomplishment")
    assert _block(page, "relevance").index(">confirms part of it<") < _block(page, "relevance").index(">confirms<")


def test_claim_stands_beside_the_words_the_time_known_and_who_says_it() -> None:
    row = under_way("assessment")
    one = row.references.first()
    answer = answered(one)
    ReferenceStatement.objects.filter(answer=answer, criterion="level").delete()
    ReferenceStatement.objects.create(
        answer=answer,
        criterion="level",
        says="partly",
        words="For the budget, <b>not</b> for the board.",
        known_from=dt.date(2020, 1, 1),
        known_until=dt.date(2024, 6, 30),
    )
    block = _block(_text(_client(row), row), "level")
    for told in (
        "I decided on the security budget and chaired the risk board.",
        "The security budget, the risk board, and a team of six.",
        "For the budget, &lt;b&gt;not&lt;/b&gt; for the board.",
        "January 2020 until June 2024",
        f"{one.answer.role}, {one.organisation}",
        "answered 14 July 2026",
    ):
        assert told in block, told


def test_g_027_half_time_counts_by_the_calendar_and_its_share_stands_beside_the_job() -> None:
    row = under_way("assessment")
    row.positions.update(begins_on=dt.date(2021, 7, 1), share=50)
    page = _text(_client(row), row)
    assert "since July 2021, 50 %" in page
    assert "Part-time counts by the calendar; its share stands beside the job." in page
    assert "The five years are met." in page
    assert 'class="notice attention"' not in page.split('id="time"')[1].split('id="criteria"')[0]


def test_less_than_five_years_is_warned_with_what_is_missing_and_the_first_day() -> None:
    row = under_way("assessment", short_term=True)
    row.positions.update(begins_on=dt.date(2021, 7, 8), begins_by_month=False)
    page = _text(_client(row), row)
    told = "Less than five years on the day it was submitted. Still missing: 1 day. If your work goes on"
    assert told in page
    assert "7 July 2026" in page
    assert "The applicant confirmed that the five years were not met yet." in page


def test_bars_show_each_job_the_union_and_the_union_at_level() -> None:
    row = under_way("assessment")
    PositionFactory(
        application=row, begins_on=dt.date(2012, 1, 1), ends_on=dt.date(2014, 12, 31), at_level=False, role="Officer"
    )
    PositionFactory(application=row, begins_on=dt.date(2013, 1, 1), ends_on=dt.date(2015, 12, 31), in_field=False)
    time = _text(_client(row), row).split('id="time"')[1].split('id="criteria"')[0]
    assert re.findall(r'<svg class="bar ([a-z]+)"', time) == ["level", "outside", "field", "field", "level"]
    union, level = (part for part in time.split('class="together"')[1:])
    assert union.count('class="stretch"') == 2
    assert level.count('class="stretch"') == 1
    assert "10 years 4 months 6 days" in union
    assert "style=" not in time


def test_everybody_in_it_is_named_and_nobodys_words_are_lost() -> None:
    row = under_way("assessment")
    looks = [AssessmentFactory(application=row, notes=f"Note {n}.") for n in range(2)]
    VerdictFactory(assessment=looks[0], criterion="term", reason="five-years", words="By a day.")
    VerdictFactory(assessment=looks[1], criterion="term", finding="not-met", reason="under-five-years", words="Not so.")
    handler = UserFactory(given_name="Wim", family_name="Balie")
    Application.objects.filter(pk=row.pk).update(handler=handler)
    answer = answered(row.references.first())
    judged = ReferenceJudgementFactory(answer=answer, genuine=False, genuine_words="Sent from the applicant's address.")
    DecisionFactory(application=row, rejecting=True, words="Dear Ada.")
    IdentityCheckFactory(application=row)
    QuestionFactory(application=row, answered=True)
    OrganisationAnswerFactory(application=row, names="alfa\nbeta")
    declared(row, UserFactory(given_name="Interested"), interested=True)
    page = _text(_client(row, "back-office"), row)
    for told in (
        "Note 0.", "Note 1.", "By a day.", "Not so.", "Wim Balie", "Sent from the applicant&#x27;s address.",
        str(judged.judged_by), "answer not genuine", "Dear Ada.", "Show the dates of your second job.",
        "Reject, proposed",
        "We worked together.", "has an interest, takes no part", "Until May 2026.", "passport",
    ):  # fmt: skip
        assert told in page, told
    assert "not the same" in _block(page, "term")


def test_who_judges_reads_what_colleagues_found_once_they_found_something_themselves() -> None:
    row = under_way("assessment")
    look = AssessmentFactory(application=row, notes="Note of theirs.")
    VerdictFactory(assessment=look, criterion="term", reason="five-years", words="By a day.")
    by = with_app(declared(row, person("Anna", "assessor")))
    client, told = signed_in(by), "you read that once your own finding is saved"
    page = _text(client, row)
    assert "1 of 4 judged" in page
    assert told in _block(page, "term")
    assert told not in _block(page, "level"), "nobody found anything about it"
    for hidden in ("By a day.", "Note of theirs.", "1 of 4 met"):
        assert hidden not in page, hidden
    own = AssessmentFactory(application=row, assessor=by, notes="Note of mine.")
    VerdictFactory(assessment=own, criterion="term", reason="under-five-years", finding="not-met", words="Not so.")
    page = _text(client, row)
    assert "not the same" in _block(page, "term")
    assert "By a day." in page
    assert "Note of mine." in page
    assert "Note of theirs." not in page, "notes are of all criteria"
    DecisionFactory(application=row, proposed_by=look.assessor)
    page = _text(client, row)
    for shown in ("By a day.", "Note of theirs.", "1 of 4 met"):
        assert shown in page, "once an answer is proposed everybody reads what it rests on"


@pytest.mark.parametrize("kind", ["png", "jpeg", "pdf"])
def test_document_is_shown_in_a_frame_that_allows_nothing_and_only_our_pages_may_frame_it(kind: str) -> None:
    row = under_way("assessment")
    Upload.objects.filter(pk=row.resume_id).update(kind=kind)
    client = _client(row)
    page = _text(client, row)
    frame = re.search(r"<iframe[^>]*>", page)
    assert frame
    assert f'src="/files/{row.resume.reference}/pages/"' in frame.group()
    assert " sandbox " in frame.group()
    assert "allow-" not in frame.group()
    assert 'loading="lazy"' in frame.group()
    assert page.rindex("<details", 0, frame.start()) < frame.start()


def test_history_tells_in_words_what_was_done_to_it_and_to_its_people() -> None:
    row = under_way("assessment")
    one = row.references.first()
    AuditLineFactory(about_model="applications.application", about_id=row.pk, act="applications.taken-up")
    AuditLineFactory(about_model="applications.reference", about_id=one.pk, act="applications.reference-answered")
    AuditLineFactory(about_model="applications.reference", about_id=one.pk + 999, act="applications.reference-declined")
    history = _text(_client(row), row).split('id="history"')[1]
    assert "Took the application up." in history
    assert "Gave their answer as a reference." in history
    assert "Declined to act" not in history
    assert "Looked at it." not in history


@pytest.mark.parametrize("role", ["assessor", "back-office", "privacy-officer"])
def test_page_costs_the_same_for_thirty_of_everything_as_for_one(role: str) -> None:
    row = under_way("assessment")
    client, asked = _client(row, role), []
    for more in (1, 29):
        for _ in range(more):
            PositionFactory(application=row)
            ReferenceJudgementFactory(answer=answered(ReferenceFactory(application=row, asked=True)))
            look = AssessmentFactory(application=row)
            VerdictFactory(assessment=look)
            declared(row, look.assessor)
            AuditLineFactory(about_model="applications.application", about_id=row.pk, act="applications.taken-up")
            QuestionFactory(application=row, answered=True)
        with CaptureQueriesContext(connection) as queries:
            assert _text(client, row)
        asked.append(len(queries))
    assert asked[0] == asked[1]
