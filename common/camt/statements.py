"""From the texts of one statement to its facts and faults: entries, the parts of batches, balances.

Pure. The reader hands over what stood at the places of ``common.camt.shape``; what is judged is judged here.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from common.camt import values
from common.camt.facts import REMITTANCE_LENGTH, Balance, Fault, FaultCode, LeftOut, Line, Statement

BOOKED: Final = "BOOK"
NOT_BOOKED: Final = frozenset({"PDNG", "INFO", "FUTR"})
SIGNS: Final = {"CRDT": 1, "DBIT": -1}
TRUTH: Final = {"": False, "false": False, "0": False, "true": True, "1": True}
OPENING: Final = ("OPBD", "PRCD")
CLOSING: Final = "CLBD"

Texts = Mapping[str, Sequence[str]]
"""What stood at the places of one group, by key; the currency of an amount is under its key with ``@``."""


def first(texts: Texts, *keys: str) -> str:
    """The first text that says something, by the keys in order."""
    return next((text for key in keys for text in texts.get(key, ()) if text and not text.isspace()), "").strip()


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a payment."""

    name: str
    iban: str
    bic: str


@dataclass(frozen=True, slots=True)
class Part:
    """What one ``TxDtls`` says, with its amounts still as texts, each with its currency."""

    amounts: tuple[tuple[str, str], ...] = ()
    sign: str = ""
    bank_reference: str = ""
    end_to_end: str = ""
    transactions: tuple[str, ...] = ()
    debtor: Party = Party("", "", "")
    creditor: Party = Party("", "", "")
    remittance: str = ""
    references: tuple[str, ...] = ()
    description: str = ""


def part(texts: Texts) -> Part:
    """What we keep of one ``TxDtls``."""
    pairs = [(first(texts, key), first(texts, f"{key}@")) for key in ("amount", "transaction_amount")]
    return Part(
        amounts=tuple(pair for pair in pairs if pair[0]),
        sign=first(texts, "sign"),
        bank_reference=values.identifier(first(texts, "bank_reference")),
        end_to_end=values.identifier(first(texts, "end_to_end")),
        transactions=_identifiers(texts, "transaction"),
        debtor=_party(texts, "debtor"),
        creditor=_party(texts, "creditor"),
        remittance=values.tidy(" ".join(texts.get("text", ())), REMITTANCE_LENGTH),
        references=_identifiers(texts, "creditor_reference"),
        description=_description(texts),
    )


def _identifiers(texts: Texts, key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(values.identifier, texts.get(key, ())))))


def _party(texts: Texts, side: str) -> Party:
    return Party(
        name=values.tidy(first(texts, f"{side}_name", f"{side}_ultimate")),
        iban=values.account_number(first(texts, f"{side}_iban")),
        bic=values.account_number(first(texts, f"{side}_bic")),
    )


def _description(texts: Texts) -> str:
    return values.tidy(first(texts, "description") or " ".join(texts.get("code", ())), REMITTANCE_LENGTH)


