"""What an invented bank says: two statements that show everything that can come of a payment.

The files are made here as a bank would write them, and brought in by the act that takes any.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from xml.sax.saxutils import escape

from accounts.models import User
from common.calendar import local_day
from members import selectors, services
from members.models import BankStatement, Invoice

COLLEAGUE: Final = "finance"
OPENING: Final = Decimal("3240.00")
PRIVATE, SAVINGS, EMPLOYER, NOBODY = (
    "NL68DEMO0000000101", "NL57DEMO0000000202", "NL46DEMO0000000303", "NL35DEMO0000000404",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A booking so many days ago; below zero for money that left."""

    amount: Decimal
    name: str
    ago: int
    iban: str = ""
    text: str = ""
    mark: str = ""
    reversal: bool = False


@dataclass(frozen=True, slots=True)
class Paid:
    """An invoice that was paid in full on a day, under its own reference or one that was mistyped."""

    invoice: Invoice
    on: date
    mistyped: bool = False


def bring_in(users: Mapping[str, User], *, at: datetime) -> None:
    """Bring in both statements, once, about the open invoices of these people, the oldest first.

    Without invoices for all of it, as much as there is. Exact ones are booked, the rest waits for finance.
    """
    terms = selectors.terms_on(local_day(at))
    if terms is None or BankStatement.objects.exists():
        return
    owed = Invoice.objects.to_pay().filter(member__user__in=users.values()).select_related("member__user")
    paid, waiting = _told(list(owed.order_by("due_on", "pk")))
    balance = OPENING
    for number, payments in enumerate((paid, waiting), start=1):
        data, balance = _statement(terms.iban, f"DEMO-{number}", payments, balance, local_day(at))
        services.import_statement(data, name=f"demonstration-{number}.xml", by=users[COLLEAGUE], at=at)


def bring_years_in(paid: Collection[Paid], users: Mapping[str, User], *, at: datetime) -> None:
    """Bring in one statement of several years; what the account held then is reckoned back from the other ones."""
    terms, today = selectors.terms_on(local_day(at)), local_day(at)
    if terms is None or not paid:
        return
    payments = [
        _pays(one.invoice, _mistyped(reference) if one.mistyped else reference, ago=(today - one.on).days)
        for one in sorted(paid, key=lambda one: one.on)
        if (reference := one.invoice.reference)
    ]
    opening = OPENING - sum(payment.amount for payment in payments)
    data, _balance_after = _statement(terms.iban, "DEMO-0", payments, opening, today)
    services.import_statement(data, name="demonstration-0.xml", by=users[COLLEAGUE], at=at)


def pay(invoice: Invoice, users: Mapping[str, User], *, at: datetime) -> None:
    """Bring in a statement of one day with the payment of one invoice, under its own reference."""
    terms = selectors.terms_on(local_day(at))
    assert terms is not None  # noqa: S101  the invoice rests on them
    told = _pays(invoice, invoice.reference, ago=0, iban=PRIVATE)
    data, _balance_after = _statement(terms.iban, f"DEMO-{invoice.number}", [told], OPENING, local_day(at))
    services.import_statement(data, name=f"demonstration-{invoice.number}.xml", by=users[COLLEAGUE], at=at)


