"""Titles claimed after an exam: every act by its rows, lines and mails, and every refusal by its sentence."""

import datetime as dt
from typing import Any

import pytest

from accounts.models import User
from common.errors import Forbidden, IllegalMove
from common.files import keeping
from common.models import AuditLine, Upload
from comms.models import Message
from comms.rendering import letter
from members import services
from members.enums import ExamRefusal
from members.models import Agreement, Credential, Cycle, ExamClaim, Member, Title
from members.rules.exams import is_number, objection_until, tidy_number
from members.selectors import agreements as document_selectors
from members.selectors import exams as exam_selectors
from members.services import ExamRefused, HeldAlready
from tests.factories.accounts import UserFactory
from tests.factories.exams import CLAIMED_AT, DECIDED_AT, DocumentVersionFactory, ExamClaimFactory
from tests.factories.files import sent
from tests.factories.members import CredentialFactory, MemberFactory, OutcomeFactory

AT = CLAIMED_AT
ON = dt.date(2026, 7, 1)
DAY = dt.timedelta(days=1)


def _title(code: str = "S-ISP") -> Title:
    return Title.objects.select_related("level").get(code=code)


def _clerk() -> User:
    return UserFactory(roles=["back-office"])


def _claim(person: User, **said: Any) -> ExamClaim:
    proof = said.pop("proof", None) or keeping.receive(sent(), shelf="exam-proof", owner=person, at=AT)
    given = {
        "title": _title(),
        "exam_on": dt.date(2026, 6, 12),
        "exam_number": "ex 2026 – 17",
        "agree_to": document_selectors.to_agree(person, ON),
        "by": person,
        "at": AT,
        **said,
    }
    return services.claim_exam(person, given.pop("title"), proof=proof, **given)


def _mails(person: User) -> list[str]:
    return list(Message.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


@pytest.mark.django_db
def test_claim_is_kept_with_its_proof_its_agreements_a_line_and_a_mail() -> None:
    person = UserFactory()
    claim = _claim(person)
    assert (claim.state, claim.exam_number, claim.proof.expires_at) == ("claimed", "EX2026-17", None)
    assert claim.reference.startswith("E-")
    assert {row.version.document.key for row in Agreement.objects.filter(person=person, how="exam-claim")} == {
        "code-of-conduct",
        "terms-of-use",
        "cpe-policy",
    }
    assert _mails(person) == ["members.exam_claim_received"]
    assert AuditLine.objects.filter(act="members.exam-claimed", about_id=claim.pk, person_id=person.pk).exists()
    assert not Member.objects.filter(user=person).exists(), "claiming puts nobody in the register"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"exam_on": dt.date(2026, 7, 2)}, "The exam lies ahead. Claim the title once you have your result."),
        ({"exam_on": dt.date(1999, 12, 31)}, "There were no exams before 1 January 2000. Look at the date once more."),
        ({"exam_number": "none"}, "Write the exam number as it stands on your result"),
        ({"exam_number": "9" * 41}, "Write the exam number as it stands on your result"),
        ({"agree_to": []}, "A title is awarded to whoever agrees to all documents that come with it."),
    ],
)
def test_claim_that_cannot_be_is_refused_in_words(said: dict[str, Any], sentence: str) -> None:
    person = UserFactory()
    with pytest.raises(ExamRefused) as refused:
        _claim(person, **said)
    assert str(refused.value).startswith(sentence)
    assert not ExamClaim.objects.exists()
    assert not Agreement.objects.exists()
    assert Upload.objects.get().expires_at, "the proof waits for a better claim"


@pytest.mark.django_db
@pytest.mark.parametrize("on", [dt.date(2000, 1, 1), ON])
def test_first_and_last_day_of_an_exam_are_taken(on: dt.date) -> None:
    assert _claim(UserFactory(), exam_on=on).exam_on == on


@pytest.mark.django_db
def test_officer_titles_titles_held_and_titles_claimed_are_not_claimed() -> None:
    person = UserFactory()
    with pytest.raises(ExamRefused, match="is awarded after an assessed application, not after an exam"):
        _claim(person, title=_title("S-CISO"))
    CredentialFactory(member=MemberFactory(user=person), title=_title("S-ITSP"))
    with pytest.raises(ExamRefused, match=r"You hold S-ITSP .* already"):
        _claim(person, title=_title("S-ITSP"))
    first = _claim(person)
    with pytest.raises(ExamRefused, match=first.reference):
        _claim(person)
    assert ExamClaim.objects.count() == 1


@pytest.mark.django_db
def test_title_that_was_lost_is_claimed_and_awarded_anew() -> None:
    member = MemberFactory()
    lost = CredentialFactory(member=member, title=_title(), awarded_on=dt.date(2021, 1, 1))
    OutcomeFactory(
        credential=lost, kind="decertified", ground="credits", effective_on=dt.date(2024, 4, 1), recorded_at=AT - DAY
    )
    Credential.objects.filter(pk=lost.pk).update(closed_by=lost.outcomes.get())
    claim = services.award_exam(_claim(member.user), name=str(member.user), by=_clerk(), at=AT + DAY)
    assert claim.credential != lost
    assert claim.credential.member == member


