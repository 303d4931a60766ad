"""The days of a private calendar: which there are, what moves them, what strikes them out, and what they are called."""

import datetime as dt
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members import diary_file
from members.enums import DiaryKind, OutcomeKind
from members.rules.cycles import Window
from members.rules.diary import KEPT, Entry, HeldFact, entries_of, recent
from members.rules.standing import CredentialFact, OutcomeFact

FIRST = Window(number=1, first=date(2026, 1, 5))
E = date(2029, 1, 4)
LAST = date(2029, 4, 4)
AWARD = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)


def _outcome(pk: int, kind: OutcomeKind, on: date, **more: object) -> OutcomeFact:
    at = dt.datetime.combine(on, dt.time(3), dt.UTC)
    return OutcomeFact(id=pk, kind=kind, effective_on=on, recorded_at=at, **more)  # type: ignore[arg-type]


def _held(*outcomes: OutcomeFact, cycles: int = 1) -> HeldFact:
    windows = [FIRST]
    for _more in range(cycles - 1):
        windows.append(windows[-1].following())
    fact = CredentialFact(awarded_on=FIRST.first, first_cycle=FIRST, awarded_at=AWARD)
    return HeldFact(key=7, code="S-ISP", fact=fact, cycles=windows, outcomes=outcomes)


def _told(held: HeldFact, on: date) -> dict[str, tuple[date, bool, int]]:
    return {row.name: (row.day, row.off, row.sequence) for row in entries_of(held, on)}


RENEWED = _outcome(1, OutcomeKind.RENEWED, date(2029, 1, 5), cycle=1)
ENDED = _outcome(2, OutcomeKind.ENDED, date(2027, 7, 1))


def test_a_title_has_the_last_day_of_its_cycle_and_the_last_one_to_report_and_pay() -> None:
    assert _told(_held(), date(2026, 6, 1)) == {
        "expires-7-1": (E, False, 0),
        "last-day-7-1": (LAST, False, 0),
    }


def test_what_is_renewed_has_nothing_left_to_do_and_its_next_cycle_has_days_of_its_own() -> None:
    told = _told(_held(RENEWED, cycles=2), date(2029, 1, 6))
    assert told["expires-7-1"] == (E, True, 1)
    assert told["last-day-7-1"] == (LAST, True, 1)
    assert told["expires-7-2"] == (date(2032, 1, 4), False, 1)
    assert told["last-day-7-2"] == (date(2032, 4, 3), False, 1)


def test_a_renewal_that_is_taken_back_strikes_the_next_cycle_and_brings_the_last_day_back() -> None:
    back = _outcome(5, OutcomeKind.WITHDRAWN, date(2029, 2, 1), supersedes=1)
    told = _told(_held(RENEWED, back, cycles=2), date(2029, 2, 2))
    assert told["last-day-7-1"] == (LAST, False, 2)
    assert told["expires-7-2"][1] is True
    assert told["last-day-7-2"][1] is True


def test_an_extension_moves_the_last_day_and_nothing_else() -> None:
    longer = _outcome(3, OutcomeKind.EXTENDED, date(2029, 3, 1), cycle=1, last_day=date(2029, 6, 1))
    told = _told(_held(longer), date(2029, 3, 2))
    assert told == {"expires-7-1": (E, False, 1), "last-day-7-1": (date(2029, 6, 1), False, 1)}


def test_an_end_that_is_announced_strikes_what_would_come_after_it() -> None:
    told = _told(_held(ENDED), date(2026, 8, 1))
    assert told["ends-7-2"] == (date(2027, 6, 30), False, 0)
    assert told["expires-7-1"] == (E, True, 1)
    assert told["last-day-7-1"] == (LAST, True, 1)


def test_an_end_that_others_announced_has_its_day_too_and_one_of_the_day_itself_has_none() -> None:
    ahead = replace(_outcome(2, OutcomeKind.REVOKED, date(2027, 7, 1)), recorded_at=AWARD)
    found = {row.name: row for row in entries_of(_held(ahead), date(2026, 8, 1))}
    assert (found["ends-7-2"].kind, found["ends-7-2"].day) == (DiaryKind.TAKEN, date(2027, 6, 30))
    assert diary_file.summary(found["ends-7-2"]) == "S-ISP: last day"
    assert "ends-7-2" not in _told(_held(_outcome(2, OutcomeKind.REVOKED, date(2027, 7, 1))), date(2026, 8, 1))


