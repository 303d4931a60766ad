"""Reads of bank money: what waits and what it may be for, what became of a line, days, statements that follow."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db.models import Case, Count, Q, QuerySet, Sum, Value, When

from common.audit import history
from common.models import AuditLine
from members.enums import How, InvoiceKind, MatchGround, ProposalState, Use
from members.models import Allocation, BankLine, BankStatement, Invoice, Member, Proposal
from members.rules import placing
from members.rules.following import Extent, Gap, gaps
from members.rules.membership import NOTHING

MOST_FOUND: Final = 20
"""Invoices, lines or members shown by a search on the page of one line."""


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to what a line is for, with its proposals as rows; chosen beforehand or not."""

    answer: placing.Answer
    proposals: list[Proposal]
    chosen: bool

    @property
    def value(self) -> str:
        """What a form sends for it."""
        return "+".join(str(proposal.pk) for proposal in self.proposals)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line that waits, with what it may be for, and what people found that it is not."""

    line: BankLine
    options: list[Option] = field(default_factory=list)
    refused: list["Told"] = field(default_factory=list)

    @property
    def none_of_these(self) -> str:
        """What a form sends to decline all that is proposed."""
        keys = sorted({proposal.pk for option in self.options for proposal in option.proposals})
        return "-".join(["none", *map(str, keys)])

    @property
    def is_settled_by(self) -> bool:
        """Whether an answer is chosen beforehand."""
        return any(option.chosen for option in self.options)


def waiting(lines: Sequence[BankLine]) -> list[Waiting]:
    """What these lines may be for, the likeliest first and chosen where nothing is as likely (at most 5 queries)."""
    rows = Proposal.objects.filter(line__in=lines, state=ProposalState.OPEN.value)
    of_line: dict[int, list[Proposal]] = defaultdict(list)
    for row in rows.select_related("invoice__member__user").order_by("line", "rank", "pk"):
        of_line[row.line_id].append(row)
    by_key = {row.pk: row for proposals in of_line.values() for row in proposals}
    still_open = {row.invoice_id: row.invoice.open for row in by_key.values()}
    offered = [placing.answers(line.rest, map(_offer, of_line[line.pk]), still_open) for line in lines]
    places = placing.chosen(offered, still_open)
    refused = _refused(lines)
    return [
        Waiting(
            line,
            [
                Option(answer, [by_key[offer.key] for offer in answer.offers], chosen=number == place)
                for number, answer in enumerate(answers)
            ],
            refused[line.pk],
        )
        for line, answers, place in zip(lines, offered, places, strict=True)
    ]


def _offer(row: Proposal) -> placing.Offer:
    return placing.Offer(key=row.pk, invoice=row.invoice_id, amount=row.amount, ground=MatchGround(row.ground))


def invoices_for(line: BankLine, text: str) -> QuerySet[Invoice]:
    """Open invoices a line could be booked on: found by these words, else those of its member and proposed ones.

    Of money that left, what we owe back, also where only the amount agrees. Words are looked for in number, reference,
    who was billed, name and number of the member (1 query).
    """
    rows = Invoice.objects.filter(kind=InvoiceKind.INVOICE.value).select_related("member__user")
    rows = rows.filter(open__gt=0) if line.amount > 0 else rows.filter(open__lt=0)
    words = text.split()[:8]
    if not words:
        proposed = Proposal.objects.filter(line=line, state=ProposalState.OPEN.value).values("invoice")
        likely = Q(member=line.member_id) | Q(pk__in=proposed)
        rows = rows.filter(likely if line.amount > 0 else likely | Q(open=line.rest))
    reference = "".join(words).upper()
    if reference.startswith("RF") and reference.isalnum():
        return rows.filter(reference__startswith=reference).order_by("due_on", "pk")[:MOST_FOUND]
    for word in words:
        found = (
            Q(number__startswith=word.upper())
            | Q(bill_name__icontains=word)
            | Q(member__user__given_name__icontains=word)
            | Q(member__user__family_name__icontains=word)
        )
        rows = rows.filter(found | Q(member__number=int(word)) if _is_number(word) else found)
    return rows.order_by("due_on", "pk")[:MOST_FOUND]


def members_found(text: str) -> list[Member]:
    """Members by number, name or e-mail address, at most twenty (1 query)."""
    rows = Member.objects.select_related("user")
    words = text.split()[:8]
    for word in words:
        found = (
            Q(user__given_name__icontains=word)
            | Q(user__family_name__icontains=word)
            | Q(user__email__istartswith=word)
        )
        rows = rows.filter(found | Q(number=int(word)) if _is_number(word) else found)
    return list(rows.order_by("number")[:MOST_FOUND]) if words else []


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) <= 9


def counterparts(line: BankLine) -> QuerySet[BankLine]:
    """Lines of the other sign with something left that this one could be set against, the newest first (1 query).

    For what the bank took back, also payments of that amount that were used since; those from its account come first.
    """
    rows = BankLine.objects.exclude(pk=line.pk)
    rows = rows.filter(amount__lt=0) if line.amount > 0 else rows.filter(amount__gt=0)
    if line.reversal:
        first = Case(
            When(Q(iban=line.iban) & ~Q(iban=""), then=Value(0)),
            When(name__iexact=line.name, then=Value(1)),
            default=Value(2),
        )
        of_it = rows.filter(amount=-line.amount, booked_on__lte=line.booked_on, reversal=False)
        return of_it.order_by(first, "-booked_on", "-pk")[:MOST_FOUND]
    rows = rows.exclude(rest=0)
    alike = Q(rest=-line.rest) | Q(amount=-line.amount)
    if line.iban:
        alike |= Q(iban=line.iban)
    if line.member_id:
        alike |= Q(member=line.member_id)
    return rows.filter(alike).order_by("-booked_on", "pk")[:MOST_FOUND]


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened with a line. ``use`` where it can be undone, ``reason`` as it was given."""

    at: datetime
    kind: str
    row: BankStatement | Allocation | Proposal | AuditLine
    reason: str = ""
    undoable: bool = False
    who: str = ""


