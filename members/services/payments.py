"""Use money: for invoices, against other lines, or for nothing of ours; and undo what was wrong.

Lines are locked in the order of their number, then invoices. Nothing is used twice: what a line has left and what an
invoice has open follow from the rows alone (``settle_lines``, ``settle_invoices``), and the database holds the bounds.
What lies in a closed period of the books is not undone. Amounts are euros, with the sign of their line.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeVar

from django.db import connection, transaction
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit, bulk
from common.calendar import DAY, local_day
from common.errors import DomainError
from common.locks import hold
from common.money import in_euros
from members import policies, selectors
from members.enums import How, MatchGround, ProposalState, RecheckWhy, Use
from members.models import Allocation, BankLine, Invoice, Member, Proposal
from members.rules.membership import NOTHING
from members.services import money_mails
from members.services.invoices import judge_again, settle_invoices
from members.services.overtaken import overtaken

BOOKS = "members.books"
"""The lock under which periods are closed, and money is used in one that is open."""

SETTLE: Final = """
UPDATE members_bankline SET rest = now.rest, member_id = COALESCE(members_bankline.member_id, now.payer)
FROM (
    SELECT line.id, line.amount - COALESCE(SUM(used.amount), 0) AS rest,
        CASE WHEN MIN(paid.member_id) = MAX(paid.member_id)
            AND SUM(CASE WHEN paid.to_employer THEN 1 ELSE 0 END) = 0 THEN MIN(paid.member_id) END AS payer
    FROM members_bankline line
    LEFT JOIN members_allocation used ON used.line_id = line.id
    LEFT JOIN members_allocation undoing ON undoing.undoes_id = used.id
    LEFT JOIN members_invoice paid ON paid.id = used.invoice_id AND used.undoes_id IS NULL AND undoing.id IS NULL
    WHERE line.id {among} GROUP BY line.id, line.amount
) AS now WHERE members_bankline.id = now.id
"""
"""What is left of a line, and the one member who paid it: what an employer pays for somebody is nobody's yet."""

Row = TypeVar("Row", bound=Model)


class NotUsable(DomainError):  # noqa: N818  read aloud at the act: raise NotUsable
    """Money that cannot be used that way: it is used already, or more than is open, or in a closed period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """A use of a line's money, to be recorded. ``invoice`` or ``against`` is a row's number, or neither.

    ``booked_on`` is the bank's day where it is not that of the line.
    """

    line: BankLine
    amount: Decimal
    how: How
    invoice: int | None = None
    against: int | None = None
    ground: MatchGround | None = None
    undoes: Allocation | None = None
    booked_on: date | None = None

    @property
    def use(self) -> Use:
        """What it is used for."""
        return Use.INVOICE if self.invoice else Use.LINE if self.against else Use.OTHER


@dataclass(slots=True)
class Confirmed:
    """How many proposals were booked, how many declined, and a sentence for each that somebody was first with."""

    booked: int = 0
    declined: int = 0
    refused: list[str] = field(default_factory=list)


def record(used: Sequence[Used], *, by: User | None, at: datetime) -> list[Allocation]:
    """Write uses of locked lines, and what follows for lines, invoices and proposals.

    Whoever calls has checked what is left and open. At most 20 statements however many.
    """
    if not used:
        return []
    until = selectors.closed_until()
    rows = [
        Allocation(
            line=one.line,
            use=one.use.value,
            invoice_id=one.invoice,
            against_id=one.against,
            amount=one.amount,
            how=one.how.value,
            ground=one.ground.value if one.ground else "",
            booked_on=one.booked_on or one.line.booked_on,
            ledger_on=ledger_day(one.booked_on or one.line.booked_on, until),
            recorded_at=at,
            recorded_by=by,
            undoes=one.undoes,
        )
        for one in used
    ]
    bulk.add(rows)
    settle_lines({one.line.pk for one in used})
    why = RecheckWhy.REVERSAL if any(one.undoes for one in used) else RecheckWhy.PAYMENT
    settle_invoices({one.invoice for one in used if one.invoice}, why, at=at)
    lapse_overtaken(at=at)
    return rows


def ledger_day(booked_on: date, closed_until: date | None) -> date:
    """The day in our books: the bank's, or the first after a closed period."""
    return booked_on if closed_until is None or booked_on > closed_until else closed_until + DAY


