"""The decision of two: what carries an answer, what follows from it, who takes no part, and the way of an objection."""

import datetime as dt
from typing import Any, Final

import pytest
from allauth.account.models import EmailAddress

from accounts.models import RoleGrant, User
from applications.enums import ApplicationState, Criterion, DecisionState, Reason
from applications.models import Application, Decision, Finalisation, ReferenceDraft
from applications.selectors.private import by_key, stand_of
from applications.services import deciding, questions
from applications.services.assessing import judge_reference, save_assessment
from applications.services.deciding import Ground
from common import duties
from common.errors import DomainError, Forbidden
from common.models import AuditLine
from comms.models import Message
from tests.applications.judging import AGAIN, AT, GROUNDS, MET, SHORT, accept, assessor_of, first_of, reject, short
from tests.factories.accounts import UserFactory
from tests.factories.applications import ReferenceFactory, ReferenceLinkFactory, answered, under_way
from tests.factories.assessment import (
    DECIDED,
    InterestFactory,
    ReferenceJudgementFactory,
    judged,
)

pytestmark = pytest.mark.django_db


def _again(row: Application) -> Application:
    return Application.objects.get(pk=row.pk)


def _disputes(row: Application) -> None:
    """The last of the references says otherwise by now; that was found genuine, too."""
    last = row.references.last()
    last.answer.delete()
    ReferenceJudgementFactory(answer=answered(last, level="dispute"))


def _acts(row: Application) -> list[str]:
    return list(AuditLine.objects.about(row).order_by("pk").values_list("act", flat=True))


def test_acceptance_of_two_ends_the_clock_and_opens_the_list() -> None:
    row = judged()
    first, second = first_of(row), assessor_of(row)
    proposal = accept(row, first)
    assert _again(row).state == ApplicationState.ASSESSMENT
    assert not Finalisation.objects.exists()
    done = deciding.confirm(proposal, by=second, at=AT)
    assert (done.state, done.decided_by, done.decided_at) == (DecisionState.CONFIRMED, second, AT)
    row = _again(row)
    assert (row.state, row.decided_at, row.due_on, row.promised_on) == (ApplicationState.ACCEPTED, AT, None, None)
    assert Finalisation.objects.get(application=row).lapses_on == dt.date(2027, 1, 22)
    assert {"applications.proposed", "applications.accepted"} <= set(_acts(row))
    line = AuditLine.objects.about(row).get(act="applications.accepted")
    assert (line.by_id, line.person_id) == (second.pk, row.person_id)


def test_rejection_of_two_names_criterion_reason_help_and_day() -> None:
    row, first = short()
    second = assessor_of(row)
    proposal = reject(row, first)
    deciding.confirm(proposal, by=second, at=AT)
    row = _again(row)
    assert (row.state, row.decided_at, row.due_on) == (ApplicationState.REJECTED, AT, None)
    found = Decision.objects.get()
    assert (found.advice, found.again_on, found.on_objection) == ("Wait until the term is met.", AGAIN, False)
    assert list(found.grounds.values_list("criterion", "reason", "words")) == [
        ("term", "under-five-years", "Four years and two months are shown.")
    ]
    assert not Finalisation.objects.exists()


def test_nobody_confirms_or_sends_back_their_own_proposal() -> None:
    row = judged()
    first = first_of(row)
    proposal = accept(row, first)
    for act in (
        lambda: deciding.confirm(proposal, by=first, at=AT),
        lambda: deciding.send_back(proposal, "No.", by=first, at=AT),
    ):
        with pytest.raises(DomainError, match="A second person confirms it or sends it back"):
            act()
    assert Decision.objects.get().state == DecisionState.PROPOSED