ACTS: Final = (
    "members.money-booked", "members.money-set-aside", "members.money-undone", "members.money-assigned",
    "members.proposal-declined",
)  # fmt: skip
"""What people do with a line."""


def story(line: BankLine, closed: date | None) -> list[Told]:
    """All that happened with a line, in order: brought in, proposed, used, undone, given to somebody (6 queries).

    The line comes with its statement.
    """
    acts = _acts({line.pk})
    told = [Told(line.statement.imported_at, "brought-in", line.statement)]
    for proposal in line.proposals.select_related("invoice__member__user"):
        told.append(Told(proposal.made_at, "proposed", proposal))
        if proposal.settled_at and proposal.state != ProposalState.TAKEN:
            told.append(_settled(proposal, proposal.settled_at, acts))
    uses = line.allocations.select_related("invoice", "against", "recorded_by", "undoes", "undone_by")
    told += [_used(use, acts, undoable=_undoable(use, closed)) for use in uses]
    given = [(row, who) for (_line, _at, act), (row, who) in acts.items() if act == "members.money-assigned"]
    told += [Told(row.at, "assigned", row, who=who) for row, who in given]
    return sorted(told, key=lambda one: one.at)


def _refused(lines: Sequence[BankLine]) -> dict[int, list[Told]]:
    """What people said these lines are not for: proposals declined, uses undone, in order (2 to 4 queries)."""
    proposals = Proposal.objects.filter(line__in=lines, state=ProposalState.DECLINED.value).select_related("invoice")
    undone = Allocation.objects.filter(line__in=lines, undoes__isnull=False).exclude(how=How.REVERSAL.value)
    uses = list(undone.select_related("invoice", "against", "recorded_by"))
    declined = [(row, row.settled_at) for row in proposals if row.settled_at]
    acts = _acts({row.line_id for row, _at in declined} | {row.line_id for row in uses})
    told = [(row.line_id, _settled(row, at, acts)) for row, at in declined]
    told += [(row.line_id, _used(row, acts)) for row in uses]
    of_line: dict[int, list[Told]] = defaultdict(list)
    for line, one in sorted(told, key=lambda found: found[1].at):
        of_line[line].append(one)
    return of_line


