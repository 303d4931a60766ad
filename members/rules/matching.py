"""Which invoice a payment is for: exactly, by our whole reference and the open amount, or by proposals with a ground.

Pure. Amounts are euros. Everything is looked up in tables made once, so that a run over a year's payments takes
seconds. Only what is exact is booked without a person. Source: decided.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import chain, islice
from typing import Final

from members.enums import MatchGround
from members.rules import names, quoted
from members.rules.membership import NOTHING

MOST_PROPOSALS: Final = 3
MOST_COMPARED: Final = 30
"""Different names looked at for one payment; of more that look the same nobody could choose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money that came in, as its line says; ``key`` is whatever the caller knows it by."""

    key: int
    amount: Decimal
    name: str = ""
    iban: str = ""
    text: str = ""
    references: tuple[str, ...] = ()
    end_to_end: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """An invoice with what is open of it: its reference (RF…), its number, its person, names and accounts of payers."""

    invoice: int
    reference: str
    number: str
    open: Decimal
    person: int = 0
    names: tuple[str, ...] = ()
    ibans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exact:
    """The payment settles this invoice, to the cent."""

    invoice: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """How much of the payment could be for this invoice, and why; 0.00 when nothing of it is open any more."""

    invoice: int
    amount: Decimal
    ground: MatchGround


Match = Exact | tuple[Proposal, ...]


def match(payments: Iterable[Payment], owed: Iterable[Owed]) -> dict[int, Match]:
    """For every payment by key, the invoice it settles, or up to three proposals, the surest first.

    Exact matches are made first, in the order of the payments, each invoice's open amount going down with them; what
    is proposed is judged by what is open then, and takes nothing away from other proposals.
    """
    book = _Book(owed)
    matches: dict[int, Match] = {}
    waiting = []
    for payment in payments:
        texts = [quoted.plain(text) for text in (*payment.references, payment.end_to_end, payment.text) if text]
        found = book.quoted(texts)
        matches[payment.key] = ()
        if book.settles(payment, found):
            matches[payment.key] = Exact(book.owed[found[0]].invoice)
        elif payment.amount > 0:
            waiting.append((payment, texts, found))
    guesses = _Guesses(book) if waiting else None
    for payment, texts, found in waiting:
        assert guesses is not None  # noqa: S101  somebody waits
        matches[payment.key] = tuple(_proposals(book, guesses, payment, texts, found))
    return matches


class _Book:
    """The invoices by place, with what is open of each, and their references."""

    def __init__(self, owed: Iterable[Owed]) -> None:
        self.owed = tuple(owed)
        self.open = [one.open for one in self.owed]
        self.by_reference: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(self.owed):
            if reference := quoted.tidy(one.reference):
                self.by_reference[reference].append(place)
        self.sizes = sorted({len(reference) - 2 for reference in self.by_reference}, reverse=True)

    def quoted(self, texts: Sequence[str]) -> list[int]:
        """The places of the invoices whose whole reference stands in one of the texts, in order, each once."""
        found = (each for text in texts for each in quoted.whole(text, self.by_reference, self.sizes))
        return list(dict.fromkeys(place for reference in found for place in self.by_reference[reference]))

    def settles(self, payment: Payment, found: Sequence[int]) -> bool:
        """Whether the payment is exactly what is open of the one invoice it quotes; it is settled then."""
        exact = len(found) == 1 and payment.amount > 0 and self.open[found[0]] == payment.amount
        if exact:
            self.open[found[0]] = NOTHING
        return exact


class _Guesses:
    """Tables of what is still open: by digits, accounts, names."""

    def __init__(self, book: _Book) -> None:
        self.by_digits: dict[str, list[int]] = defaultdict(list)
        self.by_iban: dict[str, list[int]] = defaultdict(list)
        self.by_iban_and_amount: dict[tuple[str, Decimal], list[int]] = defaultdict(list)
        self.by_name: dict[tuple[Decimal, tuple[str, ...]], list[int]] = defaultdict(list)
        self.names: dict[tuple[Decimal, str, str], list[tuple[str, ...]]] = defaultdict(list)
        self._alike: dict[tuple[Decimal, tuple[str, ...]], list[int]] = {}
        words = cache(names.words)
        for place, one in enumerate(book.owed):
            if book.open[place] <= 0:
                continue
            for digits in _digits(one):
                self.by_digits[digits].append(place)
            for iban in {_account(iban) for iban in one.ibans}:
                self.by_iban[iban].append(place)
                self.by_iban_and_amount[iban, book.open[place]].append(place)
            for name in dict.fromkeys(map(words, one.names)):
                self.by_name[book.open[place], name].append(place)
        for amount, name in self.by_name:
            for key in names.keys(name):
                self.names[amount, *key].append(name)
        self.longest = max(map(len, self.by_digits), default=0)

    def alike(self, payment: Payment) -> list[int]:
        """The invoices of exactly this amount whose names are like the payer's, the most alike first."""
        payer = names.words(payment.name)
        known = payment.amount, payer
        if known not in self._alike:
            self._alike[known] = self._compared(payment.amount, payer)
        return self._alike[known]

    def _compared(self, amount: Decimal, payer: tuple[str, ...]) -> list[int]:
        """The rarest keys say most, so names under them are looked at first."""
        kept = sorted((self.names.get((amount, *key), []) for key in names.sought(payer)), key=len)
        looked_at = islice(
            dict.fromkeys(chain.from_iterable(islice(each, MOST_COMPARED) for each in kept)), MOST_COMPARED
        )
        scores = {name: names.alike(payer, name) for name in looked_at}
        likely = sorted(filter(scores.__getitem__, scores), key=lambda name: -scores[name])[:MOST_PROPOSALS]
        found = {place: None for name in likely for place in self.by_name[amount, name]}
        return list(found)

    def of_account(self, payment: Payment) -> Iterator[int]:
        """The invoices this account paid like before, those of this amount first."""
        iban = _account(payment.iban)
        if iban:
            yield from self.by_iban_and_amount.get((iban, payment.amount), ())
            yield from self.by_iban.get(iban, ())