def _told(owed: list[Invoice]) -> tuple[list[Payment], list[Payment]]:
    """What was paid a month ago, and what came since, as far as there are invoices to pay."""
    paid, waiting = [], []
    rest = iter(owed)
    first, taken, part, typed, again = (next(rest, None) for _ in range(5))
    if first:
        paid.append(_pays(first, first.reference, ago=34, iban=PRIVATE))
    if taken:
        paid.append(_pays(taken, taken.reference, ago=33, iban=SAVINGS, mark="DEMO-BACK"))
        waiting.append(
            Payment(
                amount=-taken.open, name=str(taken.member.user), ago=6, iban=SAVINGS, mark="DEMO-BACK", reversal=True
            )
        )
    if part:
        waiting.append(_pays(part, part.reference, ago=5, amount=part.open / 3))
    if typed:
        waiting.append(_pays(typed, _mistyped(typed.reference), ago=5))
    if again:
        waiting.append(_pays(again, "Contribution", ago=4, iban=PRIVATE, name="Joint account"))
    waiting += _of_the_employer(list(rest))
    waiting.append(
        Payment(amount=Decimal("75.00"), name="Zomaar Iemand", ago=3, iban=NOBODY, text="Thank you", mark="DEMO-75")
    )
    waiting.append(
        Payment(amount=Decimal("-450.00"), name="Kantoorpand Nergens B.V.", ago=2, text="Rent", mark="DEMO-RENT")
    )
    return paid, waiting


def _pays(
    invoice: Invoice,
    text: str,
    *,
    ago: int,
    iban: str = "",
    name: str = "",
    mark: str = "",
    amount: Decimal | None = None,
) -> Payment:
    return Payment(
        amount=(invoice.open if amount is None else amount).quantize(Decimal("0.01")),
        name=name or str(invoice.member.user),
        ago=ago,
        iban=iban,
        text=text,
        mark=mark or f"DEMO-{invoice.pk}",
    )


def _mistyped(reference: str) -> str:
    """With two figures swapped, as people do."""
    place = next((place for place in range(4, len(reference) - 1) if reference[place] != reference[place + 1]), None)
    if place is None:
        return reference
    return f"{reference[:place]}{reference[place + 1]}{reference[place]}{reference[place + 2 :]}"


def _of_the_employer(rest: list[Invoice]) -> Iterator[Payment]:
    """Two invoices in one payment."""
    if len(rest) > 1:
        both = rest[:2]
        yield Payment(
            amount=both[0].open + both[1].open,
            name="Voorbeeld & Zonen B.V.",
            ago=4,
            iban=EMPLOYER,
            text=" ".join(invoice.reference for invoice in both),
            mark="DEMO-BOTH",
        )


def _statement(iban: str, ident: str, payments: list[Payment], opening: Decimal, today: date) -> tuple[bytes, Decimal]:
    """A file in camt.053 version 8, and what the account holds after it."""
    closing = opening + sum((payment.amount for payment in payments), Decimal(0))
    entries = "".join(_entry(payment, today - timedelta(days=payment.ago)) for payment in payments)
    xml = (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>'
        f"<Id>{ident}</Id><Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{_balance('OPBD', opening)}{_balance('CLBD', closing)}{entries}"
        "</Stmt></BkToCstmrStmt></Document>"
    )
    return xml.encode(), closing


def _balance(code: str, amount: Decimal) -> str:
    return f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_amount(amount)}</Bal>"


def _amount(amount: Decimal) -> str:
    return f'<Amt Ccy="EUR">{abs(amount):.2f}</Amt><CdtDbtInd>{"DBIT" if amount < 0 else "CRDT"}</CdtDbtInd>'


def _entry(payment: Payment, day: date) -> str:
    role = "Dbtr" if (payment.amount > 0) != payment.reversal else "Cdtr"
    account = f"<{role}Acct><Id><IBAN>{payment.iban}</IBAN></Id></{role}Acct>" if payment.iban else ""
    parties = f"<RltdPties><{role}><Pty><Nm>{escape(payment.name)}</Nm></Pty></{role}>{account}</RltdPties>"
    text = f"<RmtInf><Ustrd>{escape(payment.text)}</Ustrd></RmtInf>" if payment.text else ""
    reversal = "<RvslInd>true</RvslInd>" if payment.reversal else ""
    return (
        f"<Ntry>{_amount(payment.amount)}{reversal}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt><NtryDtls>"
        f"<TxDtls><Refs><EndToEndId>{payment.mark}</EndToEndId></Refs>{parties}{text}</TxDtls></NtryDtls></Ntry>"
    )
