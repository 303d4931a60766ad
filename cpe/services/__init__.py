"""Acts of CPE: on policy versions, and on the ledger."""

from cpe.services.ledger import ClaimRefused, decide, report
from cpe.services.versions import UnfitVersionError, changing, copy, discard, publish, put_forward, take_back

__all__ = [
    "ClaimRefused",
    "UnfitVersionError",
    "changing",
    "copy",
    "decide",
    "discard",
    "publish",
    "put_forward",
    "report",
    "take_back",
]
