"""Acts of the register. Days are calendar dates in Europe/Amsterdam, ``at`` is a moment with its time zone."""

from members.services.agreements import agree
from members.services.amounts import AmountStands, can_withdraw, set_amount, withdraw_amount
from members.services.bank_files import import_statements, match_again, together
from members.services.billing import OpenChanged, bill_to
from members.services.books import close_books
from members.services.cancelling import NothingToCancel, cancel, take_cancellation_back
from members.services.correcting import NotAgain, ask_again, put_right
from members.services.credentials import HeldAlready, Refused, Ruling, award, award_many, record_outcomes
from members.services.debtors import note_debtors_taken
from members.services.differences import bill_waiting
from members.services.documents import (
    VersionRefused,
    end_announcements,
    publish_version,
    tell_of_version,
    to_be_told,
)
from members.services.entries import FirstYear, ask_entry, drop_entry, first_year, is_used
from members.services.erasing import (
    ErasureRefused,
    ask_erasure,
    carry_out,
    put_forward,
    require_possible,
    send_back,
    take_erasure_back,
)
from members.services.exam_rows import RowsRefused, award_by_table
from members.services.exams import ExamRefused, award_exam, claim_exam, object_to, refuse_exam, settle, withdraw_exam
from members.services.imports import (
    NotBroughtIn,
    NotConfirmed,
    ask_trial,
    bring_in,
    confirm_trial,
    invitations,
    invite_brought_in,
    try_out,
    work_on_files,
)
from members.services.invoices import Bill, NoTermsError, NotToBeCredited, bill_again, credit, issue, settle_invoices
from members.services.memberships import ask_years, begin_brought
from members.services.names import NameNotDrawn, NameNotWaiting, grant_name, refuse_name, require_drawn
from members.services.payments import (
    Confirmed,
    NotUsable,
    assign,
    book,
    confirm,
    decline,
    offset,
    set_aside,
    undo,
)
from members.services.people import register_member, register_members, update_contact, update_profile
from members.services.placing import place
from members.services.rechecks import ask_recheck, take_rechecks
from members.services.reminders import remind, to_remind
from members.services.revoking import revoke
from members.services.spending import Accepted, lock_entry
from members.services.statements import StatementRefused, Summary, import_statement, match

__all__ = [
    "Accepted",
    "AmountStands",
    "Bill",
    "Confirmed",
    "ErasureRefused",
    "ExamRefused",
    "FirstYear",
    "HeldAlready",
    "NameNotDrawn",
    "NameNotWaiting",
    "NoTermsError",
    "NotAgain",
    "NotBroughtIn",
    "NotConfirmed",
    "NotToBeCredited",
    "NotUsable",
    "NothingToCancel",
    "OpenChanged",
    "Refused",
    "RowsRefused",
    "Ruling",
    "StatementRefused",
    "Summary",
    "VersionRefused",
    "agree",
    "ask_again",
    "ask_entry",
    "ask_erasure",
    "ask_recheck",
    "ask_trial",
    "ask_years",
    "assign",
    "award",
    "award_by_table",
    "award_exam",
    "award_many",
    "begin_brought",
    "bill_again",
    "bill_to",
    "bill_waiting",
    "book",
    "bring_in",
    "can_withdraw",
    "cancel",
    "carry_out",
    "claim_exam",
    "close_books",
    "confirm",
    "confirm_trial",
    "credit",
    "decline",
    "drop_entry",
    "end_announcements",
    "first_year",
    "grant_name",
    "import_statement",
    "import_statements",
    "invitations",
    "invite_brought_in",
    "is_used",
    "issue",
    "lock_entry",
    "match",
    "match_again",
    "note_debtors_taken",
    "object_to",
    "offset",
    "place",
    "publish_version",
    "put_forward",
    "put_right",
    "record_outcomes",
    "refuse_exam",
    "refuse_name",
    "register_member",
    "register_members",
    "remind",
    "require_drawn",
    "require_possible",
    "revoke",
    "send_back",
    "set_amount",
    "set_aside",
    "settle",
    "settle_invoices",
    "take_cancellation_back",
    "take_erasure_back",
    "take_rechecks",
    "tell_of_version",
    "to_be_invited",
    "to_be_told",
    "to_remind",
    "together",
    "try_out",
    "undo",
    "update_contact",
    "update_profile",
    "withdraw_amount",
    "withdraw_exam",
    "work_on_files",
]
