"""What is kept of a member's CPE: a copy tells all of it, forgetting takes all of it, and proof goes in its time."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from common import duties, personal_data, subjects
from common.calendar import DAY, anniversary
from common.files.copies import kept_of
from common.models import AuditLine, Upload
from cpe import selectors, services
from cpe.enums import ClaimStatus, Denial
from cpe.models import Claim, ClaimDraft, Evidence, LedgerLine
from cpe.rules import appeals, keeping
from members.models import Track
from members.rules.cycles import Window
from tests.cpe.test_ledger import AT, TODAY, a_member, report
from tests.factories.ledger import RECORDED_AT, ClaimDraftFactory, ClaimFactory, EvidenceFactory, LedgerLineFactory
from tests.factories.members import CredentialFactory, CycleFactory, MemberFactory
from tests.people import person

pytestmark = pytest.mark.django_db


def _somebody():
    """A member with everything: corrected and denied claims, proof of one, and a draft of a correction with a file."""
    member, reviewer = a_member(), person("Revathi", "cpe-reviewer")
    track = Track.objects.earliest("rank")
    first = services.report(
        member,
        activity="book",
        completed_on=TODAY,
        amount=Decimal(320),
        details=services.Details(
            title="On Locks", provider="Invented Press", track=track.pk, link="https://books.example", note="Second ed."
        ),
        by=member.user,
        at=AT,
    )
    services.decide(first, ClaimStatus.DENIED, why=Denial.UNRELATED, words="No locks in it.", by=reviewer, at=AT)
    early = report(member, "teaching", "2")
    EvidenceFactory(claim=early, file__name="slides.png", file__owner=member.user, file__stored=b"picture")
    last = services.report(
        member,
        activity="teaching",
        completed_on=TODAY,
        amount=Decimal(3),
        corrects=early.pk,
        details=services.Details(begins_at=dt.time(9), ends_at=dt.time(12, 30), breaks=30),
        by=member.user,
        at=AT,
    )
    draft = ClaimDraftFactory(member=member, corrects=last, typed={"title": "A talk on kites", "amount": "two"})
    EvidenceFactory(claim=None, draft=draft, file__owner=member.user, file__name="kites.png")
    return member, reviewer


def test_the_copy_tells_all_of_it_and_not_which_colleague_decided():
    member, reviewer = _somebody()
    copy = subjects.export(member.user)
    told = json.dumps(copy, default=str)
    for word in (
        "Read books",
        "320 pages",
        "On Locks",
        "Invented Press",
        "https://books.example",
        "Second ed.",
        Track.objects.earliest("rank").name,
        "not related to any of the tracks",
        "No locks in it.",
        "S-ISP: 3 credits",
        "09:00:00",
        "12:30:00",
        "A talk on kites",
        "slides.png",
        "kites.png",
    ):
        assert word in told, word
    for word in (reviewer.given_name, reviewer.email):
        assert word not in told, word
    claims = copy["CPE you reported"]
    (old, new) = Claim.objects.filter(activity="teaching").order_by("pk")
    assert {claim["in the place of claim"] for claim in claims} == {None, old.pk}
    assert [row["claim"] for row in copy["Proof of your CPE"]] == [new.pk, None]
    assert {file.name for file in kept_of(member.user)} == {"slides.png", "kites.png"}
    other = MemberFactory()
    assert not {"CPE you reported", "Proof of your CPE", "CPE you began to report"} & subjects.export(other.user).keys()


def test_forgetting_takes_all_of_it_and_lets_go_of_the_files():
    member, reviewer = _somebody()
    other = EvidenceFactory(claim=LedgerLineFactory().claim)
    subjects.scrub(member.user, at=AT)
    assert list(Claim.objects.all()) == [other.claim]
    assert list(LedgerLine.objects.values_list("claim", flat=True)) == [other.claim_id]
    assert list(Evidence.objects.all()) == [other]
    assert not ClaimDraft.objects.exists()
    gone = Upload.objects.filter(owner=member.user)
    assert set(gone.values_list("state", "name", "sha256")) == {("gone", "", "")}
    assert gone.count() == 2
    duties.perform("common.sweep_files", now=AT + dt.timedelta(days=3))
    assert not any(default_storage.exists(file.stored_as) for file in gone)
    assert AuditLine.objects.filter(act="cpe.claim-denied", by_id=reviewer.pk).exists(), "that it was decided stays"
    other.file.refresh_from_db()
    assert other.file.state == "kept"


def test_a_colleague_who_decided_is_forgotten_and_the_decision_stays():
    member, reviewer = _somebody()
    subjects.scrub(reviewer, at=AT)
    assert LedgerLine.objects.filter(recorded_by=reviewer, status="denied").count() == 1
    assert member.claims.count() == 3


def test_a_draft_goes_ninety_days_after_its_last_change_with_its_files():
    proof = EvidenceFactory(drafted=True)
    later = RECORDED_AT + dt.timedelta(days=90)
    assert _night(later)["cpe.ClaimDraft"] == 0
    assert _night(later + dt.timedelta(seconds=1))["cpe.ClaimDraft"] == 1
    assert not Evidence.objects.exists()
    assert Upload.objects.get(pk=proof.file_id).state == "gone"


def _night(at):
    return duties.perform("common.retention", now=at).parts


def _on(day):
    return dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)


def _proof(member, done, state="accepted", **line):
    claim = ClaimFactory(member=member, completed_on=done, reported_on=done, state=state)
    if state != "pending":
        LedgerLineFactory(claim=claim, status=state, decided_on=line.pop("decided_on", done), **line)
    return EvidenceFactory(claim=claim)


def _held_since(member, first, *more):
    """A title whose cycles begin on these days."""
    held = CredentialFactory(member=member, awarded_on=first, first_cycle=first)
    for number, day in enumerate(more, 2):
        CycleFactory(credential=held, number=number, first_day=day)


D = dt.date


@pytest.mark.parametrize(
    ("cycles", "done", "last"),
    [
        ([[D(2022, 1, 1)]], D(2022, 1, 1), D(2025, 12, 31)),
        ([[D(2022, 1, 1)]], D(2024, 12, 31), D(2025, 12, 31)),  # whatever became of it since: in grace, held or renewed
        ([[D(2022, 1, 1), D(2025, 1, 1)]], D(2024, 12, 31), D(2025, 12, 31)),
        ([[D(2022, 1, 1), D(2025, 1, 1)]], D(2025, 1, 1), D(2028, 12, 31)),
        ([[D(2022, 1, 1)], [D(2023, 7, 1)]], D(2024, 3, 1), D(2027, 6, 30)),  # the later cycle of two titles
        ([[D(2022, 1, 1)], [D(2023, 7, 1)]], D(2023, 6, 30), D(2025, 12, 31)),  # completed before the second title
        ([[D(2022, 1, 1)]], D(2025, 3, 1), D(2029, 2, 28)),  # in no cycle: four years from the day itself
        ([], D(2025, 3, 1), D(2029, 2, 28)),
        ([[D(2022, 1, 1)]], D(2021, 6, 1), D(2025, 5, 31)),  # before the first cycle
        ([[D(2020, 2, 29)]], D(2023, 2, 28), D(2024, 2, 28)),  # its cycle ends on the last of February
        ([[D(2020, 2, 29)]], D(2023, 3, 1), D(2027, 2, 28)),  # the day after: no cycle's any more
    ],
)
def test_proof_goes_twelve_months_after_the_last_cycle_that_holds_its_day(cycles, done, last):
    member = MemberFactory()
    for of_a_title in cycles:
        _held_since(member, *of_a_title)
    _held_since(MemberFactory(), done)
    proof = _proof(member, done)
    assert not selectors.past_asking(last).exists()
    assert list(selectors.past_asking(last + DAY)) == [proof]
    assert selectors.asked_until(proof.claim) == last


@given(st.lists(st.dates(D(2018, 1, 1), D(2026, 12, 31)), max_size=3), st.dates(D(2018, 1, 1), D(2027, 12, 31)))
def test_what_the_database_finds_is_what_the_rule_says(firsts, done):
    member = MemberFactory()
    for first in firsts:
        _held_since(member, first)
    proof = _proof(member, done, decided_on=D(2018, 1, 1))
    windows = [Window(number=1, first=first) for first in firsts]
    begun = [window.first for window in windows if window.holds(done)] or [done]
    goes = max(anniversary(first, keeping.KEPT) for first in begun)
    for on, due in ((goes - DAY, False), (goes, True)):
        assert selectors.past_asking(on).filter(pk=proof.pk).exists() is due, (on, due)
    assert selectors.asked_until(proof.claim) == goes - DAY


@pytest.mark.parametrize("state", ["pending", "appealed"])
def test_proof_of_what_is_undecided_stays(state):
    claim = ClaimFactory(completed_on=D(2015, 1, 1), state=state)
    EvidenceFactory(claim=claim)
    assert not selectors.past_asking(D(2099, 1, 1)).exists()


def test_proof_stays_while_a_decision_may_be_appealed():
    letter = D(2026, 7, 1)
    _proof(MemberFactory(), D(2019, 1, 1), "denied", why="no-proof", decided_on=letter)
    last = appeals.last_day(letter)
    assert not selectors.past_asking(last).exists()
    assert selectors.past_asking(last + dt.timedelta(days=3)).exists()


def test_files_go_with_their_proof_at_night_and_claims_stay():
    member = MemberFactory()
    _held_since(member, D(2022, 1, 1))
    proof, draft = _proof(member, D(2023, 5, 1)), EvidenceFactory(drafted=True)
    assert _night(_on(D(2025, 12, 31)))["cpe.Evidence"] == 0
    ClaimDraft.objects.update(changed_at=_on(D(2026, 1, 1)))
    assert _night(_on(D(2026, 1, 1)))["cpe.Evidence"] == 1
    assert list(Evidence.objects.all()) == [draft]
    assert Upload.objects.get(pk=proof.file_id).state == "gone"
    assert Claim.objects.filter(pk=proof.claim_id).exists()


def test_letting_go_asks_as_much_for_one_as_for_many():
    asked = []
    for many in (1, 12):
        proofs = [EvidenceFactory().pk for _ in range(many)]
        with CaptureQueriesContext(connection) as queries:
            assert services.end_evidence(proofs, at=AT) == many
        asked.append(len(queries))
    assert asked == [4, 4], "two statements, and the point to go back to of one of them"


def test_a_letter_that_may_be_appealed_is_never_too_early():
    for days in range(1500):
        letter = D(2023, 1, 1) + dt.timedelta(days=days)
        assert appeals.earliest_letter(appeals.last_day(letter)) <= letter


def test_every_end_is_told():
    told = {str(rule.what) for rule in personal_data.rules()}
    assert sum("proof of an activity" in what or "began to report" in what for what in told) == 2