def test_proposal_needs_four_findings_of_its_author() -> None:
    row = judged()
    second = assessor_of(row)
    with pytest.raises(DomainError, match="Judge all four criteria yourself first"):
        accept(row, second)
    half = {criterion: MET[criterion] for criterion in (Criterion.RELEVANCE, Criterion.TERM)}
    save_assessment(row, half, "", by=second, at=AT)
    with pytest.raises(DomainError, match="Judge all four criteria yourself first"):
        accept(row, second)
    save_assessment(row, MET, "", by=second, at=AT)
    assert accept(row, second).proposed_by == second


def test_answer_that_the_findings_do_not_carry_is_not_proposed() -> None:
    row = judged()
    with pytest.raises(DomainError, match="You find all four criteria met"):
        reject(row, first_of(row))
    row, first = short()
    with pytest.raises(DomainError, match="You find a criterion not met"):
        accept(row, first)


@pytest.mark.parametrize("missing", ["answer", "genuine", "unsaid"])
def test_acceptance_needs_three_genuine_confirmations(missing: str) -> None:
    """G-012: a verdict of "accepted" cannot be recorded while one of three references has not confirmed."""
    row = judged()
    last = row.references.last()
    if missing == "answer":
        last.answer.delete()
        last.state, last.ended_at = "asked", None
        last.save()
        told = "Acceptance needs three people of two organisations"
    elif missing == "genuine":
        last.answer.judgement.delete()
        told = f"Judge first the answers of {last.name}"
    else:
        _disputes(row)
        told = "Acceptance needs three people of two organisations"
    with pytest.raises(DomainError, match=told):
        accept(row, first_of(row))
    assert not Decision.objects.exists()


def test_quorum_is_counted_anew_when_it_is_confirmed() -> None:
    row = judged()
    proposal, second = accept(row, first_of(row)), assessor_of(row)
    _disputes(row)
    with pytest.raises(DomainError, match="Acceptance needs three people"):
        deciding.confirm(proposal, by=second, at=AT)
    assert _again(row).state == ApplicationState.ASSESSMENT
    assert Decision.objects.get().state == DecisionState.PROPOSED


def test_rejection_needs_no_quorum() -> None:
    row, first = short()
    row.references.last().answer.judgement.delete()
    deciding.confirm(reject(row, first), by=assessor_of(row), at=AT)
    assert _again(row).state == ApplicationState.REJECTED


BAD: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "no ground": ({"grounds": {}}, "Name each criterion that you found not met"),
    "one too many": (
        {"grounds": {**GROUNDS, Criterion.LEVEL: Ground(reason=Reason.LEVEL_NOT_SHOWN, words="Nothing.")}},
        "Name each criterion that you found not met",
    ),
    "reason of another": (
        {"grounds": {Criterion.TERM: Ground(reason=Reason.FIVE_YEARS, words="Short.")}},
        "Choose a reason for which the criterion is not met",
    ),
    "reason that was not found": (
        {"grounds": {Criterion.TERM: Ground(reason=Reason.TERM_NOT_SHOWN, words="Nothing.")}},
        "Name the reason that you found",
    ),
    "no words": (
        {"grounds": {Criterion.TERM: Ground(reason=Reason.UNDER_FIVE_YEARS, words=" ")}},
        "why each criterion",
    ),
    "no advice": ({"advice": " "}, "what would help"),
    "no day": ({"again_on": None}, "Name a day to come"),
    "day that has come": ({"again_on": DECIDED.date()}, "Name a day to come"),
    "too long": ({"advice": "a" * 3001}, "at most 3000 characters"),
}


@pytest.mark.parametrize("bad", BAD)
def test_rejection_that_lacks_something_for_its_letter_is_refused(bad: str) -> None:
    row, first = short()
    said, told = BAD[bad]
    with pytest.raises(DomainError, match=told):
        reject(row, first, **said)
    assert not Decision.objects.exists()


