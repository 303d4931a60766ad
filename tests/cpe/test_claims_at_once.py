"""Several at once about one claim, and colleagues about each other's: one effect each, and nobody waits for ever."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from common import subjects
from common.append_only import forgetting
from common.errors import DomainError, Forbidden
from comms.models import Message
from cpe import services
from cpe.enums import ClaimStatus, Denial
from cpe.models import Claim, ClaimDraft, Evidence, LedgerLine
from members.models import Member
from tests.cpe.test_ledger import AT, TODAY, a_member, report, with_titles
from tests.factories.files import UploadFactory
from tests.factories.ledger import ClaimDraftFactory, EvidenceFactory
from tests.factories.members import MemberFactory
from tests.people import person

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(*acts: Callable[[], object]) -> list[str]:
    """Each act by a thread of its own: what each came to."""

    def once(act: Callable[[], object]) -> str:
        try:
            act()
        except DomainError as refused:
            return type(refused).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as people:
        return sorted(people.map(once, acts))


def _report(member: Member, **more: Any) -> Callable[[], object]:
    given = {"activity": "teaching", "completed_on": TODAY, "amount": Decimal(2), **more}
    return lambda: services.report(member, **given, by=member.user, at=AT)


def _lines(claim: Claim) -> list[str]:
    return list(LedgerLine.objects.filter(claim=claim).order_by("pk").values_list("status", flat=True))


def test_four_corrections_at_once_are_one() -> None:
    member = a_member()
    claim = report(member)
    EvidenceFactory(claim=claim)
    came_to = _at_once(*[_report(member, corrects=claim.pk) for _ in range(4)])
    assert came_to == ["IllegalMove"] * 3 + ["done"]
    assert (Claim.objects.count(), _lines(claim)) == (2, ["accepted", "withdrawn"])
    assert Evidence.objects.get().claim == Claim.objects.get(corrects=claim)


def test_one_draft_is_reported_once() -> None:
    member = a_member()
    draft = ClaimDraftFactory(member=member)
    came_to = _at_once(*[_report(member, draft=draft.pk) for _ in range(4)])
    assert came_to == ["ClaimRefused"] * 3 + ["done"]
    assert (Claim.objects.count(), ClaimDraft.objects.count()) == (1, 0)


@pytest.mark.parametrize("turn", range(3))
def test_a_decision_a_correction_and_a_withdrawal_leave_one_of_them(turn: int) -> None:
    member, reviewer = a_member(), person("Rev", "cpe-reviewer")
    claim = report(member, "book", "320")
    acts = (
        lambda: services.decide(
            claim, ClaimStatus.DENIED, why=Denial.OTHER, words="No book.", by=reviewer, at=AT + dt.timedelta(turn)
        ),
        lambda: services.withdraw(claim, by=member.user, at=AT),
        _report(member, corrects=claim.pk),
    )
    came_to = _at_once(*acts)
    assert came_to == ["IllegalMove"] * 2 + ["done"]
    claim.refresh_from_db()
    assert _lines(claim) == [claim.state]
    assert Claim.objects.count() == 1 + Claim.objects.filter(corrects=claim).count()


def test_a_withdrawal_beside_an_acceptance_ends_withdrawn() -> None:
    member, reviewer = a_member(), person("Rev", "cpe-reviewer")
    claim = report(member, "book", "320")
    came_to = _at_once(
        lambda: services.decide(claim, ClaimStatus.ACCEPTED, by=reviewer, at=AT),
        lambda: services.withdraw(claim, by=member.user, at=AT),
    )
    claim.refresh_from_db()
    assert claim.state == "withdrawn"
    assert (came_to, _lines(claim)) in [
        (["done", "done"], ["accepted", "withdrawn"]),
        (["IllegalMove", "done"], ["withdrawn"]),
    ]


def test_two_reviewers_decide_on_each_others_claims() -> None:
    one, two = (
        with_titles(MemberFactory(user=person(name, "cpe-reviewer")), {"S_ISP": dt.date(2026, 1, 1)})
        for name in ("One", "Two")
    )
    pairs = [
        (report(member, "exam-question", "1"), other.user)
        for _ in range(3)
        for member, other in ((one, two), (two, one))
    ]

    def decide(claim: Claim, by: Any) -> Callable[[], object]:
        return lambda: services.decide(claim, ClaimStatus.ACCEPTED, by=by, at=AT)

    assert _at_once(*[decide(claim, by) for claim, by in pairs]) == ["done"] * 6
    assert set(Claim.objects.values_list("state", flat=True)) == {"accepted"}


def test_proof_has_its_limit_however_many_come_at_once() -> None:
    member = a_member()
    claim = report(member)
    for _ in range(3):
        EvidenceFactory(claim=claim)
    files = UploadFactory.create_batch(4, owner=member.user, shelf="cpe-evidence")

    def add(file: Any) -> Callable[[], object]:
        return lambda: services.add_evidence(member, file, claim=claim.pk, by=member.user, at=AT)

    assert _at_once(*[add(file) for file in files]) == ["ClaimRefused"] * 2 + ["done"] * 2
    assert claim.evidence.count() == services.MOST_FILES


def test_drafts_have_their_limit_however_many_come_at_once() -> None:
    member = a_member()
    ClaimDraftFactory.create_batch(services.MOST_DRAFTS - 1, member=member)

    def save() -> Callable[[], object]:
        return lambda: services.save_draft(member, {"title": "One more"}, by=member.user, at=AT)

    assert _at_once(*[save() for _ in range(4)]) == ["ClaimRefused"] * 3 + ["done"]


def test_a_report_beside_forgetting_leaves_nothing() -> None:
    member = a_member()
    report(member)
    _at_once(_report(member), lambda: subjects.scrub(member.user, at=AT), *[_report(member, activity="mentoring")] * 2)
    assert not Claim.objects.exists(), "whoever comes after it finds the account closed"
    with pytest.raises(Forbidden):
        _report(member)()


def test_one_who_forgets_opens_the_door_for_nobody_else() -> None:
    if connection.vendor != "postgresql":
        return
    member = a_member()
    claim = report(member)

    def beside() -> str:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("DELETE FROM cpe_ledgerline")
        except IntegrityError:
            return "refused"
        finally:
            connection.close()
        return "deleted"

    with transaction.atomic(), forgetting(), ThreadPoolExecutor(1) as other:
        assert other.submit(beside).result() == "refused"
    assert _lines(claim) == ["accepted"]


def test_two_reviewers_who_saw_the_same_claim_leave_one_decision_and_one_letter() -> None:
    """One accepts, one denies; whoever comes second would otherwise reverse what the first did."""
    claim = report(a_member(), "book", "320")
    why = {"why": Denial.TOO_MUCH, "words": "It has 90 pages."}
    one, other = person("One", "cpe-reviewer"), person("Other", "cpe-reviewer")
    came_to = _at_once(
        lambda: services.decide(claim, ClaimStatus.ACCEPTED, seen=0, by=one, at=AT),
        lambda: services.decide(claim, ClaimStatus.DENIED, **why, seen=0, by=other, at=AT),
    )
    assert came_to == ["DecidedMeanwhile", "done"]
    assert len(_lines(claim)) == 1
    assert Message.objects.filter(about=f"cpe.claim:{claim.pk}").count() == 1
