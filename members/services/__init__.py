"""Acts of the register. Days are calendar dates in Europe/Amsterdam, ``at`` is a moment with its time zone."""

from members.services.credentials import HeldAlready, Refused, Ruling, award, record_outcomes
from members.services.imports import (
    NotBroughtIn,
    NotConfirmed,
    ask_trial,
    bring_in,
    confirm_trial,
    invite_brought_in,
    to_be_invited,
    try_out,
    work_on_files,
)
from members.services.people import register_member, update_contact, update_profile
from members.services.rechecks import ask_recheck, take_rechecks

__all__ = [
    "HeldAlready",
    "NotBroughtIn",
    "NotConfirmed",
    "Refused",
    "Ruling",
    "ask_recheck",
    "ask_trial",
    "award",
    "bring_in",
    "confirm_trial",
    "invite_brought_in",
    "record_outcomes",
    "register_member",
    "take_rechecks",
    "to_be_invited",
    "try_out",
    "update_contact",
    "update_profile",
    "work_on_files",
]
