"""``scripts/bench statement``: a bank statement brought in, beside SQL by hand and one query per line (W7a).

``scripts/bench statement 1000 10000 5`` takes other sizes, and fewer rounds.
"""

import gc
import io
import math
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from statistics import median
from typing import Any, Final

from scripts.benches.portal import portal, seconds, told

ROUNDS: Final = 15
SIZES: Final = (10_000, 100_000)
REQUEST: Final = 30_000
"""Lines of the largest statement that is brought in while somebody waits for the page."""
SAMPLE: Final = 200
"""Lines brought in one by one; more would only take longer."""
INVOICES_EACH: Final = 5
BOOKED: Final = date(2026, 11, 2)
TABLES: Final = ("bankline", "bankstatement", "allocation", "proposal", "invoice")

COPY: Final = """
COPY members_bankline (statement_id, position, fingerprint, amount, booked_on, ledger_on, reversal, name, iban, text,
    creditor_references, end_to_end, bank_reference, rest) FROM STDIN
"""
BY_HAND: Final = (
    """
    CREATE TEMP TABLE exact ON COMMIT DROP AS
    SELECT line.id AS line, invoice.id AS invoice, invoice.member_id AS member, line.amount, line.booked_on
    FROM members_bankline line
    JOIN members_invoice invoice ON invoice.open = line.amount AND invoice.reference = COALESCE(
        line.creditor_references->>0, substring(replace(line.text, ' ', '') FROM 'RF[0-9]+'))
    WHERE line.statement_id = %(statement)s AND line.amount > 0
    """,
    """
    INSERT INTO members_allocation (line_id, use, invoice_id, amount, how, ground, booked_on, ledger_on, recorded_at)
    SELECT line, 'invoice', invoice, amount, 'exact', '', booked_on, booked_on, %(at)s FROM exact
    """,
    "UPDATE members_bankline line SET rest = 0, member_id = exact.member FROM exact WHERE line.id = exact.line",
    "UPDATE members_invoice made SET open = 0, closed_on = exact.booked_on FROM exact WHERE made.id = exact.invoice",
    """
    INSERT INTO members_proposal (line_id, invoice_id, amount, ground, rank, made_at, state)
    SELECT line.id, invoice.id, LEAST(line.amount, invoice.open), 'reference-other-amount', 1, %(at)s, 'open'
    FROM members_bankline line
    JOIN members_invoice invoice ON invoice.open > 0 AND invoice.reference = line.creditor_references->>0
    WHERE line.statement_id = %(statement)s AND line.rest > 0
    """,
)
"""What the same statement comes to, written for this one alone: no other ground, no reversal, no second file."""

TOTALS: Final = """
SELECT (SELECT COUNT(*) FROM members_bankline), (SELECT SUM(rest) FROM members_bankline),
    (SELECT COUNT(*) FROM members_bankline WHERE member_id IS NOT NULL AND rest = 0),
    (SELECT SUM(hashtext(fingerprint)::bigint * amount) FROM members_bankline),
    (SELECT SUM(amount) FROM members_allocation), (SELECT SUM(invoice_id * amount) FROM members_allocation),
    (SELECT SUM(id * open) FROM members_invoice), (SELECT COUNT(*) FROM members_invoice WHERE closed_on IS NULL),
    (SELECT SUM(invoice_id * amount) FROM members_proposal WHERE state = 'open')
"""


def main(arguments: Sequence[str]) -> int:
    """Print the table."""
    *sizes, rounds = [int(argument) for argument in arguments] or [*SIZES, ROUNDS]
    with portal():
        references = _fill(sizes[-1])
        print("W7a, PostgreSQL, interleaved rounds, each rolled back; the same totals from rows and by hand")
        took = [_measured(size, references[:size], rounds) for size in sizes]
        slope = math.log(took[-1] / took[0]) / math.log(sizes[-1] / sizes[0])
        print(f"slope from {sizes[0]:,} to {sizes[-1]:,} lines: {slope:.2f}", flush=True)
        _counted(references, sizes)
    return 0


def _measured(size: int, references: Sequence[str], rounds: int) -> float:
    """The lines of the table for one size; the median seconds of bringing it in."""
    from django.utils import timezone  # noqa: PLC0415

    from common import camt  # noqa: PLC0415
    from members.services import statements  # noqa: PLC0415

    data, at = _statement(references), timezone.now()
    began = time.perf_counter()
    read = camt.read(data).statements
    reading, lines = time.perf_counter() - began, read[0].lines
    bring_in = partial(statements.bring_in_read, read, name="s.xml", digest="0" * 64, by=None, at=at)
    totals = [_tried(act)[1] for act in (bring_in, partial(_by_hand, lines, at))]
    assert totals[0] == totals[1], totals  # noqa: S101
    rows, hand, loop = [], [], []
    for _round in range(rounds):
        rows.append(_tried(bring_in)[0])
        hand.append(_tried(partial(_by_hand, lines, at))[0])
        loop.append(_tried(partial(_one_by_one, lines[:SAMPLE], at))[0] * size / SAMPLE)
    print(told(f"{size:,} lines, beside line by line through the ORM (a sample)", rows, loop))
    print(told(f"{size:,} lines, beside COPY, INSERT and UPDATE by hand", rows, hand))
    times = ", ".join(f"{median(took):.1f} s {name}" for name, took in (
        ("bringing in", rows), ("by hand", hand), ("line by line", loop), ("reading the file alone", [reading]),
    ))  # fmt: skip
    print(f"    {times}", flush=True)
    return median(rows)


