"""What a page of money that waits proposes to do: which answer stands chosen beside each line. Pure; euros."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from members.enums import MatchGround
from members.rules.membership import NOTHING

SURE_TOGETHER: Final = MatchGround.SEVERAL_REFERENCES


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A proposal that waits: ``key`` is its own, ``amount`` what of the line could be for the invoice."""

    key: int
    invoice: int
    amount: Decimal
    ground: MatchGround


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer to what a line is for: a proposal, or several that the payer named together.

    ``booked`` is what it would book now, ``over`` what the line would have left.
    """

    offers: tuple[Offer, ...]
    booked: Decimal
    over: Decimal


def answers(rest: Decimal, offers: Iterable[Offer], still_open: Mapping[int, Decimal]) -> list[Answer]:
    """What could be done with the rest of a line, the likeliest first: all that were named together, then each."""
    rows = list(offers)
    together = [row for row in rows if row.ground == SURE_TOGETHER]
    groups = [tuple(together)] if len(together) > 1 else []
    groups += [(row,) for row in rows]
    found = (_answer(rest, group, still_open) for group in groups)
    return [answer for answer in found if answer.booked > NOTHING]


def _answer(rest: Decimal, offers: tuple[Offer, ...], still_open: Mapping[int, Decimal]) -> Answer:
    left, opens = rest, dict(still_open)
    for offer in offers:
        share = max(NOTHING, min(offer.amount, left, opens.get(offer.invoice, NOTHING)))
        left -= share
        opens[offer.invoice] = opens.get(offer.invoice, NOTHING) - share
    return Answer(offers=offers, booked=rest - left, over=left)


def chosen(lines: Iterable[list[Answer]], still_open: Mapping[int, Decimal]) -> list[int | None]:
    """For each line of a page, in order, the place of the answer to begin with, or none.

    None where two answers are as likely, and where a line above takes what is open already.
    """
    opens = dict(still_open)
    places: list[int | None] = []
    for offered in lines:
        first = offered[0] if offered and not _as_likely(offered) else None
        takes: dict[int, Decimal] = defaultdict(Decimal)
        for offer in first.offers if first else ():
            takes[offer.invoice] += offer.amount
        fits = bool(takes) and all(opens.get(invoice, NOTHING) >= amount for invoice, amount in takes.items())
        if fits:
            for invoice, amount in takes.items():
                opens[invoice] -= amount
        places.append(0 if fits else None)
    return places


def _as_likely(offered: list[Answer]) -> bool:
    """Whether the second answer says as much for itself as the first: one ground, one amount."""
    if len(offered) < 2 or len(offered[0].offers) > 1:
        return False
    first, second = (answer.offers[0] for answer in offered[:2])
    return (first.ground, first.amount) == (second.ground, second.amount)
