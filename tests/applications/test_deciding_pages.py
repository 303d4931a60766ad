"""The pages of judging and deciding: what they show, keep and do, and what they say to whom they are closed."""

import re
from typing import Any, Final

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from applications.enums import ApplicationState, Criterion, DecisionState
from applications.models import Application, Decision, Finalisation, ReferenceJudgement
from applications.services import deciding
from applications.services.assessing import save_assessment
from common.models import AuditLine
from tests.applications.judging import AT, MET, accept, assessor_of, first_of, reject, short
from tests.applications.test_deciding import FORBIDDEN
from tests.factories.accounts import with_app
from tests.factories.applications import answered, under_way
from tests.factories.assessment import CHECKED, InterestFactory, ObjectionFactory, judged
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

PAGES: Final = ("assessment", "propose", "decision", "judge")
WORDS: Final = "I decided on the security budget"
FILLED: Final = {
    "relevance": "work-in-field",
    "term": "under-five-years",
    "term_words": "Four years and two months.",
    "level": "responsible",
    "accomplishment": "own-result",
    "notes": "The third job is thin.",
}
LETTER: Final = {
    "answer": "reject",
    "term": "under-five-years",
    "term_words": "Four years are shown.",
    "advice": "Wait until the term is met.",
    "again_on": "2027-01-22",
}


@pytest.fixture(autouse=True)
def today(time_machine: Any) -> None:
    """The day after judging."""
    time_machine.move_to("2026-07-22T09:00:00Z", tick=False)


def _at(row: Application, page: str) -> str:
    if page == "judge":
        page = f"references/{row.references.last().pk}/judge"
    return f"/office/applications/application/{row.pk}/{page}/"