def _counted(references: Sequence[str], sizes: Sequence[int]) -> None:
    """Statements, the same file again, memory, and how long somebody would wait for the page."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from common import camt  # noqa: PLC0415
    from members.services.statements import import_statement  # noqa: PLC0415

    at = timezone.now()
    for size in sorted({*sizes, min(REQUEST, sizes[-1])}):
        data = _statement(references[:size])
        bring_in = partial(import_statement, data, name="s.xml", by=None, at=at)
        asked = CaptureQueriesContext(connection)

        def counted(act: Callable[[], object] = bring_in, asked: CaptureQueriesContext = asked) -> None:
            with asked:
                act()

        took = _tried(counted)[0]
        print(
            f"{size:,} lines, {len(data) / 1e6:.0f} MB: {len(asked)} statements, {took:.1f} s with the reading",
            flush=True,
        )
    data = _statement(references)
    for name, act in (("reading", lambda: camt.read(data)), ("the whole act", lambda: _tried(bring_in))):
        gc.collect()
        tracemalloc.start()
        act()
        print(f"peak memory of {sizes[-1]:,} lines, {name}: {tracemalloc.get_traced_memory()[1] / 1e6:.0f} MB")
        tracemalloc.stop()
    bring_in()
    before, kept = _totals(), _changes()
    again = seconds(bring_in)
    changed = _changes() - kept
    assert _totals() == before  # noqa: S101
    print(f"the same file again: {again:.1f} s, {changed} rows changed beside the row that says it came again")


def _tried(act: Callable[[], object]) -> tuple[float, Any]:
    """How long an act took with all its checks, and the totals it came to; it is rolled back."""
    from django.db import connection, transaction  # noqa: PLC0415

    def whole() -> None:
        act()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    gc.collect()
    with transaction.atomic():
        took, totals = seconds(whole), _totals()
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"VACUUM ANALYZE members_{table}")
    return took, totals


def _totals() -> Any:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(TOTALS)
        return cursor.fetchone()


def _changes() -> int:
    """Rows written so far, as the server counts them, beside statements and the audit log."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(
            "SELECT SUM(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables WHERE relname LIKE 'members_%%' "
            "AND relname <> 'members_bankstatement'"
        )
        return int(cursor.fetchone()[0])


def _by_hand(lines: Sequence[Any], at: Any) -> None:
    """The lines by COPY, and what they come to by one statement each for uses, rests, invoices and proposals."""
    from django.db import connection  # noqa: PLC0415

    from tests.statements import OURS  # noqa: PLC0415

    statement = _statement_row(len(lines), at)
    with connection.cursor() as cursor:
        text = io.StringIO()
        for line in lines:
            cents, day = int(line.amount * 100), line.booked_on.isoformat()
            references = '["' + '","'.join(line.references) + '"]' if line.references else "[]"
            row = (
                statement, line.position, line.fingerprint(OURS), cents, day, day, line.reversal, line.name, line.iban,
                line.remittance, references, line.end_to_end, line.bank_reference, cents,
            )  # fmt: skip
            text.write("\t".join(map(str, row)) + "\n")
        with cursor.copy(COPY) as copy:
            copy.write(text.getvalue())
        for sql in BY_HAND:
            cursor.execute(sql, {"statement": statement, "at": at})
        cursor.execute("DROP TABLE exact")


def _one_by_one(lines: Sequence[Any], at: Any) -> None:
    """An ordinary loop: is the line known, which invoice is it for, write what follows."""
    from members.models import Allocation, BankLine, Invoice, Proposal  # noqa: PLC0415
    from tests.statements import OURS  # noqa: PLC0415

    statement = _statement_row(len(lines), at)
    for line in lines:
        mark = line.fingerprint(OURS)
        if BankLine.objects.filter(fingerprint=mark).exists():
            continue
        row = BankLine.objects.create(
            statement_id=statement, position=line.position, fingerprint=mark, amount=line.amount,
            booked_on=line.booked_on, ledger_on=line.booked_on, name=line.name, iban=line.iban, text=line.remittance,
            creditor_references=list(line.references), end_to_end=line.end_to_end, bank_reference=line.bank_reference,
            rest=line.amount,
        )  # fmt: skip
        said = line.references[0] if line.references else line.remittance.replace(" ", "")
        invoice = Invoice.objects.filter(reference=said, open__gt=0).first()
        told_ = {"line": row, "invoice": invoice, "amount": line.amount}
        if invoice is not None and invoice.open == line.amount:
            Allocation.objects.create(
                **told_, use="invoice", how="exact", booked_on=row.booked_on, ledger_on=row.ledger_on, recorded_at=at
            )
            row.rest, row.member_id = 0, invoice.member_id
            row.save(update_fields=["rest", "member"])
            invoice.open, invoice.closed_on = 0, row.booked_on
            invoice.save(update_fields=["open", "closed_on"])
        elif invoice is not None:
            Proposal.objects.create(**told_, ground="reference-other-amount", rank=1, made_at=at)


