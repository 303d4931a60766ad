"""What the invented people agreed to and claimed after an exam: a claim in every state, once."""

import pytest

from accounts.models import User
from common.calendar import local_day
from members.enums import ExamState
from members.models import ExamClaim, Member
from members.selectors import agreements as document_selectors
from tests.seco_portal.conftest import AT

pytestmark = [pytest.mark.demonstration, pytest.mark.django_db, pytest.mark.usefixtures("demonstrated")]


def test_there_is_a_claim_in_every_state_each_with_its_proof() -> None:
    assert set(ExamClaim.objects.values_list("state", flat=True)) == set(ExamState)
    assert all(claim.proof.state == "kept" and claim.proof.expires_at is None for claim in ExamClaim.objects.all())
    waiting = ExamClaim.objects.filter(state="claimed")
    assert waiting.values("exam_number").distinct().count() < waiting.count(), "two name the same number"


def test_somebody_agreed_and_somebody_is_asked_at_the_next_sign_in() -> None:
    members = User.objects.filter(member__in=Member.objects.all())
    asked = {bool(document_selectors.to_agree(user, local_day(AT))) for user in members}
    assert asked == {True, False}


def test_second_colleague_of_the_back_office_decides_what_the_first_refused() -> None:
    upheld = ExamClaim.objects.get(state="upheld")
    assert {upheld.decided_by.email, upheld.settled_by.email} == {
        "back-office@demo.example",
        "back-office-2@demo.example",
    }
