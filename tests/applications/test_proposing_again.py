"""A proposal that came back: the next one begins with it; and what somebody typed while something else happened."""

import re
from typing import Any

import pytest

from accounts.models import User
from applications.enums import DecisionState
from applications.models import Application, Decision
from applications.services import assessing, deciding, withdraw
from applications.services.drafts import ApplicationRefused
from common.models import AuditLine
from tests.applications.judging import AGAIN, AT, accept, assessor_of, first_of, reject, short
from tests.factories.accounts import with_app
from tests.factories.assessment import ObjectionFactory, declared, judged
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine: Any) -> None:
    """The day after judging."""
    time_machine.move_to("2026-07-22T09:00:00Z", tick=False)


def _at(row: Application, page: str) -> str:
    return f"/office/applications/application/{row.pk}/{page}/"


def _client(user: User) -> Any:
    return signed_in(with_app(user))


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_proposal_that_was_sent_back_fills_the_next_one_with_the_reason_above() -> None:
    row, first = short()
    second = assessor_of(row)
    deciding.send_back(reject(row, first, words="Kind words."), "Say which dates.", by=second, at=AT)
    page = _text(_client(first).get(_at(row, "propose")))
    assert "Say which dates." in page
    assert f"sent back by {second} on 22 July 2026" in page
    for kept in ("Four years and two months are shown.", "Wait until the term is met.", "Kind words.", f'"{AGAIN}"'):
        assert kept in page, kept
    assert re.search(r'value="reject"[^>]*checked', page)


def test_proposal_is_taken_back_by_its_author_alone_and_fills_the_next_one() -> None:
    row, first = short()
    proposal, second = reject(row, first), assessor_of(row)
    with pytest.raises(ApplicationRefused, match="Send it back instead"):
        deciding.take_back(proposal, by=second, at=AT)
    client = _client(first)
    page = _text(client.get(_at(row, "decision")))
    assert 'name="take-back"' in page
    done = client.post(_at(row, "decision"), {"proposal": proposal.pk, "take-back": "1"}, follow=True)
    assert "Your proposal is taken back." in _text(done)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by, proposal.decided_at) == (DecisionState.TAKEN_BACK, None, AT)
    line = AuditLine.objects.about(row).get(act="applications.proposal-taken-back")
    assert line.by_id == first.pk
    again = _text(client.get(_at(row, "propose")))
    assert f"Taken back by {first} on 22 July 2026." in again
    assert "Wait until the term is met." in again
    assert "You took this proposal back on 22 July 2026." in _text(client.get(_at(row, "decision")))


def test_findings_that_were_typed_when_the_applicant_withdrew_are_shown() -> None:
    row = judged()
    by = assessor_of(row)
    client = _client(by)
    withdraw(row, by=row.person, at=AT)
    sent = {"term": "under-five-years", "term_words": "Four years and two months.", "notes": "Look at Beta."}
    page = _text(client.post(_at(row, "assessment"), sent))
    assert "The applicant withdrew this application." in page
    for kept in ("What you typed", "Four years and two months.", "Look at Beta.", "not met: less than five years"):
        assert kept in page, kept


def test_words_to_a_colleague_stay_where_somebody_else_decided_meanwhile() -> None:
    row = judged()
    proposal = accept(row, first_of(row))
    second, third = assessor_of(row), assessor_of(row)
    client = _client(third)
    deciding.confirm(proposal, by=second, at=AT)
    sent = {"proposal": proposal.pk, "send-back": "1", "words": "The second reference is thin."}
    page = _text(client.post(_at(row, "decision"), sent))
    assert "The second reference is thin." in page
    assert "What you typed" in page


def test_words_to_a_colleague_stay_where_another_proposal_waits_by_now() -> None:
    row, first = short()
    proposal, third = reject(row, first), assessor_of(row)
    deciding.take_back(proposal, by=first, at=AT)
    reject(row, first)
    sent = {"proposal": proposal.pk, "send-back": "1", "words": "The second reference is thin."}
    page = _text(_client(third).post(_at(row, "decision"), sent))
    assert "Another proposal waits by now." in page
    assert "The second reference is thin.</textarea>" in page
    assert not Decision.objects.filter(state=DecisionState.SENT_BACK).exists()