def settle_lines(lines: Collection[int]) -> None:
    """Write what these lines have left, from the uses of their money (1 statement).

    A line that pays for one member is that member's, where nobody said otherwise.
    """
    some, numbers = bulk.among(lines)
    with connection.cursor() as cursor:
        cursor.execute(SETTLE.format(among=some), [numbers])


def lapse_overtaken(*, at: datetime) -> None:
    """Let proposals lapse whose line has nothing left, or whose invoice nothing open; few wait at any time.

    A title that was held because of one whose invoice stays unpaid is judged again. At most 8 statements however many.
    """
    waiting = Proposal.objects.filter(state=ProposalState.OPEN.value)
    used_up = waiting.filter(line__rest=0)
    unpaid = set(used_up.filter(invoice__open__gt=0).values_list("invoice", flat=True))
    for rows in (used_up, waiting.filter(invoice__open__lte=0)):
        rows.update(state=ProposalState.LAPSED.value, settled_at=at)
    if unpaid:
        still_waiting = set(waiting.filter(invoice__in=unpaid).values_list("invoice", flat=True))
        judge_again(unpaid - still_waiting, RecheckWhy.PAYMENT, at=at)


@transaction.atomic
def confirm(proposals: Collection[int], *, by: User, at: datetime) -> Confirmed:
    """Book what was proposed, as far as it still can be; of one line in the order of their rank.

    Each is booked with its amount, or what the line has left and the invoice open, whichever is less. Raises
    ``Forbidden``. At most 39 statements however many.
    """
    policies.require_use_money(by)
    hold(BOOKS)
    asked = Proposal.objects.filter(pk__in=proposals).select_related("invoice", "line")
    chosen = list(asked.order_by("line_id", "rank", "pk"))
    lines = locked(BankLine, [row.line_id for row in chosen])
    invoices = locked(Invoice, [row.invoice_id for row in chosen])
    done = Confirmed(refused=overtaken([row for row in chosen if row.state != ProposalState.OPEN]))
    used, taken = [], []
    left = {pk: line.rest for pk, line in lines.items()}
    still = {pk: invoice.open for pk, invoice in invoices.items()}
    for row in (row for row in chosen if row.state == ProposalState.OPEN):
        amount = min(row.amount, left[row.line_id], still[row.invoice_id])
        if amount <= 0:
            told = _(
                "%(line)s: nothing of it is left, or nothing is open on %(invoice)s, after what you chose before it."
            )
            done.refused.append(told % {"line": row.line, "invoice": row.invoice})
            continue
        left[row.line_id] -= amount
        still[row.invoice_id] -= amount
        taken.append(row.pk)
        line, ground = lines[row.line_id], MatchGround(row.ground)
        used.append(Used(line=line, invoice=row.invoice_id, amount=amount, how=How.CONFIRMED, ground=ground))
    Proposal.objects.filter(pk__in=taken).update(state=ProposalState.TAKEN.value, settled_at=at)
    record(used, by=by, at=at)
    _tell("members.money-booked", used, by=by, at=at)
    done.booked = len(used)
    return done


@transaction.atomic
def decline(proposals: Collection[int], *, by: User, at: datetime) -> int:
    """Say that money is not for what was proposed; how many were open. Raises ``Forbidden``.

    A title that was held because of one is judged again, dated the day of this word.
    """
    policies.require_use_money(by)
    hold(BOOKS)
    rows = Proposal.objects.filter(pk__in=proposals, state=ProposalState.OPEN.value)
    found = list(rows.select_related("line").select_for_update(of=("self",)))
    Proposal.objects.filter(pk__in=[row.pk for row in found]).update(state=ProposalState.DECLINED.value, settled_at=at)
    entries = [audit.Entry(about=row.line) for row in found]
    audit.record_many("members.proposal-declined", entries, by=by, at=at)
    judge_again({row.invoice_id for row in found}, RecheckWhy.PAYMENT, at=at)
    return len(found)


