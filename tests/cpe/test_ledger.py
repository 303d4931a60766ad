"""The ledger: what may be reported and decided, that lines stay, and what it all comes to for the titles."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from common.append_only import AppendOnlyError
from common.errors import Forbidden, IllegalMove
from common.models import AuditLine
from cpe import selectors, services
from cpe.enums import ClaimStatus, Denial, Judged, Loss
from cpe.models import Claim, LedgerLine
from cpe.selectors.ledger import ledger_id
from cpe.services import ClaimRefused
from members import services as members
from members.enums import Ground, OutcomeKind
from members.models import Recheck, Title
from members.services import Ruling, award
from tests.cpe.cases import told
from tests.factories.ledger import ClaimFactory, LedgerLineFactory
from tests.factories.members import MemberFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 3, 10, 9, 0, tzinfo=dt.UTC)
TODAY = AT.date()


def a_member(**titles):
    """A member with titles by code, each awarded on its day; with S-ISP where none is named."""
    return with_titles(MemberFactory(), titles or {"S_ISP": dt.date(2026, 1, 1)})


def with_titles(member, titles):
    for code, day in titles.items():
        award(member, Title.objects.get(code=code.replace("_", "-")), on=day, by=None, at=AT)
    return member


def report(member, activity="teaching", amount="6", *, done=TODAY, attended=None, at=AT, days=1):
    return services.report(
        member,
        activity=activity,
        completed_on=done,
        amount=Decimal(amount),
        attended=None if attended is None else Decimal(attended),
        details=services.Details(started_on=done - dt.timedelta(days=days - 1)),
        by=member.user,
        at=at,
    )


def test_what_needs_no_approval_is_accepted_at_once():
    claim = report(a_member())
    (line,) = claim.lines.all()
    assert (claim.state, line.status, line.decided_on, line.recorded_by) == ("accepted", "accepted", TODAY, None)
    acts = AuditLine.objects.about(claim).values_list("act", "by_id")
    assert set(acts) == {("cpe.claim-reported", claim.member.user_id), ("cpe.claim-accepted", None)}


def test_what_needs_approval_waits_and_counts_nothing_until_it_has_it():
    """G-078, G-077."""
    member = a_member(S_ISP=dt.date(2026, 1, 1))
    claim = report(member, "book", "320")
    assert (claim.state, claim.lines.count()) == ("pending", 0)
    assert [told(each.trace.counted) for each in counts(claim)] == ["0.00"]
    services.decide(claim, ClaimStatus.ACCEPTED, by=person("Rev", "cpe-reviewer"), at=AT)
    assert [told(each.trace.counted) for each in counts(claim)] == ["3.00"]


def counts(claim, on=TODAY):
    return selectors.how_it_counts(claim, selectors.policies(), on)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"amount": "0"}, "more than nothing"),
        ({"activity": "gardening"}, "no such activity"),
        ({"done": TODAY + dt.timedelta(days=1)}, "once it is completed"),
        ({"activity": "exam-question", "amount": "1.5"}, "whole numbers"),
        ({"activity": "webinar-attended", "amount": "4", "attended": "4"}, "a course"),
        ({"activity": "webinar-attended", "amount": "1"}, "how much of it was attended"),
        ({"activity": "webinar-attended", "amount": "1", "attended": "2"}, "more than there was"),
        ({"attended": "1"}, "not counted for this activity"),
        ({"amount": "1.00001"}, "at most four decimals"),
        ({"amount": "99999999999999999"}, "at most four decimals"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(given, says):
    """G-107."""
    member = a_member()
    with pytest.raises(ClaimRefused, match=says):
        report(member, **given)
    assert not member.claims.exists()


def test_only_the_member_reports():
    member, stranger = a_member(), person("Stranger")
    with pytest.raises(Forbidden):
        services.report(member, activity="teaching", completed_on=TODAY, amount=Decimal(1), by=stranger, at=AT)


def test_nobody_decides_on_their_own_claim_or_without_the_role():
    member = a_member()
    claim = report(member, "book", "320")
    with pytest.raises(Forbidden):
        services.decide(claim, ClaimStatus.ACCEPTED, by=member.user, at=AT)
    reviewer = person("Both", "cpe-reviewer")
    own = report(with_titles(MemberFactory(user=reviewer), {"S_ISP": dt.date(2026, 1, 1)}), "book", "320")
    with pytest.raises(Forbidden, match="Somebody else"):
        services.decide(own, ClaimStatus.ACCEPTED, by=reviewer, at=AT)


@pytest.mark.parametrize(
    ("activity", "amount", "granted", "expected"),
    [
        ("webinar-given", "1", None, "5.00"),
        ("webinar-given", "1", "6", "6.00"),
        ("forum-moderation", "40", "3.5", "3.50"),
    ],
)
def test_a_reviewer_sets_credits_within_the_rules(activity, amount, granted, expected):
    claim = report(a_member(S_ISP=dt.date(2026, 1, 1)), activity, amount, days=3)
    grant = granted and Decimal(granted)
    services.decide(claim, ClaimStatus.ACCEPTED, granted=grant, by=person("Rev", "cpe-reviewer"), at=AT)
    assert [told(each.trace.credits) for each in counts(claim)] == [expected]


def test_less_than_the_rate_brings_is_granted_with_a_reason():
    """G-230, the first half."""
    claim, reviewer = report(a_member(), "exam-question", "5"), person("Rev", "cpe-reviewer")
    with pytest.raises(ClaimRefused, match="Say why"):
        services.decide(claim, ClaimStatus.ACCEPTED, granted=Decimal(3), by=reviewer, at=AT)
    why = {"why": Denial.TWICE, "words": "Two were in the bank already."}
    services.decide(claim, ClaimStatus.ACCEPTED, granted=Decimal(3), **why, by=reviewer, at=AT)
    assert [told(each.trace.counted) for each in counts(claim)] == ["3.00"]
    (line,) = claim.lines.all()
    assert (line.why, line.words) == ("twice", "Two were in the bank already.")


@pytest.mark.parametrize(
    ("activity", "granted"),
    [
        ("webinar-given", "4"),
        ("webinar-given", "5.5"),
        ("forum-moderation", "1.1"),
        ("forum-moderation", "6"),
        ("forum-moderation", None),
    ],
)
def test_credits_beyond_the_rules_are_refused(activity, granted):
    claim = report(a_member(), activity, "1")
    with pytest.raises(ClaimRefused, match="grant between"):
        services.decide(
            claim, ClaimStatus.ACCEPTED, granted=granted and Decimal(granted), by=person("Rev", "cpe-reviewer"), at=AT
        )
    assert not LedgerLine.objects.exists()


def test_a_denial_says_why_and_a_reversal_keeps_both_lines():
    """G-147, the first half: what was accepted is reversed by a line."""
    claim, reviewer = report(a_member(S_ISP=dt.date(2026, 1, 1))), person("Rev", "cpe-reviewer")
    with pytest.raises(ClaimRefused, match="Say why"):
        services.decide(claim, ClaimStatus.DENIED, by=reviewer, at=AT)
    services.decide(
        claim,
        ClaimStatus.DENIED,
        why=Denial.ORDINARY_WORK,
        words="Ordinary work.",
        by=reviewer,
        at=AT + dt.timedelta(days=3),
    )
    assert [line.status for line in claim.lines.all()] == ["accepted", "denied"]
    (told_,) = counts(claim, TODAY + dt.timedelta(days=3))
    assert told_.trace.losses == ((Loss.NOT_ACCEPTED, 24),)
    (before,) = counts(claim, TODAY)
    assert told(before.trace.counted) == "6.00"
    with pytest.raises(IllegalMove):
        services.decide(claim, ClaimStatus.ACCEPTED, by=reviewer, at=AT)


def test_a_decision_about_a_cycle_that_is_over_has_the_title_judged_again():
    """The fact and its word stand together: what comes too late for tonight's sweep is not forgotten."""
    member = a_member(S_ISP=dt.date(2023, 1, 1), S_CISO=dt.date(2025, 1, 1))
    reviewer = person("Rev", "cpe-reviewer")
    over = report(member, "book", "320", done=dt.date(2025, 12, 30))
    running = report(member, "book", "320", done=dt.date(2026, 3, 1))
    for claim in (running, over):
        services.decide(claim, ClaimStatus.ACCEPTED, by=reviewer, at=AT)
    asked = Recheck.objects.values_list("credential__title__code", "why")
    assert list(asked) == [("S-ISP", "decision")]
    services.decide(over, ClaimStatus.DENIED, why=Denial.NO_PROOF, words="No proof.", by=reviewer, at=AT)
    assert set(asked.all()) == {("S-ISP", "decision"), ("S-ISP", "reversal")}


