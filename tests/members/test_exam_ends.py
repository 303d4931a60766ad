"""Claims of titles after an exam: what ends them, and two people at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.models import User
from common import duties, subjects
from common.errors import DomainError
from common.files import keeping
from common.models import Upload
from comms.models import Message
from members import services
from members.enums import ExamRefusal
from members.models import Agreement, Credential, ExamClaim
from tests.factories.accounts import UserFactory
from tests.factories.exams import DECIDED_AT, ExamClaimFactory
from tests.factories.files import picture, sent
from tests.members.test_exam_claims import AT, DAY, _claim, _clerk, _title


@pytest.mark.django_db
def test_claims_that_came_to_nothing_go_after_twelve_months_with_their_files() -> None:
    refused, upheld = ExamClaimFactory(refused=True), ExamClaimFactory(upheld=True)
    withdrawn, awarded, waiting = ExamClaimFactory(withdrawn=True), ExamClaimFactory(awarded=True), ExamClaimFactory()
    term = DECIDED_AT.replace(year=2027)
    duties.perform("common.retention", now=term - DAY)
    assert ExamClaim.objects.count() == 5
    duties.perform("common.retention", now=term + DAY)
    assert set(ExamClaim.objects.all()) == {awarded, waiting}
    awarded.refresh_from_db()
    assert awarded.proof is None
    kept = set(Upload.objects.filter(state="kept"))
    assert kept == {waiting.proof}
    assert (
        Upload.objects.filter(pk__in=[row.proof_id for row in (refused, upheld, withdrawn)], state="gone").count() == 3
    )


@pytest.mark.django_db
def test_forgetting_a_person_deletes_claims_and_agreements_and_lets_go_of_proofs() -> None:
    person = UserFactory()
    claim = _claim(person)
    copy = subjects.export(person)
    assert copy["Titles you claimed after an exam"][0]["exam number"] == "EX2026-17"
    assert len(copy["What you agreed to"]) == 3
    subjects.scrub(person, at=AT)
    assert not ExamClaim.objects.exists()
    assert not Agreement.objects.exists()
    assert Upload.objects.get(pk=claim.proof_id).state == "gone"


@pytest.mark.django_db
def test_colleague_who_decided_can_be_forgotten() -> None:
    claim = ExamClaimFactory(upheld=True)
    subjects.scrub(claim.decided_by, at=AT)
    claim.refresh_from_db()
    assert claim.state == "upheld"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("others", ["award", "refuse", "withdraw"])
def test_two_at_once_are_one_decision(others: str) -> None:
    claim, clerks = ExamClaimFactory(title=_title()), [_clerk() for _ in range(4)]
    acts = {
        "award": lambda by: services.award_exam(claim, name=str(claim.person), by=by, at=DECIDED_AT),
        "refuse": lambda by: services.refuse_exam(claim, why=ExamRefusal.OTHER, words="No.", by=by, at=DECIDED_AT),
        "withdraw": lambda _by: services.withdraw_exam(claim, by=claim.person, at=DECIDED_AT),
    }

    def attempt(pair: tuple[str, User]) -> str:
        try:
            acts[pair[0]](pair[1])
        except DomainError as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    todo = list(zip(["award", others] * 2, clerks, strict=True))
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(attempt, todo))
    assert sorted(done) == ["IllegalMove"] * 3 + ["done"]
    assert Message.objects.count() == (0 if ExamClaim.objects.get().state == "withdrawn" else 1)
    assert Credential.objects.count() == (ExamClaim.objects.get().state == "awarded")


@pytest.mark.django_db(transaction=True)
def test_two_claims_at_once_are_one() -> None:
    person = UserFactory()
    proofs = [
        keeping.receive(sent(picture(size=(9, 9 + n))), shelf="exam-proof", owner=person, at=AT) for n in range(4)
    ]

    def attempt(proof: Upload) -> str:
        try:
            _claim(person, proof=proof)
        except DomainError as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, proofs)) == ["ExamRefused"] * 3 + ["done"]
    assert ExamClaim.objects.count() == Message.objects.count() == 1
