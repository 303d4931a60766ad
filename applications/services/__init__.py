"""Acts on officer applications. Each locks the application first, so of two at once the second sees the first one's."""

from applications.services.carrying import carry_over
from applications.services.drafts import ApplicationRefused, Submitted, start, throw_away
from applications.services.expiry import expire, to_expire, to_warn, warn
from applications.services.parts import save_part
from applications.services.positions import add_position, change_position, remove_position
from applications.services.signing import ChangedMeanwhile, prepare, sign, submit_scan
from applications.services.withdrawing import not_withdrawn, withdraw

__all__ = [
    "ApplicationRefused",
    "ChangedMeanwhile",
    "Submitted",
    "add_position",
    "carry_over",
    "change_position",
    "expire",
    "not_withdrawn",
    "prepare",
    "remove_position",
    "save_part",
    "sign",
    "start",
    "submit_scan",
    "throw_away",
    "to_expire",
    "to_warn",
    "warn",
    "withdraw",
]