def test_an_appeal_is_decided_by_the_board_alone():
    claim, reviewer = report(a_member(), "book", "320"), person("Rev", "cpe-reviewer")
    services.decide(claim, ClaimStatus.DENIED, why=Denial.OTHER, words="No book.", by=reviewer, at=AT)
    Claim.objects.filter(pk=claim.pk).update(state=ClaimStatus.APPEALED)
    with pytest.raises(Forbidden, match="The Board decides"):
        services.decide(claim, ClaimStatus.ACCEPTED, by=reviewer, at=AT)


@pytest.mark.parametrize(
    "wrong",
    [
        {"why": Denial.OTHER, "words": "  "},
        {"words": "No."},
        {"why": Denial.OTHER, "words": "No.", "granted": Decimal(1)},
    ],
)
def test_a_denial_without_words_or_with_credits_is_refused(wrong):
    claim = report(a_member(), "book", "320")
    with pytest.raises(ClaimRefused):
        services.decide(claim, ClaimStatus.DENIED, **wrong, by=person("Rev", "cpe-reviewer"), at=AT)


@pytest.mark.parametrize(
    "change",
    [
        {"amount": Decimal(9)},
        {"activity": "book"},
        {"attended": Decimal(1)},
        {"title": "Another"},
        {"told": [1]},
    ],
)
def test_what_was_reported_stays_as_it_was_reported(change):
    line, waiting = LedgerLineFactory(), ClaimFactory()
    for claim in (line.claim_id, waiting.pk):
        with pytest.raises(DatabaseError, match="refused"), transaction.atomic():
            Claim.objects.filter(pk=claim).update(**change)