@transaction.atomic
def book(
    line: int, amounts: Mapping[int, Decimal], *, by: User, at: datetime, as_read: str | None = None
) -> list[Allocation]:
    """Book a line's money for invoices, by their number in the database: invoice → amount.

    Money that came in pays what is open; money that left is what we owed back. ``as_read`` is the line's edition on
    the page that asks. Raises ``Forbidden`` and ``NotUsable``.
    """
    policies.require_use_money(by)
    hold(BOOKS)
    row = locked(BankLine, [line])[line]
    _require_as_read(row, as_read)
    invoices = locked(Invoice, amounts)
    for pk, amount in amounts.items():
        _require_fits(amount, invoices[pk].open, _("open on %(invoice)s") % {"invoice": invoices[pk]})
    _require_fits(sum(amounts.values(), NOTHING), row.rest, _("left on this line"))
    used = [Used(line=row, invoice=pk, amount=amount, how=How.BY_HAND) for pk, amount in amounts.items()]
    made = record(used, by=by, at=at)
    _tell("members.money-booked", used, by=by, at=at)
    return made


@transaction.atomic
def offset(line: int, against: int, amount: Decimal, *, by: User, at: datetime, as_read: str | None = None) -> None:
    """Set two lines against each other, such as money received and the same money sent back.

    ``amount`` has the sign of ``line``. Where ``line`` is what the bank took back, what ``against`` was used for is
    undone as of that day, also in a closed period, and who is billed is told. Raises ``Forbidden``, ``NotUsable``.
    """
    policies.require_use_money(by)
    hold(BOOKS)
    rows = locked(BankLine, [line, against])
    _require_as_read(rows[line], as_read)
    if line == against or rows[line].amount * rows[against].amount > 0:
        raise NotUsable(_("Choose a line that came in and one that left."))
    _require_fits(amount, rows[line].rest, _("left on this line"))
    if rows[line].reversal and rows[against].amount == -amount:
        uses = list(Allocation.objects.filter(line=against, undoes=None, undone_by=None).order_by("pk"))
        if any(use.use == Use.LINE for use in uses):
            raise NotUsable(_("That money went back already, or was set against another line."))
        used = list(taken_back(rows[against], uses, rows[line]))
    else:
        _require_fits(-amount, rows[against].rest, _("left on the other line"))
        used = paired(rows[line], rows[against], amount, How.BY_HAND)
    money_mails.of_payments_taken_back(record(used, by=by, at=at), at=at)
    _tell("members.money-booked", used, by=by, at=at)


def taken_back(original: BankLine, uses: Iterable[Allocation], reversal: BankLine) -> Iterator[Used]:
    """What undoes a line that the bank took back: each use by its opposite, then both lines against each other."""
    for use in uses:
        yield Used(
            line=original,
            invoice=use.invoice_id,
            against=use.against_id,
            amount=-use.amount,
            how=How.REVERSAL,
            undoes=use,
            booked_on=reversal.booked_on,
        )
    yield from paired(original, reversal, original.amount, How.REVERSAL, booked_on=reversal.booked_on)


def paired(
    line: BankLine, against: BankLine, amount: Decimal, how: How, *, booked_on: date | None = None
) -> list[Used]:
    """Both halves of two lines set against each other; ``amount`` is what is used of the first."""
    return [
        Used(line=line, against=against.pk, amount=amount, how=how, booked_on=booked_on),
        Used(line=against, against=line.pk, amount=-amount, how=how, booked_on=booked_on),
    ]


@transaction.atomic
def set_aside(
    lines: Collection[int], *, reason: str, by: User, at: datetime, as_read: Mapping[int, str] | None = None
) -> int:
    """Say that what these lines have left is not for the register, and why; how many had something left.

    ``as_read`` are their editions on the page that asks. Raises ``Forbidden``, and ``NotUsable`` without a reason.
    """
    policies.require_use_money(by)
    if not reason.strip():
        raise NotUsable(_("Write what this money is for, in a few words."))
    hold(BOOKS)
    rows = locked(BankLine, lines).values()
    for row in rows:
        _require_as_read(row, (as_read or {}).get(row.pk))
    used = [Used(line=row, amount=row.rest, how=How.BY_HAND) for row in rows if row.rest]
    record(used, by=by, at=at)
    _tell("members.money-set-aside", used, by=by, at=at, reason=reason)
    return len(used)


