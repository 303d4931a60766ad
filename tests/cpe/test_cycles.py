"""How a cycle comes out: the golden cases about expiry, and that the day of judging never matters."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.calendar import anniversary
from cpe.enums import ClaimStatus, Judged
from cpe.rules.caps import OPEN
from cpe.rules.claims import Decision, as_of, at_most
from cpe.rules.cycles import Fee, Proposal, judge
from cpe.rules.policy import CREDIT, LevelNumbers, Policies
from cpe.shipped import POLICY
from tests.cpe.cases import DAY, FIRST_DAYS, SHIPPED, case, claim, fees_of, many_claims, told

FIRST = date(2024, 1, 1)
E = date(2026, 12, 31)
LAST = date(2027, 3, 31)
ALL_60 = tuple(claim("other-course", "20", done=date(2024 + n, 6, 1), name=f"all{n}") for n in range(3))
PAID = tuple(Fee(due_on=date(2024 + n, 1, 1), booked_on=date(2024 + n, 1, 20)) for n in range(3))


def last(on, claims=ALL_60, fees=PAID, level="practitioner", first=FIRST, **more):
    return judge(SHIPPED, case(level, first, claims, fees, **more), on)[-1]


def first_of(on, claims=ALL_60, fees=PAID, level="practitioner", first=FIRST, **more):
    return judge(SHIPPED, case(level, first, claims, fees, **more), on)[0]


def outcome(judgement):
    return judgement.outcome, judgement.outcome_on


FORUM = claim(
    "forum-moderation", "1", done=date(2026, 11, 1), reported=date(2026, 12, 1), status="pending", name="forum"
)
SHORT_56 = (*ALL_60[:2], claim("other-course", "16", done=date(2026, 6, 1), name="sixteen"))


@pytest.mark.parametrize(
    ("case_id", "on", "claims", "fees", "expected"),
    [
        ("G-168 on E", E, ALL_60, PAID, (Judged.RUNNING, None)),
        ("G-168", date(2027, 1, 1), ALL_60, PAID, (Judged.RENEWED, date(2027, 1, 1))),
        ("G-160 day 90", LAST, (), PAID, (Judged.GRACE, None)),
        ("G-160 day 91", date(2027, 4, 1), (), PAID, (Judged.DECERTIFIED, date(2027, 4, 1))),
        ("G-160 years later", date(2031, 1, 1), (), PAID, (Judged.DECERTIFIED, date(2027, 4, 1))),
        (
            "G-164",
            date(2027, 1, 20),
            (*SHORT_56, claim("teaching", "4", done=E, reported=date(2027, 1, 10), name="e")),
            PAID,
            (Judged.RENEWED, date(2027, 1, 10)),
        ),
        (
            "G-166",
            LAST,
            (*SHORT_56, claim("teaching", "4", done=date(2026, 12, 11), reported=LAST, name="e")),
            PAID,
            (Judged.RENEWED, LAST),
        ),
        (
            "reported on day 91",
            date(2027, 4, 1),
            (*SHORT_56, claim("teaching", "4", done=date(2026, 12, 11), reported=date(2027, 4, 1), name="e")),
            PAID,
            (Judged.DECERTIFIED, date(2027, 4, 1)),
        ),
        (
            "completed in grace",
            date(2027, 4, 1),
            (*SHORT_56, claim("teaching", "4", done=date(2027, 1, 1), name="e")),
            PAID,
            (Judged.DECERTIFIED, date(2027, 4, 1)),
        ),
        ("G-169", date(2027, 4, 1), ALL_60, (Fee(due_on=FIRST),), (Judged.DECERTIFIED, date(2027, 4, 1))),
        (
            "G-171",
            date(2027, 6, 1),
            ALL_60,
            (Fee(due_on=FIRST, booked_on=date(2027, 2, 14)),),
            (Judged.RENEWED, date(2027, 2, 14)),
        ),
        ("paid on day 90", LAST, ALL_60, (Fee(due_on=FIRST, booked_on=LAST),), (Judged.RENEWED, LAST)),
        (
            "paid on day 91",
            date(2027, 4, 1),
            ALL_60,
            (Fee(due_on=FIRST, booked_on=date(2027, 4, 1)),),
            (Judged.DECERTIFIED, date(2027, 4, 1)),
        ),
        ("G-173, G-231", date(2027, 4, 1), (*SHORT_56, FORUM), PAID, (Judged.HELD, None)),
        ("G-231 years later", date(2030, 4, 1), (*SHORT_56, FORUM), PAID, (Judged.HELD, None)),
        (
            "G-232",
            date(2027, 6, 1),
            (
                *SHORT_56,
                claim(
                    "forum-moderation",
                    done=date(2026, 11, 1),
                    reported=date(2026, 12, 1),
                    status="denied",
                    decided=date(2027, 4, 10),
                ),
            ),
            PAID,
            (Judged.DECERTIFIED, date(2027, 4, 10)),
        ),
        (
            "granted on day 100",
            date(2027, 6, 1),
            (*SHORT_56, claim("forum-moderation", done=date(2026, 11, 1), granted=4, decided=date(2027, 4, 10))),
            PAID,
            (Judged.RENEWED, date(2027, 4, 10)),
        ),
        (
            "granted too little on day 100",
            date(2027, 6, 1),
            (*SHORT_56, claim("forum-moderation", done=date(2026, 11, 1), granted="3.75", decided=date(2027, 4, 10))),
            PAID,
            (Judged.DECERTIFIED, date(2027, 4, 10)),
        ),
        (
            "an appeal is open",
            date(2027, 6, 1),
            (*SHORT_56, replace(FORUM, decisions=claim("teaching", done=E, status="appealed").decisions)),
            PAID,
            (Judged.HELD, None),
        ),
        (
            "held, but unpaid",
            date(2027, 4, 1),
            (*SHORT_56, FORUM),
            (Fee(due_on=FIRST),),
            (Judged.DECERTIFIED, date(2027, 4, 1)),
        ),
    ],
)
def test_a_cycle_comes_out(case_id, on, claims, fees, expected):
    assert outcome(first_of(on, claims, fees)) == expected, case_id


def test_nothing_about_a_cycle_is_dated_before_the_one_before_was_renewed():
    """The first cycle is held until May 2031; the second was over by then, and complete, or not."""
    decided = date(2031, 5, 2)
    late = claim("forum-moderation", done=date(2026, 11, 1), granted=4, decided=decided)
    second = [claim("other-course", "20", done=date(2027 + n, 6, 1), name=f"second{n}") for n in range(3)]
    full = judge(SHIPPED, case("practitioner", FIRST, [*SHORT_56, late, *second]), date(2031, 6, 1))
    assert [outcome(each) for each in full] == [
        (Judged.RENEWED, decided),
        (Judged.RENEWED, decided),
        (Judged.RUNNING, None),
    ]
    short = judge(SHIPPED, case("practitioner", FIRST, [*SHORT_56, late]), date(2031, 6, 1))
    assert [outcome(each) for each in short] == [(Judged.RENEWED, decided), (Judged.DECERTIFIED, decided)]


def test_a_claim_worth_more_by_its_rate_than_a_reviewer_may_set_holds_the_title():
    """What is open is weighed at the most it could bring, whichever is more."""
    generous = replace(POLICY.activities["webinar-given"], credits=10 * CREDIT)
    policies = Policies([replace(POLICY, activities={**POLICY.activities, "webinar-given": generous})])
    open_ = claim("webinar-given", done=date(2026, 11, 1), status="pending", name="open")
    short = [*ALL_60[:2], claim("other-course", "12", done=date(2026, 6, 1), name="twelve"), open_]
    assert judge(policies, case("practitioner", FIRST, short), date(2027, 4, 1))[0].outcome is Judged.HELD


def test_the_next_cycle_starts_the_day_after_whenever_it_was_renewed():
    second = last(date(2027, 3, 1), fees=(Fee(due_on=FIRST, booked_on=date(2027, 2, 14)),))
    assert (second.window.number, second.window.first, second.outcome) == (2, date(2027, 1, 1), Judged.RUNNING)
    assert second.window.expires_on == date(2029, 12, 31)


def test_a_renewal_keeps_its_day_when_credits_are_lost_afterwards():
    """G-233: a claim denied in March after the renewal in January loses its credits, not the title."""
    lost = replace(
        ALL_60[2],
        decisions=(*ALL_60[2].decisions, *claim("teaching", done=date(2027, 3, 5), status="denied").decisions),
    )
    judged = first_of(date(2027, 6, 1), (*ALL_60[:2], lost))
    assert outcome(judged) == (Judged.RENEWED, date(2027, 1, 1))
    assert told(judged.tally.counted) == "40.00"


def test_a_reversal_before_the_end_counts_even_when_judged_years_later():
    lost = replace(
        ALL_60[2],
        decisions=(*ALL_60[2].decisions, *claim("teaching", done=date(2026, 9, 5), status="denied").decisions),
    )
    assert outcome(first_of(date(2029, 6, 1), (*ALL_60[:2], lost))) == (Judged.DECERTIFIED, date(2027, 4, 1))


def test_an_appeal_won_later_renews_what_was_decertified():
    """G-200: what rested on the denial is undone."""
    denied = claim("teaching", "4", done=date(2026, 11, 1), status="denied", name="won")
    won = replace(denied, decisions=(*denied.decisions, *claim("teaching", done=date(2027, 6, 12)).decisions))
    assert outcome(first_of(date(2027, 5, 1), (*SHORT_56, won))) == (Judged.DECERTIFIED, date(2027, 4, 1))
    assert outcome(first_of(date(2027, 7, 1), (*SHORT_56, won))) == (Judged.RENEWED, date(2027, 6, 12))


def test_a_payment_that_waits_for_a_person_holds_and_then_decides():
    def judged(on, **fee):
        return first_of(on, ALL_60, (Fee(due_on=FIRST, **fee),))

    waiting = Proposal(booked_on=LAST)
    held = judged(date(2027, 4, 20), proposals=(waiting,))
    assert (outcome(held), len(held.proposals)) == ((Judged.HELD, None), 1)
    assert outcome(judged(date(2027, 4, 20), proposals=(Proposal(booked_on=LAST + DAY),))) == (
        Judged.DECERTIFIED,
        date(2027, 4, 1),
    )
    other = Proposal(booked_on=LAST, settled_on=date(2027, 4, 18))
    assert outcome(judged(date(2027, 4, 20), proposals=(other,))) == (Judged.DECERTIFIED, date(2027, 4, 18))
    assert outcome(judged(date(2027, 4, 20), booked_on=LAST, proposals=(other,))) == (Judged.RENEWED, LAST)


def test_an_extension_moves_only_the_last_day():
    late = (*SHORT_56, claim("teaching", "4", done=E, reported=date(2027, 5, 1), name="late"))
    extended = {1: date(2027, 6, 30)}
    assert outcome(first_of(date(2027, 4, 20), late, extended=extended)) == (Judged.GRACE, None)
    assert outcome(first_of(date(2027, 7, 1), late, extended=extended)) == (Judged.RENEWED, date(2027, 5, 1))
    assert outcome(first_of(date(2027, 7, 1), SHORT_56, extended=extended)) == (Judged.DECERTIFIED, date(2027, 7, 1))
    assert last(date(2027, 7, 1), late, extended=extended).window.first == date(2027, 1, 1)


def test_an_imported_credential_goes_on_with_what_it_brought():
    """G-234."""
    judged = last(date(2026, 7, 2), (), (Fee(due_on=date(2026, 7, 1)),), first=date(2024, 7, 1), brought=(80, 60, 0))
    assert (told(judged.missing), judged.fees_open) == ("25.00", 1)


def test_a_level_without_a_minimum_has_no_cycles():
    assert judge(SHIPPED, case("foundation", FIRST), date(2040, 1, 1)) == ()


def test_a_cycle_keeps_the_numbers_of_its_first_day():
    dearer = replace(
        POLICY,
        name="dearer",
        effective_on=date(2026, 1, 1),
        levels={**POLICY.levels, "practitioner": LevelNumbers(year_target=100, cycle_minimum=300)},
    )
    first, second = judge(Policies([POLICY, dearer]), case("practitioner", FIRST, ALL_60, PAID), date(2027, 1, 1))
    assert (first.required, first.outcome, second.required) == (240, Judged.RENEWED, 300)


@pytest.mark.parametrize(
    ("first", "expires_on", "years"),
    [
        (date(2028, 2, 29), date(2031, 2, 28), [date(2028, 2, 29), date(2029, 3, 1), date(2030, 3, 1)]),
        (date(2027, 3, 1), date(2030, 2, 28), [date(2027, 3, 1), date(2028, 3, 1), date(2029, 3, 1)]),
        (date(2025, 1, 1), date(2027, 12, 31), [date(2025, 1, 1), date(2026, 1, 1), date(2027, 1, 1)]),
    ],
)
def test_the_years_of_a_cycle_start_on_the_anniversaries(first, expires_on, years):
    window = last(first, (), (), first=first).window
    assert (window.expires_on, [begin for begin, _ in window.years]) == (expires_on, years)


def test_the_cycle_after_the_one_of_29_february_is_reckoned_from_its_own_first_day():
    first = date(2028, 2, 29)
    claims = [claim("seco-expert", done=date(2028 + n, 5, 1), name=f"c{n}") for n in range(6)]
    judged = judge(SHIPPED, case("officer", first, claims), date(2034, 3, 1))
    assert [(each.window.first, each.window.expires_on) for each in judged[:2]] == [
        (first, date(2031, 2, 28)),
        (date(2031, 3, 1), date(2034, 2, 28)),
    ]


@st.composite
def cases(draw):
    first = draw(FIRST_DAYS)
    level = draw(st.sampled_from(["practitioner", "officer"]))
    claims = draw(many_claims(first))
    if draw(st.booleans()):
        for year in range(3):
            done = anniversary(first, year) + draw(st.integers(0, 360)) * DAY
            status = draw(st.sampled_from(["accepted", "accepted", "accepted", "pending"]))
            decided = done + draw(st.integers(0, 500)) * DAY
            claims.append(claim("seco-expert", done=done, status=status, decided=decided, name=f"course{year}"))
    return case(level, first, claims, draw(fees_of(first)))


def known_by(whole, day):
    """What the institute had in its books at the end of a day."""
    return replace(
        whole,
        claims=tuple(
            replace(each, decisions=tuple(one for one in each.decisions if one.on <= day))
            for each in whole.claims
            if each.reported_on <= day
        ),
        fees=tuple(
            replace(
                fee,
                booked_on=until(day, fee.booked_on),
                proposals=tuple(
                    replace(each, settled_on=until(day, each.settled_on))
                    for each in fee.proposals
                    if each.booked_on <= day
                ),
            )
            for fee in whole.fees
        ),
    )


def until(day, moment):
    """A day, unless it was still to come."""
    return moment if moment and moment <= day else None


@settings(max_examples=800, deadline=None)
@given(cases(), st.integers(-10, 600), st.integers(0, 2000))
def test_judging_late_equals_judging_on_time(whole, after, later):
    """What was written at the time is what a look back writes, and a look at a past day needs no later fact."""
    on = whole.first.expires_on + after * DAY
    on_time = judge(SHIPPED, known_by(whole, on), on)
    assert judge(SHIPPED, whole, on) == replace_claims(on_time, judge(SHIPPED, whole, on))
    afterwards = judge(SHIPPED, whole, on + later * DAY)
    for then, now in zip(on_time, afterwards, strict=False):
        if then.outcome in {Judged.RENEWED, Judged.DECERTIFIED}:
            assert outcome(now) == outcome(then)


def dues(judged):
    """The days of the fees that hold a cycle."""
    return [fee.due_on for fee in judged.proposals]


def replace_claims(judged, like):
    """The same judgements; claims and fees know what came of them later where the other side does."""
    pairs = zip(judged, like, strict=True)
    return tuple(
        replace(
            one,
            tally=replace(
                one.tally,
                traces=tuple(
                    replace(a, placed=b.placed) for a, b in zip(one.tally.traces, two.tally.traces, strict=True)
                ),
            ),
            owed=two.owed if [c.id for c in one.owed] == [c.id for c in two.owed] else one.owed,
            proposals=two.proposals if dues(one) == dues(two) else one.proposals,
        )
        for one, two in pairs
    )


@settings(max_examples=500, deadline=None)
@given(cases(), st.integers(-1200, 1500))
def test_a_title_is_taken_only_when_nothing_could_have_helped(whole, after):
    on = whole.first.expires_on + after * DAY
    for number, judged in enumerate(judge(SHIPPED, whole, on)):
        window = judged.window
        assert window.number == number + 1
        match judged.outcome:
            case Judged.RUNNING:
                assert on <= window.expires_on
            case Judged.GRACE:
                assert window.expires_on < on <= judged.last_day
            case Judged.HELD:
                assert on > judged.last_day
                assert judged.owed or judged.proposals
            case Judged.RENEWED:
                assert window.expires_on < judged.outcome_on <= on
            case Judged.DECERTIFIED:
                assert judged.last_day < judged.outcome_on <= on
                assert judged.fees_open or decided_kindly(whole, judged).missing


def decided_kindly(whole, judged):
    """The same cycle, had everything that was open on the day the title went been granted in full."""
    claims = [granted_in_full(each, judged) for each in whole.claims]
    return judge(SHIPPED, replace(whole, claims=claims, fees=()), judged.outcome_on)[judged.window.number - 1]


def granted_in_full(each, judged):
    decision, activity = as_of(each, judged.outcome_on), POLICY.activities[each.activity]
    if each.reported_on > judged.last_day or not (decision is None or decision.status in OPEN):
        return each
    granted = at_most(activity, each) if activity.bounds else None
    return replace(each, decisions=(Decision(on=each.reported_on, status=ClaimStatus.ACCEPTED, granted=granted),))


def test_grace_is_ninety_days_whatever_the_year():
    for first in (date(2024, 1, 1) + timedelta(days=n) for n in range(0, 1461, 7)):
        window = last(first, (), (), first=first).window
        assert window.last_day - window.expires_on == timedelta(days=90)
        assert window.following().first == window.expires_on + DAY
