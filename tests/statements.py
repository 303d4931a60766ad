"""Bank statements for tests and benchmarks: camt.053 in the spelling of every version, whole or with things missing.

A ``Pay`` is what happened; ``entry`` writes one or several as an entry, ``statement`` a statement, ``document`` a file.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape

OURS = "NL91ABNA0417164300"
PAYERS = ("NL20INGB0001234567", "NL02RABO0123456789", "DE89370400440532013000", "BE68539007547034")
VERSIONS = range(2, 14)
NEW_LAYOUT = 8


@dataclass(frozen=True, kw_only=True)
class Pay:
    """One payment; what is empty is left out of the file. ``amount`` is negative for money that left."""

    amount: str = "150.00"
    name: str = "J. Voorbeeld"
    iban: str = PAYERS[0]
    bic: str = "INGBNL2A"
    text: str | tuple[str, ...] = ""
    reference: str = ""
    end_to_end: str = "NOTPROVIDED"
    transaction: str = ""
    own_amount: bool = True
    currency: str = "EUR"


def tag(name: str, inner: str, attributes: str = "") -> str:
    """An element, or nothing when nothing is in it."""
    return f"<{name}{attributes}>{inner}</{name}>" if inner else ""


def money(amount: str, currency: str = "EUR", name: str = "Amt") -> str:
    return tag(name, amount.lstrip("-"), f' Ccy="{currency}"' if currency else "")


def sign(amount: str) -> str:
    return tag("CdtDbtInd", "DBIT" if amount.startswith("-") else "CRDT")


def part(pay: Pay, version: int = 2, *, reversal: bool = False) -> str:
    """A ``TxDtls`` as this version writes it."""
    new = version >= NEW_LAYOUT
    role = "Dbtr" if pay.amount.startswith("-") == reversal else "Cdtr"
    name = tag("Nm", escape(pay.name))
    party = tag(role, tag("Pty", name) if new else name)
    account = tag(f"{role}Acct", tag("Id", tag("IBAN", pay.iban)))
    agent = tag("RltdAgts", tag(f"{role}Agt", tag("FinInstnId", tag("BICFI" if new else "BIC", pay.bic))))
    texts = (pay.text,) if isinstance(pay.text, str) else pay.text
    structured = tag("Strd", tag("CdtrRefInf", tag("Ref", pay.reference)))
    own = money(pay.amount, pay.currency) if pay.own_amount else ""
    amounts = own + (sign(pay.amount) if own else "") if version >= 4 else tag("AmtDtls", tag("TxAmt", own))
    return tag(
        "TxDtls",
        tag("Refs", tag("EndToEndId", escape(pay.end_to_end)) + tag("TxId", pay.transaction))
        + amounts
        + tag("RltdPties", party + account)
        + agent
        + tag("RmtInf", "".join(tag("Ustrd", escape(text)) for text in texts) + structured),
    )


def entry(
    *pays: Pay,
    version: int = 2,
    amount: str | None = None,
    currency: str = "EUR",
    booked: str = "2026-11-02",
    valued: str = "2026-11-02",
    moment: bool = False,
    status: str = "BOOK",
    reference: str = "",
    reversal: bool | None = None,
    indicator: str | None = None,
    details: bool = True,
    batch: str = "",
    more: str = "",
) -> str:
    """An ``Ntry``; several payments are a batch. ``amount`` and ``indicator`` say otherwise than the payments do."""
    total = str(sum(Decimal(pay.amount) for pay in pays)) if amount is None else amount
    day = "DtTm" if moment else "Dt"
    inner = tag("Btch", tag("PmtInfId", batch)) + "".join(part(pay, version, reversal=bool(reversal)) for pay in pays)
    return tag(
        "Ntry",
        money(total, currency)
        + (sign(total) if indicator is None else tag("CdtDbtInd", indicator))
        + ("" if reversal is None else tag("RvslInd", str(reversal).lower()))
        + tag("Sts", tag("Cd", status) if version >= NEW_LAYOUT else status)
        + tag("BookgDt", tag(day, booked))
        + tag("ValDt", tag(day, valued))
        + tag("AcctSvcrRef", escape(reference))
        + tag("BkTxCd", tag("Prtry", tag("Cd", "586")))
        + (tag("NtryDtls", inner) if details else "")
        + more,
    )


def balance(kind: str, amount: str, day: str = "2026-11-02", currency: str = "EUR") -> str:
    code = tag("Tp", tag("CdOrPrtry", tag("Cd", kind)))
    return tag("Bal", code + money(amount, currency) + sign(amount) + tag("Dt", tag("Dt", day)))


def statement(
    *entries: str,
    iban: str = OURS,
    other: str = "",
    currency: str = "EUR",
    ident: str = "S-1",
    sequence: str = "1",
    created: str = "2026-11-03T06:00:00+01:00",
    balances: tuple[str, str] | None = None,
) -> str:
    """A ``Stmt``; with ``balances``, what it opens and closes with."""
    account = tag("Id", tag("IBAN", iban) + tag("Othr", tag("Id", other))) + tag("Ccy", currency)
    opens, closes = balances or ("", "")
    return tag(
        "Stmt",
        tag("Id", escape(ident))
        + tag("ElctrncSeqNb", sequence)
        + tag("CreDtTm", created)
        + tag("Acct", account)
        + (balance("OPBD", opens, "2026-11-01") + balance("CLBD", closes) if balances else "")
        + "".join(entries),
    )


def document(
    *statements: str,
    version: int = 2,
    encoding: str = "utf-8",
    declared: str | None = None,
    prefix: str = "",
    message: str = "camt.053",
    body: str = "BkToCstmrStmt",
    head: str = "",
) -> bytes:
    """A whole file. ``declared`` may lie about the encoding; ``head`` stands before the first element."""
    namespace = f"urn:iso:std:iso:20022:tech:xsd:{message}.001.{version:02}"
    inner = tag("GrpHdr", tag("MsgId", "M-1") + tag("CreDtTm", "2026-11-03T06:00:00")) + "".join(statements)
    xml = f'<Document xmlns="{namespace}">{tag(body, inner)}</Document>'
    if prefix:
        xml = xml.replace("</", "\0").replace("<", f"<{prefix}:").replace("\0", f"</{prefix}:")
        xml = xml.replace(" xmlns=", f" xmlns:{prefix}=")
    return (f'<?xml version="1.0" encoding="{declared or encoding}"?>{head}{xml}').encode(encoding)


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def many(count: int, version: int = 8) -> bytes:
    """A file of so many different bookings, with balances that add up."""
    total = Decimal("150.00") * count
    return document(statement(*_many(count, version), balances=("0.00", str(total))), version=version)


def _many(count: int, version: int) -> Iterator[str]:
    for number in range(count):
        pay = Pay(
            name=f"Voorbeeld {number}",
            iban=PAYERS[number % len(PAYERS)],
            text=f"Contribution 2026 of member {10_001 + number}",
            end_to_end=f"E2E-{number}",
        )
        yield entry(pay, version=version, reference=f"REF{number:08}")


def lines(pays: Iterable[Pay], version: int = 2, **told: str) -> bytes:
    """A file with one entry for each payment."""
    return document(statement(*(entry(pay, version=version, **told) for pay in pays)), version=version)  # type: ignore[arg-type]
