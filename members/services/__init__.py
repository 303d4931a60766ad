"""Acts of the register. Days are calendar dates in Europe/Amsterdam, ``at`` is a moment with its time zone."""

from members.services.agreements import agree
from members.services.credentials import HeldAlready, Refused, Ruling, award, award_many, record_outcomes
from members.services.exam_rows import RowsRefused, award_by_table
from members.services.exams import ExamRefused, award_exam, claim_exam, object_to, refuse_exam, settle, withdraw_exam
from members.services.people import register_member, register_members, update_contact, update_profile
from members.services.rechecks import ask_recheck, take_rechecks

__all__ = [
    "ExamRefused",
    "HeldAlready",
    "Refused",
    "RowsRefused",
    "Ruling",
    "agree",
    "ask_recheck",
    "award",
    "award_by_table",
    "award_exam",
    "award_many",
    "claim_exam",
    "object_to",
    "record_outcomes",
    "refuse_exam",
    "register_member",
    "register_members",
    "settle",
    "take_rechecks",
    "update_contact",
    "update_profile",
    "withdraw_exam",
]
