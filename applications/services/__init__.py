"""Acts on officer applications. Each locks the application first, so of two at once the second sees the first one's."""

from applications.services.drafts import ApplicationRefused, Submitted, expire, start, throw_away
from applications.services.signing import ChangedMeanwhile, prepare, sign, submit_scan
from applications.services.withdrawing import withdraw

__all__ = [
    "ApplicationRefused",
    "ChangedMeanwhile",
    "Submitted",
    "expire",
    "prepare",
    "sign",
    "start",
    "submit_scan",
    "throw_away",
    "withdraw",
]
