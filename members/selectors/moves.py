"""What moved at the bank for a member, in the order of its days: received, taken back, paid back. Amounts are euros.

Above zero came from the member, below went back. A booking that was wrong stays, beside what corrects it, so that the
moves of an invoice come to what was paid of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from members.enums import How, Moved, Use
from members.models import Allocation, BankLine, Invoice, Member
from members.rules.membership import NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One of them, on the bank's day; ``invoice`` where it is for one. ``pk`` orders what is of one day."""

    on: date
    kind: Moved
    amount: Decimal
    pk: int
    invoice: Invoice | None = None


def moves_on(document: Invoice) -> list[Move]:
    """Those of one invoice (1 query)."""
    return _in_order(map(_of_invoice, document.allocations.select_related("invoice")))


def moves_of(member: Member) -> list[Move]:
    """All of them: for invoices, what went back unused, and what has no use yet (at most 4 queries)."""
    uses = Allocation.objects.filter(use=Use.INVOICE.value, invoice__member=member).select_related("invoice")
    lines = BankLine.objects.filter(member=member).exclude(rest=0)
    return _in_order([*map(_of_invoice, uses), *_unused_that_went_back(member), *map(_without_use, lines)])


def _in_order(moves: Iterable[Move]) -> list[Move]:
    return sorted(moves, key=lambda move: (move.on, move.pk))


def _of_invoice(use: Allocation) -> Move:
    came = use.amount > 0
    if use.undoes_id is None:
        kind = Moved.RECEIVED if came else Moved.PAID_BACK
    elif use.how == How.REVERSAL:
        kind = Moved.CAME_BACK if came else Moved.TAKEN_BACK
    else:
        kind = Moved.CORRECTED
    return Move(on=use.booked_on, kind=kind, amount=use.amount, pk=use.pk, invoice=use.invoice)


def _unused_that_went_back(member: Member) -> Iterator[Move]:
    """Both ways of a member's money that never paid an invoice and was set against what left us (2 queries).

    Of a payment that the bank took back, what it had paid is told by the invoices already.
    """
    against = Allocation.objects.filter(
        line__member=member, line__amount__gt=0, line__reversal=False, use=Use.LINE.value, undoes=None, undone_by=None
    )
    pairs = list(against.select_related("line", "against"))
    undone: dict[tuple[int, datetime], Decimal] = defaultdict(lambda: NOTHING)
    reversed_lines = [pair.line_id for pair in pairs if pair.against and pair.against.reversal]
    undoings = Allocation.objects.filter(line__in=reversed_lines, undoes__isnull=False, how=How.REVERSAL.value)
    for line, at, amount in undoings.values_list("line", "recorded_at", "amount"):
        undone[line, at] -= amount
    for pair in pairs:
        other = pair.against
        unused = pair.amount - undone[pair.line_id, pair.recorded_at]
        if other and unused:
            kind = Moved.TAKEN_BACK if other.reversal else Moved.PAID_BACK
            yield Move(on=pair.line.booked_on, kind=Moved.RECEIVED, amount=unused, pk=pair.pk)
            yield Move(on=other.booked_on, kind=kind, amount=-unused, pk=pair.pk)


def _without_use(line: BankLine) -> Move:
    if line.rest > 0:
        kind = Moved.CAME_BACK if line.reversal else Moved.UNUSED
    else:
        kind = Moved.TAKEN_BACK if line.reversal else Moved.PAID_BACK
    return Move(on=line.booked_on, kind=kind, amount=line.rest, pk=line.pk)