def record(credential, kind, ground, day, **more):
    members.record_outcomes(
        [Ruling(credential=credential.pk, kind=kind, ground=ground, effective_on=day, **more)], at=AT
    )


def test_what_was_completed_while_the_title_was_lost_never_counts_for_it():
    """G-141, and whatever becomes of the title afterwards."""
    member = a_member(S_ISP=dt.date(2022, 1, 1), S_CISO=dt.date(2025, 1, 1))
    lost = member.credentials.get(title__code="S-ISP")
    record(lost, OutcomeKind.DECERTIFIED, Ground.CREDITS, dt.date(2025, 4, 1), cycle=1)
    claim = report(member, "other-course", "8", done=dt.date(2025, 6, 10))
    assert [each.title_code for each in counts(claim)] == ["S-CISO"]
    record(lost, OutcomeKind.REVOKED, Ground.BREACH, dt.date(2025, 9, 1))
    assert [each.title_code for each in counts(claim)] == ["S-CISO"]


def test_a_cycle_keeps_its_extension_once_it_is_over():
    member = a_member(S_ISP=dt.date(2022, 12, 1))
    held, two = member.credentials.get(), [person(name, "back-office") for name in ("One", "Two")]
    late = dt.datetime(2026, 3, 4, 9, 0, tzinfo=dt.UTC)
    extension = Ruling(
        credential=held.pk,
        kind=OutcomeKind.EXTENDED,
        ground=Ground.MERCY,
        effective_on=dt.date(2026, 2, 1),
        cycle=1,
        last_day=dt.date(2026, 3, 31),
    )
    granted_at = dt.datetime(2026, 2, 1, 9, 0, tzinfo=dt.UTC)
    members.record_outcomes([extension], at=granted_at, by=two[0], seconded_by=two[1], reason="Ill.")
    claim = report(member, "other-course", "38", done=dt.date(2025, 11, 30), at=late, days=2)
    record(held, OutcomeKind.RENEWED, Ground.COMPLETE, late.date(), cycle=1)
    assert [told(each.trace.counted) for each in counts(claim)] == ["38.00"]


