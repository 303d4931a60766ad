"""Bring in bank statements: every line once, what is certain booked at once, the rest proposed for a person.

All of a file or nothing. Amounts are euros, below zero for money that left. Source: ISO 20022 camt.053.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit, bulk, camt
from common.calendar import local_day
from common.errors import DomainError
from common.locks import hold
from members import policies, selectors, statement_words
from members.enums import How, ProposalState, Use
from members.models import Allocation, BankLine, BankStatement, Invoice, Proposal
from members.rules import matching, quoted
from members.services import money_mails
from members.services.payments import BOOKS, Used, ledger_day, locked, record, taken_back

CURRENCY: Final = "EUR"
NAME_LENGTH: Final = 150
TEXT_LENGTH: Final = 500


class StatementRefused(DomainError):  # noqa: N818  read aloud at the act: raise StatementRefused
    """A file of which nothing was brought in; ``faults`` are all that is wrong with it, a sentence each."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(_("Nothing was brought in. %(first)s") % {"first": faults[0]})
        self.faults = list(faults)


@dataclass(slots=True, kw_only=True)
class Summary:
    """What came of a file. Counts are of lines.

    ``refused`` are a sentence each for what is no line: entries the bank had not booked, and bookings of 0.00; those of
    a file in a ZIP begin with its name.

    ``credits`` are lines of money that came in. Of the new lines, ``matched`` were booked at once, ``proposed`` wait
    for a person with a proposal, ``unmatched`` without one; ``known`` were brought in before. ``sums`` of all lines.
    """

    statements: int = 0
    entries: int = 0
    credits: int = 0
    matched: int = 0
    proposed: int = 0
    unmatched: int = 0
    known: int = 0
    refused: list[str] = field(default_factory=list)
    sums: dict[str, Decimal] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The same, ready for JSON."""
        return {
            "statements": self.statements,
            "entries": self.entries,
            "credits": self.credits,
            "matched": self.matched,
            "proposed": self.proposed,
            "unmatched": self.unmatched,
            "known": self.known,
            "refused": self.refused,
            "sums": {currency: f"{total:.2f}" for currency, total in self.sums.items()},
        }


def import_statement(data: bytes, *, name: str, by: User | None, at: datetime) -> Summary:
    """Bring in a file of statements. Without ``by`` it came by the command line.

    A line is known by its fingerprint, whatever file it comes in. Raises ``Forbidden``, and ``StatementRefused`` with
    every fault; then nothing is brought in. Reading needs no lock. At most 60 statements per 30 000 lines.
    """
    if by is not None:
        policies.require_import_statements(by)
    return bring_in_read(read(data, name), name=name, digest=sha256(data).hexdigest(), by=by, at=at)


def read(data: bytes, name: str) -> Sequence[camt.Statement]:
    """The statements in a file, all of them ours (1 statement).

    Raises ``StatementRefused`` with every fault, each with the file's name, in a ZIP with that of the file in it too.
    """
    reading = camt.read(data, name)
    faults = [(fault.file, statement_words.fault(fault)) for fault in reading.faults]
    faults += [(file, f"{file}: {sentence}") for file, sentence in _foreign(reading.statements)]
    if faults:
        raise StatementRefused([sentence if file == name else f"{name}: {sentence}" for file, sentence in faults])
    return reading.statements


def _foreign(statements: Iterable[camt.Statement]) -> list[tuple[str, str]]:
    """File and sentence for each statement that is not of an account and currency of ours (1 statement)."""
    ours = selectors.our_accounts()
    told = []
    for statement in statements:
        if statement.iban not in ours:
            refused = _("Statement %(ident)s is of account %(iban)s, which no invoice terms name. It is not ours.")
            told.append((statement.file, refused % {"ident": statement.ident, "iban": statement.iban}))
        elif statement.currency != CURRENCY:
            refused = _("Statement %(ident)s is in %(currency)s; our invoices are in euros.")
            told.append((statement.file, refused % {"ident": statement.ident, "currency": statement.currency}))
    return told


@transaction.atomic
def bring_in_read(
    statements: Sequence[camt.Statement], *, name: str, digest: str, by: User | None, at: datetime
) -> Summary:
    """Bring in statements that were read without a fault and are ours; all of it in one transaction."""
    hold(BOOKS)
    summary = Summary(statements=len(statements), sums={CURRENCY: Decimal("0.00")})
    until, today = selectors.closed_until(), local_day(at)
    marked = [
        [
            (line.fingerprint(statement.iban), line)
            for line in statement.lines
            if line.amount and line.booked_on <= today
        ]
        for statement in statements
    ]
    known = _known({mark for lines in marked for mark, _line in lines})
    news = []
    for statement, lines in zip(statements, marked, strict=True):
        new = {mark: line for mark, line in lines if mark not in known}
        known |= new.keys()
        news.append(new)
        summary.entries += len(lines)
        summary.credits += sum(line.amount > 0 for _mark, line in lines)
        summary.known += len(lines) - len(new)
        summary.sums[CURRENCY] += sum((line.amount for _mark, line in lines), Decimal(0))
        told = [statement_words.left_out(entry, statement.ident) for entry in statement.left_out]
        told += [statement_words.of_nothing(line, statement.ident) for line in statement.lines if not line.amount]
        told += [statement_words.ahead(line, statement.ident) for line in statement.lines if line.booked_on > today]
        zipped = statement.file != name
        summary.refused += [f"{statement.file}: {sentence}" if zipped else sentence for sentence in told]
    rows = BankStatement.objects.bulk_create(
        _statement(statement, len(lines), len(new), name=name, digest=digest, by=by, at=at)
        for statement, lines, new in zip(statements, marked, news, strict=True)
    )
    added = [
        _line(row, mark, line, ledger_on=ledger_day(line.booked_on, until))
        for row, new in zip(rows, news, strict=True)
        for mark, line in new.items()
    ]
    bulk.add(added)
    entries = [audit.Entry(about=row) for row in rows]
    audit.record_many("members.statement-imported", entries, by=by, at=at)
    found = _match(added, at=at)
    summary.matched, summary.proposed, summary.unmatched = found["matched"], found["proposed"], found["unmatched"]
    return summary


@transaction.atomic
def match(lines: Collection[int], *, at: datetime) -> dict[str, int]:
    """Look once more what lines with something left may be for: invoices made meanwhile, uses undone.

    What is certain is booked; proposals that wait or were declined are not made again. Counts as in ``Summary``.
    """
    hold(BOOKS)
    rows = [row for row in locked(BankLine, lines).values() if row.rest]
    return _match(rows, at=at)


def _match(lines: Sequence[BankLine], *, at: datetime) -> Counter[str]:
    """Book what is certain, propose the rest, undo what the bank took back; how many lines of each."""
    used = list(_taken_back([line for line in lines if line.reversal and line.rest == line.amount]))
    gone = {one.line.pk for one in used}
    incoming = [
        line
        for line in lines
        if not line.reversal and line.rest > 0 and line.amount == line.rest and line.pk not in gone
    ]
    owed = _owed(incoming)
    invoices = {one.invoice: one for one in owed}
    by_key = {line.pk: line for line in incoming}
    refused = _declined(incoming)
    proposals = []
    for key, found in matching.match(map(_payment, incoming), owed).items():
        line = by_key[key]
        if isinstance(found, matching.Exact):
            if (key, found.invoice) in refused:
                continue
            invoice = invoices[found.invoice]
            used.append(Used(line=line, invoice=invoice.invoice, amount=line.rest, how=How.EXACT))
            continue
        proposals += [
            Proposal(
                line=line, invoice_id=one.invoice, amount=one.amount, ground=one.ground.value, rank=rank, made_at=at
            )
            for rank, one in enumerate(found, start=1)
            if one.amount > 0
        ]
    _propose(proposals)
    money_mails.of_payments_taken_back(record(used, by=None, at=at), at=at)
    matched = {one.line.pk for one in used} & {line.pk for line in lines}
    _assign_by_reference([line for line in incoming if line.pk not in matched])
    proposed = {row.line_id for row in proposals}
    unmatched = {line.pk for line in lines if line.amount > 0 or line.reversal} - matched - proposed
    return Counter(matched=len(matched), proposed=len(proposed), unmatched=len(unmatched))


def _known(marks: Collection[str]) -> set[str]:
    """Those of these fingerprints that are in the table already (1 statement)."""
    return set(BankLine.objects.filter(fingerprint__among=marks).values_list("fingerprint", flat=True))


def _statement(
    statement: camt.Statement, entries: int, added: int, *, name: str, digest: str, by: User | None, at: datetime
) -> BankStatement:
    days = [line.booked_on for line in statement.lines]
    return BankStatement(
        iban=statement.iban,
        ident=statement.ident[:60],
        sequence="" if statement.sequence is None else str(statement.sequence)[:30],
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        opening=statement.opening.amount if statement.opening else None,
        closing=statement.closing.amount if statement.closing else None,
        file_name="".join(filter(str.isprintable, statement.file or name))[-150:],
        file_hash=digest,
        entries=entries,
        added=added,
        imported_at=at,
        imported_by=by,
    )


def _line(statement: BankStatement, mark: str, line: camt.Line, *, ledger_on: date) -> BankLine:
    return BankLine(
        statement=statement,
        position=line.position,
        fingerprint=mark,
        amount=line.amount,
        booked_on=line.booked_on,
        ledger_on=ledger_on,
        reversal=line.reversal,
        name=line.name[:NAME_LENGTH],
        iban=line.iban[:34],
        text=(line.remittance or line.description)[:TEXT_LENGTH],
        creditor_references=list(line.references),
        end_to_end=line.end_to_end[:40],
        bank_reference=line.bank_reference[:60],
        rest=line.amount,
    )


def _payment(line: BankLine) -> matching.Payment:
    return matching.Payment(
        key=line.pk,
        amount=line.amount,
        name=line.name,
        iban=line.iban,
        text=line.text,
        references=tuple(line.creditor_references),
        end_to_end=line.end_to_end,
    )


def _owed(lines: Collection[BankLine]) -> list[matching.Owed]:
    """Every invoice with something open, and the accounts among these lines that paid for its member (2 statements)."""
    if not lines:
        return []
    accounts: dict[int, set[str]] = defaultdict(set)
    paid = BankLine.objects.filter(iban__in={line.iban for line in lines if line.iban}, member__isnull=False)
    for member, iban in paid.order_by().values_list("member", "iban").distinct():
        accounts[member].add(iban)
    columns = ("pk", "reference", "number", "open", "member", "bill_name")
    people = ("member__user__given_name", "member__user__family_name")
    return [
        matching.Owed(
            invoice=pk,
            reference=reference,
            number=number,
            open=left,
            person=member,
            names=(f"{given} {family}", billed),
            ibans=tuple(accounts.get(member, ())),
        )
        for pk, reference, number, left, member, billed, given, family in Invoice.objects.to_pay()
        .order_by("due_on", "pk")
        .values_list(*columns, *people)
    ]


def _declined(lines: Collection[BankLine]) -> set[tuple[int, int]]:
    """Lines and invoices of which a person said that they do not belong together (1 statement)."""
    said = Proposal.objects.filter(line__among=[line.pk for line in lines], state=ProposalState.DECLINED)
    return set(said.values_list("line", "invoice"))


def _propose(proposals: Collection[Proposal]) -> None:
    """Write proposals that were not made before; those that wait or were declined stay as they are (2 statements)."""
    made = Proposal.objects.filter(
        line__among={row.line_id for row in proposals}, state__in=[ProposalState.OPEN, ProposalState.DECLINED]
    )
    before = set(made.values_list("line", "invoice"))
    Proposal.objects.bulk_create(row for row in proposals if (row.line_id, row.invoice_id) not in before)


def _taken_back(reversals: Collection[BankLine]) -> Iterator[Used]:
    """What undoes the uses of the lines that the bank took back, as far as each finds its one line (3 statements)."""
    if not reversals:
        return
    alike = Q(amount__in={-line.amount for line in reversals}) & (
        Q(bank_reference__in={line.bank_reference for line in reversals} - {""})
        | Q(end_to_end__in={line.end_to_end for line in reversals} - {""})
        | Q(iban__in={line.iban for line in reversals} - {""})
    )
    set_against = Allocation.objects.filter(line=OuterRef("pk"), use=Use.LINE.value, undoes=None, undone_by=None)
    earlier = BankLine.objects.filter(alike, ~Exists(set_against), reversal=False)
    originals = locked(BankLine, earlier.values_list("pk", flat=True))
    uses: dict[int, list[Allocation]] = defaultdict(list)
    for use in Allocation.objects.filter(line__in=originals, undoes=None, undone_by=None):
        uses[use.line_id].append(use)
    by_key = {line.pk: line for line in sorted(reversals, key=lambda line: (line.booked_on, line.pk))}
    found = matching.find_reversed(map(_booking, by_key.values()), map(_booking, originals.values()))
    for reversal, earlier_one in found.items():
        line, original = by_key[reversal], originals[earlier_one]
        yield from taken_back(original, uses[original.pk], line)


def _booking(line: BankLine) -> matching.Booking:
    return matching.Booking(
        key=line.pk,
        amount=line.amount,
        booked_on=line.booked_on,
        iban=line.iban,
        bank_reference=line.bank_reference,
        end_to_end=line.end_to_end,
    )


def _assign_by_reference(lines: Collection[BankLine]) -> None:
    """Note whose money it is that quotes an invoice on which nothing is open any more (at most 2 statements)."""
    named_in = {line.pk: _references(line) for line in lines if line.member_id is None}
    wanted = {reference for references in named_in.values() for reference in references}
    if not wanted:
        return
    members = dict(Invoice.objects.filter(reference__in=wanted).values_list("reference", "member"))
    by_pk = {line.pk: line for line in lines}
    turned = []
    for pk, references in named_in.items():
        named = {members[reference] for reference in references if reference in members}
        if len(named) == 1:
            by_pk[pk].member_id = named.pop()
            turned.append(by_pk[pk])
    BankLine.objects.bulk_update(turned, ["member"], batch_size=2_000)


def _references(line: BankLine) -> set[str]:
    """What is a reference of ours by its form, in a line."""
    texts = (*line.creditor_references, line.end_to_end, line.text)
    return {found for text in texts for found in quoted.of_our_kind(quoted.plain(text))}
