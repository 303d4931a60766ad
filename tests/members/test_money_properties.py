"""Whatever happens to money, in whatever order: every cent has one place, documents stay, numbers have no gap."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.calendar import local_day
from common.errors import DomainError
from members import selectors, services
from members.enums import CreditWhy, Ground, OutcomeKind
from members.models import (
    Allocation,
    BankLine,
    Contribution,
    ContributionAmount,
    Invoice,
    InvoiceLine,
    InvoiceTerms,
    Level,
    Membership,
    Proposal,
    Title,
)
from members.services import payments
from members.services.statements import import_statement, match
from tests.factories.members import MemberFactory
from tests.people import person
from tests.statements import OURS, PAYERS, Pay, document, entry, statement, zipped

pytestmark = pytest.mark.django_db

BEGIN: Final = dt.datetime(2026, 1, 5, 10, 0, tzinfo=dt.UTC)
TITLES: Final = ("S-ISP", "S-CISO", "S-CDPO")
AMOUNTS: Final = ("150.00", "0.01", "60.00", "100.00", "150.01", "310.00")
KEPT: Final[dict[type[Any], tuple[str, ...]]] = {
    Invoice: ("open", "closed_on"),
    BankLine: ("rest", "member_id"),
    InvoiceLine: (),
    Contribution: (),
    Allocation: (),
}
"""Tables that are kept as they were written, with the columns that may change."""


class World:
    """A few members, a clerk, a bank, and a clock that only goes on."""

    def __init__(self) -> None:
        self.at = BEGIN
        InvoiceTerms.objects.create(
            effective_on=dt.date(2020, 1, 1), name="SECO-Institute", address="Nergens 1", iban=OURS
        )
        practitioner = Level.objects.get(key="practitioner")
        ContributionAmount.objects.create(level=practitioner, effective_on=dt.date(2025, 1, 1), amount=Decimal("60.00"))
        self.members = [
            MemberFactory(user__email=f"m{n}@money.example", user__given_name=name, user__family_name="Proef", number=n)
            for n, name in enumerate(("Anna", "Bas", "Cato"), start=70_001)
        ]
        self.clerk = person("Frank", "finance")
        self.booked: list[Callable[[int], str]] = []
        self.pays: list[Pay] = []
        self.files: list[bytes] = []
        self.closed: dt.date | None = None
        self.snapshot: dict[type[Any], dict[int, Any]] = {model: {} for model in KEPT}
        award(self, 0, 1, 0)
        award(self, 1, 2, 0)

    def bring(self, *entries: str, version: int = 2, packed: bool = False) -> None:
        """A file of these entries comes from the bank."""
        data = document(statement(*entries), version=version)
        self.files.append(zipped({"s.xml": data}) if packed else data)
        import_statement(self.files[-1], name="s.xml", by=self.clerk, at=self.at)

    def pay(self, pay: Pay) -> Callable[[int], str]:
        """Something the bank books today, in the words of any version."""
        day, number = local_day(self.at).isoformat(), len(self.pays)
        self.pays.append(pay)
        return lambda version: entry(
            pay, version=version, booked=day, reference=f"B{number}" if number % 2 else "",
            reversal=True if pay.text == "Taken back" else None,
        )  # fmt: skip


def one_of(rows: Any, place: int) -> Any:
    """One of the rows by its place, counted round; none of none."""
    found = list(rows.order_by("pk"))
    return found[place % len(found)] if found else None


def award(world: World, a: int, b: int, _c: int) -> None:
    title = Title.objects.get(code=TITLES[b % 3])
    services.award(world.members[a % 3], title, on=local_day(world.at), by=None, at=world.at)


def ask_years(world: World, a: int, _b: int, _c: int) -> None:
    world.at += dt.timedelta(days=160 * (a % 3))
    services.ask_years(list(Membership.objects.values_list("pk", flat=True)), at=world.at)


def receive(world: World, a: int, b: int, c: int) -> None:
    """Exact, in part, too much, unknown, or with two references; alone or with what came before, once more."""
    found = list(Invoice.objects.filter(kind="invoice").order_by("pk"))
    one, other = (found[place % len(found)] for place in (a, b))
    amount = str(one.open) if c % 2 and one.open > 0 else AMOUNTS[b % 6]
    told: dict[str, Any] = (
        {"reference": one.reference},
        {"text": f"{one.reference} and {other.reference}"},
        {"text": f"member, invoice {one.number}"},
        {"name": one.bill_name, "text": "contribution"},
    )[c % 4]
    number = len(world.pays)
    made = world.pay(Pay(amount=amount, iban=PAYERS[a % 3], end_to_end=f"E2E-{number}" if b % 3 else "", **told))
    version = (2, 8, 13)[b % 3]
    before = [make(version) for make in world.booked[-(c % 3) :]] if c % 3 else []
    world.booked.append(made)
    world.bring(*before, made(version), version=version, packed=bool(a % 2))


def send(world: World, a: int, b: int, c: int) -> None:
    """Money leaves."""
    made = world.pay(Pay(amount=f"-{AMOUNTS[b % 6]}", iban=PAYERS[a % 3], end_to_end=f"E2E-S{len(world.pays)}"))
    world.booked.append(made)
    world.bring(made(2))


def take_back(world: World, a: int, b: int, _c: int) -> None:
    """The bank takes back what came in, or what never did."""
    came = [pay for pay in world.pays if not pay.amount.startswith("-")]
    pay = came[a % len(came)] if came else Pay(amount="12.00")
    known = (
        {"end_to_end": pay.end_to_end, "iban": pay.iban} if b % 4 else {"end_to_end": "E2E-NEVER", "iban": PAYERS[3]}
    )
    made = world.pay(Pay(amount=f"-{pay.amount}", text="Taken back", **known))
    world.booked.append(made)
    world.bring(made(2))


def pay_and_take_back(world: World, a: int, b: int, _c: int) -> None:
    """Both in one file, in either order."""
    invoice = one_of(Invoice.objects.filter(kind="invoice"), a)
    number = f"E2E-B{len(world.pays)}"
    made = world.pay(Pay(reference=invoice.reference, end_to_end=number))
    back = world.pay(Pay(amount="-150.00", text="Taken back", end_to_end=number))
    world.bring(*((made(2), back(2)) if b % 2 else (back(2), made(2))))


def again(world: World, a: int, _b: int, _c: int) -> None:
    """A file comes again: not one row of the register changes."""
    if not world.files:
        return
    tables = [*KEPT, Proposal, Membership]
    before = [list(table.objects.order_by("pk").values_list()) for table in tables]
    told = import_statement(world.files[a % len(world.files)], name="s.xml", by=None, at=world.at)
    assert told.known == told.entries
    assert [list(table.objects.order_by("pk").values_list()) for table in tables] == before


def match_again(world: World, _a: int, _b: int, _c: int) -> None:
    match(list(BankLine.objects.waiting().values_list("pk", flat=True)), at=world.at)


def confirm(world: World, a: int, b: int, _c: int) -> None:
    pks = list(Proposal.objects.filter(state="open").order_by("pk").values_list("pk", flat=True))
    payments.confirm(pks if b % 2 else pks[a % 3 : a % 3 + 1], by=world.clerk, at=world.at)


def decline(world: World, a: int, _b: int, _c: int) -> None:
    pks = list(Proposal.objects.order_by("pk").values_list("pk", flat=True))
    payments.decline(pks[a % 3 :: 3], by=world.clerk, at=world.at)


def book(world: World, a: int, b: int, c: int) -> None:
    """By hand, for one invoice, or split over two."""
    line = one_of(BankLine.objects.exclude(rest=0), a)
    found = list(Invoice.objects.exclude(open=0).order_by("pk"))
    if line and found:
        way = 1 if line.rest > 0 else -1
        share = min(abs(line.rest), abs(found[b % len(found)].open)) if c % 2 else Decimal(AMOUNTS[c % 6])
        amounts = {found[b % len(found)].pk: way * share}
        if c % 3 == 0:
            amounts[found[c % len(found)].pk] = way * Decimal("0.01")
        payments.book(line.pk, amounts, by=world.clerk, at=world.at)


def undo(world: World, a: int, _b: int, _c: int) -> None:
    use = one_of(Allocation.objects.filter(undoes=None), a)
    if use:
        payments.undo(use.pk, reason="It was wrong.", by=world.clerk, at=world.at)


def set_aside(world: World, a: int, _b: int, _c: int) -> None:
    line = one_of(BankLine.objects.all(), a)
    if line:
        payments.set_aside([line.pk], reason="A gift.", by=world.clerk, at=world.at)


def offset(world: World, a: int, b: int, c: int) -> None:
    one, other = one_of(BankLine.objects.filter(amount__gt=0), a), one_of(BankLine.objects.filter(amount__lt=0), b)
    if one and other:
        amount = min(one.rest, -other.rest) if c % 2 else Decimal(AMOUNTS[c % 6])
        payments.offset(one.pk, other.pk, amount, by=world.clerk, at=world.at)


def credit(world: World, a: int, b: int, _c: int) -> None:
    invoice = one_of(Invoice.objects.all(), a)
    services.credit([invoice.pk], list(CreditWhy)[2 + b % 2], by=world.clerk, at=world.at)
    if b % 3 == 0:
        services.bill_again(list(Contribution.objects.values_list("pk", flat=True)), by=None, at=world.at)


def fail_halfway(world: World, a: int, b: int, _c: int) -> None:
    """An act that drew numbers, and then did not come to its end."""
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        try:
            credit(world, a, b, 0)
            services.ask_years(list(Membership.objects.values_list("pk", flat=True)), at=world.at)
        finally:
            raise ZeroDivisionError


def bill_another(world: World, a: int, b: int, _c: int) -> None:
    member = world.members[a % 3]
    employer = {"name": "Werkgever B.V.", "address": "Nergens 2", "country": "Nederland"} if b % 2 else None
    services.bill_to(member, employer, anew=b % 3 > 0, by=member.user, at=world.at)


def cancel(world: World, a: int, _b: int, _c: int) -> None:
    member = world.members[a % 3]
    services.cancel(member, by=member.user, at=world.at)


def take_cancellation_back(world: World, a: int, _b: int, _c: int) -> None:
    member = world.members[a % 3]
    services.take_cancellation_back(member, by=member.user, at=world.at)


def revoke(world: World, a: int, _b: int, _c: int) -> None:
    held = world.members[a % 3].credentials.filter(closed_by=None)
    services.record_outcomes(
        [
            services.Ruling(
                credential=row.pk, kind=OutcomeKind.REVOKED, ground=Ground.BREACH, effective_on=local_day(world.at)
            )
            for row in held
        ],
        at=world.at,
    )


def close(world: World, a: int, _b: int, _c: int) -> None:
    services.close_books(local_day(world.at) - dt.timedelta(days=1 + 20 * a), by=world.clerk, at=world.at)


ACTS: Final = (
    award, ask_years, receive, receive, receive, send, take_back, pay_and_take_back, again, match_again, confirm,
    decline, book, book, undo, undo, set_aside, offset, credit, fail_halfway, bill_another, cancel,
    take_cancellation_back, revoke, close,
)  # fmt: skip


def check(world: World) -> None:
    """Everything that holds after every act."""
    lines = {row.pk: row for row in BankLine.objects.all()}
    uses = list(Allocation.objects.order_by("pk"))
    invoices = {row.pk: row for row in Invoice.objects.all()}
    undone = {use.undoes_id for use in uses}
    standing = [use for use in uses if not use.undoes_id and use.pk not in undone]
    check_lines(lines, uses)
    check_people(lines, standing, invoices)
    check_invoices(invoices, uses, standing)
    check_ledger(lines, uses, invoices)
    check_numbers(invoices)
    check_kept(world)
    for proposal in Proposal.objects.filter(state="open"):
        assert lines[proposal.line_id].rest
        assert invoices[proposal.invoice_id].open > 0


def check_lines(lines: dict[int, BankLine], uses: list[Allocation]) -> None:
    used: Counter[int] = Counter()
    against: Counter[tuple[int, int]] = Counter()
    for use in uses:
        used[use.line_id] += use.amount
        if use.against_id:
            against[use.line_id, use.against_id] += use.amount
    for line in lines.values():
        assert line.rest == line.amount - used[line.pk]
        assert 0 <= line.rest * line.amount <= line.amount**2
    for (one, other), amount in against.items():
        assert against[other, one] == -amount


def check_people(lines: dict[int, BankLine], standing: list[Allocation], invoices: dict[int, Invoice]) -> None:
    """A line is its payer's, unless it quotes somebody else; what an employer paid is nobody's by itself."""
    payers = defaultdict(set)
    for use in standing:
        if use.invoice_id:
            payers[use.line_id].add(invoices[use.invoice_id].member_id)
    for pk, members in payers.items():
        line = lines[pk]
        for_employer = any(
            invoices[use.invoice_id].to_employer for use in standing if use.line_id == pk and use.invoice_id
        )
        if len(members) == 1 and line.member_id not in members and not (for_employer and line.member_id is None):
            quoted = [row.member_id for row in invoices.values() if row.reference and row.reference in line.text]
            quoted += [row.member_id for row in invoices.values() if row.reference in line.creditor_references]
            assert line.member_id in quoted


def check_invoices(invoices: dict[int, Invoice], uses: list[Allocation], standing: list[Allocation]) -> None:
    notes = {row.credits_id: row for row in invoices.values() if row.credits_id}
    paid: Counter[int] = Counter()
    for use in uses:
        if use.invoice_id:
            paid[use.invoice_id] += use.amount
    for invoice in invoices.values():
        if invoice.kind == "credit-note":
            assert (invoice.open, invoice.total) == (0, -invoices[invoice.credits_id].total)
            continue
        note = notes.get(invoice.pk)
        assert invoice.open == invoice.total - paid[invoice.pk] + (note.total if note else 0)
        days = [use.booked_on for use in standing if use.invoice_id == invoice.pk and use.amount > 0]
        days += [note.issued_on] if note else []
        assert invoice.closed_on == (None if invoice.open > 0 else max(days))


def check_ledger(lines: dict[int, BankLine], uses: list[Allocation], invoices: dict[int, Invoice]) -> None:
    """Both sides of everything come to nothing, and what debtors owe is what is open."""
    books: Counter[str] = Counter()
    for line in lines.values():
        books["bank"] += line.amount
        books["not used yet"] -= line.amount
    for use in uses:
        books["not used yet"] += use.amount
        books[{"invoice": "debtors", "line": "against each other", "other": "not ours"}[use.use]] -= use.amount
    for invoice in invoices.values():
        books["debtors"] += invoice.total
        books["income"] -= invoice.total - invoice.vat
        books["tax"] -= invoice.vat
    assert sum(books.values()) == 0
    assert books["debtors"] == sum(row.open for row in invoices.values())
    assert books["not used yet"] == -sum(row.rest for row in lines.values())
    assert books["against each other"] == 0


def check_numbers(invoices: dict[int, Invoice]) -> None:
    series = defaultdict(list)
    for invoice in invoices.values():
        series[invoice.kind, invoice.year].append(invoice.sequence)
    for numbers in series.values():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))


def check_kept(world: World) -> None:
    """What was written stays, and nothing new lies in a closed period."""
    closed = selectors.closed_until()
    for model, moving in KEPT.items():
        before = world.snapshot[model]
        now = {row["id"]: row for row in model.objects.values()}
        for pk, row in before.items():
            assert {**now[pk], **{name: row[name] for name in moving}} == row
        if closed and model in (Allocation, BankLine):
            assert all(row["ledger_on"] > world.closed for pk, row in now.items() if pk not in before and world.closed)
        world.snapshot[model] = now
    world.closed = closed


STEP = st.tuples(st.sampled_from(ACTS), st.integers(0, 5), st.integers(0, 5), st.integers(0, 5))


EXAMPLES = 50 if connection.vendor == "postgresql" else 15
"""An example takes half a second; what SQLite could add, its constraints, shows in fewer."""


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=15, max_size=30))
def test_every_cent_has_one_place(steps: list[Any]) -> None:
    with transaction.atomic():
        world = World()
        check(world)
        for act, *places in steps:
            world.at += dt.timedelta(hours=7)
            try:
                with transaction.atomic():
                    act(world, *places)
            except DomainError:
                pass
            check(world)
        transaction.set_rollback(True)
