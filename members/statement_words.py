"""What is wrong with a bank statement, in words: where it stands, what it is, and what to do about it."""

from decimal import Decimal
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.camt import Fault, FaultCode, LeftOut, Line

Words = dict[str, str | Promise]

ASK_BANK: Final = gettext_lazy("Download the statement again; if it is the same, ask the bank for a corrected one.")
DOWNLOAD: Final = gettext_lazy("Download it from the bank once more and upload that file.")
CHOOSE: Final = gettext_lazy("In the bank's portal, choose statements in the format camt.053 (XML).")

FAULTS: Final[Words] = {
    FaultCode.EMPTY: gettext_lazy("This file is empty."),
    FaultCode.NOT_XML: gettext_lazy("This file is no bank statement in XML: it is %(kind)s."),
    FaultCode.NOT_STATEMENTS: gettext_lazy("This file is XML, but no bank statement: it holds %(message)s."),
    FaultCode.OLD_VERSION: gettext_lazy(
        "This statement is in version %(version)d of camt.053; we read version 2 and later."
    ),
    FaultCode.DOCUMENT_TYPE: gettext_lazy(
        "This file declares a document type of its own (DOCTYPE), which no bank statement does and which can be "
        "used to do harm, so we did not read it."
    ),
    FaultCode.ENCODING: gettext_lazy(
        "This file says that its characters are written in %(encoding)s, but they are not, so names could come out "
        "wrong."
    ),
    FaultCode.UNKNOWN_ENCODING: gettext_lazy(
        "This file says that its characters are written in %(encoding)s, which we cannot read."
    ),
    FaultCode.BROKEN: gettext_lazy("This file is damaged: line %(line)d, character %(column)d cannot be read as XML."),
    FaultCode.TRUNCATED: gettext_lazy("This file ends in the middle, in line %(line)d: its end is missing."),
    FaultCode.TOO_DEEP: gettext_lazy(
        "In this file more than %(most)d elements stand in one another, which no bank statement needs, so we stopped "
        "reading it."
    ),
    FaultCode.TOO_LARGE: gettext_lazy("This is more than %(megabytes)d MB of statements at once, which is too much."),
    FaultCode.TOO_MANY_LINES: gettext_lazy(
        "These are more than %(most)d bookings at once, which is too much, so we stopped reading."
    ),
    FaultCode.ZIP_BROKEN: gettext_lazy("This ZIP file is damaged and cannot be unpacked."),
    FaultCode.ZIP_EMPTY: gettext_lazy("There is no file in this ZIP file."),
    FaultCode.ZIP_ENCRYPTED: gettext_lazy("This file is locked with a password."),
    FaultCode.ZIP_IN_ZIP: gettext_lazy("This is a ZIP file inside a ZIP file, which we do not unpack."),
    FaultCode.ZIP_TOO_MANY: gettext_lazy("There are more than %(most)d files in this ZIP file, which is too much."),
    FaultCode.ZIP_BOMB: gettext_lazy(
        "A file in this ZIP file would become more than 250 times as large, which no bank statement does, so we did "
        "not unpack it."
    ),
    FaultCode.NO_STATEMENT: gettext_lazy("This file is of the right kind, but there is no statement in it."),
    FaultCode.NO_IBAN: gettext_lazy("The statement does not say of which account it is: the IBAN is missing."),
    FaultCode.OTHER_ACCOUNT: gettext_lazy(
        "The statement names its account by another number than an IBAN (%(account)s), so we cannot know it is ours."
    ),
    FaultCode.BAD_IBAN: gettext_lazy("The statement's account, %(account)s, is no IBAN: its check digits do not fit."),
    FaultCode.NO_STATUS: gettext_lazy("The entry does not say whether it is booked: its status is missing."),
    FaultCode.UNKNOWN_STATUS: gettext_lazy("The entry has the status “%(status)s”, which we do not know."),
    FaultCode.NO_AMOUNT: gettext_lazy("There is no amount."),
    FaultCode.BAD_AMOUNT: gettext_lazy(
        "“%(text)s” is no amount we can book: it must be a positive number with at most two decimals."
    ),
    FaultCode.NO_CURRENCY: gettext_lazy("The amount has no currency."),
    FaultCode.OTHER_CURRENCY: gettext_lazy("There is an amount in %(currency)s, while the account is in %(account)s."),
    FaultCode.NO_SIGN: gettext_lazy("It does not say whether money came in or went out."),
    FaultCode.UNKNOWN_SIGN: gettext_lazy(
        "“%(text)s” does not say whether money came in (CRDT) or went out (DBIT)."
    ),
    FaultCode.BAD_REVERSAL: gettext_lazy("“%(text)s” does not say whether the entry is a reversal (true or false)."),
    FaultCode.NO_BOOKING_DAY: gettext_lazy("There is no booking date."),
    FaultCode.BAD_DAY: gettext_lazy("The booking date “%(text)s” is no day we can read."),
    FaultCode.PART_WITHOUT_AMOUNT: gettext_lazy("Several payments are booked as one, and this one has no amount."),
    FaultCode.PARTS_DIFFER: gettext_lazy(
        "The payments booked as one come to %(sum)s, while %(amount)s was booked."
    ),
    FaultCode.BALANCES_DIFFER: gettext_lazy(
        "The statement does not add up: %(opening)s at the beginning and all bookings come to %(expected)s, "
        "while the balance at the end is %(closing)s."
    ),
}  # fmt: skip