def test_who_ends_before_the_last_day_to_report_and_pay_is_not_told_of_it() -> None:
    ends = replace(ENDED, effective_on=date(2029, 2, 1))
    for rows, last in (((), LAST), ((ends,), None)):
        found = next(row for row in entries_of(_held(*rows), date(2026, 8, 1)) if row.kind == DiaryKind.EXPIRES)
        assert (found.off, found.last_day) == (False, last)


def test_an_end_that_is_taken_back_is_struck_out_and_the_days_come_back() -> None:
    back = replace(_outcome(4, OutcomeKind.WITHDRAWN, date(2026, 9, 1)), supersedes=2)
    told = _told(_held(ENDED, back), date(2026, 9, 2))
    assert told["ends-7-2"] == (date(2027, 6, 30), True, 1)
    assert told["expires-7-1"] == (E, False, 2)
    assert told["last-day-7-1"] == (LAST, False, 2)


def test_a_title_that_was_lost_has_nothing_left_to_do() -> None:
    lost = _outcome(6, OutcomeKind.DECERTIFIED, date(2029, 4, 5), cycle=1)
    told = _told(_held(lost), date(2029, 4, 6))
    assert told == {"expires-7-1": (E, True, 1), "last-day-7-1": (LAST, True, 1)}


def test_a_title_that_was_revoked_early_has_no_day_left() -> None:
    told = _told(_held(_outcome(6, OutcomeKind.REVOKED, date(2028, 4, 5))), date(2028, 4, 6))
    assert {name: off for name, (_day, off, _count) in told.items()} == {"expires-7-1": True, "last-day-7-1": True}


def test_a_title_without_cycles_has_no_days() -> None:
    fact = CredentialFact(awarded_on=FIRST.first, first_cycle=None, awarded_at=AWARD)
    held = HeldFact(key=7, code="S-F", fact=fact, cycles=(), outcomes=())
    assert list(entries_of(held, date(2026, 6, 1))) == []


def test_days_of_the_last_year_stay_and_older_ones_go() -> None:
    row = Entry(
        name="year-1-20260105",
        kind=DiaryKind.CONTRIBUTION,
        day=date(2026, 1, 5),
        off=True,
        sequence=2,
        changed_at=AWARD,
        amount=Decimal("150.00"),
    )
    assert recent([row], row.day + KEPT) == [row]
    assert recent([row], row.day + KEPT + dt.timedelta(1)) == []


@st.composite
def _walks(draw: st.DrawFn) -> list[OutcomeFact]:
    """Outcomes one after another, some of which put earlier ones aside."""
    rows: list[OutcomeFact] = []
    day = date(2026, 2, 1)
    for pk in range(1, draw(st.integers(1, 7)) + 1):
        day += dt.timedelta(draw(st.integers(0, 700)))
        kind = draw(st.sampled_from(list(OutcomeKind)))
        free = [row.id for row in rows if row.id not in {other.supersedes for other in rows}]
        supersedes = draw(st.sampled_from(free)) if kind == OutcomeKind.WITHDRAWN and free else None
        if kind == OutcomeKind.WITHDRAWN and supersedes is None:
            continue
        more: dict[str, object] = {"supersedes": supersedes}
        if kind.of_a_cycle:
            more["cycle"] = draw(st.integers(1, 3))
        if kind == OutcomeKind.EXTENDED:
            more["last_day"] = day + dt.timedelta(draw(st.integers(1, 200)))
        rows.append(_outcome(pk, kind, day, **more))
    return rows


@given(_walks())
def test_names_stay_and_every_change_is_a_higher_number(rows: list[OutcomeFact]) -> None:
    """By every further outcome, no day loses its name, and none changes without its number growing."""
    before: dict[str, tuple[date, bool, int]] = {}
    for known in range(len(rows) + 1):
        told = _told(_held(*rows[:known], cycles=4), rows[-1].effective_on if rows else E)
        assert before.keys() <= told.keys()
        for name, (day, off, count) in before.items():
            assert told[name][2] >= count
            assert told[name][:2] == (day, off) or told[name][2] > count
        before = told


@pytest.mark.parametrize("on", [E, LAST, date(2029, 4, 5), date(2031, 1, 1)])
def test_what_nobody_judged_stays_as_it_was(on: date) -> None:
    assert {off for _day, off, _count in _told(_held(), on).values()} == {False}
