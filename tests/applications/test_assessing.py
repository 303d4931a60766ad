"""What colleagues find about an application and about answers of references: kept each by itself, half on wish."""

import datetime as dt
from typing import Any, Final

import pytest

from applications import history_words
from applications.enums import ApplicationState, Criterion, Finding, Quorum, Reason
from applications.models import Application, Assessment, Question, ReferenceJudgement, Verdict
from applications.rules.judging import REASONS
from applications.services import questions
from applications.services.assessing import Found, judge_reference, save_assessment
from common.audit import history
from common.errors import DomainError
from common.models import AuditLine
from comms.models import Message
from tests.applications.judging import AT, MET, assessor_of
from tests.factories.applications import QuestionFactory, answered, under_way
from tests.factories.assessment import judged

pytestmark = pytest.mark.django_db

LATER: Final = AT + dt.timedelta(days=1)
NOT_GENUINE: Final[dict[str, Any]] = {
    "genuine": False,
    "genuine_words": "The person knows of no such answer.",
    "convinces": None,
    "convinces_words": "",
}


def _again(row: Application) -> Application:
    return Application.objects.get(pk=row.pk)


def _found(look: Assessment) -> dict[str, tuple[str, str, str]]:
    return {one.criterion: (one.finding, one.reason, one.words) for one in look.verdicts.all()}


def test_half_an_assessment_is_saved_and_changed_and_taken_back() -> None:
    row = under_way("assessment")
    by = assessor_of(row)
    term = Found(finding=Finding.NOT_MET, reason=Reason.TERM_NOT_SHOWN, words="No dates at Beta.")
    look = save_assessment(row, {Criterion.TERM: term}, "Ask for the dates.", by=by, at=AT)
    assert _found(look) == {"term": ("not-met", "term-not-shown", "No dates at Beta.")}
    met = Found(finding=Finding.MET, reason=Reason.FIVE_YEARS)
    look = save_assessment(row, {Criterion.TERM: met, Criterion.LEVEL: MET[Criterion.LEVEL]}, "", by=by, at=LATER)
    assert _found(look) == {"term": ("met", "five-years", ""), "level": ("met", "responsible", "")}
    assert (look.notes, look.changed_at) == ("", LATER)
    look = save_assessment(row, {}, "Begun anew.", by=by, at=LATER)
    assert _found(look) == {}
    assert Assessment.objects.count() == 1
    assert AuditLine.objects.about(row).filter(act="applications.judged", by_id=by.pk).count() == 3
    assert not Message.objects.exists()


def test_each_colleague_has_a_row_of_their_own() -> None:
    row = under_way("assessment")
    first, second = assessor_of(row), assessor_of(row)
    save_assessment(row, MET, "First.", by=first, at=AT)
    save_assessment(row, {}, "Second.", by=second, at=AT)
    looks = {look.assessor: look for look in Assessment.objects.all()}
    assert (looks[first].notes, looks[second].notes) == ("First.", "Second.")
    assert len(_found(looks[first])) == 4
    assert _found(looks[second]) == {}


@pytest.mark.parametrize("criterion", list(Criterion))
@pytest.mark.parametrize("finding", list(Finding))
@pytest.mark.parametrize("reason", list(Reason))
def test_reason_that_does_not_fit_is_refused_in_words(criterion: Criterion, finding: Finding, reason: Reason) -> None:
    row = under_way("assessment")
    by, found = assessor_of(row), {criterion: Found(finding=finding, reason=reason)}
    if reason in REASONS[criterion, finding]:
        save_assessment(row, found, "", by=by, at=AT)
        assert Verdict.objects.get().reason == reason
    else:
        with pytest.raises(DomainError, match="Choose a reason that fits"):
            save_assessment(row, found, "", by=by, at=AT)
        assert not Assessment.objects.exists()


def test_texts_that_are_too_long_are_refused() -> None:
    row = under_way("assessment")
    by = assessor_of(row)
    with pytest.raises(DomainError, match="at most 6000"):
        save_assessment(row, {}, "a" * 6001, by=by, at=AT)
    found = Found(finding=Finding.MET, reason=Reason.FIVE_YEARS, words="a" * 3001)
    with pytest.raises(DomainError, match="at most 3000"):
        save_assessment(row, {Criterion.TERM: found}, "", by=by, at=AT)


def test_question_asked_from_the_assessment_keeps_nobody_from_judging() -> None:
    row = under_way("assessment")
    by = assessor_of(row)
    questions.ask(row, "Until when?", by=by, at=AT)
    save_assessment(row, MET, "", by=by, at=AT)
    earlier = QuestionFactory().application
    with pytest.raises(DomainError, match="“information requested” now"):
        save_assessment(earlier, MET, "", by=assessor_of(earlier), at=AT)