def _proposals(
    book: _Book, guesses: _Guesses, payment: Payment, texts: Sequence[str], found: Sequence[int]
) -> list[Proposal]:
    """What a person is offered. Whole references say it all, unless nothing is open of what they name."""
    ground = MatchGround.SEVERAL_REFERENCES if len(found) > 1 else MatchGround.REFERENCE_OTHER_AMOUNT
    named = [(place, share, ground) for place, share in _shared(book, payment.amount, found)]
    if not any(share for _place, share, _ground in named):
        known = {place for place, _share, _ground in named}
        others = ((place, ground) for place, ground in _guessed(book, guesses, payment, texts) if place not in known)
        named += [(place, min(payment.amount, book.open[place]), why) for place, why in _first(others)]
    return [Proposal(book.owed[place].invoice, share, why) for place, share, why in named[:MOST_PROPOSALS]]


def _shared(book: _Book, amount: Decimal, found: Sequence[int]) -> list[tuple[int, Decimal]]:
    """The amount over the invoices in order, each what is open of it; those that get nothing only when all do."""
    shares = []
    for place in found:
        share = max(NOTHING, min(amount, book.open[place]))
        amount -= share
        shares.append((place, share))
    return [(place, share) for place, share in shares if share] or shares


def _guessed(
    book: _Book, guesses: _Guesses, payment: Payment, texts: Sequence[str]
) -> Iterator[tuple[int, MatchGround]]:
    """Invoices with their ground, the surest first; one may come more than once."""
    parts = [place for text in texts for place in _in_part(book, guesses, text) if book.open[place] > 0]
    for place in sorted(parts, key=lambda place: book.open[place] != payment.amount):
        yield place, MatchGround.PART_OF_A_REFERENCE
    for place in guesses.of_account(payment):
        yield place, MatchGround.IBAN_KNOWN
    for place in guesses.alike(payment):
        yield place, MatchGround.NAME_AND_AMOUNT


def _in_part(book: _Book, guesses: _Guesses, text: str) -> Iterator[int]:
    """The invoices a text quotes with one mistake, or by digits alone."""
    for reference in quoted.almost(text, book.by_reference, book.sizes):
        yield from book.by_reference[reference]
    for digits in quoted.numbers(text, guesses.by_digits, guesses.longest):
        yield from guesses.by_digits[digits]


def _first(found: Iterable[tuple[int, MatchGround]]) -> Iterator[tuple[int, MatchGround]]:
    """Each invoice once, with its first ground, and no more than are proposed."""
    seen: set[int] = set()
    for place, ground in found:
        if place not in seen:
            seen.add(place)
            yield place, ground
        if len(seen) == MOST_PROPOSALS:
            return


def _digits(one: Owed) -> set[str]:
    """The rows of digits that stand for an invoice: of its number, and of its reference with and without check."""
    number = "".join(char for char in one.number if char.isdecimal())
    reference = quoted.tidy(one.reference)
    return {digits for digits in (number, reference[4:], reference[2:]) if len(digits) >= quoted.SHORTEST}


def _account(iban: str) -> str:
    return "".join(iban.split()).upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A line as far as a reversal is found by it; ``amount`` is negative for money that left."""

    key: int
    amount: Decimal
    booked_on: date
    iban: str = ""
    bank_reference: str = ""
    end_to_end: str = ""


def find_reversed(reversals: Iterable[Booking], earlier: Iterable[Booking]) -> dict[int, int]:
    """For reversals by key, in their order, the one earlier line each undoes; not those that fit none or several.

    It has the opposite amount and was booked that day or before. The bank's reference says most, then the payer's
    own, then the account; what says more and fits several lines is not settled by what says less.
    """
    tables: dict[tuple[Decimal, int, str], list[Booking]] = defaultdict(list)
    for one in earlier:
        for place, mark in _marks(one):
            tables[one.amount, place, mark].append(one)
    found: dict[int, int] = {}
    taken: set[int] = set()
    for reversal in reversals:
        for place, mark in _marks(reversal):
            alike = tables.get((-reversal.amount, place, mark), ())
            fitting = (one.key for one in alike if one.booked_on <= reversal.booked_on and one.key not in taken)
            if first_two := list(islice(fitting, 2)):
                if len(first_two) == 1:
                    found[reversal.key] = first_two[0]
                    taken.add(first_two[0])
                break
    return found


def _marks(one: Booking) -> list[tuple[int, str]]:
    """What tells a booking from others, what says most first."""
    marks = enumerate((one.bank_reference, one.end_to_end, _account(one.iban)))
    return [(place, mark) for place, mark in marks if mark]