Acts = Mapping[tuple[int, datetime, str], tuple[AuditLine, str]]
"""Line, moment and act → what the audit log says, and who it was."""


def _acts(lines: Collection[int]) -> Acts:
    """What people did with these lines (2 queries, none without lines)."""
    if not lines:
        return {}
    about = {"about_model": BankLine._meta.label_lower, "about_id__in": lines}
    rows = list(AuditLine.objects.filter(act__in=ACTS, **about).select_related("detail").order_by("at", "pk"))
    people = history.names(rows) if rows else {}
    return {(row.about_id, row.at, row.act): (row, history.actor(row, people)) for row in rows}


def _settled(row: Proposal, at: datetime, acts: Acts) -> Told:
    _line, who = acts.get((row.line_id, at, "members.proposal-declined"), (None, ""))
    return Told(at, row.state, row, who=who)


def _used(use: Allocation, acts: Acts, *, undoable: bool = False) -> Told:
    act = "members.money-undone" if use.undoes_id else _act(use)
    found, _who = acts.get((use.line_id, use.recorded_at, act), (None, ""))
    detail = getattr(found, "detail", None)
    kind = "undone" if use.undoes_id else "used"
    return Told(use.recorded_at, kind, use, detail.reason if detail else "", undoable=undoable)


def _act(use: Allocation) -> str:
    return "members.money-set-aside" if use.use == Use.OTHER else "members.money-booked"


def _undoable(use: Allocation, closed: date | None) -> bool:
    undone = use.undoes_id or hasattr(use, "undone_by")
    return not undone and (closed is None or use.ledger_on > closed)


def gaps_before(statements: Collection[BankStatement]) -> list[Gap]:
    """What is missing between these statements and those before them on their accounts (1 query)."""
    if not statements:
        return []
    columns = ("pk", "iban", "first_day", "last_day", "opening", "closing")
    rows = BankStatement.objects.filter(iban__in={row.iban for row in statements}, first_day__isnull=False)
    extents = [
        Extent(key=pk, iban=iban, first_day=first, last_day=last, opening=opening, closing=closing)
        for pk, iban, first, last, opening, closing in rows.order_by("last_day", "pk").values_list(*columns)
    ]
    return list(gaps(extents, {row.pk for row in statements}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What was booked at the bank on a day, and what became of it; ``booked`` is for invoices or another line."""

    day: date
    lines: int
    came_in: Decimal
    went_out: Decimal
    booked: Decimal
    aside: Decimal
    left: Decimal


def days(first: date, until: date) -> list[Day]:
    """The days with bank lines in a period, in order (2 queries). In and out come to booked, aside and left."""
    within = BankLine.objects.filter(booked_on__range=(first, until)).order_by()
    of_day = within.values("booked_on").annotate(
        lines=Count("pk"),
        came_in=Sum("amount", filter=Q(amount__gt=0)),
        went_out=Sum("amount", filter=Q(amount__lt=0)),
        left=Sum("rest"),
    )
    uses: dict[date, dict[bool, Decimal]] = defaultdict(lambda: {True: NOTHING, False: NOTHING})
    used = Allocation.objects.filter(line__booked_on__range=(first, until)).order_by()
    for day, use, amount in used.values_list("line__booked_on", "use").annotate(sum=Sum("amount")):
        uses[day][use == Use.OTHER] += amount
    return [
        Day(
            day=row["booked_on"],
            lines=row["lines"],
            came_in=row["came_in"] or NOTHING,
            went_out=row["went_out"] or NOTHING,
            booked=uses[row["booked_on"]][False],
            aside=uses[row["booked_on"]][True],
            left=row["left"] or NOTHING,
        )
        for row in of_day.order_by("booked_on")
    ]


def together(rows: Iterable[Day], last: date) -> Day:
    """The sums of days."""
    of = list(rows)
    return Day(
        day=last,
        lines=sum(row.lines for row in of),
        came_in=sum((row.came_in for row in of), NOTHING),
        went_out=sum((row.went_out for row in of), NOTHING),
        booked=sum((row.booked for row in of), NOTHING),
        aside=sum((row.aside for row in of), NOTHING),
        left=sum((row.left for row in of), NOTHING),
    )