def test_genuine_and_convincing_are_judged_apart_and_either_may_wait() -> None:
    row = under_way("assessment")
    answer, by = answered(row.references.first()), assessor_of(row)
    said: dict[str, Any] = {"genuine": True, "genuine_words": "", "convinces": None, "convinces_words": ""}
    judge_reference(answer, **said, by=by, at=AT)
    judge_reference(answer, **{**said, "convinces": False, "convinces_words": "Vague."}, by=by, at=AT)
    found = ReferenceJudgement.objects.get()
    assert (found.genuine, found.convinces, found.convinces_words) == (True, False, "Vague.")
    acts = list(AuditLine.objects.about(answer.reference).order_by("pk").values_list("act", flat=True))
    assert acts == ["applications.reference-judged", "applications.reference-judged-anew"]


def test_what_is_not_genuine_is_said_in_words() -> None:
    row = under_way("assessment")
    answer, by = answered(row.references.first()), assessor_of(row)
    with pytest.raises(DomainError, match="Write why the answer is not genuine"):
        judge_reference(answer, **{**NOT_GENUINE, "genuine_words": " \n"}, by=by, at=AT)
    with pytest.raises(DomainError, match="at most 500"):
        judge_reference(answer, **{**NOT_GENUINE, "genuine_words": "a" * 501}, by=by, at=AT)
    assert not ReferenceJudgement.objects.exists()


def test_answer_that_is_not_genuine_confirms_nothing_and_stops_the_clock_where_too_few_are_left() -> None:
    row = judged()
    by = assessor_of(row)
    answer = row.references.last().answer
    judge_reference(answer, **NOT_GENUINE, by=by, at=AT)
    row = _again(row)
    assert (row.quorum, row.state) == (Quorum.IMPOSSIBLE, ApplicationState.INFORMATION)
    assert Question.objects.get().kind == "reference"
    assert Message.objects.filter(kind="applications.reference_needed").count() == 1
    said: dict[str, Any] = {"genuine": True, "genuine_words": "Rang her.", "convinces": None, "convinces_words": ""}
    judge_reference(answer, **said, by=by, at=LATER)
    row = _again(row)
    assert (row.quorum, row.state) == (Quorum.REACHED, ApplicationState.ASSESSMENT)


def test_words_about_another_verdict_go_with_it_and_stay_in_the_history() -> None:
    row = under_way("assessment")
    answer, first, second = answered(row.references.first()), assessor_of(row), assessor_of(row)
    judge_reference(answer, **NOT_GENUINE, by=first, at=AT)
    judge_reference(answer, **{**NOT_GENUINE, "genuine": True}, by=second, at=LATER)
    found = ReferenceJudgement.objects.get()
    assert (found.genuine, found.genuine_words) == (True, "")
    said: dict[str, Any] = {"convinces": None, "convinces_words": ""}
    judge_reference(answer, genuine=True, genuine_words="Rang her.", **said, by=second, at=LATER)
    with pytest.raises(DomainError, match="Write why the answer is not genuine"):
        judge_reference(answer, genuine=False, genuine_words="Rang her.", **said, by=second, at=LATER)
    lines = list(AuditLine.objects.about(answer.reference).select_related("detail").order_by("pk"))
    told = history_words.told(row, lines)[:2]
    assert [(one.by, one.at) for one in told] == [(str(first), AT), (str(second), LATER)]
    assert all(one.what.startswith(f"{answer.reference.name}: Judged the answer") for one in told)
    changes = [{change.label: (change.before, change.after) for change in one.changes} for one in told]
    assert changes[0]["genuine"] == ("not said yet", "no")
    assert changes[1]["genuine"] == ("no", "yes")
    assert changes[1]["why"] == (NOT_GENUINE["genuine_words"], "nothing")


def test_audit_line_keeps_what_was_found_before_and_the_one_before_it_by_whom() -> None:
    row = judged()
    answer, by, first = row.references.last().answer, assessor_of(row), assessor_of(row)
    said: dict[str, Any] = {"genuine": True, "genuine_words": "", "convinces": None, "convinces_words": ""}
    judge_reference(answer, **said, by=first, at=AT)
    judge_reference(answer, **NOT_GENUINE, by=by, at=AT)
    line, before = AuditLine.objects.about(answer.reference).select_related("detail")[:2]
    assert (before.by_id, line.by_id) == (first.pk, by.pk)
    told = {change.label: (change.before, change.after) for change in history.tell([line])[0].changes}
    assert told["genuine"] == ("yes", "no")
    assert ReferenceJudgement.objects.get(answer=answer).judged_by == by


def test_answer_that_was_taken_back_meanwhile_is_not_judged() -> None:
    row = judged()
    answer, by = row.references.last().answer, assessor_of(row)
    type(answer).objects.filter(pk=answer.pk).delete()
    with pytest.raises(DomainError, match="the reference took it back"):
        judge_reference(answer, **NOT_GENUINE, by=by, at=AT)
