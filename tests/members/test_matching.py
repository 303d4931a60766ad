"""Which invoice a payment is for: what is exact, what is only proposed and why, and what a reversal undoes."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import iso11649
from stdnum.iso7064 import mod_97_10

from common.creditor_reference import make
from members.enums import MatchGround
from members.rules import names, quoted
from members.rules.matching import Booking, Exact, Owed, Payment, Proposal, find_reversed, match

EUR = Decimal
ANNA, BEN, ACME = "NL20INGB0001234567", "NL02RABO0123456789", "DE89370400440532013000"


def reference(year: int, number: int) -> str:
    digits = f"{year}{number:06}"
    return f"RF{mod_97_10.calc_check_digits(digits + 'RF')}{digits}"


def owed(number: int, amount: str = "150.00", **more: Any) -> Owed:
    told = {"reference": reference(2026, number), "number": f"2026-{number:05}", **more}
    return Owed(invoice=number, open=EUR(amount), **told)


ONE, TWO, THREE = reference(2026, 123), reference(2026, 124), reference(2026, 125)
BOOK = [
    owed(123, names=("Anna van der Voorbeeld",), ibans=(ANNA,)),
    owed(124, names=("Ben Jansen", "Acme Advies B.V."), ibans=(ACME,)),
    owed(125, "75.50", names=("Ben Jansen",), ibans=(BEN, ACME)),
]


def found(payment: Payment, book: Sequence[Owed] = BOOK) -> Any:
    match_found = match([payment], book)[payment.key]
    if isinstance(match_found, Exact):
        return match_found.invoice
    return [(one.invoice, str(one.amount), one.ground.value) for one in match_found]


def pay(amount: str = "150.00", **more: Any) -> Payment:
    return Payment(key="p", amount=EUR(amount), **more)


def test_references_of_these_tests_are_whole() -> None:
    assert all(iso11649.is_valid(each) for each in (ONE, TWO, THREE))
    assert ONE[4:] == "2026000123"


SPACED = f"{ONE[:4]} {ONE[4:8]} {ONE[8:12]} {ONE[12:]}"


@pytest.mark.parametrize(
    "said",
    [
        {"references": (ONE,)},
        {"references": (SPACED,)},
        {"end_to_end": ONE},
        {"text": ONE},
        {"text": SPACED},
        {"text": ONE.lower()},
        {"text": f"contributie 2026{ONE}dank u wel"},
        {"text": f"Invoice {ONE}."},
        {"text": f"{ONE} 05-11-2026"},
        {"text": f"R F {' '.join(ONE[2:])}"},
        {"text": f"REF:{ONE[:9]}\n{ONE[9:]}/EUR150"},
        {"text": f"ＲＦ{ONE[2:]}"},
        {"text": f"RF\u200b{ONE[2:]}"},
        {"text": ONE, "references": (ONE,), "end_to_end": ONE},
        {"text": f"{ONE} not {reference(2025, 7)}"},
        {"text": ONE, "name": "Ben Jansen", "iban": BEN},
    ],
    ids=str,
)
def test_whole_reference_and_the_open_amount_are_exact(said: dict[str, Any]) -> None:
    assert found(pay(**said)) == 123


OTHER, SEVERAL, PART, IBAN, NAME = (ground.value for ground in MatchGround)


@pytest.mark.parametrize(
    ("payment", "proposals"),
    [
        (pay("149.99", text=ONE), [(123, "149.99", OTHER)]),
        (pay("150.01", text=ONE), [(123, "150.00", OTHER)]),
        (pay("225.50", text=f"{TWO} {THREE}"), [(124, "150.00", SEVERAL), (125, "75.50", SEVERAL)]),
        (pay("200.00", text=f"{TWO}, {THREE}"), [(124, "150.00", SEVERAL), (125, "50.00", SEVERAL)]),
        (pay("150.00", text=f"{TWO}{THREE}"), [(124, "150.00", SEVERAL)]),
        (pay("150.00", references=(TWO,), text=ONE), [(124, "150.00", SEVERAL)]),
        (pay("500.00", references=(THREE,), text=ONE), [(125, "75.50", SEVERAL), (123, "150.00", SEVERAL)]),
        (pay(text=ONE[:-1] + "4"), [(123, "150.00", PART), (124, "150.00", PART)]),
        (pay(text=ONE[:5] + "O" + ONE[6:]), [(123, "150.00", PART)]),
        (pay(text=ONE[:7] + "G" + ONE[8:]), [(123, "150.00", PART)]),
        (pay(text=ONE[:5] + ONE[6] + ONE[5] + ONE[7:]), [(123, "150.00", PART)]),
        (pay(text="2026-00123"), [(123, "150.00", PART)]),
        (pay(text="invoice 2026 / 00123, thanks"), [(123, "150.00", PART)]),
        (pay("10.00", text="F2026-00123"), [(123, "10.00", PART)]),
        (pay(text=ONE[4:]), [(123, "150.00", PART)]),
        (pay(text=ONE[2:]), [(123, "150.00", PART)]),
        (pay(text=f"RF00{ONE[4:]}"), [(123, "150.00", PART)]),
        (pay(text="2026-00125 and 2026-00124"), [(124, "150.00", PART), (125, "75.50", PART)]),
        (pay(text=f"{ONE}4"), [(123, "150.00", PART)]),
        (pay("80.00", iban=ACME), [(124, "80.00", IBAN), (125, "75.50", IBAN)]),
        (pay("75.50", iban="de89 3704 0044 0532 0130 00"), [(125, "75.50", IBAN), (124, "75.50", IBAN)]),
        (pay(name="VOORBEELD A V D"), [(123, "150.00", NAME)]),
        (pay("149.00", name="Anna van der Voorbeeld"), []),
        (pay(name="ACME ADVIES BV"), [(124, "150.00", NAME)]),
        (pay(iban=ANNA, name="Ben Jansen"), [(123, "150.00", IBAN), (124, "150.00", NAME)]),
        (pay(text="2026-00123", iban=ANNA), [(123, "150.00", PART)]),
        (pay(text="2026"), []),
        (pay(), []),
        (pay("0.00", text=ONE), []),
        (pay("-150.00", text=ONE), []),
    ],
    ids=lambda value: str(value) if isinstance(value, Payment) else "",
)
def test_anything_else_is_proposed_with_its_ground(payment: Payment, proposals: list[tuple[int, str, str]]) -> None:
    assert found(payment) == proposals


def test_nothing_is_matched_where_nothing_is_owed() -> None:
    assert found(pay(text=ONE, name="Anna", iban=ANNA), []) == []


def test_second_payment_of_an_invoice_is_proposed() -> None:
    payments = [
        Payment(key="guess", amount=EUR("150.00"), name="Anna van der Voorbeeld"),
        Payment(key="first", amount=EUR("150.00"), text=ONE),
        Payment(key="second", amount=EUR("150.00"), text=ONE, iban=ACME),
    ]
    assert match(payments, BOOK) == {
        "guess": (),
        "first": Exact(123),
        "second": (
            Proposal(123, EUR("0"), MatchGround.REFERENCE_OTHER_AMOUNT),
            Proposal(124, EUR("150.00"), MatchGround.IBAN_KNOWN),
            Proposal(125, EUR("75.50"), MatchGround.IBAN_KNOWN),
        ),
    }


def test_two_invoices_with_one_reference_are_never_exact() -> None:
    book = [owed(123), owed(124, reference=ONE)]
    assert found(pay(text=ONE), book) == [(123, "150.00", SEVERAL)]


def test_reference_with_wrong_check_digits_is_nobodys() -> None:
    broken = f"RF00{ONE[4:]}"
    assert found(pay(text=broken), [Owed(invoice=1, reference=broken, number="", open=EUR("150.00"))]) == []


def test_no_more_than_three_are_proposed() -> None:
    book = [owed(number, names=("Jan Jansen",), ibans=(ANNA,)) for number in range(100, 120)]
    for said in ({"iban": ANNA}, {"name": "J. Jansen"}, {"text": " ".join(one.reference for one in book)}):
        assert len(found(pay("3000.00" if "text" in said else "150.00", **said), book)) == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("J. Jansen", "Jan Jansen"),
        ("JANSEN J", "Jan Jansen"),
        ("JANSEN,J.P.M.", "Jan Piet Maria Jansen"),
        ("Hr J Jansen e/o Mw M de Vries", "Jan Jansen"),
        ("Jan Jansen", "Jansen"),
        ("Zoë Müller", "ZOE MUELLER"),
        ("José Núñez", "JOSE NUNEZ"),
        ("S. Sørensen", "Søren Sørensen"),
        ("J v d Berg", "Jan van den Berg"),
        ("Acme B.V.", "ACME BV"),
        ("Acme Advies B.V.", "Acme Advies Nederland"),
        ("Voorbeeld & Zn. V.O.F.", "voorbeeld zn"),
        ("Example Ltd.", "EXAMPLE LIMITED"),
        ("J. Jansen-Bakker", "Jan Jansen"),
        ("王小明", "王小明"),
    ],
)
def test_names_that_can_be_the_same(one: str, other: str) -> None:
    assert names.alike(names.words(one), names.words(other))
    assert names.alike(names.words(other), names.words(one))
    assert set(names.sought(names.words(one))) & names.keys(names.words(other))
    assert set(names.sought(names.words(other))) & names.keys(names.words(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("P. Jansen", "Jan Jansen"),
        ("Jan Jansen", "Johan Jansen"),
        ("Jan Jansen", "Jan de Vries"),
        ("Acme B.V.", "Voorbeeld B.V."),
        ("Acme Advies", "Acme Holding"),
        ("van der Berg", "van der Meer"),
        ("J", "J"),
        ("", "Jansen"),
        ("", ""),
    ],
)
def test_names_that_are_different(one: str, other: str) -> None:
    assert not names.alike(names.words(one), names.words(other))
    assert not names.alike(names.words(other), names.words(one))


people = st.lists(st.sampled_from(["jan", "j", "jansen", "berg", "bakker", "b", "piet", "p"]), min_size=1, max_size=4)


@given(people, people)
def test_names_that_are_alike_are_found_under_their_keys(one: list[str], other: list[str]) -> None:
    first, second = names.words(" ".join(one)), names.words(" ".join(other))
    score = names.alike(first, second)
    assert bool(score) == bool(names.alike(second, first))
    if score:
        assert set(names.sought(first)) & names.keys(second)


@given(st.integers(0, 11), st.sampled_from("0123456789"), st.integers(1, 999_999))
def test_one_wrong_digit_is_never_exact_and_always_proposed(place: int, digit: str, number: int) -> None:
    right = reference(2026, number)
    wrong = right[: place + 2] + digit + right[place + 3 :]
    assume(wrong != right)
    assert (number, "150.00", PART) in found(pay(text=wrong), [owed(number)])


amounts = st.sampled_from(["150.00", "75.50", "0.01", "1000.00", "0.00", "-5.00"])
said = st.lists(
    st.sampled_from([ONE, TWO, THREE, SPACED, "2026-00123", "RF", "x", " ", "2026", reference(2025, 1)]), max_size=4
)
payments = st.builds(
    Payment,
    key=st.integers(),
    amount=amounts.map(EUR),
    name=st.sampled_from(["", "Ben Jansen", "Acme", "A Voorbeeld"]),
    iban=st.sampled_from(["", ANNA, BEN, ACME]),
    text=said.map("".join),
    end_to_end=st.one_of(st.just(""), st.text(max_size=10), st.just(ONE)),
)


@given(st.lists(payments, max_size=6, unique_by=lambda payment: payment.key))
def test_no_invoice_is_settled_twice_and_no_proposal_gives_more_than_there_is(run: list[Payment]) -> None:
    matches = match(run, BOOK)
    open_of = {one.invoice: one.open for one in BOOK}
    assert list(matches) == [payment.key for payment in run]
    settled = [each.invoice for each in matches.values() if isinstance(each, Exact)]
    assert len(settled) == len(set(settled))
    for payment in run:
        each = matches[payment.key]
        if isinstance(each, Exact):
            assert payment.amount == open_of[each.invoice]
            continue
        assert len(each) <= 3
        assert len({one.invoice for one in each}) == len(each)
        grounds = [list(MatchGround).index(one.ground) for one in each]
        assert grounds == sorted(grounds)
        assert all(0 <= one.amount <= min(payment.amount, open_of[one.invoice]) for one in each)
        if each and each[0].ground == MatchGround.SEVERAL_REFERENCES:
            assert sum(one.amount for one in each) <= payment.amount


DAY = dt.date(2026, 11, 10)


def booking(key: str, amount: str = "150.00", days: int = -1, **more: str) -> Booking:
    return Booking(key=key, amount=EUR(amount), booked_on=DAY + dt.timedelta(days), **more)


BACK = booking("back", "-150.00", 0, bank_reference="R", end_to_end="E", iban=ANNA)


@pytest.mark.parametrize(
    ("earlier", "key"),
    [
        ([], None),
        ([booking("a", bank_reference="R")], "a"),
        ([booking("a", bank_reference="R"), booking("b", end_to_end="E"), booking("c", iban=ANNA)], "a"),
        ([booking("a", end_to_end="E"), booking("c", iban=ANNA)], "a"),
        ([booking("a", iban="nl20 ingb 0001 2345 67")], "a"),
        ([booking("a", days=0, iban=ANNA)], "a"),
        ([booking("a", days=1, iban=ANNA)], None),
        ([booking("a", "149.99", bank_reference="R")], None),
        ([booking("a", "-150.00", bank_reference="R")], None),
        ([booking("a", iban=BEN)], None),
        ([booking("a")], None),
        ([booking("a", bank_reference="R"), booking("b", bank_reference="R")], None),
        ([booking("a", iban=ANNA), booking("b", iban=ANNA)], None),
        ([booking("a", end_to_end="E"), booking("b", end_to_end="E"), booking("c", iban=ANNA)], None),
    ],
)
def test_reversal_finds_the_one_line_it_undoes(earlier: list[Booking], key: str | None) -> None:
    assert find_reversed([BACK], earlier) == ({"back": key} if key else {})


def test_reversal_that_says_nothing_finds_nothing() -> None:
    assert find_reversed([booking("back", "-150.00", 0)], [booking("a"), booking("b", iban=ANNA)]) == {}


def test_reversed_debit_is_found_likewise() -> None:
    back = booking("back", "20.00", 0, iban=ANNA)
    assert find_reversed([back], [booking("a", "-20.00", iban=ANNA)]) == {"back": "a"}


def test_line_that_two_reversals_want_is_undone_by_the_first() -> None:
    first, second = (booking(key, "-150.00", 0, bank_reference="R") for key in ("first", "second"))
    wanted = booking("a", bank_reference="R")
    assert find_reversed([first, second], [wanted]) == {"first": "a"}
    assert find_reversed([second, first], [wanted]) == {"second": "a"}


def test_second_reversal_undoes_what_the_first_left() -> None:
    """What fits several lines alone fits one once another reversal took the other by what says more."""
    first = booking("first", "-150.00", 0, bank_reference="R")
    second = booking("second", "-150.00", 0, iban=ANNA)
    lines = [booking("a", bank_reference="R", iban=ANNA), booking("b", iban=ANNA)]
    assert find_reversed([first, second], lines) == {"first": "a", "second": "b"}
    assert find_reversed([second, first], lines) == {"first": "a"}


def test_no_reversals_find_nothing() -> None:
    assert find_reversed([], [booking("a", bank_reference="R")]) == {}


@given(st.from_regex(r"RF[0-9]{2,24}", fullmatch=True), st.booleans())
def test_a_reference_is_ours_when_the_standard_says_so(reference: str, whole: bool) -> None:
    if whole and len(reference) > 4:
        reference = make(reference[4:])
    expected = reference if len(reference) > 4 and iso11649.is_valid(reference) else ""
    assert quoted.tidy(reference) == quoted.tidy(reference.lower()) == expected
