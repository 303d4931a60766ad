"""How a credential stands on a day: the dates of the golden cases, and properties against a naive reference."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from common.calendar import DAY
from members import words
from members.enums import OutcomeKind, PublicValue, ReasonCode, StandingValue
from members.rules.cycles import Window, latest_first_day_over_by
from members.rules.standing import PUBLIC, CredentialFact, OutcomeFact, standing

D = dt.date
AWARD = D(2024, 1, 1)
FIRST = Window(number=1, first=AWARD)
S_ISP = CredentialFact(awarded_on=AWARD, first_cycle=FIRST)
FOUNDATION = CredentialFact(awarded_on=AWARD, first_cycle=None)
IMPORTED = CredentialFact(awarded_on=D(2018, 7, 1), first_cycle=Window(number=3, first=D(2024, 7, 1)))
MORNING = dt.datetime(2027, 1, 1, 6, 0, tzinfo=dt.UTC)


def row(kind: str, on: D, **more: Any) -> OutcomeFact:
    """An outcome recorded in the morning of the day it takes effect, about the first cycle where it is of one."""
    kind = OutcomeKind(kind)
    recorded = dt.datetime.combine(on, dt.time(6), dt.UTC)
    told = {"id": 1, "recorded_at": recorded, "cycle": 1 if kind.of_a_cycle else None, **more}
    return OutcomeFact(kind=kind, effective_on=on, **told)


def stands(credential: CredentialFact, rows: Any, on: D, **more: Any) -> tuple[str, D, int | None, D | None]:
    found = standing(credential, rows, on, **more)
    assert found is not None
    return found.value.value, found.since, found.cycle and found.cycle.number, found.last_day


LAST, AFTER = D(2027, 3, 31), D(2027, 4, 1)
SECOND_LAST = D(2030, 3, 31)


@pytest.mark.parametrize(
    ("rows", "on", "expected"),
    [
        ([], D(2024, 1, 1), ("valid", AWARD, 1, LAST)),
        ([], D(2026, 12, 31), ("valid", AWARD, 1, LAST)),
        ([], D(2027, 1, 1), ("grace", D(2027, 1, 1), 1, LAST)),
        ([], D(2027, 3, 31), ("grace", D(2027, 1, 1), 1, LAST)),
        ([], D(2027, 4, 1), ("held", AFTER, 1, LAST)),
        ([], D(2044, 4, 1), ("held", AFTER, 1, LAST)),
        ([row("renewed", D(2027, 1, 1))], D(2026, 12, 31), ("valid", AWARD, 1, LAST)),
        ([row("renewed", D(2027, 1, 1))], D(2027, 1, 1), ("valid", AWARD, 2, SECOND_LAST)),
        ([row("renewed", D(2027, 2, 14))], D(2027, 2, 13), ("grace", D(2027, 1, 1), 1, LAST)),
        ([row("renewed", D(2027, 2, 14))], D(2027, 2, 14), ("valid", D(2027, 2, 14), 2, SECOND_LAST)),
        ([row("renewed", D(2027, 2, 14))], D(2029, 12, 31), ("valid", D(2027, 2, 14), 2, SECOND_LAST)),
        ([row("renewed", D(2027, 2, 14))], D(2030, 1, 1), ("grace", D(2030, 1, 1), 2, SECOND_LAST)),
        ([row("decertified", AFTER)], LAST, ("grace", D(2027, 1, 1), 1, LAST)),
        ([row("decertified", AFTER)], AFTER, ("decertified", AFTER, 1, LAST)),
        ([row("decertified", D(2027, 4, 10))], D(2027, 4, 9), ("held", AFTER, 1, LAST)),
        ([row("ended", D(2026, 1, 1))], D(2025, 12, 31), ("valid", AWARD, 1, LAST)),
        ([row("ended", D(2026, 1, 1))], D(2027, 5, 1), ("ended", D(2026, 1, 1), 1, LAST)),
        ([row("revoked", D(2026, 1, 1))], D(2027, 5, 1), ("revoked", D(2026, 1, 1), 1, LAST)),
    ],
)
def test_standing_by_date_and_outcome(rows: list[OutcomeFact], on: D, expected: tuple[str, D, int, D]) -> None:
    assert stands(S_ISP, rows, on) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (D(2027, 3, 31), ("grace", D(2027, 1, 1), 1, LAST)),
        (D(2027, 4, 4), ("held", AFTER, 1, LAST)),
        (D(2027, 4, 5), ("grace", D(2027, 4, 5), 1, D(2027, 5, 15))),
        (D(2027, 5, 15), ("grace", D(2027, 4, 5), 1, D(2027, 5, 15))),
        (D(2027, 5, 16), ("held", D(2027, 5, 16), 1, D(2027, 5, 15))),
    ],
)
def test_extension_moves_the_last_day_from_its_own_day_on(on: D, expected: tuple[str, D, int, D]) -> None:
    assert stands(S_ISP, [row("extended", D(2027, 4, 5), last_day=D(2027, 5, 15))], on) == expected


def test_extension_in_time_leaves_no_gap() -> None:
    rows = [row("extended", D(2026, 11, 5), last_day=D(2027, 5, 15))]
    assert stands(S_ISP, rows, D(2026, 12, 31)) == ("valid", AWARD, 1, D(2027, 5, 15))
    assert stands(S_ISP, rows, D(2027, 5, 15)) == ("grace", D(2027, 1, 1), 1, D(2027, 5, 15))
    later = [*rows, row("renewed", D(2027, 5, 1), id=2)]
    assert stands(S_ISP, later, D(2027, 5, 1)) == ("valid", D(2027, 5, 1), 2, SECOND_LAST), (
        "the next cycle keeps its days"
    )


def test_reinstatement_leaves_the_days_between_not_valid() -> None:
    rows = [row("decertified", AFTER), row("reinstated", D(2027, 6, 1), id=2)]
    assert stands(S_ISP, rows, D(2027, 5, 31)) == ("decertified", AFTER, 1, LAST)
    assert stands(S_ISP, rows, D(2027, 6, 1)) == ("valid", D(2027, 6, 1), 2, SECOND_LAST)
    found = standing(S_ISP, rows, D(2027, 6, 1))
    assert found
    assert found.cycle
    assert (found.cycle.first, found.cycle.expires_on) == (D(2027, 1, 1), D(2029, 12, 31))


def test_superseded_ending_is_undone_and_what_was_known_then_stays() -> None:
    lost = row("decertified", AFTER)
    won = row("renewed", D(2027, 1, 1), id=2, supersedes=1, recorded_at=dt.datetime(2027, 8, 1, tzinfo=dt.UTC))
    assert stands(S_ISP, [lost, won], D(2027, 5, 1)) == ("valid", AWARD, 2, SECOND_LAST)
    before = dt.datetime(2027, 7, 31, tzinfo=dt.UTC)
    assert stands(S_ISP, [lost, won], D(2027, 5, 1), known_at=before) == ("decertified", AFTER, 1, LAST)


def test_cancellation_taken_back_leaves_nothing() -> None:
    rows = [row("ended", D(2026, 1, 1)), row("withdrawn", D(2025, 10, 1), id=2, supersedes=1)]
    assert stands(S_ISP, rows, D(2026, 6, 1)) == ("valid", AWARD, 1, LAST)


def test_revocation_wins_from_its_day_over_everything_for_good() -> None:
    rows = [
        row("decertified", AFTER),
        row("revoked", D(2027, 5, 1), id=2),
        row("reinstated", D(2027, 6, 1), id=3),
        row("ended", D(2027, 7, 1), id=4),
    ]
    assert stands(S_ISP, rows, D(2027, 4, 30))[0] == "decertified"
    assert stands(S_ISP, rows, D(2028, 1, 1))[:2] == ("revoked", D(2027, 5, 1))


def test_revoked_after_it_was_lost_it_was_not_valid_since_the_loss() -> None:
    rows = [row("decertified", AFTER), row("revoked", D(2029, 5, 5), id=2)]
    found = standing(S_ISP, rows, D(2030, 1, 1))
    assert found
    assert (found.value, found.since, found.over_since) == ("revoked", D(2029, 5, 5), AFTER)
    assert words.until(found) == "Not valid since 1 April 2027."
    assert _codes(rows, D(2030, 1, 1)) == [("awarded", AWARD), ("decertified", AFTER), ("revoked", D(2029, 5, 5))]
    back = [*rows[:1], row("reinstated", D(2027, 6, 1), id=2), row("ended", D(2028, 2, 2), id=3)]
    found = standing(S_ISP, back, D(2030, 1, 1))
    assert found
    assert found.over_since == D(2028, 2, 2)
    assert words.until(found) == "Not valid since 2 February 2028."
    assert (whole := standing(S_ISP, [], AWARD))
    assert whole.over_since is None


def test_the_first_ending_stands() -> None:
    rows = [row("decertified", AFTER), row("ended", D(2027, 6, 1), id=2)]
    assert stands(S_ISP, rows, D(2027, 12, 1))[:2] == ("decertified", AFTER)


def test_outcome_of_another_cycle_changes_nothing() -> None:
    for kind in ("renewed", "decertified", "extended", "reinstated"):
        rows = [row(kind, D(2027, 2, 1), cycle=2, last_day=D(2029, 1, 1))]
        assert stands(S_ISP, rows, D(2027, 2, 1)) == ("grace", D(2027, 1, 1), 1, LAST)


def test_title_without_cycles_has_no_end_by_itself() -> None:
    assert stands(FOUNDATION, [], D(2099, 1, 1)) == ("valid", AWARD, None, None)
    assert stands(FOUNDATION, [row("ended", D(2030, 1, 1))], D(2099, 1, 1)) == ("ended", D(2030, 1, 1), None, None)


def test_days_before_the_first_cycle_of_an_imported_title_are_taken_as_given() -> None:
    assert stands(IMPORTED, [], D(2022, 5, 5)) == ("valid", D(2018, 7, 1), None, None)
    assert stands(IMPORTED, [], D(2024, 7, 1)) == ("valid", D(2018, 7, 1), 3, D(2027, 9, 28))


def test_nothing_stands_before_the_award_or_before_anybody_knew_of_it() -> None:
    assert standing(S_ISP, [row("revoked", D(2025, 1, 1))], D(2023, 12, 31)) is None
    known = replace(S_ISP, awarded_at=MORNING)
    assert standing(known, [], D(2025, 1, 1), known_at=MORNING - dt.timedelta(seconds=1)) is None
    assert standing(known, [], D(2025, 1, 1), known_at=MORNING) is not None


def _codes(rows: list[OutcomeFact], on: D, credential: CredentialFact = S_ISP) -> list[tuple[str, D]]:
    found = standing(credential, rows, on)
    assert found is not None
    return [(reason.code.value, reason.day) for reason in found.reasons]


def test_reasons_tell_what_a_standing_rests_on() -> None:
    award = ("awarded", AWARD)
    assert _codes([], D(2025, 1, 1)) == [award, ("runs-until", D(2026, 12, 31))]
    assert _codes([], D(2027, 1, 1)) == [award, ("expired", D(2026, 12, 31)), ("in-time-until", LAST)]
    assert _codes([], D(2028, 1, 1)) == [award, ("expired", D(2026, 12, 31)), ("unjudged-since", AFTER)]
    longer = [row("extended", D(2027, 2, 2), last_day=D(2027, 5, 15))]
    assert _codes(longer, D(2027, 4, 1)) == [
        award, ("expired", D(2026, 12, 31)), ("extended", D(2027, 2, 2)), ("in-time-until", D(2027, 5, 15)),
    ]  # fmt: skip
    renewed = [row("renewed", D(2027, 1, 1))]
    assert _codes(renewed, D(2028, 1, 1)) == [award, ("renewed", D(2027, 1, 1)), ("runs-until", D(2029, 12, 31))]
    lost = [*renewed, row("decertified", D(2030, 4, 1), id=2, cycle=2)]
    assert _codes(lost, D(2031, 1, 1)) == [award, ("renewed", D(2027, 1, 1)), ("decertified", D(2030, 4, 1))]
    assert _codes([], D(2025, 1, 1), FOUNDATION) == [award, ("without-cycles", AWARD)]
    assert _codes([], D(2020, 1, 1), IMPORTED) == [
        ("awarded", D(2018, 7, 1)), ("before-first-cycle", D(2024, 7, 1)),
    ]  # fmt: skip


def test_standing_names_the_row_it_rests_on() -> None:
    renewed, longer = (
        row("renewed", D(2027, 1, 1)),
        row("extended", D(2029, 9, 9), id=2, cycle=2, last_day=D(2030, 6, 1)),
    )
    lost = row("decertified", D(2030, 6, 2), id=3, cycle=2)
    rows = [renewed, longer, lost]
    days = {D(2026, 1, 1): None, D(2029, 12, 31): renewed, D(2030, 1, 1): longer, D(2030, 6, 2): lost}
    assert {day: (found := standing(S_ISP, rows, day)) and found.outcome for day in days} == days


def test_everybody_is_told_less_than_the_holder() -> None:
    assert PUBLIC.keys() == set(StandingValue)
    assert PUBLIC[StandingValue.GRACE] == PUBLIC[StandingValue.HELD] == PublicValue.RENEWING
    assert {PUBLIC[value] for value in StandingValue if value.over} == {PublicValue.NOT_VALID}
    assert ReasonCode("renewed") == ReasonCode.RENEWED


# Properties -----------------------------------------------------------------------------------------

TURNS = [
    first + dt.timedelta(days=after)
    for first in (D(2026, 12, 31), D(2029, 12, 31))
    for after in (0, 1, 2, 45, 90, 91, 92, 130)
]
days = st.sampled_from(TURNS) | st.dates(AWARD, D(2031, 1, 1))
moments = st.sampled_from([MORNING, MORNING + DAY, MORNING + 400 * DAY])


@st.composite
def histories(draw: st.DrawFn) -> list[OutcomeFact]:
    """Rows in any order, sensible or not; some supersede an earlier one, no row is superseded twice."""
    rows: list[OutcomeFact] = []
    for number in range(1, draw(st.integers(0, 6)) + 1):
        kind = draw(st.sampled_from(OutcomeKind))
        free = [other.id for other in rows if other.id not in {one.supersedes for one in rows}]
        on = draw(days)
        rows.append(
            OutcomeFact(
                id=number,
                kind=kind,
                effective_on=on,
                recorded_at=draw(moments),
                cycle=draw(st.integers(1, 3)) if kind.of_a_cycle else None,
                last_day=draw(days) if kind == OutcomeKind.EXTENDED else None,
                supersedes=draw(st.sampled_from([None, *free])),
            )
        )
    return rows


credentials = st.sampled_from(
    [S_ISP, FOUNDATION, CredentialFact(awarded_on=AWARD, first_cycle=Window(number=1, first=D(2024, 3, 1)))]
)


def _naively(credential: CredentialFact, rows: list[OutcomeFact], on: D) -> tuple[str, D, D | None, int | None]:
    """Every day from the award on, with a few variables: what each row does on its day, then what the date says."""
    gone = {one.supersedes for one in rows}
    rows = [one for one in sorted(rows, key=lambda one: (one.recorded_at, one.id)) if one.id not in gone]
    cycle = credential.first_cycle
    last = cycle.last_day if cycle else None
    ending, value, since, day = "", "", AWARD, credential.awarded_on
    over_since: D | None = None
    while True:
        for one in (one for one in rows if one.effective_on == day):
            current = cycle is not None and one.cycle == cycle.number
            if one.kind == "revoked":
                ending = "revoked"
            elif one.kind == "ended" and not ending:
                ending = "ended"
            elif one.kind == "decertified" and current and not ending:
                ending = "decertified"
            elif one.kind == "extended" and current and not ending:
                last = max(last, one.last_day)
            elif current and (
                (one.kind == "renewed" and not ending) or (one.kind == "reinstated" and ending in {"", "decertified"})
            ):
                cycle, ending = cycle.following(), ""
                last = cycle.last_day
        if ending or cycle is None or day <= cycle.expires_on:
            now = ending or "valid"
        else:
            now = "grace" if day <= last else "held"
        if now != value:
            value, since = now, day
        over_since = (over_since or day) if ending else None
        if day == on:
            return value, since, over_since, cycle and cycle.number
        day += DAY


@given(credentials, histories(), days)
@example(S_ISP, [row("renewed", D(2027, 2, 14))], D(2030, 5, 1))
@example(S_ISP, [row("decertified", AFTER), row("revoked", D(2029, 5, 5), id=2)], D(2030, 5, 1))
def test_standing_equals_a_day_by_day_reference(credential: CredentialFact, rows: list[OutcomeFact], on: D) -> None:
    value, since, over_since, number = _naively(credential, rows, on)
    found = standing(credential, rows, on)
    assert found is not None
    assert (found.value.value, found.since, found.over_since) == (value, since, over_since)
    if found.cycle:
        assert found.cycle.number == number


@given(histories(), days, st.none() | moments, st.randoms(use_true_random=False))
def test_order_of_rows_never_matters(rows: list[OutcomeFact], on: D, known_at: dt.datetime | None, chance: Any) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert standing(S_ISP, rows, on, known_at) == standing(S_ISP, shuffled, on, known_at)


@given(histories(), days, moments)
def test_what_is_recorded_later_never_matters(rows: list[OutcomeFact], on: D, known_at: dt.datetime) -> None:
    known = [one for one in rows if one.recorded_at <= known_at]
    assert standing(S_ISP, rows, on, known_at) == standing(S_ISP, known, on, known_at)


@given(histories(), days)
def test_a_superseded_row_has_no_effect(rows: list[OutcomeFact], on: D) -> None:
    gone = {one.supersedes for one in rows}
    rest = [replace(one, supersedes=None) for one in rows if one.id not in gone]
    assert stands(S_ISP, rows, on) == stands(S_ISP, rest, on)


@given(st.dates(D(2000, 1, 1), D(2090, 1, 1)), st.integers(0, 4000))
def test_past_its_last_day_without_an_outcome_it_is_held(first: D, after: int) -> None:
    cycle = Window(number=1, first=first)
    credential = CredentialFact(awarded_on=first, first_cycle=cycle)
    assert stands(credential, [], cycle.last_day + DAY + after * DAY) == (
        "held",
        cycle.last_day + DAY,
        1,
        cycle.last_day,
    )


@given(st.dates(D(2000, 1, 1), D(2090, 1, 1)))
@example(D(2028, 2, 29))
@example(D(2031, 3, 1))
def test_cycles_that_are_over_begin_no_later_than_this(on: D) -> None:
    latest = latest_first_day_over_by(on)
    assert Window(number=1, first=latest).expires_on < on
    assert Window(number=1, first=latest + DAY).expires_on >= on
