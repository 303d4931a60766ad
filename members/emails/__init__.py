"""The mails of the register and of its money."""

from members.emails import documents, exams, names
from members.emails.imports import INVITED
from members.emails.money import CANCELLED, CREDIT_NOTE, INVOICE, PAYMENT_TAKEN_BACK, REMINDER, TAKEN_BACK

__all__ = [
    "CANCELLED", "CREDIT_NOTE", "INVITED", "INVOICE", "PAYMENT_TAKEN_BACK", "REMINDER", "TAKEN_BACK", "documents",
    "exams", "names",
]  # fmt: skip
