"""Statements that follow one another, how old debts are, and what a page of waiting money begins with."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.enums import Age, MatchGround
from members.rules.ageing import SPANS, age
from members.rules.following import Extent, gaps
from members.rules.placing import Offer, answers, chosen

D = dt.date
E = Decimal


def _extent(key, first, last, opening=None, closing=None, iban="A"):
    return Extent(
        key=key,
        iban=iban,
        first_day=first and D(2026, 11, first),
        last_day=last and D(2026, 11, last),
        opening=None if opening is None else E(opening),
        closing=None if closing is None else E(closing),
    )


FOLLOWING = [
    ("the first of an account", [_extent(2, 2, 2)], False),
    ("the next day", [_extent(1, 2, 2), _extent(2, 3, 3)], False),
    ("balances agree over days without bookings", [_extent(1, 2, 2, 0, 10), _extent(2, 20, 20, 10, 12)], False),
    ("balances differ from one day to the next", [_extent(1, 2, 2, 0, 10), _extent(2, 3, 3, 11, 12)], True),
    ("a working day between, no balances", [_extent(1, 2, 3), _extent(2, 5, 5)], True),
    ("a weekend between, no balances", [_extent(1, 6, 6), _extent(2, 9, 9)], False),
    ("one balance alone says nothing", [_extent(1, 2, 2, 0, 10), _extent(2, 4, 4)], True),
    ("it begins within another", [_extent(1, 2, 5, 0, 10), _extent(2, 4, 9, 3, 12)], False),
    ("another account", [_extent(1, 2, 2, 0, 10, iban="B"), _extent(2, 9, 9, 50, 60)], False),
    ("no lines, so no days", [_extent(1, 2, 2, 0, 10), _extent(2, None, None, 50, 60)], False),
    ("the nearest before counts", [_extent(1, 2, 2, 0, 10), _extent(3, 4, 4, 10, 20), _extent(2, 5, 5, 20, 30)], False),
    ("brought in again", [_extent(1, 2, 2, 0, 10), _extent(3, 9, 9, 50, 60), _extent(2, 9, 9, 50, 60)], True),
]  # fmt: skip


@pytest.mark.parametrize(("statements", "found"), [row[1:] for row in FOLLOWING], ids=[row[0] for row in FOLLOWING])
def test_statement_follows_the_one_before_it(statements, found):
    assert bool(list(gaps(statements, {2}))) is found


def test_gap_tells_both_balances():
    (gap,) = gaps([_extent(1, 2, 2, 0, 10), _extent(2, 9, 9, 50, 60)], {2})
    assert (gap.closed_with, gap.opens_with, gap.last_day, gap.first_day) == (10, 50, D(2026, 11, 2), D(2026, 11, 9))


AGES = [
    (-30, Age.NOT_DUE), (0, Age.NOT_DUE), (1, Age.TO_14), (14, Age.TO_14), (15, Age.TO_30), (30, Age.TO_30),
    (31, Age.TO_60), (60, Age.TO_60), (61, Age.TO_90), (90, Age.TO_90), (91, Age.OVER_90), (999, Age.OVER_90),
]  # fmt: skip


@pytest.mark.parametrize(("late", "expected"), AGES)
def test_age_goes_by_days_after_the_last_day(late, expected):
    on = D(2026, 11, 30)
    assert age(on - dt.timedelta(late), on) == expected


@given(st.integers(-500, 500))
def test_every_due_day_lies_in_one_span(late):
    on = D(2026, 11, 30)
    due = on - dt.timedelta(late)
    within = []
    for span in SPANS:
        earliest, latest = span.due_between(on)
        if (earliest is None or due >= earliest) and (latest is None or due <= latest):
            within.append(span.age)
    assert within == [age(due, on)]


def _offer(key, invoice, amount="150", ground=MatchGround.IBAN_KNOWN):
    return Offer(key=key, invoice=invoice, amount=E(amount), ground=ground)


def test_several_named_together_are_the_first_answer():
    several = MatchGround.SEVERAL_REFERENCES
    found = answers(E(300), [_offer(1, 1, ground=several), _offer(2, 2, ground=several)], {1: E(150), 2: E(150)})
    assert [([offer.key for offer in answer.offers], answer.booked, answer.over) for answer in found] == [
        ([1, 2], 300, 0), ([1], 150, 150), ([2], 150, 150),
    ]  # fmt: skip
    assert chosen([found], {1: E(150), 2: E(150)}) == [0]


def test_what_is_open_no_more_is_no_answer():
    assert answers(E(150), [_offer(1, 1)], {1: E(0)}) == []


def test_answer_books_no_more_than_is_left_and_open():
    (answer,) = answers(E(160), [_offer(1, 1, "160")], {1: E(100)})
    assert (answer.booked, answer.over) == (100, 60)


CHOSEN = [
    ("one", [[_offer(1, 1)]], [0]),
    ("nothing offered", [[]], [None]),
    ("two as likely", [[_offer(1, 1), _offer(2, 2)]], [None]),
    ("the second says less", [[_offer(1, 1), _offer(2, 2, ground=MatchGround.NAME_AND_AMOUNT)]], [0]),
    ("the second is of another amount", [[_offer(1, 1), _offer(2, 2, "50")]], [0]),
    ("the line above takes it", [[_offer(1, 1)], [_offer(2, 1)]], [0, None]),
    ("two parts of one invoice", [[_offer(1, 1, "100")], [_offer(2, 1, "50")]], [0, 0]),
]


@pytest.mark.parametrize(("lines", "expected"), [row[1:] for row in CHOSEN], ids=[row[0] for row in CHOSEN])
def test_page_begins_with_the_likeliest(lines, expected):
    still = {1: E(150), 2: E(150)}
    assert chosen([answers(E(150), line, still) for line in lines], still) == expected


@given(st.lists(st.lists(st.builds(
    _offer, st.integers(1, 99), st.integers(1, 3), st.sampled_from(["50", "100", "150"]), st.sampled_from(MatchGround)
), max_size=3), max_size=6))  # fmt: skip
def test_what_a_page_begins_with_overbooks_nothing(lines):
    still = dict.fromkeys((1, 2, 3), E(150))
    offered = [answers(E(150), line, still) for line in lines]
    taken = dict.fromkeys(still, E(0))
    for found, place in zip(offered, chosen(offered, still), strict=True):
        for offer in found[place].offers if place is not None else ():
            taken[offer.invoice] += min(offer.amount, E(150))
    assert all(taken[invoice] <= still[invoice] for invoice in still)
