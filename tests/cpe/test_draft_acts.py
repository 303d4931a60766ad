"""What members are still writing, and the proof they add or take away."""

import pytest

from common.errors import Forbidden
from common.files.refusals import FileRefused
from common.models import AuditLine, Upload
from cpe import services
from cpe.enums import ClaimStatus, Denial
from cpe.models import ClaimDraft, Evidence
from cpe.services import MOST_DRAFTS, MOST_FILES, ClaimRefused
from tests.cpe.test_ledger import AT, a_member, report
from tests.factories.files import UploadFactory
from tests.factories.ledger import ClaimDraftFactory, EvidenceFactory
from tests.factories.members import MemberFactory
from tests.people import person

pytestmark = pytest.mark.django_db


def save(member, typed, **more):
    return services.save_draft(member, typed, by=member.user, at=AT, **more)


def a_file(member, **more):
    return UploadFactory(owner=member.user, shelf="cpe-evidence", **more)


def add(member, file, **more):
    return services.add_evidence(member, file, by=member.user, at=AT, **more)


def remove(member, proof):
    return services.remove_evidence(member, proof.pk, by=member.user, at=AT)


def test_a_draft_keeps_what_was_typed_readable_or_not():
    member = MemberFactory()
    draft = save(member, {"title": "On Locks", "amount": "two", "note": "a\0b"})
    assert ClaimDraft.objects.get().typed == {"title": "On Locks", "amount": "two", "note": "ab"}
    again = services.save_draft(member, {"title": ""}, draft=draft.pk, by=member.user, at=AT.replace(month=4))
    assert (again.pk, again.changed_at.month, again.begun_at.month, str(again)) == (draft.pk, 4, 3, "an activity")


def test_drafts_have_a_limit():
    member = MemberFactory()
    drafts = ClaimDraftFactory.create_batch(MOST_DRAFTS, member=member)
    with pytest.raises(ClaimRefused, match="You have 20 drafts"):
        save(member, {})
    save(member, {"title": "changed"}, draft=drafts[0].pk)
    services.discard_draft(member, drafts[1].pk, by=member.user, at=AT)
    save(member, {})
    assert ClaimDraft.objects.count() == MOST_DRAFTS


def test_throwing_a_draft_away_lets_go_of_its_files():
    proof = EvidenceFactory(drafted=True)
    member = proof.draft.member
    services.discard_draft(member, proof.draft_id, by=member.user, at=AT)
    assert not ClaimDraft.objects.exists()
    assert not Evidence.objects.exists()
    assert Upload.objects.get().state == "gone"


def test_somebody_elses_draft_claim_and_proof_are_none_of_theirs():
    member, other = a_member(), a_member()
    draft, claim = ClaimDraftFactory(member=other), report(other)
    proof = EvidenceFactory(claim=claim)
    refused = (
        lambda: save(member, {}, draft=draft.pk),
        lambda: save(member, {}, corrects=claim.pk),
        lambda: services.discard_draft(member, draft.pk, by=member.user, at=AT),
        lambda: add(member, a_file(member), draft=draft.pk),
        lambda: add(member, a_file(member), claim=claim.pk),
        lambda: remove(member, proof),
    )
    for act in refused:
        with pytest.raises(ClaimRefused):
            act()
    for act in (
        lambda: services.save_draft(other, {}, by=member.user, at=AT),
        lambda: services.discard_draft(other, draft.pk, by=member.user, at=AT),
        lambda: services.add_evidence(other, a_file(other), claim=claim.pk, by=member.user, at=AT),
        lambda: services.remove_evidence(other, proof.pk, by=member.user, at=AT),
    ):
        with pytest.raises(Forbidden):
            act()
    assert (Evidence.objects.count(), ClaimDraft.objects.count()) == (1, 1)


def test_proof_is_added_while_a_claim_waits_or_counts_and_leaves_a_line():
    member = a_member()
    for activity in ("book", "teaching"):
        claim = report(member, activity, "6")
        file = a_file(member)
        proof = add(member, file, claim=claim.pk)
        file.refresh_from_db()
        assert (proof.claim, proof.file, file.expires_at) == (claim, file, None)
        assert "cpe.evidence-added" in set(AuditLine.objects.about(claim).values_list("act", flat=True))


def test_nothing_is_added_to_what_is_over():
    member = a_member()
    denied, withdrawn = report(member, "book", "320"), report(member)
    services.decide(
        denied, ClaimStatus.DENIED, why=Denial.OTHER, words="No book.", by=person("Rev", "cpe-reviewer"), at=AT
    )
    services.withdraw(withdrawn, by=member.user, at=AT)
    for claim in (denied, withdrawn):
        with pytest.raises(ClaimRefused, match="nothing is added"):
            add(member, a_file(member), claim=claim.pk)


def test_proof_has_a_limit_for_a_claim_for_a_draft_and_for_both_of_a_correction():
    member = a_member()
    claim = report(member)
    draft, correcting = ClaimDraftFactory(member=member), ClaimDraftFactory(member=member, corrects=claim)
    for _ in range(MOST_FILES):
        add(member, a_file(member), draft=draft.pk)
        add(member, a_file(member), claim=claim.pk)
    for full in ({"draft": draft.pk}, {"claim": claim.pk}, {"draft": correcting.pk}):
        with pytest.raises(ClaimRefused, match="at most 5 files"):
            add(member, a_file(member), **full)
    assert Evidence.objects.count() == 2 * MOST_FILES


def test_a_file_proves_one_activity_once_and_its_sender_alone_uses_it():
    member = a_member()
    claim, file = report(member), a_file(member)
    add(member, file, claim=claim.pk)
    for unfit in (file, a_file(MemberFactory()), a_file(member, over=True)):
        with pytest.raises(FileRefused):
            add(member, unfit, claim=claim.pk)
    assert Evidence.objects.count() == 1


def test_a_file_that_was_sent_for_something_else_is_no_proof():
    member = a_member()
    with pytest.raises(FileRefused):
        add(member, UploadFactory(owner=member.user, shelf="exam-proof"), claim=report(member).pk)


def test_proof_is_taken_away_while_nobody_decided():
    member = a_member()
    waits, counts = report(member, "book", "320"), report(member)
    of_draft, of_waiting = (
        EvidenceFactory(claim=None, draft=ClaimDraftFactory(member=member)),
        EvidenceFactory(claim=waits),
    )
    of_counting = EvidenceFactory(claim=counts)
    for proof in (of_draft, of_waiting):
        remove(member, proof)
        assert Upload.objects.get(pk=proof.file_id).state == "gone"
        with pytest.raises(ClaimRefused, match="gone already"):
            remove(member, proof)
    with pytest.raises(ClaimRefused, match="stays with it"):
        remove(member, of_counting)
    assert list(Evidence.objects.all()) == [of_counting]
    assert AuditLine.objects.filter(act="cpe.evidence-removed").count() == 1