@pytest.mark.django_db
def test_nobody_claims_withdraws_or_objects_for_somebody_else() -> None:
    person, other = UserFactory(), UserFactory()
    with pytest.raises(Forbidden):
        _claim(person, by=other)
    claim = _claim(person)
    with pytest.raises(Forbidden):
        services.withdraw_exam(claim, by=other, at=AT)
    refused = ExamClaimFactory(refused=True)
    with pytest.raises(Forbidden):
        services.object_to(refused, words="It was me.", by=other, at=DECIDED_AT)


@pytest.mark.django_db
def test_award_registers_awards_begins_the_cycle_today_and_mails() -> None:
    person, clerk = UserFactory(), _clerk()
    claim = services.award_exam(_claim(person), name=str(person), by=clerk, at=AT + 4 * DAY)
    claim.refresh_from_db()
    member = Member.objects.get(user=person)
    assert (claim.state, claim.decided_by, claim.credential.member) == ("awarded", clerk, member)
    assert (member.registered_on, claim.credential.awarded_on) == (ON + 4 * DAY, ON + 4 * DAY)
    assert Cycle.objects.get(credential=claim.credential).first_day == ON + 4 * DAY
    assert _mails(person) == ["members.exam_claim_received", "members.exam_claim_awarded"]
    acts = set(AuditLine.objects.filter(person_id=person.pk, by_id=clerk.pk).values_list("act", flat=True))
    assert acts == {"members.registered", "members.awarded", "members.certificate-issued", "members.exam-awarded"}


@pytest.mark.django_db
def test_foundation_title_is_awarded_without_a_cycle() -> None:
    from members.models import Level
    from tests.factories.members import TitleFactory

    title = TitleFactory(level=Level.objects.get(key="foundation"))
    claim = _claim(UserFactory(), title=title)
    claim = services.award_exam(claim, name=str(claim.person), by=_clerk(), at=AT)
    assert not Cycle.objects.filter(credential=claim.credential).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("roles", [[], ["finance"], ["privacy-officer"], ["administrator"], ["cpe-reviewer"]])
def test_only_the_back_office_decides(roles: list[str]) -> None:
    claim, by = ExamClaimFactory(), UserFactory(roles=roles)
    for act in (
        lambda: services.award_exam(claim, name=str(claim.person), by=by, at=DECIDED_AT),
        lambda: services.refuse_exam(claim, why=ExamRefusal.OTHER, words="No.", by=by, at=DECIDED_AT),
        lambda: services.settle(
            ExamClaimFactory(objected=True), awards=True, words="Yes.", name="", by=by, at=DECIDED_AT
        ),
    ):
        with pytest.raises(Forbidden, match="You may not decide on exam claims"):
            act()
    claim.refresh_from_db()
    assert claim.state == "claimed"


@pytest.mark.django_db
def test_nobody_decides_about_their_own_claim_or_about_an_objection_to_themselves() -> None:
    clerk = _clerk()
    with pytest.raises(Forbidden, match="your own claim"):
        services.award_exam(ExamClaimFactory(person=clerk), name=str(clerk), by=clerk, at=DECIDED_AT)
    objected = ExamClaimFactory(objected=True, decided_by=clerk)
    with pytest.raises(Forbidden, match=r"You refused this claim\. Somebody else decides"):
        services.settle(objected, awards=True, words="Right.", name=str(objected.person), by=clerk, at=DECIDED_AT)
    with pytest.raises(ExamRefused, match="An objection to the refusal waits"):
        services.award_exam(objected, name=str(objected.person), by=_clerk(), at=DECIDED_AT)


