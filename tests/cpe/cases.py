"""Claims, fees and cases for the tests of the rules: sound ones by hand, and any at random (hypothesis)."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from common.calendar import anniversary
from common.money import from_quarters, to_quarters
from cpe.enums import ClaimStatus
from cpe.rules.claims import Claim, Decision, grants
from cpe.rules.cycles import Case, Fee, Proposal
from cpe.rules.policy import ONE, Policies
from cpe.shipped import POLICY
from members.rules.cycles import Window

SHIPPED = Policies([POLICY])
DAY = timedelta(days=1)


def units(amount: str) -> int:
    """An amount in ten-thousandths."""
    return int(Decimal(amount) * ONE)


def quarters(credits_: str | int | None) -> int | None:
    """Credits in quarters."""
    return None if credits_ is None else to_quarters(Decimal(credits_))


def told(credits_: int) -> str:
    """Quarters as people read them."""
    return str(from_quarters(credits_))


def claim(
    activity, amount="1", *, done, reported=None, status="accepted", decided=None, granted=None, attended=None, name="c"
):
    """A claim, accepted on the day it was reported unless told otherwise."""
    reported = reported or done
    decision = Decision(on=decided or reported, status=ClaimStatus(status), granted=quarters(granted))
    return Claim(
        id=name,
        activity=activity,
        completed_on=done,
        reported_on=reported,
        amount=units(amount),
        attended=None if attended is None else units(attended),
        decisions=() if status == "pending" else (decision,),
    )


def case(level, first, claims=(), fees=(), **more):
    """A credential whose first cycle begins on a day."""
    return Case(level=level, first=Window(number=1, first=first), claims=tuple(claims), fees=tuple(fees), **more)


FIRST_DAYS = st.sampled_from(
    [date(2024, 1, 1), date(2024, 2, 29), date(2022, 6, 15), date(2024, 12, 31), date(2023, 3, 1)]
)
"""Cycles around 29 February and around 1 January 2025, when the annual limit began."""


@st.composite
def claims_of(draw, first, *, name="c", statuses=tuple(ClaimStatus)):
    """Any sound claim completed in a cycle; half of them crowd where two limits meet, around 1 January 2025."""
    if draw(st.booleans()):
        activity = POLICY.activities[draw(st.sampled_from(["mentoring", "podcast", "other-course"]))]
        done = date(2024, 12, 1) + draw(st.integers(0, 30)) * DAY
        reported = draw(st.sampled_from([max(done, date(2024, 12, 30)), date(2025, 1, 1), date(2025, 1, 20)]))
    else:
        activity = draw(st.sampled_from([*POLICY.activities.values()]))
        done = first + draw(st.integers(0, 1150)) * DAY
        reported = done + draw(st.integers(0, 60)) * DAY
    most = 3 if activity.longest else 40
    amount = draw(st.integers(1, most)) * ONE
    if not activity.unit.whole:
        amount = draw(st.integers(1, amount))
    amount = amount * 50 if activity.unit == "pages" else amount
    status = draw(st.sampled_from(statuses))
    attended = draw(st.integers(0, amount)) if activity.attendance else None
    bare = Claim(
        id=name, activity=activity.key, completed_on=done, reported_on=reported, amount=amount, attended=attended
    )
    may_grant = grants(activity, bare)
    granted = None
    if status is ClaimStatus.ACCEPTED and (activity.credits is None or draw(st.integers(0, 3)) == 0):
        granted = draw(st.sampled_from([may_grant[0], may_grant[-1], may_grant[len(may_grant) // 2]]))
    decided = reported + draw(st.integers(0, 200)) * DAY
    decisions = () if status is ClaimStatus.PENDING else (Decision(on=decided, status=status, granted=granted),)
    return Claim(
        id=name,
        activity=activity.key,
        completed_on=done,
        reported_on=reported,
        amount=amount,
        attended=attended,
        decisions=decisions,
    )


@st.composite
def many_claims(draw, first, *, most=14, statuses=tuple(ClaimStatus)):
    """A handful of claims with ids of their own."""
    count = draw(st.integers(0, most))
    return [draw(claims_of(first, name=f"c{number}", statuses=statuses)) for number in range(count)]


@st.composite
def fees_of(draw, first):
    """A fee for each membership year, paid early, late or never, with payments that may have been meant for it."""
    made = []
    for year in range(draw(st.integers(0, 6))):
        due = anniversary(first, year)
        booked = draw(st.one_of(st.none(), st.integers(-30, 1300)))
        proposals = tuple(draw(st.lists(proposals_of(due), max_size=2)))
        made.append(Fee(due_on=due, booked_on=None if booked is None else due + booked * DAY, proposals=proposals))
    return made


@st.composite
def proposals_of(draw, due):
    """A payment that may be meant for a fee of that day, settled some time after it came, or not."""
    booked_on = due + draw(st.integers(-30, 1300)) * DAY
    settled = draw(st.one_of(st.none(), st.integers(0, 400)))
    return Proposal(booked_on=booked_on, settled_on=None if settled is None else booked_on + settled * DAY)
