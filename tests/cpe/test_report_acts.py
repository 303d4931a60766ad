"""What members report: all that is said is kept, with what they were told, its proof and the draft it came from."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.errors import Forbidden, IllegalMove
from common.models import AuditLine
from cpe import claim_words, selectors, services
from cpe.enums import ClaimStatus, Denial, Loss
from cpe.models import Claim, ClaimDraft, Evidence
from cpe.rules import appeals
from cpe.selectors.ledger import ledger_id
from cpe.services import ClaimRefused
from members.enums import Ground, OutcomeKind
from members.models import Level, Recheck, Track
from tests.cpe.cases import told
from tests.cpe.test_ledger import AT, TODAY, a_member, record, report
from tests.factories.ledger import ClaimDraftFactory, EvidenceFactory
from tests.factories.members import CredentialFactory, MemberFactory
from tests.people import person

pytestmark = pytest.mark.django_db

SAID = {
    "title": "On Locks and Keys",
    "provider": "The Invented Institute",
    "started_on": TODAY,
    "begins_at": dt.time(9),
    "ends_at": dt.time(16, 30),
    "breaks": 90,
    "link": "https://locks.example/course",
    "note": "The last chapter by myself.",
}


def test_all_that_is_said_is_kept_with_the_claim():
    member, track = a_member(), Track.objects.earliest("rank")
    made = services.report(
        member,
        activity="other-course",
        completed_on=TODAY,
        amount=Decimal(6),
        details=services.Details(**SAID, track=track.pk),
        by=member.user,
        at=AT,
    )
    claim = Claim.objects.get(pk=made.pk)
    assert {name: getattr(claim, name) for name in SAID} == SAID
    assert (claim.track, claim.corrects, str(claim)) == (track, None, "On Locks and Keys, 10 March 2026")


def test_a_draft_becomes_the_claim_with_its_proof_and_is_gone():
    draft = ClaimDraftFactory(member=a_member())
    proofs = {EvidenceFactory(claim=None, draft=draft).pk for _ in range(2)}
    member = draft.member
    claim = services.report(
        member, activity="teaching", completed_on=TODAY, amount=Decimal(6), draft=draft.pk, by=member.user, at=AT
    )
    assert {proof.pk for proof in claim.evidence.all()} == proofs
    assert not ClaimDraft.objects.exists()
    with pytest.raises(ClaimRefused, match="in another window"):
        services.report(
            member, activity="teaching", completed_on=TODAY, amount=Decimal(6), draft=draft.pk, by=member.user, at=AT
        )
    assert member.claims.count() == 1


def test_what_counts_is_told_by_title_and_stays_as_it_was_told():
    """G-136: and the annual limit takes from one title only what it takes."""
    member = a_member(S_ISP=dt.date(2026, 1, 1), S_CISO=dt.date(2026, 1, 1))
    report(member, "other-course", "30", days=3)
    claim = report(member, "other-course", "20", days=2)
    shown = {line.title: line for line in claim_words.read_told(Claim.objects.get(pk=claim.pk).told)}
    isp, ciso = shown["S-ISP"], shown["S-CISO"]
    assert (told(isp.counted), isp.losses, told(isp.before), told(isp.after)) == (
        "10.00",
        ((Loss.ANNUAL_CAP, 40),),
        "30.00",
        "40.00",
    )
    assert (told(ciso.counted), ciso.losses, told(ciso.required)) == ("20.00", (), "120.00")
    services.withdraw(Claim.objects.earliest("pk"), by=member.user, at=AT)
    assert [told(each.trace.counted) for each in selectors.traced(_ledger(member), ledger_id(claim.pk))] == [
        "20.00",
        "20.00",
    ]
    again = claim_words.read_told(Claim.objects.get(pk=claim.pk).told)
    assert {line.title: line for line in again} == shown


def _ledger(member, on=TODAY):
    return selectors.ledger_of(member.pk, on)


def test_what_waits_is_told_as_if_it_were_accepted_for_the_most_it_could_bring():
    claim = report(a_member(), "webinar-given", "1")
    (shown,) = claim_words.read_told(claim.told)
    assert (claim.state, told(shown.credits), told(shown.counted)) == ("pending", "6.00", "6.00")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"amount": "24.25"}, "more hours than there are from its first to its last day"),
        ({"amount": "48.0001", "days": 2}, "more hours than there are"),
        ({"days": 0}, "The first day lies after the day it was completed"),
    ],
)
def test_more_hours_than_the_days_hold_are_refused(given, says):
    """G-107."""
    member = a_member()
    with pytest.raises(ClaimRefused, match=says):
        report(member, **given)
    assert not Claim.objects.exists()


@pytest.mark.parametrize(("amount", "days"), [("24", 1), ("48", 2), ("0.0001", 1)])
def test_as_many_hours_as_the_days_hold_are_taken(amount, days):
    assert report(a_member(), amount=amount, days=days).amount == Decimal(amount)


def test_pages_know_no_days():
    assert report(a_member(), "article-read", "3000").state == "accepted"


def test_without_a_title_that_stands_nothing_is_reported():
    """G-134: nothing is asked of holders of a Foundation title, so nothing is taken."""
    lost = a_member(S_ISP=dt.date(2022, 1, 1))
    record(lost.credentials.get(), OutcomeKind.DECERTIFIED, Ground.CREDITS, dt.date(2025, 4, 1), cycle=1)
    foundation = CredentialFactory(title__level=Level.objects.get(key="foundation")).member
    for member in (MemberFactory(), foundation, lost):
        with pytest.raises(ClaimRefused, match="You hold no title now"):
            report(member)
    assert not Claim.objects.exists()


def test_a_title_in_grace_or_held_stands():
    for first, done in ((dt.date(2023, 1, 1), dt.date(2025, 12, 30)), (dt.date(2022, 6, 1), dt.date(2025, 5, 1))):
        assert report(a_member(S_ISP=first), done=done).state == "accepted"


def test_somebody_elses_draft_or_claim_is_none_of_theirs():
    member, other = a_member(), a_member()
    draft, claim = ClaimDraftFactory(member=other), report(other)
    for given in ({"draft": draft.pk}, {"corrects": claim.pk}, {"corrects": 10**9}):
        with pytest.raises(ClaimRefused):
            services.report(
                member, activity="teaching", completed_on=TODAY, amount=Decimal(1), **given, by=member.user, at=AT
            )
    with pytest.raises(Forbidden):
        services.withdraw(claim, by=member.user, at=AT)
    assert (member.claims.count(), ClaimDraft.objects.count()) == (0, 1)
    claim.refresh_from_db()
    assert claim.state == "accepted"


def test_withdrawing_takes_back_what_waits_and_what_counts():
    member = a_member()
    for activity, lines in (("book", ["withdrawn"]), ("teaching", ["accepted", "withdrawn"])):
        claim = report(member, activity, "6")
        services.withdraw(claim, by=member.user, at=AT)
        claim.refresh_from_db()
        assert (claim.state, [line.status for line in claim.lines.all()]) == ("withdrawn", lines)
        assert claim.lines.last().recorded_by == member.user
        assert "cpe.claim-withdrawn" in set(AuditLine.objects.about(claim).values_list("act", flat=True))
        assert [told(each.trace.counted) for each in selectors.traced(_ledger(member), ledger_id(claim.pk))] == ["0.00"]
        with pytest.raises(IllegalMove, match="already"):
            services.withdraw(claim, by=member.user, at=AT)
    assert not Recheck.objects.exists()


def test_what_was_denied_is_not_withdrawn():
    claim = report(a_member(), "book", "320")
    services.decide(
        claim, ClaimStatus.DENIED, why=Denial.OTHER, words="No book.", by=person("Rev", "cpe-reviewer"), at=AT
    )
    with pytest.raises(IllegalMove, match="denied"):
        services.withdraw(claim, by=claim.member.user, at=AT)


def test_what_was_withdrawn_is_not_decided():
    claim = report(a_member(), "book", "320")
    services.withdraw(claim, by=claim.member.user, at=AT)
    with pytest.raises(IllegalMove, match="withdrawn"):
        services.decide(claim, ClaimStatus.ACCEPTED, by=person("Rev", "cpe-reviewer"), at=AT)


def test_withdrawing_in_grace_has_the_title_judged_again_and_later_it_is_refused():
    member = a_member(S_ISP=dt.date(2023, 1, 1), S_CISO=dt.date(2025, 1, 1))
    over, running, late = (report(member, done=done) for done in (dt.date(2025, 12, 30), TODAY, dt.date(2025, 12, 29)))
    services.withdraw(running, by=member.user, at=AT)
    asked = [("S-ISP", "decision")]
    assert list(Recheck.objects.values_list("credential__title__code", "why")) == asked
    services.withdraw(over, by=member.user, at=AT)
    asked.append(("S-ISP", "reversal"))
    assert list(Recheck.objects.order_by("pk").values_list("credential__title__code", "why")) == asked
    after = AT.replace(month=4, day=1)
    with pytest.raises(ClaimRefused, match=r"a cycle of S-ISP that is over\. Write to us"):
        services.withdraw(late, by=member.user, at=after)
    late.refresh_from_db()
    assert late.state == "accepted"


def test_what_still_waits_is_withdrawn_whatever_became_of_its_cycle():
    member = a_member(S_ISP=dt.date(2023, 1, 1))
    book = report(member, "book", "320", done=dt.date(2025, 12, 30))
    assert services.withdraw(book, by=member.user, at=AT.replace(month=6)).state == "withdrawn"


def test_proof_is_optional():
    """G-105."""
    claim = report(a_member(), "other-course", "8")
    assert (claim.state, Evidence.objects.count()) == ("accepted", 0)


@pytest.mark.parametrize(
    ("activity", "amount", "why"),
    [
        ("seminar-conference", "6", Denial.UNRELATED),  # G-071
        ("article-published", "7", Denial.PUBLISHED_BEFORE),  # G-089
        ("material", "8", Denial.RECYCLED),  # G-093
        ("other-course", "20", Denial.ORDINARY_WORK),  # G-104
        ("other-course", "8", Denial.NO_PROOF),  # G-106
    ],
)
def test_what_earns_nothing_is_denied_with_its_reason_and_a_last_day_to_appeal(activity, amount, why):
    """G-071, G-089, G-093, G-104, G-106."""
    claim = report(a_member(), activity, amount)
    services.decide(claim, ClaimStatus.DENIED, why=why, words="As told.", by=person("Rev", "cpe-reviewer"), at=AT)
    (trace,) = (each.trace for each in selectors.traced(_ledger(claim.member), ledger_id(claim.pk)))
    assert (trace.counted, [rule for rule, _many in trace.losses]) == (0, [Loss.NOT_ACCEPTED])
    line = claim.lines.last()
    assert (line.why, line.words) == (why, "As told.")
    assert appeals.last_day(line.decided_on) == dt.date(2026, 6, 10)


def test_any_track_counts_for_any_title():
    """G-143."""
    member = a_member()
    for track in Track.objects.all()[:7]:
        claim = services.report(
            member,
            activity="teaching",
            completed_on=TODAY,
            amount=Decimal(1),
            details=services.Details(track=track.pk),
            by=member.user,
            at=AT,
        )
        assert [line["counted"] for line in claim.told] == [4]


@pytest.mark.parametrize(("code", "year", "cycle"), [("SOC-CA", "20.00", "60.00"), ("S-CEHL", "40.00", "120.00")])
def test_a_title_asks_what_its_level_asks(code, year, cycle):
    """G-145, G-146."""
    member = a_member(**{code.replace("-", "_"): dt.date(2026, 1, 1)})
    (sheet,) = _ledger(member).sheets
    assert (told(sheet.current.target), told(sheet.current.required)) == (year, cycle)


def test_what_is_completed_after_a_renewal_counts_in_the_new_cycle_only():
    """G-139."""
    member = a_member(S_ISP=dt.date(2023, 1, 1))
    record(member.credentials.get(), OutcomeKind.RENEWED, Ground.COMPLETE, dt.date(2026, 1, 1), cycle=1)
    claim = report(member, "other-course", "8", done=dt.date(2026, 1, 15))
    (counts,) = selectors.traced(_ledger(member), ledger_id(claim.pk))
    assert (counts.window.number, told(counts.trace.counted)) == (2, "8.00")


def test_reporting_takes_as_many_statements_whatever_is_in_the_ledger():
    """W1b: the session and its person come on top."""
    asked = []
    selectors.policies()
    for titles, claims in (({"S_ISP": dt.date(2026, 1, 1)}, 0), (dict.fromkeys(("S_ISP", "S_CISO"), TODAY), 30)):
        member = a_member(**titles)
        for _ in range(claims):
            report(member, "teaching", "1")
        with CaptureQueriesContext(connection) as queries:
            report(member, "teaching", "6")
        asked.append([query["sql"].split()[0] for query in queries if "SAVEPOINT" not in query["sql"]])
    assert [len(statements) for statements in asked] == [9, 9]
    assert asked[0].count("INSERT") == 3