def _client(user: User) -> Any:
    return signed_in(user if Authenticator.objects.filter(user=user).exists() else with_app(user))


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def _seen(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found, page
    return found.group(1)


def test_findings_are_saved_half_and_shown_to_colleagues_beside_their_own() -> None:
    row = judged()
    by = assessor_of(row)
    client, address = _client(by), _at(row, "assessment")
    page = _text(client.get(address))
    first = first_of(row)
    assert "Colleagues judged this application too." in page
    assert str(first) not in page
    assert "responsible for governance and decisions" in page
    half = {"relevance": "outside-field", "relevance_words": "It was in finance.", "notes": "", "seen": _seen(page)}
    assert "What you find is saved." in _text(client.post(address, half, follow=True))
    look = row.assessments.get(assessor=by)
    assert [(one.criterion, one.finding, one.words) for one in look.verdicts.all()] == [
        ("relevance", "not-met", "It was in finance.")
    ]
    assert "It was in finance." in _text(_client(first).get(address))
    assert str(first) in _text(client.get(address))
    assert AuditLine.objects.about(row).filter(act="common.read", by_id=by.pk).exists()


def test_words_without_a_finding_and_what_is_unknown_get_a_sentence_and_stay() -> None:
    row = under_way("assessment")
    client, address = _client(assessor_of(row)), _at(row, "assessment")
    seen = _seen(_text(client.get(address)))
    page = _text(client.post(address, {"term_words": "No dates.", "level": "five-years", "seen": seen}))
    assert "Choose what you find; your words are kept beside it." in page
    assert "Choose one of the findings in the list." in page
    assert "No dates." in page
    assert not row.assessments.exists()


def test_page_open_in_two_windows_asks_before_it_overwrites() -> None:
    row = under_way("assessment")
    by = assessor_of(row)
    client, address = _client(by), _at(row, "assessment")
    seen = _seen(_text(client.get(address)))
    client.post(address, {"notes": "From the first window.", "seen": seen})
    page = _text(client.post(address, {"notes": "From the second.", "term": "five-years", "seen": seen}))
    assert "Saved in the other window: “From the first window.”" in page
    assert "From the second." in page
    assert row.assessments.get().notes == "From the first window."
    client.post(address, {"notes": "From the second.", "term": "five-years", "seen": _seen(page)})
    assert row.assessments.get().notes == "From the second."


def test_judgement_of_a_colleague_is_shown_as_theirs_before_it_is_replaced() -> None:
    row = judged()
    by, first = assessor_of(row), first_of(row)
    client, address = _client(by), _at(row, "judge")
    page = _text(client.get(address))
    assert f"What stands below is the judgement of {first}." in page
    assert "Is the answer genuine?" in page
    assert "Does it convince?" in page
    said = {"genuine": "no", "genuine_words": "", "convinces": "", "convinces_words": "", "seen": _seen(page)}
    page = _text(client.post(address, said))
    assert "Write why the answer is not genuine." in page
    said["genuine_words"] = "Nobody there knows her."
    said["seen"] = _seen(page)
    assert "is saved." in _text(client.post(address, said, follow=True))
    found = ReferenceJudgement.objects.get(answer__reference=row.references.last())
    assert (found.genuine, found.genuine_words, found.judged_by) == (False, "Nobody there knows her.", by)


def test_reference_without_an_answer_is_not_judged() -> None:
    row = under_way("assessment")
    client = _client(assessor_of(row))
    assert f"There is no answer of {row.references.last().name}." in _text(client.get(_at(row, "judge")))
    assert client.post(_at(row, "judge"), {"genuine": "yes"}).status_code == 200
    assert not ReferenceJudgement.objects.exists()


def test_rejection_is_written_from_own_findings_looked_at_and_proposed() -> None:
    row, first = short()
    client, address = _client(first), _at(row, "propose")
    page = _text(client.get(address))
    assert "Four years and two months." in page
    assert 'value="under-five-years" selected' in page
    assert "checked" not in page
    page = _text(client.post(address, {"answer": "reject", "term": "under-five-years"}))
    for told in (
        "Write to the applicant why this is not met.",
        "Write to the applicant what would help.",
        "Name the day from which on the applicant may try again.",
    ):
        assert told in page
    page = _text(client.post(address, {**LETTER, "preview": "1"}))
    assert "As it would be proposed" in page
    assert "22 January 2027" in page
    assert not Decision.objects.exists()
    assert not AuditLine.objects.filter(act="applications.proposed").exists()
    assert "It waits for a second person." in _text(client.post(address, LETTER, follow=True))
    assert Decision.objects.get().grounds.get().words == "Four years are shown."
    assert "You proposed an answer on 22 July 2026 already." in _text(client.get(address))


def test_answer_that_findings_do_not_carry_is_told_and_what_was_typed_stays() -> None:
    row, first = short()
    page = _text(_client(first).post(_at(row, "propose"), {**LETTER, "answer": "accept"}))
    assert "You find a criterion not met. Acceptance needs all four met." in page
    assert "Wait until the term is met." in page
    page = _text(_client(first).post(_at(row, "propose"), {**LETTER, "again_on": "soon"}))
    assert "Write a day as year, month and day" in page
    page = _text(_client(first).post(_at(row, "propose"), {**LETTER, "again_on": "2020-01-01"}))
    assert "Name a day to come" in page


def test_second_person_sees_all_it_rests_on_and_confirms() -> None:
    row = judged()
    first, second = first_of(row), assessor_of(row)
    proposal = accept(row, first)
    client, address = _client(second), _at(row, "decision")
    page = _text(client.get(address))
    assert f"Proposed by {first} on 22 July 2026" in page
    assert "3 people · 2 organisations" in page
    assert "every criterion is confirmed by somebody" in page
    assert "it has to be complete by 22 January 2027" in page
    assert "This cannot be taken back." in page
    assert "Another proposal waits by now." in _text(client.post(address, {"proposal": "0"}, follow=True))
    assert Application.objects.get().state == ApplicationState.ASSESSMENT
    told = _text(client.post(address, {"proposal": proposal.pk, "confirm": "1"}, follow=True))
    assert "The answer is given; the applicant is told by mail." in told
    assert Application.objects.get().state == ApplicationState.ACCEPTED
    assert Finalisation.objects.count() == 1
    told = _text(client.post(address, {"proposal": proposal.pk, "confirm": "1"}, follow=True))
    assert "You confirmed this answer on 22 July 2026." in told


def test_criterion_that_nobody_confirms_is_shown_and_the_assessor_decides() -> None:
    """G-236: the quorum is reached, one criterion is confirmed by nobody; it is shown, and two people decide."""
    row = judged()
    for reference in row.references.all():
        reference.answer.delete()
        answer = answered(reference, level="cannot-say")
        ReferenceJudgement.objects.create(answer=answer, genuine=True, judged_by=first_of(row), judged_at=AT)
    proposal = accept(row, first_of(row))
    client = _client(assessor_of(row))
    page = _text(client.get(_at(row, "decision")))
    assert re.search(r"Confirmed by nobody</dt> <dd> level", page)
    client.post(_at(row, "decision"), {"proposal": proposal.pk})
    assert Application.objects.get().state == ApplicationState.ACCEPTED


def test_proposal_is_sent_back_with_words_to_its_author() -> None:
    row = judged()
    first, second = first_of(row), assessor_of(row)
    proposal = accept(row, first)
    client, address = _client(second), _at(row, "decision")
    page = _text(client.post(address, {"proposal": proposal.pk, "send-back": "1", "words": ""}))
    assert "Write to your colleague why you send it back." in page
    client.post(address, {"proposal": proposal.pk, "send-back": "1", "words": "Look at the second job."})
    assert Decision.objects.get().state == DecisionState.SENT_BACK
    page = _text(_client(first).get(address))
    assert f"{second} sent this back on 22 July 2026." in page
    page = _text(_client(first).get(_at(row, "change")))
    assert "Look at the second job." in page


def test_author_of_a_proposal_reads_why_they_do_not_decide() -> None:
    row = judged()
    first = first_of(row)
    proposal = accept(row, first)
    client, address = _client(first), _at(row, "decision")
    page = _text(client.get(address))
    assert "You proposed this answer. A second person confirms it or sends it back." in page
    assert 'name="confirm"' not in page
    assert 'name="send-back"' not in page
    client.post(address, {"proposal": proposal.pk, "confirm": "1"})
    client.post(address, {"proposal": proposal.pk, "send-back": "1", "words": "No."})
    assert Decision.objects.get().state == DecisionState.PROPOSED


def test_who_had_a_part_in_the_rejection_reads_why_they_do_not_decide_the_objection() -> None:
    row, first = short()
    second, third = assessor_of(row), assessor_of(row)
    deciding.confirm(reject(row, first), by=second, at=AT)
    ObjectionFactory(application=row, made_at=CHECKED)
    for by in (first, second):
        for page in ("assessment", "propose", "decision"):
            assert "The objection is decided by people who had none." in _text(_client(by).get(_at(row, page)))
    assert "The objection is decided" not in _text(_client(third).get(_at(row, "assessment")))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", sorted(set(FORBIDDEN) - {"account closed"}))
def test_forbidden_people_see_and_do_nothing_on_any_page(who: str, page: str) -> None:
    row = judged()
    proposal = accept(row, first_of(row))
    by = FORBIDDEN[who](row)
    client, address = _client(by), _at(row, page)
    before = AuditLine.objects.about(row).count()
    sent = {"proposal": proposal.pk, "genuine": "no", **FILLED, "level": "influence"}
    for answer in (client.get(address), client.post(address, sent)):
        shown = _text(answer)
        if who in {"interested", "undeclared"}:
            assert answer.status_code == 200
            told = "you take no part" if who == "interested" else "Declare first whether you have an interest"
            assert told in shown
        else:
            assert answer.status_code == (404 if who in {"applicant", "named", "named at another address"} else 403)
        for secret in ("She led the programme.", "The second job carries it.", WORDS, "responsible for governance"):
            assert secret not in shown
    assert AuditLine.objects.about(row).count() == before
    assert Decision.objects.get().state == DecisionState.PROPOSED
    assert row.assessments.count() == 1


def test_pages_of_an_application_that_is_not_judged_say_so() -> None:
    row = under_way()
    client = _client(assessor_of(row))
    for page in ("assessment", "propose", "judge"):
        assert "It is judged while it is being assessed." in _text(client.get(_at(row, page))) or page == "judge"
        client.post(_at(row, page), FILLED)
    assert not row.assessments.exists()
    assert client.get("/office/applications/application/999999/assessment/").status_code == 404


def test_colleagues_findings_are_shown_once_one_s_own_are_saved() -> None:
    row = judged()
    look = row.assessments.get()
    for criterion in Criterion:
        look.verdicts.filter(criterion=criterion.value).update(words=f"Theirs about {criterion.value}.")
    by = assessor_of(row)
    client, address = _client(by), _at(row, "assessment")
    theirs = {criterion: f"Theirs about {criterion.value}." for criterion in Criterion}
    told = "What they found about a criterion is shown here once your own finding about it is saved"

    def seen() -> set[Criterion]:
        shown = _text(client.get(address))
        assert ("The second job carries it." in shown) == (told not in shown), "notes once all of one's own are there"
        return {criterion for criterion, words in theirs.items() if words in shown}

    assert seen() == set()
    assert all(words not in _text(client.post(address, {"term_words": "Alone."})) for words in theirs.values())
    save_assessment(row, {Criterion.LEVEL: MET[Criterion.LEVEL]}, "", by=by, at=AT)
    assert seen() == {Criterion.LEVEL}
    save_assessment(row, MET, "", by=by, at=AT)
    assert seen() == set(Criterion)
    assert 'name="level"' in _text(client.get(address)), "one's own stay one's to change"
    assert told not in _text(_client(first_of(row)).get(address))


def test_who_cannot_judge_any_more_reads_what_was_found() -> None:
    row, first = short()
    by = assessor_of(row)
    deciding.confirm(reject(row, first), by=by, at=AT)
    assert "Four years and two months." in _text(_client(by).get(_at(row, "assessment")))


def test_page_of_the_application_tells_what_can_be_done_next() -> None:
    row = judged()
    first, second = first_of(row), assessor_of(row)
    links = {page: f'href="{_at(row, page)}"' for page in PAGES}

    def offered(by: User) -> set[str]:
        page = _text(_client(by).get(_at(row, "change")))
        return {name for name, link in links.items() if link in page}

    assert offered(first) == {"assessment", "propose", "judge"}
    assert offered(second) == {"assessment", "judge"}
    accept(row, first)
    assert offered(second) == {"assessment", "judge", "decision"}
    clerk = person("Clerk", "back-office")
    InterestFactory(application=row, person=clerk)
    assert offered(clerk) == set()


def test_pages_ask_as_much_with_many_colleagues_as_with_one() -> None:
    row = judged()
    accept(row, first_of(row))
    client = _client(assessor_of(row))
    counts = []
    for many in (0, 5):
        for _one in range(many):
            save_assessment(row, MET, "", by=assessor_of(row), at=AT)
        with CaptureQueriesContext(connection) as asked:
            for page in PAGES:
                assert client.get(_at(row, page)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_criteria_are_all_asked_for() -> None:
    row = under_way("assessment")
    page = _text(_client(assessor_of(row)).get(_at(row, "assessment")))
    assert all(f'name="{criterion.value}"' in page for criterion in Criterion)


def test_sum_of_years_stands_beside_the_reason_that_says_otherwise() -> None:
    row, first = short()
    told = "which meets the term."
    page = _text(_client(first).get(_at(row, "propose")))
    assert told in page
    assert '<span class="status attention">the reason about the term says otherwise</span>' in page
    proposal, second = reject(row, first), assessor_of(row)
    page = _text(_client(second).get(_at(row, "decision")))
    assert told in page
    assert "says otherwise</span>" in page
    assert "The proposal says: less than five years." in page
    deciding.confirm(proposal, by=second, at=AT)
    row.refresh_from_db()
    assert row.state == ApplicationState.REJECTED
    met = judged()
    page = _text(_client(first_of(met)).get(_at(met, "propose")))
    assert told in page
    assert "says otherwise" not in page