REMEDIES: Final[Words] = {
    FaultCode.EMPTY: DOWNLOAD,
    FaultCode.NOT_XML: CHOOSE,
    FaultCode.NOT_STATEMENTS: CHOOSE,
    FaultCode.OLD_VERSION: gettext_lazy("In the bank's portal, choose a later version."),
    FaultCode.DOCUMENT_TYPE: gettext_lazy("Download it from the bank yourself, and tell us if it is the same."),
    FaultCode.TOO_LARGE: gettext_lazy("Choose a shorter period and upload several files."),
    FaultCode.TOO_MANY_LINES: gettext_lazy("Choose a shorter period and upload several files."),
    FaultCode.BROKEN: DOWNLOAD,
    FaultCode.TRUNCATED: DOWNLOAD,
    FaultCode.TOO_DEEP: DOWNLOAD,
    FaultCode.ZIP_BROKEN: DOWNLOAD,
    FaultCode.ZIP_EMPTY: gettext_lazy("Put the statements into it, or upload them one by one."),
    FaultCode.ZIP_ENCRYPTED: gettext_lazy("Unpack it with the password and upload the statements themselves."),
    FaultCode.ZIP_IN_ZIP: gettext_lazy("Unpack it and upload the statements themselves."),
    FaultCode.ZIP_TOO_MANY: gettext_lazy("Make several smaller ones."),
    FaultCode.ZIP_BOMB: gettext_lazy("Unpack it yourself and upload the statements themselves."),
    FaultCode.NO_STATEMENT: DOWNLOAD,
    FaultCode.OTHER_ACCOUNT: gettext_lazy("Ask the bank for statements that name the IBAN."),
}

KINDS: Final[Words] = {
    "mt940": gettext_lazy("a statement in the older format MT940"),
    "csv": gettext_lazy("a table (CSV)"),
    "pdf": gettext_lazy("a PDF"),
    "html": gettext_lazy("a web page"),
    "json": gettext_lazy("data in JSON"),
    "gzip": gettext_lazy("a packed file (gzip)"),
    "office": gettext_lazy("a spreadsheet or another office document"),
    "text": gettext_lazy("plain text"),
    "unknown": gettext_lazy("something we do not know"),
}

MESSAGES: Final[Words] = {
    "": gettext_lazy("something we do not know"),
    "camt.052": gettext_lazy("bookings of the day so far (camt.052), which may still change"),
    "camt.054": gettext_lazy("notices of single bookings (camt.054)"),
    "pain.001": gettext_lazy("payment orders (pain.001)"),
    "pain.002": gettext_lazy("the bank's answer to orders (pain.002)"),
    "pain.008": gettext_lazy("direct debit orders (pain.008)"),
}


def fault(found: Fault) -> str:
    """Where a fault is, what is wrong and what to do, as whole sentences in the reader's language."""
    what = FAULTS[found.code] % _facts(found)
    return " ".join(filter(None, [_where(found), what, str(REMEDIES.get(found.code, ASK_BANK))]))


def _where(found: Fault) -> str:
    """The file, statement, entry and part, as far as they are known, with a colon."""
    places = [
        found.file,
        found.statement and _("statement %(statement)s") % {"statement": found.statement},
        _entry(found) if found.entry else "",
        _("payment %(part)d of it") % {"part": found.facts["part"]} if "part" in found.facts else "",
        _("balance %(balance)s") % {"balance": found.facts["balance"]} if "balance" in found.facts else "",
    ]
    told = ", ".join(filter(None, places))
    return f"{told[:1].upper()}{told[1:]}:" if told and not found.file else f"{told}:" if told else ""


def _entry(found: Fault) -> str:
    """The place of an entry, with the bank's reference when there is one."""
    facts = {"entry": found.entry, "reference": found.reference}
    if found.reference:
        return _("entry %(entry)d (%(reference)s)") % facts
    return _("entry %(entry)d") % facts


def _facts(found: Fault) -> dict[str, Any]:
    """A fault's facts as its sentence shows them: amounts with their currency, kinds in words."""
    facts: dict[str, Any] = {
        key: f"{found.facts['currency']} {value:.2f}" if isinstance(value, Decimal) else value
        for key, value in found.facts.items()
    }
    if "kind" in facts:
        facts["kind"] = KINDS[facts["kind"]]
    if "message" in facts:
        other = _("another kind of message (%(message)s)") % {"message": facts["message"]}
        facts["message"] = MESSAGES.get(facts["message"], other)
    if found.code == FaultCode.TOO_LARGE:
        facts["megabytes"] = facts["most"] // 1_000_000
    return facts


def left_out(entry: LeftOut, statement: str) -> str:
    """Why an entry was not brought in: the bank has not booked it."""
    told = _("Statement %(statement)s, entry %(entry)d: not booked by the bank yet (%(status)s), so it was left out.")
    return told % {"statement": statement, "entry": entry.entry, "status": entry.status}


def of_nothing(line: Line, statement: str) -> str:
    """Why a booking of 0.00 was not brought in."""
    told = _("Statement %(statement)s, entry %(entry)d: it is a booking of %(currency)s 0.00, so it was left out.")
    return told % {"statement": statement, "entry": line.entry, "currency": line.currency}


def ahead(line: Line, statement: str) -> str:
    """Why a booking of a day to come was not brought in."""
    told = _("Statement %(statement)s, entry %(entry)d: it is of %(day)s, a day to come, so it was left out.")
    return told % {"statement": statement, "entry": line.entry, "day": date_format(line.booked_on)}
