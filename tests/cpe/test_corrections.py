"""A correction is another claim in the place of the first: both stay, proof moves, and the first day stays with it."""

import datetime as dt
from decimal import Decimal

import pytest

from common.errors import IllegalMove
from common.models import AuditLine
from cpe import claim_words, selectors, services
from cpe.enums import ClaimStatus, Denial
from cpe.models import Claim
from cpe.services import ClaimRefused
from members.enums import Ground, OutcomeKind
from members.models import Recheck
from tests.cpe.cases import told
from tests.cpe.test_ledger import AT, TODAY, a_member, record, report
from tests.factories.ledger import ClaimDraftFactory, EvidenceFactory
from tests.people import person

pytestmark = pytest.mark.django_db

LATER = AT + dt.timedelta(days=9)


def correct(claim, activity=None, amount="4", *, done=None, at=LATER, days=1, **more):
    done = done or claim.completed_on
    return services.report(
        claim.member,
        activity=activity or claim.activity,
        completed_on=done,
        amount=Decimal(amount),
        details=services.Details(started_on=done - dt.timedelta(days=days - 1)),
        corrects=claim.pk,
        by=claim.member.user,
        at=at,
        **more,
    )


def counted(member, on=dt.date(2026, 3, 19)):
    (sheet,) = selectors.ledger_of(member.pk, on).sheets
    return told(sheet.current.tally.counted)


def test_what_was_accepted_is_reversed_and_another_claim_takes_its_place():
    """G-147: a reversal line and a new claim; both stay in the ledger."""
    first = report(a_member())
    second = correct(first)
    first.refresh_from_db()
    assert (first.state, [line.status for line in first.lines.all()]) == ("withdrawn", ["accepted", "withdrawn"])
    assert (second.state, second.corrects, first.corrected_by) == ("accepted", first, second)
    assert [line.decided_on for line in second.lines.all()] == [LATER.date()]
    assert counted(first.member) == "4.00"
    acts = set(AuditLine.objects.about(second).values_list("act", flat=True))
    assert acts == {"cpe.claim-corrected", "cpe.claim-accepted"}


def test_where_the_activity_needs_approval_the_new_claim_waits():
    """G-147."""
    first = report(a_member())
    second = correct(first, "book", "300")
    assert (second.state, counted(first.member)) == ("pending", "0.00")


def test_what_waits_is_corrected_too():
    first = report(a_member(), "book", "320")
    second = correct(first, amount="230")
    first.refresh_from_db()
    assert (first.state, second.state) == ("withdrawn", "pending")
    assert [line.status for line in first.lines.all()] == ["withdrawn"]


@pytest.mark.parametrize(
    ("activity", "amount", "day"),
    [
        ("teaching", "4", TODAY),  # less
        ("teaching", "6", TODAY),  # the same, said better
        ("mentoring", "6", TODAY),
        ("teaching", "6.25", LATER.date()),  # more
        ("seco-short", "2", LATER.date()),
        ("article-published", "7", LATER.date()),
    ],
)
def test_the_day_of_the_first_report_stays_unless_more_is_asked_for(activity, amount, day):
    second = correct(report(a_member()), activity, amount)
    assert second.reported_on == day


def test_a_day_after_the_first_report_is_reported_anew():
    second = correct(report(a_member()), done=TODAY + dt.timedelta(days=3))
    assert (second.completed_on, second.reported_on) == (TODAY + dt.timedelta(days=3), LATER.date())


def test_another_day_before_keeps_the_day_of_the_first_report():
    second = correct(report(a_member()), done=TODAY - dt.timedelta(days=20))
    assert second.reported_on == TODAY


def test_a_day_in_a_cycle_that_is_over_is_reported_anew():
    """What was reported in time for a cycle that runs was not reported in time for one that is over."""
    member = a_member(S_ISP=dt.date(2023, 1, 1))
    record(member.credentials.get(), OutcomeKind.RENEWED, Ground.COMPLETE, dt.date(2026, 1, 1), cycle=1)
    first = report(member)
    second = correct(first, done=dt.date(2025, 12, 30))
    assert second.reported_on == LATER.date()


def test_what_counted_for_a_cycle_that_is_over_is_not_corrected():
    member = a_member(S_ISP=dt.date(2023, 1, 1), S_CISO=dt.date(2025, 1, 1))
    first = report(member, done=dt.date(2025, 12, 30))
    record(member.credentials.get(title__code="S-ISP"), OutcomeKind.RENEWED, Ground.COMPLETE, TODAY, cycle=1)
    with pytest.raises(ClaimRefused, match=r"a cycle of S-ISP that is over\. Write to us"):
        correct(first)
    first.refresh_from_db()
    assert (first.state, Claim.objects.count()) == ("accepted", 1)


def test_what_was_denied_was_taken_back_or_was_corrected_already_is_not_corrected():
    member = a_member()
    denied, withdrawn, corrected = report(member, "book", "100"), report(member), report(member)
    services.decide(
        denied, ClaimStatus.DENIED, why=Denial.OTHER, words="No book.", by=person("Rev", "cpe-reviewer"), at=AT
    )
    services.withdraw(withdrawn, by=member.user, at=AT)
    correct(corrected)
    before = Claim.objects.count()
    for claim in (denied, withdrawn, corrected):
        with pytest.raises(IllegalMove):
            correct(claim)
    assert Claim.objects.count() == before


def test_a_correction_is_corrected_in_its_turn():
    first = report(a_member())
    third = correct(correct(first), amount="3", at=LATER + dt.timedelta(days=1))
    assert (third.reported_on, counted(first.member, dt.date(2026, 4, 1))) == (TODAY, "3.00")


def test_proof_moves_with_the_claim_and_that_of_its_draft_comes_along():
    first = report(a_member())
    draft = ClaimDraftFactory(member=first.member, corrects=first)
    proofs = [EvidenceFactory(claim=first), EvidenceFactory(claim=None, draft=draft)]
    second = services.report(
        first.member,
        activity="teaching",
        completed_on=TODAY,
        amount=Decimal(4),
        draft=draft.pk,
        by=first.member.user,
        at=LATER,
    )
    assert second.corrects == first, "the draft says so"
    assert list(second.evidence.all()) == proofs
    assert not first.evidence.exists()


def test_more_proof_than_one_activity_has_is_refused():
    first = report(a_member())
    draft = ClaimDraftFactory(member=first.member, corrects=first)
    for of in ({"claim": first}, {"claim": None, "draft": draft}):
        for _ in range(3):
            EvidenceFactory(**of)
    with pytest.raises(ClaimRefused, match="at most 5 files"):
        correct(first, draft=draft.pk)
    first.refresh_from_db()
    assert (first.state, first.evidence.count()) == ("accepted", 3)


def test_what_is_told_of_a_correction_leaves_out_what_it_takes_the_place_of():
    (line,) = claim_words.read_told(correct(report(a_member())).told)
    assert (told(line.before), told(line.after)) == ("6.00", "4.00")


def test_a_correction_in_grace_has_the_title_judged_again():
    first = report(a_member(S_ISP=dt.date(2023, 1, 1)), done=dt.date(2025, 12, 30))
    correct(first)
    assert set(Recheck.objects.values_list("why", flat=True)) == {"decision", "reversal"}
