"""Portal pages of the register: titles and profile, the membership and its money, invoices without an account."""

from members.views.changes import cancel, take_back, who_pays
from members.views.membership import account, invoice, invoice_pdf, membership
from members.views.private import private_invoice, private_invoice_pdf
from members.views.profile import profile, titles

__all__ = [
    "account",
    "cancel",
    "invoice",
    "invoice_pdf",
    "membership",
    "private_invoice",
    "private_invoice_pdf",
    "profile",
    "take_back",
    "titles",
    "who_pays",
]