def test_proposal_is_made_once_until_it_went_back() -> None:
    row = judged()
    first, second = first_of(row), assessor_of(row)
    save_assessment(row, MET, "", by=second, at=AT)
    proposal = accept(row, first)
    with pytest.raises(deciding.AlreadyDecided, match="You proposed an answer on 22 July 2026 already"):
        accept(row, first)
    with pytest.raises(deciding.AlreadyDecided, match=f"{first} proposed an answer on 22 July 2026"):
        accept(row, second)
    with pytest.raises(DomainError, match="Write to your colleague why"):
        deciding.send_back(proposal, " ", by=second, at=AT)
    back = deciding.send_back(proposal, "Look at the second job.", by=second, at=AT)
    assert (back.state, back.sent_back, back.decided_by) == (
        DecisionState.SENT_BACK,
        "Look at the second job.",
        second,
    )
    assert not Message.objects.exists()
    with pytest.raises(deciding.AlreadyDecided, match="You sent this proposal back"):
        deciding.confirm(proposal, by=second, at=AT)
    deciding.confirm(accept(row, second), by=first, at=AT)
    assert _again(row).state == ApplicationState.ACCEPTED


def test_what_changed_since_is_not_confirmed() -> None:
    row, first = short()
    proposal, second = reject(row, first), assessor_of(row)
    save_assessment(row, {**SHORT, Criterion.LEVEL: MET[Criterion.LEVEL]}, "", by=first, at=AT)
    save_assessment(row, MET, "", by=first, at=AT)
    with pytest.raises(DomainError, match=f"{first} finds all four criteria met"):
        deciding.confirm(proposal, by=second, at=AT)
    save_assessment(row, SHORT, "", by=first, at=AT)
    with pytest.raises(DomainError, match="The day from which the applicant may try again has come"):
        deciding.confirm(proposal, by=second, at=AT + dt.timedelta(days=400))
    deciding.confirm(proposal, by=second, at=AT)


def test_who_proposed_and_came_to_be_named_since_carries_nothing() -> None:
    row = judged()
    first, second = first_of(row), assessor_of(row)
    proposal = accept(row, first)
    ReferenceFactory(application=row, email=first.email.upper())
    with pytest.raises(DomainError, match="takes no part in this application any more"):
        deciding.confirm(proposal, by=second, at=AT)
    deciding.send_back(proposal, "You were named.", by=second, at=AT)


def test_nothing_is_decided_while_a_question_waits() -> None:
    row = judged()
    first, second = first_of(row), assessor_of(row)
    proposal = accept(row, first)
    asked = questions.ask(row, "Until when?", by=second, at=AT)
    with pytest.raises(DomainError, match="A question waits for the applicant"):
        deciding.confirm(proposal, by=second, at=AT)
    save_assessment(row, MET, "Asked meanwhile.", by=second, at=AT)
    questions.answer(asked, "May.", by=row.person, at=AT)
    deciding.confirm(proposal, by=second, at=AT)
    assert _again(row).state == ApplicationState.ACCEPTED


def test_decision_closes_the_matter_for_who_was_asked_and_has_not_answered() -> None:
    """G-011: what is answered after the decision is refused, and the link says that the matter is closed."""
    row = judged()
    fourth = ReferenceFactory(application=row, asked=True, ends_on=dt.date(2026, 8, 12))
    link = ReferenceLinkFactory(reference=fourth)
    ReferenceDraft.objects.create(reference=fourth, typed={"role": "Director"}, saved_at=AT)
    deciding.confirm(accept(row, first_of(row)), by=assessor_of(row), at=AT)
    mail = Message.objects.get(kind="applications.reference_released")
    assert mail.recipient == fourth.email
    assert not ReferenceDraft.objects.exists()
    found = by_key(link.pk)
    assert found is not None
    assert stand_of(found, AT.date()) == "closed"


def _applicant(row: Application) -> User:
    RoleGrant.objects.create(user=row.person, role="assessor", granted_at=AT)
    InterestFactory(application=row, person=row.person)
    return row.person


def _named(row: Application) -> User:
    return assessor_of(row, email=row.references.first().email.upper())