class Draft:
    """A statement while it is read; ``faults`` are collected in the list that is handed over."""

    def __init__(self, file: str, place: int, faults: list[Fault]) -> None:
        self.file = file
        self.place = place
        self.faults = faults
        self.texts: dict[str, list[str]] = {}
        self.balances: dict[str, list[Balance]] = {}
        self.lines: list[Line] = []
        self.left_out: list[LeftOut] = []
        self.entries = 0
        self.whole = True
        self._currency = ""
        self._seen: Counter[str] = Counter()

    def balance(self, texts: Texts) -> None:
        """Take in one balance, when it is one of booked money at the beginning or the end."""
        kind = first(texts, "kind")
        if kind not in (*OPENING, CLOSING):
            return
        facts = {"balance": kind}
        amount = self._amount(first(texts, "amount"), facts)
        currency = self._in_currency(first(texts, "amount@"), facts) if first(texts, "amount") else ""
        sign = self._sign(first(texts, "sign"), facts)
        if amount is not None and sign is not None and currency:
            told = Balance(amount=sign * amount, currency=currency, day=values.day(first(texts, "day")))
            self.balances.setdefault(kind, []).append(told)

    def entry(self, texts: Texts, parts: Sequence[Part]) -> None:
        """Take in one entry: its lines, or what is wrong with it, or that it is not booked."""
        self.entries += 1
        status = first(texts, "status_code", "status")
        own = values.identifier(first(texts, "bank_reference"))
        if status in NOT_BOOKED:
            amount = values.amount(first(texts, "amount"))
            told = LeftOut(entry=self.entries, status=status, amount=amount, bank_reference=own)
            self.left_out.append(told)
            return
        before = len(self.faults)
        where = {"entry": self.entries, "reference": own or values.identifier(first(texts, "reference"))}
        if status != BOOKED:
            self._fault(FaultCode.UNKNOWN_STATUS if status else FaultCode.NO_STATUS, where, status=status)
        amount = self._amount(first(texts, "amount"), where)
        if first(texts, "amount"):
            self._in_currency(first(texts, "amount@"), where)
        sign = self._sign(first(texts, "sign"), where)
        reversal = TRUTH.get(first(texts, "reversal"))
        if reversal is None:
            self._fault(FaultCode.BAD_REVERSAL, where, text=first(texts, "reversal"))
        booked_on = self._booking_day(first(texts, "booked"), where)
        total = None if amount is None or sign is None else sign * amount
        shares = self._shares(parts, total, sign, where)
        if len(self.faults) > before:
            self.whole = False
            return
        assert booked_on is not None  # noqa: S101  otherwise there is a fault
        common = {
            "entry": self.entries,
            "currency": self._currency,
            "booked_on": booked_on,
            "value_on": values.day(first(texts, "valued")),
            "reversal": reversal,
            "batch": values.identifier(first(texts, "batch", "batch_message")),
        }
        about = _description(texts)
        for place, (share, one) in enumerate(zip(shares, parts or (Part(),), strict=True), 1):
            self._line(one, place, {**common, "amount": share}, own, about)

    def _line(self, one: Part, place: int, facts: dict[str, Any], own: str, about: str) -> None:
        side = self._counterparty(one, incoming=(facts["amount"] >= 0) != facts["reversal"])
        line = Line(
            **facts,
            position=len(self.lines) + 1,
            part=place,
            bank_reference=own or one.bank_reference,
            end_to_end=one.end_to_end,
            transactions=one.transactions,
            name=side.name,
            iban=side.iban,
            bic=side.bic,
            remittance=one.remittance,
            references=one.references,
            description=one.description or about,
        )
        known = line.fingerprint("")
        if self._seen[known]:
            line = replace(line, ordinal=self._seen[known])
        self._seen[known] += 1
        self.lines.append(line)

    def _counterparty(self, one: Part, *, incoming: bool) -> Party:
        """The other side. A reversal names the sides as they were; some banks turn them, then ours is seen by IBAN."""
        other, ours = (one.debtor, one.creditor) if incoming else (one.creditor, one.debtor)
        mine = values.account_number(first(self.texts, "iban"))
        return ours if mine and other.iban == mine else other

    def _shares(
        self, parts: Sequence[Part], total: Decimal | None, sign: int | None, where: Mapping[str, Any]
    ) -> list[Decimal]:
        """The signed amount of every part; they add up to the total, or there is a fault."""
        shares: list[Decimal] = []
        alone = len(parts) == 1
        for place, one in enumerate(parts, 1):
            text, currency = self._own(one)
            if alone and (not text or (currency and currency != self._currency)):
                continue  # what the payer ordered in another currency; the entry says what came of it
            facts = {**where, "part": place}
            if not text:
                self._fault(FaultCode.PART_WITHOUT_AMOUNT, facts)
                continue
            self._in_currency(currency, facts)
            amount = self._amount(text, facts)
            side = self._sign(one.sign, facts) if one.sign else sign
            if amount is not None and side is not None:
                shares.append(side * amount)
        if not shares and len(parts) <= 1:
            return [] if total is None else [total]
        if total is not None and len(shares) == len(parts) and sum(shares) != total:
            facts = {"sum": sum(shares), "amount": total, "currency": self._currency, "parts": len(parts)}
            self._fault(FaultCode.PARTS_DIFFER, where, **facts)
        return shares

    def _own(self, one: Part) -> tuple[str, str]:
        """A part's own amount, rather in the account's currency."""
        told = [pair for pair in one.amounts if pair[1] == self._currency]
        return next(iter([*told, *one.amounts]), ("", ""))

    def _amount(self, text: str, where: Mapping[str, Any]) -> Decimal | None:
        amount = values.amount(text)
        if amount is None:
            self._fault(FaultCode.BAD_AMOUNT if text else FaultCode.NO_AMOUNT, where, text=values.tidy(text, 40))
        return amount

    def _sign(self, text: str, where: Mapping[str, Any]) -> int | None:
        sign = SIGNS.get(text)
        if sign is None:
            self._fault(FaultCode.UNKNOWN_SIGN if text else FaultCode.NO_SIGN, where, text=values.tidy(text, 40))
        return sign

    def _in_currency(self, currency: str, where: Mapping[str, Any]) -> str:
        """The currency, which must be the account's; the first one seen is, when the account names none."""
        currency = values.tidy(currency, 40)
        if not currency:
            self._fault(FaultCode.NO_CURRENCY, where)
            return ""
        self._currency = self._currency or values.tidy(first(self.texts, "currency"), 40) or currency
        if currency != self._currency:
            self._fault(FaultCode.OTHER_CURRENCY, where, currency=currency, account=self._currency)
        return currency

    def _booking_day(self, text: str, where: Mapping[str, Any]) -> date | None:
        day = values.day(text)
        if day is None:
            self._fault(FaultCode.BAD_DAY if text else FaultCode.NO_BOOKING_DAY, where, text=values.tidy(text, 40))
        return day

    def finish(self) -> Statement:
        """The statement as a whole, once its last element was read."""
        iban = values.account_number(first(self.texts, "iban"))
        other = values.tidy(first(self.texts, "other_account"))
        if not iban:
            self._fault(FaultCode.OTHER_ACCOUNT if other else FaultCode.NO_IBAN, {}, account=other)
        elif not values.is_iban(iban):
            self._fault(FaultCode.BAD_IBAN, {}, account=iban)
        named = values.tidy(first(self.texts, "currency"), 40)
        if named and self._currency and named != self._currency:
            self._fault(FaultCode.OTHER_CURRENCY, {}, currency=self._currency, account=named)
        opening = min(self._balances(*OPENING), key=_day, default=None)
        closing = max(reversed(self._balances(CLOSING)), key=_day, default=None)
        self._compare(opening, closing)
        return Statement(
            file=self.file,
            iban=iban,
            currency=named or self._currency,
            ident=values.tidy(first(self.texts, "ident")),
            sequence=values.number(first(self.texts, "sequence", "legal_sequence")),
            created_at=values.moment(first(self.texts, "created")),
            opening=opening,
            closing=closing,
            lines=tuple(self.lines),
            left_out=tuple(self.left_out),
        )

    def _balances(self, *kinds: str) -> list[Balance]:
        """The balances of the first of these kinds that was told; one kind may come for every day."""
        return next((self.balances[kind] for kind in kinds if kind in self.balances), [])

    def _compare(self, opening: Balance | None, closing: Balance | None) -> None:
        """Whether the booked lines lead from one balance to the other; only to be asked when all were readable."""
        if opening is None or closing is None or not self.whole:
            return
        expected = opening.amount + sum(line.amount for line in self.lines)
        if expected != closing.amount:
            facts = {
                "opening": opening.amount,
                "expected": expected,
                "closing": closing.amount,
                "currency": opening.currency,
            }
            self._fault(FaultCode.BALANCES_DIFFER, {}, **facts)

    def _fault(self, code: FaultCode, where: Mapping[str, Any], **facts: Any) -> None:
        """Keep a fault. ``where`` names entry and reference, and what else its sentence needs."""
        more = {key: value for key, value in where.items() if key not in ("entry", "reference")}
        self.faults.append(
            Fault(
                code=code,
                file=self.file,
                statement=values.tidy(first(self.texts, "ident")) or str(self.place),
                entry=where.get("entry", 0),
                reference=where.get("reference", ""),
                facts={**more, **facts},
            )
        )


def _day(balance: Balance) -> date:
    return balance.day or date.min
