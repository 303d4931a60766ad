"""What CPE keeps: policy versions with their levels, limits and activities; the ledger of claims; previews."""

from cpe.models.activities import ActivityType
from cpe.models.ledger import Claim, LedgerLine
from cpe.models.previews import PolicyPreview, PreviewLine
from cpe.models.versions import BEGINNING, CapGroup, LevelNumbers, PolicyVersion, PolicyVersionQuerySet

__all__ = [
    "BEGINNING",
    "ActivityType",
    "CapGroup",
    "Claim",
    "LedgerLine",
    "LevelNumbers",
    "PolicyPreview",
    "PolicyVersion",
    "PolicyVersionQuerySet",
    "PreviewLine",
]
