"""Acts of the register. Days are calendar dates in Europe/Amsterdam, ``at`` is a moment with its time zone."""

from members.services.amounts import AmountStands, can_withdraw, set_amount, withdraw_amount
from members.services.billing import bill_to
from members.services.cancelling import NothingToCancel, cancel, take_cancellation_back
from members.services.correcting import NotAgain, put_right
from members.services.credentials import HeldAlready, Refused, Ruling, award, record_outcomes
from members.services.invoices import Bill, NoTermsError, NotToBeCredited, bill_again, credit, issue, settle_invoices
from members.services.memberships import Brought, ask_years, bring_in
from members.services.people import register_member, update_contact, update_profile
from members.services.rechecks import ask_recheck, take_rechecks
from members.services.reminders import remind

__all__ = [
    "AmountStands",
    "Bill",
    "Brought",
    "HeldAlready",
    "NoTermsError",
    "NotAgain",
    "NotToBeCredited",
    "NothingToCancel",
    "Refused",
    "Ruling",
    "ask_recheck",
    "ask_years",
    "award",
    "bill_again",
    "bill_to",
    "bring_in",
    "can_withdraw",
    "cancel",
    "credit",
    "issue",
    "put_right",
    "record_outcomes",
    "register_member",
    "remind",
    "set_amount",
    "settle_invoices",
    "take_cancellation_back",
    "take_rechecks",
    "update_contact",
    "update_profile",
    "withdraw_amount",
]
