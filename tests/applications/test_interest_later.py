"""An interest that a colleague declares after they judged: that does not count any more, until it is lifted."""

import re
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from applications.enums import ApplicationState
from applications.models import Application, ReferenceAnswer
from applications.selectors import queue
from applications.services import deciding, interest
from applications.services.assessing import judge_reference, save_assessment
from applications.services.drafts import ApplicationRefused
from tests.applications.judging import AT, MET, accept, assessor_of, first_of
from tests.factories.assessment import judged
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

WHY = "We worked together at Alfa."
SAID: dict[str, Any] = {"genuine": True, "genuine_words": "", "convinces": True, "convinces_words": ""}


def _answers(row: Application) -> list[ReferenceAnswer]:
    return list(ReferenceAnswer.objects.filter(reference__application=row))


def _has_interest(row: Application, by: User) -> None:
    interest.declare(row, True, WHY, by=by, at=AT)


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_nobody_without_an_interest_judged_a_reference_so_nothing_is_proposed_until_somebody_does() -> None:
    row = judged()
    vera, wim, lies = first_of(row), assessor_of(row), assessor_of(row)
    save_assessment(row, MET, "", by=wim, at=AT)
    accept(row, vera)
    _has_interest(row, vera)
    deciding.send_back(row.decisions.get(), "Vera takes no part.", by=wim, at=AT)
    with pytest.raises(ApplicationRefused, match="Judge first the answers of"):
        accept(row, wim)
    for answer in _answers(row):
        judge_reference(answer, **SAID, by=wim, at=AT)
    deciding.confirm(accept(row, wim), by=lies, at=AT)
    assert Application.objects.get(pk=row.pk).state == ApplicationState.ACCEPTED


def test_interest_declared_between_proposal_and_confirmation_stops_the_confirmation() -> None:
    row = judged()
    vera, wim, lies = first_of(row), assessor_of(row), assessor_of(row)
    save_assessment(row, MET, "", by=wim, at=AT)
    proposal = accept(row, wim)
    _has_interest(row, vera)
    with pytest.raises(ApplicationRefused, match="Judge first the answers of"):
        deciding.confirm(proposal, by=lies, at=AT)
    interest.lift(row.interests.get(person=vera), "Another person of that name.", by=_handler(row), at=AT)
    deciding.confirm(proposal, by=lies, at=AT)
    assert Application.objects.get(pk=row.pk).state == ApplicationState.ACCEPTED


def _handler(row: Application) -> User:
    by = person("Hans", "back-office")
    interest.declare(row, False, "", by=by, at=AT)
    return by


def test_answer_found_not_genuine_by_who_has_an_interest_counts_again_and_the_question_ends() -> None:
    row = judged()
    vera = first_of(row)
    judge_reference(_answers(row)[0], **{**SAID, "genuine": False, "genuine_words": "Unknown there."}, by=vera, at=AT)
    row = Application.objects.get(pk=row.pk)
    assert (row.state, row.quorum) == (ApplicationState.INFORMATION, "impossible")
    _has_interest(row, vera)
    row = Application.objects.get(pk=row.pk)
    assert (row.state, row.quorum) == (ApplicationState.ASSESSMENT, "reached")
    interest.lift(row.interests.get(person=vera), "It is none.", by=_handler(row), at=AT)
    assert Application.objects.get(pk=row.pk).quorum == "impossible"


def test_findings_of_who_has_an_interest_leave_an_application_not_judged() -> None:
    row = judged()
    rows = Application.objects.all()
    assert not queue.LINES["unjudged"](rows, row.person, AT).exists()
    _has_interest(row, first_of(row))
    assert queue.LINES["unjudged"](rows, row.person, AT).get() == row


def test_pages_show_what_was_judged_and_that_it_does_not_count(time_machine: Any) -> None:
    time_machine.move_to(AT, tick=False)
    row = judged()
    vera, bea = first_of(row), person("Bea", "assessor")
    interest.declare(row, False, "", by=bea, at=AT)
    save_assessment(row, MET, "", by=bea, at=AT)
    accept(row, bea)
    _has_interest(row, vera)
    client, base = signed_in(bea), f"/office/applications/application/{row.pk}/"
    told = "has an interest since 22 July 2026, does not count"
    for page in ("change/", "assessment/", "decision/", f"references/{row.references.last().pk}/judge/"):
        shown = _text(client.get(base + page))
        assert told in shown, page
        assert str(vera) in shown, page
    form = _text(client.get(f"{base}references/{row.references.last().pk}/judge/"))
    assert "What stands below is the judgement of" not in form
    assert not re.search(r'value="yes"[^>]*checked', form), "not judged yet"
    assert "Not judged yet whether genuine" in _text(client.get(f"{base}decision/"))
    assert timezone.now() == AT