def _statement_row(entries: int, at: Any) -> int:
    from members.models import BankStatement  # noqa: PLC0415
    from tests.statements import OURS  # noqa: PLC0415

    row = BankStatement.objects.create(
        iban=OURS, file_name="s.xml", file_hash="0" * 64, entries=entries, added=entries, imported_at=at
    )
    return int(row.pk)


def _statement(references: Sequence[str]) -> bytes:
    """A payment for each invoice: of 50 lines 44 quote it, 3 in the text, 1 pays a part, 2 are of something else."""
    from tests.statements import PAYERS, Pay, document, entry, statement  # noqa: PLC0415

    def pay(number: int, reference: str) -> Pay:
        who: dict[str, Any] = {"iban": PAYERS[number % len(PAYERS)], "end_to_end": f"E2E-{number}"}
        spaced = " ".join(reference[place : place + 4] for place in range(0, len(reference), 4))
        match number % 50:
            case 0:
                return Pay(**who, name=f"Firma {number}", amount="-12.34", text="Thank you")
            case 1:
                return Pay(**who, name=f"Onbekend {number}", amount="12.34", text="A gift")
            case 2:
                return Pay(**who, name=f"Voorbeeld {number}", amount="100.00", reference=reference)
            case 3 | 4 | 5:
                return Pay(**who, name=f"Voorbeeld {number}", text=spaced)
        return Pay(**who, name=f"Voorbeeld {number}", reference=reference)

    entries = (
        entry(pay(number, reference), version=8, booked=BOOKED.isoformat(), reference=f"REF{number:08}")
        for number, reference in enumerate(references)
    )
    return document(statement(*entries), version=8)


def _fill(count: int) -> list[str]:
    """Members with their invoices, none paid yet; the references of these."""
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from accounts.models import User  # noqa: PLC0415
    from common import creditor_reference  # noqa: PLC0415
    from members.models import Contribution, Invoice, InvoiceLine, InvoiceTerms, Member, Membership  # noqa: PLC0415
    from tests.statements import OURS  # noqa: PLC0415

    at, since = timezone.now(), date(2022, 7, 1)
    many: dict[str, Any] = {"batch_size": 5000}
    terms = InvoiceTerms.objects.create(effective_on=since, name="SECO-Institute", address="Nergens 1", iban=OURS)
    people = range(count // INVOICES_EACH)
    users = User.objects.bulk_create(
        (User(email=f"m{n}@b.example", given_name="Voorbeeld", family_name=f"Nummer{n}") for n in people), **many
    )
    members = Member.objects.bulk_create(
        (Member(user=user, number=100_000 + n, registered_on=since) for n, user in enumerate(users)), **many
    )
    memberships = Membership.objects.bulk_create(
        (Membership(member=one, since=since, first_day=since, next_year_on=date(2027, 7, 1)) for one in members), **many
    )
    years = [(one, since.replace(year=since.year + turn)) for one in memberships for turn in range(INVOICES_EACH)]
    contributions = Contribution.objects.bulk_create(
        (
            Contribution(
                membership=one, reason="year", due_on=first, last_day=first.replace(year=first.year + 1),
                amount=Decimal("150.00"), made_at=at,
            )
            for one, first in years
        ),
        **many,
    )  # fmt: skip
    invoices = Invoice.objects.bulk_create(
        (
            Invoice(
                kind="invoice", number=f"2026-{n:06}", year=2026, sequence=n, member=one.membership.member,
                terms=terms, issued_on=since, issued_at=at, due_on=one.due_on, link=f"link-{n}", language="en",
                reference=creditor_reference.make(f"2026{n:06}"), bill_name=f"Voorbeeld Nummer{n}", total=one.amount,
                vat=0, open=one.amount,
            )
            for n, one in enumerate(contributions, start=1)
        ),
        **many,
    )  # fmt: skip
    InvoiceLine.objects.bulk_create(
        (
            InvoiceLine(invoice=invoice, position=1, text="A year", contribution=one, amount=one.amount)
            for invoice, one in zip(invoices, contributions, strict=True)
        ),
        **many,
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return [invoice.reference for invoice in invoices]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