@transaction.atomic
def undo(allocation: int, *, reason: str, by: User, at: datetime) -> None:
    """Undo a use of money by its opposite, dated today; of two lines set against each other, both halves.

    The money is not its member's any more, unless the line pays for that member elsewhere.

    Raises ``Forbidden``, and ``NotUsable`` when it was undone already, is itself an undoing, lies in a closed period
    or has no reason.
    """
    policies.require_use_money(by)
    if not reason.strip():
        raise NotUsable(_("Write why this is undone, in a few words."))
    hold(BOOKS)
    row = Allocation.objects.select_related("line", "invoice").get(pk=allocation)
    halves = [row, *_other_half(row)]
    lines = locked(BankLine, [half.line_id for half in halves])
    locked(Invoice, [half.invoice_id for half in halves if half.invoice_id])
    until = selectors.closed_until()
    for half in halves:
        if half.undoes_id or Allocation.objects.filter(undoes=half).exists():
            raise NotUsable(_("This was undone already."))
        if until and half.ledger_on <= until:
            told = _("The books are closed until %(day)s; what lies before is not undone.")
            raise NotUsable(told % {"day": date_format(until)})
    used = [_opposite(half, lines[half.line_id], on=local_day(at)) for half in halves]
    if row.invoice is not None:
        BankLine.objects.filter(pk=row.line_id, member=row.invoice.member_id).update(member=None)
    record(used, by=by, at=at)
    _tell("members.money-undone", used, by=by, at=at, reason=reason)


def _opposite(row: Allocation, line: BankLine, *, on: date) -> Used:
    return Used(
        line=line,
        invoice=row.invoice_id,
        against=row.against_id,
        amount=-row.amount,
        how=How.BY_HAND,
        undoes=row,
        booked_on=on,
    )


def _other_half(row: Allocation) -> list[Allocation]:
    """The other line's half of two that were set against each other."""
    if row.use != Use.LINE:
        return []
    halves = Allocation.objects.filter(line=row.against_id, against=row.line_id, recorded_at=row.recorded_at)
    return list(halves.filter(amount=-row.amount, undoes=None, undone_by=None).select_related("line")[:1])


@transaction.atomic
def assign(line: int, member: Member | None, *, by: User, at: datetime, as_read: str | None = None) -> None:
    """Say whose money a line's rest is, or that nobody knows. Raises ``Forbidden`` and ``NotUsable``."""
    policies.require_use_money(by)
    hold(BOOKS)
    row = locked(BankLine, [line])[line]
    _require_as_read(row, as_read)
    before = row.member_id
    if before != (member.pk if member else None):
        row.member = member
        row.save(update_fields=["member"])
        changes = {"member": (before, row.member_id)}
        person = member.user_id if member else None
        audit.record("members.money-assigned", about=row, person=person, changes=changes, by=by, at=at)


def _require_as_read(row: BankLine, as_read: str | None) -> None:
    """Raise ``NotUsable`` where a line was used or given to somebody since a page showed it (1 statement)."""
    if as_read is not None and as_read != selectors.edition(row):
        told = _("%(line)s was worked on since you opened the page, by you or by somebody else. See what it says now.")
        raise NotUsable(told % {"line": row})


def _require_fits(amount: Decimal, available: Decimal, where: str) -> None:
    """Raise ``NotUsable`` unless an amount lies between nothing and what there is, with the same sign."""
    if not amount or amount * available <= 0 or abs(amount) > abs(available):
        told = _("%(amount)s cannot be used: %(available)s is %(where)s.")
        facts = {"amount": in_euros(abs(amount)), "available": in_euros(abs(available)), "where": where}
        raise NotUsable(told % facts)


def locked(model: type[Row], keys: Iterable[int]) -> dict[int, Row]:
    """These rows by their number, locked in its order (1 statement)."""
    rows = model._base_manager.filter(pk__among=set(keys)).order_by("pk").select_for_update(of=("self",))
    return {row.pk: row for row in rows}


def _tell(act: str, used: Collection[Used], *, by: User | None, at: datetime, reason: str = "") -> None:
    """Leave a line about each use, with the sum and what it was for."""
    entries = [
        audit.Entry(about=one.line, changes={"amount": (None, one.amount), "invoice": (None, one.invoice)})
        for one in used
    ]
    audit.record_many(act, entries, by=by, at=at, reason=reason)