def test_objection_in_a_second_tab_shows_both_texts() -> None:
    made = ObjectionFactory(application__decided_at=AT, made_at=AT)
    row = made.application
    address = f"/applications/{row.reference.lower()}/object/"
    page = _text(signed_in(row.person).post(address, {"words": "And my second job, too."}))
    for shown in ("Your objection was received already", "And my second job, too.", "My job at Beta was left out."):
        assert shown in page, shown
    again = signed_in(row.person).post(address, {"words": made.words})
    assert again.status_code == 302


def test_objection_stands_on_each_page_that_decides_it_and_its_day_in_the_list() -> None:
    made = ObjectionFactory(made_at=AT)
    row = made.application
    by = person("Bea", "assessor")
    client = signed_in(by)
    assert "to be decided by 19 August 2026" in _text(client.get(_at(row, "interest")))
    declared(row, by)
    for page in ("assessment", "propose", "decision"):
        shown = _text(client.get(_at(row, page)))
        assert "My job at Beta was left out." in shown, page
        assert "they hear from us by 19 August 2026" in shown, page
    assert "objection, answer by 19 August 2026" in _text(client.get("/office/applications/application/"))


@pytest.mark.parametrize("day", ["2026-07-22", "2020-01-01", "2031-07-23"])
@pytest.mark.parametrize("button", ["preview", "propose"])
def test_day_to_try_again_is_checked_at_the_field_before_anything_else(button: str, day: str) -> None:
    row, first = short()
    sent = {
        "answer": "reject", "term": "under-five-years", "term_words": "Four years.", "advice": "Wait.",
        "again_on": day, button: "1",
    }  # fmt: skip
    page = _text(_client(first).post(_at(row, "propose"), sent))
    assert "Name a day to come, from 23 July 2026 until 22 July 2031" in page
    assert re.search(r'<ul class="errorlist"[^>]*id="id_again_on_error"', page)
    assert not Decision.objects.exists()


def test_decision_page_tells_how_each_reference_was_judged() -> None:
    row = judged()
    first = first_of(row)
    accept(row, first)
    judgement = row.references.first().answer.judgement
    judgement.convinces, judgement.convinces_words = False, "Vague about the dates."
    judgement.save()
    page = _text(_client(assessor_of(row)).get(_at(row, "decision")))
    assert "Vague about the dates." in page
    assert re.search(rf"genuine, does not convince, <bdi>{first}</bdi>, 21 July 2026", page)


def test_judging_an_answer_during_an_objection_promises_no_other_reference() -> None:
    row = judged()
    by, person_ = assessor_of(row), row.references.last()
    client, page = _client(by), _at(row, f"references/{person_.pk}/judge")
    assert "the applicant is asked for another reference by mail" in _text(client.get(page))
    Application.objects.filter(pk=row.pk).update(state="rejected", decided_at=AT, due_on=None)
    ObjectionFactory(application=row, made_at=AT)
    shown = _text(client.get(page))
    assert "the applicant is asked for another reference by mail" not in shown
    assert "Nobody is asked for another reference any more" in shown


def test_history_tells_a_day_of_readings_once_and_whose_answer_was_judged() -> None:
    row = judged()
    by = assessor_of(row)
    client = _client(by)
    for _look in range(3):
        client.get(_at(row, "change"))
    answer = row.references.last().answer
    said = {"genuine": False, "genuine_words": "Nobody knows her.", "convinces": None, "convinces_words": ""}
    assessing.judge_reference(answer, **said, by=by, at=AT)
    page = _text(client.get(_at(row, "history")))
    assert page.count("Looked at it, on this day for the last time.") == 1
    assert f"{answer.reference.name}: Judged the answer of a reference anew." in page


def test_form_of_the_findings_shows_claims_sums_and_the_words_of_references() -> None:
    row = judged()
    page = _text(_client(assessor_of(row)).get(_at(row, "assessment")))
    statement = row.references.first().answer.statements.exclude(words="").first()
    for shown in (row.level, row.accomplishment, statement.words, "in the field, overlapping jobs counted once",
                  "At level:", row.references.first().organisation):  # fmt: skip
        assert shown in page, shown