def test_lines_are_never_changed():
    line = LedgerLineFactory()
    with pytest.raises(AppendOnlyError):
        line.save()
    with pytest.raises(AppendOnlyError):
        LedgerLine.objects.update(status="denied")
    with pytest.raises(AppendOnlyError):
        line.delete()
    with pytest.raises(DatabaseError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE cpe_ledgerline SET status = 'denied'")


def test_a_claim_counts_for_every_title_whose_cycle_holds_its_day():
    """G-136, G-137, G-139: one entry; a title from before its cycle gets nothing."""
    member = a_member(S_ISP=dt.date(2024, 1, 1), S_CISO=dt.date(2025, 7, 1))
    at = dt.datetime(2026, 3, 12, 9, 0, tzinfo=dt.UTC)
    both = report(member, "other-course", "10", done=dt.date(2026, 3, 10), at=at)
    early = report(member, "other-course", "8", done=dt.date(2025, 3, 10), at=at)
    assert [(each.title_code, told(each.trace.counted)) for each in counts(both, at.date())] == [
        ("S-ISP", "10.00"),
        ("S-CISO", "10.00"),
    ]
    assert [each.title_code for each in counts(early, at.date())] == ["S-ISP"]


def test_balances_answer_for_many_as_for_one():
    members = [a_member(S_ISP=dt.date(2026, 1, 1), S_CISO=dt.date(2026, 1, 1)) for _ in range(12)]
    for member in members:
        report(member, "teaching", "5")
    policies = selectors.policies()
    asked = []
    for some in (members[:1], members):
        with CaptureQueriesContext(connection) as queries:
            made = list(selectors.balances([member.pk for member in some], TODAY))
        asked.append(len(queries))
        assert {told(each.judged(policies, TODAY).missing) for each in made} == {"55.00", "115.00"}
    assert asked == [6, 6]
    assert {each.judged(policies, TODAY).outcome for each in made} == {Judged.RUNNING}


def test_a_claim_is_read_with_all_its_decisions_in_order():
    line = LedgerLineFactory()
    LedgerLineFactory(claim=line.claim, status="denied", why="other", decided_on=dt.date(2026, 4, 1))
    bare = ClaimFactory(member=line.claim.member)
    with CaptureQueriesContext(connection) as queries:
        read = selectors.claims_of([line.claim.member_id])[line.claim.member_id]
    assert len(queries) == 1
    assert {claim.id: [d.status.value for d in claim.decisions] for claim in read} == {
        ledger_id(line.claim_id): ["accepted", "denied"],
        ledger_id(bare.pk): [],
    }
    assert read[0].amount == 20_000


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": Decimal(0)},
        {"attended": Decimal(3)},
        {"completed_on": dt.date(2026, 3, 4)},
        {"state": "forgotten"},
    ],
)
def test_the_database_knows_no_claim_that_cannot_be(wrong):
    with pytest.raises(DatabaseError), transaction.atomic():
        ClaimFactory(**wrong)


def test_a_grant_belongs_to_what_was_accepted():
    with pytest.raises(DatabaseError), transaction.atomic():
        LedgerLineFactory(status="denied", why="other", granted=Decimal(1))


def test_a_claims_page_says_every_rule_in_words():
    """G-077, G-078, G-076: what it brings and why, what waits, what a limit took and which one."""
    member = a_member(S_ISP=dt.date(2026, 1, 1))
    book = report(member, "book", "320")
    for _ in range(4):
        hours = report(member, "webinar-attended", "3", attended="3")
    reader = signed_in(person("Rev", "cpe-reviewer"))
    page = " ".join(reader.get(f"/office/cpe/claim/{book.pk}/change/").text.split())
    for words in ("Read books", "320 pages", "1 credit for every 100 pages.", "3 credits: waits for a decision"):
        assert words in page
    page = " ".join(reader.get(f"/office/cpe/claim/{hours.pk}/change/").text.split())
    assert "the portal itself" in page
    assert (
        "2 credits: above the 10 credits that this activity can bring from 1 January 2026 to 31 December 2026" in page
    )
    assert "Read books" in reader.get("/office/cpe/claim/").text


@pytest.mark.parametrize("address", ["9" * 5000, "0", "book"])
def test_no_such_claim_is_not_found(address):
    assert signed_in(person("Rev", "cpe-reviewer")).get(f"/office/cpe/claim/{address}/change/").status_code == 404
