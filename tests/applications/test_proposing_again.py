"""A proposal that came back: the next one begins with it; and what somebody typed while something else happened."""

import re
from typing import Any

import pytest

from accounts.models import User
from applications.enums import DecisionState
from applications.models import Application, Decision
from applications.services import deciding, withdraw
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
