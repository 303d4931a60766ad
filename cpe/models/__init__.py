"""What CPE keeps: policy versions with their levels, shared limits and activities; the ledger of claims."""

from cpe.models.activities import ActivityType
from cpe.models.ledger import Claim, LedgerLine
from cpe.models.versions import BEGINNING, CapGroup, LevelNumbers, PolicyVersion, PolicyVersionQuerySet

__all__ = [
    "BEGINNING",
    "ActivityType",
    "CapGroup",
    "Claim",
    "LedgerLine",
    "LevelNumbers",
    "PolicyVersion",
    "PolicyVersionQuerySet",
]
