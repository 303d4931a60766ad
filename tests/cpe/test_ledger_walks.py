"""Whatever members and reviewers do, in whatever order: lines tell the state, and only what is accepted counts."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from common.calendar import DAY
from common.errors import DomainError
from cpe import claim_words, selectors, services
from cpe.enums import ClaimStatus, Denial
from cpe.models import Claim
from cpe.selectors.ledger import ledger_id
from cpe.shipped import POLICY
from cpe.states import CLAIM
from members.models import Member
from tests.cpe.test_ledger import a_member
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

BEGIN: Final = dt.datetime(2025, 11, 1, 9, 0, tzinfo=dt.UTC)
ACTIVITIES: Final = sorted(POLICY.activities)
REPORTS: Final = st.tuples(
    st.sampled_from(["report", "report", "correct"]),
    st.integers(0, 9),
    st.sampled_from(ACTIVITIES),
    st.integers(1, 30),
    st.integers(0, 400),
)
STEPS: Final = st.lists(
    st.one_of(
        REPORTS,
        st.tuples(st.sampled_from(["withdraw", "accept", "deny", "less", "wait"]), st.integers(0, 9)),
    ),
    min_size=1,
    max_size=14,
)


def _report(member: Member, at: dt.datetime, activity: str, amount: int, ago: int, **more: Any) -> Claim:
    kind, done = POLICY.activities[activity], at.date() - ago * DAY
    many = Decimal(1 if kind.unit == "webinars" else min(amount, 3) if kind.longest else amount)
    return services.report(
        member,
        activity=activity,
        completed_on=done,
        amount=many * 40 if kind.unit == "pages" else many,
        attended=many if kind.attendance else None,
        details=services.Details(started_on=done - 2 * DAY),
        by=member.user,
        at=at,
        **more,
    )


def _decide(claim: Claim, step: str, by: User, at: dt.datetime) -> Claim:
    said: dict[str, Any] = {"why": Denial.OTHER, "words": "As told."}
    match step:
        case "deny":
            return services.decide(claim, ClaimStatus.DENIED, **said, by=by, at=at)
        case "less":
            least = Decimal(POLICY.activities[claim.activity].step) / 4
            return services.decide(claim, ClaimStatus.ACCEPTED, granted=least, **said, by=by, at=at)
    granted = {"webinar-given": Decimal(6), "forum-moderation": Decimal(2)}.get(claim.activity)
    return services.decide(claim, ClaimStatus.ACCEPTED, granted=granted, by=by, at=at)


def _act(member: Member, reviewer: User, step: tuple[Any, ...], at: dt.datetime) -> Claim | None:
    """One step, where it may be taken; the claim it made."""
    what, which, *given = step
    claims = list(member.claims.order_by("pk"))
    if what == "report":
        return _report(member, at, *given)
    if not claims or what == "wait":
        return None
    claim = claims[which % len(claims)]
    if what == "correct":
        return _report(member, at, *given, corrects=claim.pk)
    if what == "withdraw":
        services.withdraw(claim, by=member.user, at=at)
    else:
        _decide(claim, what, reviewer, at)
    return None


def _walk(steps: list[tuple[Any, ...]], look: Callable[[Member, Claim, dt.date], None]) -> tuple[Member, dt.date]:
    """A member with two titles who goes through all of it, a week a step; ``look`` is given each new claim."""
    member = a_member(S_ISP=dt.date(2023, 1, 1), S_CISO=dt.date(2024, 7, 1))
    reviewer, at = UserFactory(roles=("cpe-reviewer",)), BEGIN
    for step in steps:
        at += 7 * DAY
        try:
            made = _act(member, reviewer, step, at)
        except DomainError:
            continue
        if made is not None:
            look(member, made, at.date())
    return member, at.date()


@settings(max_examples=40)
@given(STEPS)
def test_lines_tell_the_state_and_only_what_is_accepted_counts(steps: list[tuple[Any, ...]]) -> None:
    member, on = _walk(steps, lambda *_: None)
    states = {}
    for claim in member.claims.prefetch_related("lines"):
        state = CLAIM.start
        for line in claim.lines.all():
            assert CLAIM.allows(state, ClaimStatus(line.status)), (state, line.status)
            state = ClaimStatus(line.status)
        assert claim.state == state
        states[ledger_id(claim.pk)] = state
    for corrected in member.claims.filter(corrects__isnull=False):
        assert corrected.corrects.state == "withdrawn"
        assert corrected.reported_on >= corrected.completed_on
    for sheet in selectors.ledger_of(member.pk, on).sheets:
        for cycle in sheet.cycles:
            counted = 0
            for trace in cycle.tally.traces:
                assert trace.counted == 0 or states[trace.claim.id] is ClaimStatus.ACCEPTED
                assert trace.counted + sum(many for _rule, many in trace.losses) == trace.credits
                counted += trace.counted
            assert counted == cycle.tally.counted


@settings(max_examples=40)
@given(STEPS)
def test_what_is_told_is_what_counts_once_it_is_accepted_at_once(steps: list[tuple[Any, ...]]) -> None:
    def look(member: Member, claim: Claim, on: dt.date) -> None:
        if claim.state != ClaimStatus.ACCEPTED:
            return
        ledger = selectors.ledger_of(member.pk, on)
        totals = {
            (sheet.credential.title_code, count.window.first): count.tally.counted
            for sheet in ledger.sheets
            for count in sheet.cycles
        }
        shown = [
            (told.title, told.first, told.credits, told.losses, told.counted, told.after)
            for told in claim_words.read_told(Claim.objects.get(pk=claim.pk).told)
        ]
        assert shown == [
            (
                each.title_code,
                each.window.first,
                each.trace.credits,
                each.trace.losses,
                each.trace.counted,
                totals[each.title_code, each.window.first],
            )
            for each in selectors.traced(ledger, ledger_id(claim.pk))
        ]

    _walk(steps, look)