@pytest.mark.django_db
def test_refusal_says_why_and_until_when_to_object() -> None:
    person = UserFactory()
    claim = services.refuse_exam(
        _claim(person), why=ExamRefusal.OTHER_TITLE, words=" It was for S-ITSP. ", by=_clerk(), at=AT
    )
    assert (claim.refusal, claim.words, claim.objection_until) == (
        "other-title",
        "It was for S-ITSP.",
        dt.date(2026, 7, 31),
    )
    text = letter(Message.objects.get(kind="members.exam_claim_refused")).text
    assert "The exam was for another title." in text
    assert "It was for S-ITSP." in text
    assert "until 31 July 2026, that day included" in text
    line = AuditLine.objects.get(act="members.exam-refused")
    assert (line.code, hasattr(line, "detail")) == ("other-title", False)


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["", "   ", "x" * 2001])
def test_refusal_objection_and_settlement_need_words(words: str) -> None:
    for act in (
        lambda: services.refuse_exam(
            ExamClaimFactory(), why=ExamRefusal.OTHER, words=words, by=_clerk(), at=DECIDED_AT
        ),
        lambda: services.settle(
            ExamClaimFactory(objected=True), awards=False, words=words, name="", by=_clerk(), at=DECIDED_AT
        ),
    ):
        with pytest.raises(ExamRefused, match=r"Write why|at most 2000"):
            act()
    refused = ExamClaimFactory(refused=True)
    with pytest.raises(ExamRefused):
        services.object_to(refused, words=words, by=refused.person, at=DECIDED_AT)
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_objection_is_heard_until_the_thirtieth_day_inclusive() -> None:
    last = dt.datetime(2026, 8, 5, 21, 59, 59, tzinfo=dt.UTC)
    in_time, late = ExamClaimFactory(refused=True), ExamClaimFactory(refused=True)
    assert in_time.objection_until == dt.date(2026, 8, 5)
    services.object_to(in_time, words="Look again.", by=in_time.person, at=last)
    assert _mails(in_time.person) == ["members.exam_objection_received"]
    with pytest.raises(ExamRefused, match="could be made until 5 August 2026"):
        services.object_to(late, words="Look again.", by=late.person, at=last + dt.timedelta(seconds=1))
    late.refresh_from_db()
    assert late.state == "refused"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("awards", "state", "kind"),
    [(True, "awarded", "members.exam_objection_granted"), (False, "upheld", "members.exam_objection_upheld")],
)
def test_second_person_settles_an_objection_with_a_reason(awards: bool, state: str, kind: str) -> None:
    claim, second = ExamClaimFactory(objected=True, title=_title()), _clerk()
    first = claim.decided_by
    name = str(claim.person)
    services.settle(claim, awards=awards, words="We asked the office.", name=name, by=second, at=DECIDED_AT + DAY)
    claim.refresh_from_db()
    assert (claim.state, claim.decided_by, claim.settled_by) == (state, first, second)
    assert _mails(claim.person) == [kind]
    assert "We asked the office." in letter(Message.objects.get()).text
    assert Credential.objects.filter(member__user=claim.person).exists() == awards
    with pytest.raises(IllegalMove):
        services.settle(claim, awards=awards, words="Again.", name=name, by=second, at=DECIDED_AT + DAY)


@pytest.mark.django_db
def test_objection_beside_a_new_claim_or_a_title_held_is_refused() -> None:
    refused = ExamClaimFactory(refused=True, title=_title())
    _claim(refused.person)
    with pytest.raises(ExamRefused, match="already, under reference"):
        services.object_to(refused, words="Look again.", by=refused.person, at=DECIDED_AT)
    other = ExamClaimFactory(refused=True, title=_title("S-ITSP"))
    CredentialFactory(member=MemberFactory(user=other.person), title=other.title)
    with pytest.raises(ExamRefused, match="You hold"):
        services.object_to(other, words="Look again.", by=other.person, at=DECIDED_AT)


@pytest.mark.django_db
def test_award_of_a_title_held_meanwhile_changes_nothing() -> None:
    claim = ExamClaimFactory(title=_title())
    CredentialFactory(member=MemberFactory(user=claim.person), title=claim.title)
    with pytest.raises(HeldAlready):
        services.award_exam(claim, name=str(claim.person), by=_clerk(), at=DECIDED_AT)
    claim.refresh_from_db()
    assert claim.state == "claimed"
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_mail_about_a_claim_taken_back_is_not_sent() -> None:
    from comms.kinds import KINDS

    person = UserFactory()
    claim = _claim(person)
    message = Message.objects.get()
    assert KINDS[message.kind].still_true(message)
    services.withdraw_exam(claim, by=person, at=AT)
    assert not KINDS[message.kind].still_true(message)


@pytest.mark.django_db
def test_staff_see_namesakes_numbers_and_files_of_others() -> None:
    ada, other = (
        UserFactory(given_name="Ada", family_name="Nowhere"),
        UserFactory(given_name="ADA", family_name="nowhere"),
    )
    first, second = _claim(ada), _claim(other)
    assert exam_selectors.namesakes(first) == [other]
    assert exam_selectors.with_same_number(first) == [second]
    assert exam_selectors.with_same_proof(first) == [second]
    assert exam_selectors.with_same_number(ExamClaimFactory()) == []
    assert exam_selectors.answer_by(first) == dt.date(2026, 7, 29)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("ab-12", "AB-12"), (" EX 2026 – 17 ", "EX2026-17"), ("ＡＢ１２", "AB12"), ("a\u200bb\u00ad1", "AB1")],
)
def test_number_is_kept_alike_however_it_was_typed(typed: str, kept: str) -> None:
    assert tidy_number(typed) == kept
    assert is_number(kept)


@pytest.mark.parametrize("text", ["", "-12", "ABC", "12\n34", "9" * 41, "Ω12", "1'2", "<b>1"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert not is_number(text)


def test_objection_has_thirty_days() -> None:
    assert objection_until(dt.date(2026, 1, 30)) == dt.date(2026, 3, 1)


@pytest.mark.django_db
def test_a_later_version_is_to_be_agreed_to_before_claiming() -> None:
    from members.models import Document

    person = UserFactory()
    _claim(person)
    DocumentVersionFactory(document=Document.objects.get(key="terms-of-use"), effective_on=ON)
    with pytest.raises(ExamRefused, match="agrees to all documents"):
        _claim(person, title=_title("S-ITSP"), agree_to=[])
    assert _claim(person, title=_title("S-ITSP")).state == "claimed"
