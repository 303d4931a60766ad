"""Money documents as PDF: from a row to its sheet, and from a sheet to its bytes. Nothing is stored or sent here."""

from django.utils import translation
from django.utils.translation import gettext as _
from stdnum import iban

from common import creditor_reference, pdf
from common.payment_qr import payment_code
from common.qr import Code
from members.documents.papers import invoice_sheet
from members.documents.sheets import (
    About,
    AccountEntry,
    AccountSheet,
    BilledTo,
    Credited,
    InvoiceLine,
    InvoiceSheet,
    Issuer,
    OpenItem,
)

__all__ = [
    "About",
    "AccountEntry",
    "AccountSheet",
    "BilledTo",
    "Credited",
    "InvoiceLine",
    "InvoiceSheet",
    "Issuer",
    "OpenItem",
    "account_pdf",
    "invoice_pdf",
    "invoice_sheet",
]


def invoice_pdf(sheet: InvoiceSheet) -> bytes:
    """An invoice or a credit note; with something to pay, also as a code for a bank's app.

    Raises ``common.pdf.CannotDraw`` where this machine cannot, ``ValueError`` for an account or a name that no bank
    takes.
    """
    with translation.override(sheet.language):
        title = (_("Credit note %(number)s") if sheet.credited else _("Invoice %(number)s")) % {"number": sheet.number}
    context = {
        "sheet": sheet,
        "issuer": sheet.issuer,
        "lines": [(pdf.unbroken(line.text), line.amount) for line in sheet.lines],
        "credited": pdf.unbroken(sheet.credited.number) if sheet.credited else "",
        "code": _code(sheet),
        "iban": iban.format(sheet.issuer.iban),
        "reference": creditor_reference.shown(sheet.reference),
    }
    return pdf.draw("members/pdf/invoice.html", context, title=title, language=sheet.language, on=sheet.issued_on)


def account_pdf(sheet: AccountSheet) -> bytes:
    """A statement of account. Raises ``common.pdf.CannotDraw`` where this machine cannot draw it."""
    with translation.override(sheet.language):
        title = _("Statement of account %(number)s") % {"number": sheet.member.number}
    context = {
        "sheet": sheet,
        "issuer": sheet.issuer,
        "addressee": {"name": sheet.member.name, "address": sheet.address},
        "entries": [(row, pdf.unbroken(row.text), pdf.unbroken(row.reference)) for row in sheet.entries],
        "in_favour": -sheet.closing,
        "iban": iban.format(sheet.issuer.iban),
        "still_open": [(item, creditor_reference.shown(item.reference)) for item in sheet.still_open],
    }
    return pdf.draw("members/pdf/account.html", context, title=title, language=sheet.language, on=sheet.issued_on)


def _code(sheet: InvoiceSheet) -> Code | None:
    if not sheet.to_pay:
        return None
    issuer = sheet.issuer
    return payment_code(name=issuer.name, iban=issuer.iban, amount=sheet.total, reference=sheet.reference)