def _named_elsewhere(row: Application) -> User:
    by = assessor_of(row)
    EmailAddress.objects.create(user=by, email=row.references.first().email.title(), verified=False)
    return by


def _interested(row: Application) -> User:
    by: User = UserFactory(roles=("assessor",))
    InterestFactory(application=row, person=by, interested=True, words="My brother works there.")
    return by


def _undeclared(row: Application) -> User:
    by: User = UserFactory(roles=("assessor",))
    return by


def _other_role(row: Application) -> User:
    by: User = UserFactory(roles=("back-office",))
    InterestFactory(application=row, person=by)
    return by


def _gone(row: Application) -> User:
    by = assessor_of(row)
    by.is_active = False
    by.save()
    return by


FORBIDDEN: Final[dict[str, Any]] = {
    "applicant": _applicant,
    "named": _named,
    "named at another address": _named_elsewhere,
    "interested": _interested,
    "undeclared": _undeclared,
    "without the role": _other_role,
    "account closed": _gone,
}
ACTS: Final[dict[str, Any]] = {
    "save_assessment": lambda row, by: save_assessment(row, MET, "", by=by, at=AT),
    "judge_reference": lambda row, by: judge_reference(
        row.references.first().answer, genuine=True, genuine_words="", convinces=None, convinces_words="", by=by, at=AT
    ),
    "propose": accept,
    "confirm": lambda row, by: deciding.confirm(row.decisions.get(), by=by, at=AT),
    "send_back": lambda row, by: deciding.send_back(row.decisions.get(), "No.", by=by, at=AT),
}


@pytest.mark.parametrize("who", FORBIDDEN)
@pytest.mark.parametrize("act", ACTS)
def test_forbidden_people_take_no_part_in_any_act(act: str, who: str) -> None:
    row = judged()
    if act in {"confirm", "send_back"}:
        accept(row, first_of(row))
    by = FORBIDDEN[who](row)
    before = AuditLine.objects.count()
    with pytest.raises(Forbidden):
        ACTS[act](row, User.objects.get(pk=by.pk))
    assert AuditLine.objects.count() == before
    assert _again(row).state == ApplicationState.ASSESSMENT


STATES: Final = [state for state in ApplicationState if state != ApplicationState.ASSESSMENT]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ["save_assessment", "judge_reference", "propose", "confirm", "send_back"])
def test_acts_are_refused_outside_the_assessment(act: str, state: ApplicationState) -> None:
    row = judged()
    second = assessor_of(row)
    if act in {"confirm", "send_back"}:
        accept(row, first_of(row))
    decided = state in {"accepted", "rejected", "awarded", "lapsed"}
    open_ = state in {"submitted", "screening", "references", "information"}
    moment = {"withdrawn_at": AT if state == "withdrawn" else None, "decided_at": AT if decided else None}
    if state == "draft":
        moment["submitted_at"] = None
    Application.objects.filter(pk=row.pk).update(state=state, **moment, **({} if open_ else {"due_on": None}))
    with pytest.raises(DomainError) as refused:
        ACTS[act](_again(row), second)
    assert str(refused.value).endswith(".")
    assert _again(row).state == state


def test_no_duty_accepts_or_rejects() -> None:
    """No automated decision anywhere: a year of every duty leaves what waits for people where it is."""
    waiting, proposed = judged(), judged()
    first, _second = first_of(proposed), assessor_of(proposed)
    accept(proposed, first)
    row, author = short()
    reject(row, author)
    early = under_way("assessment")
    for days in range(0, 400, 21):
        for duty in sorted(duties.REGISTRY):
            duties.perform(duty, now=AT + dt.timedelta(days=days))
    found = Application.objects.filter(pk__in=[waiting.pk, proposed.pk, row.pk, early.pk])
    assert not set(found.values_list("state", flat=True)) & {"accepted", "rejected", "awarded", "lapsed"}
    assert not Decision.objects.filter(state=DecisionState.CONFIRMED).exists()
