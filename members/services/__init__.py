"""Acts of the register. Days are calendar dates in Europe/Amsterdam, ``at`` is a moment with its time zone."""

from members.services.credentials import HeldAlready, Refused, Ruling, award, record_outcomes
from members.services.people import register_member, update_contact, update_profile
from members.services.rechecks import ask_recheck, take_rechecks

__all__ = [
    "HeldAlready",
    "Refused",
    "Ruling",
    "ask_recheck",
    "award",
    "record_outcomes",
    "register_member",
    "take_rechecks",
    "update_contact",
    "update_profile",
]
