"""The mails of the register and of its money."""

from members.emails.imports import INVITED
from members.emails.money import CREDIT_NOTE, INVOICE, REMINDER

__all__ = ["CREDIT_NOTE", "INVITED", "INVOICE", "REMINDER"]
