"""What CPE keeps: policy versions with their parts; the ledger of claims, with drafts and evidence; previews."""

from cpe.models.activities import ActivityType
from cpe.models.evidence import ClaimDraft, Evidence
from cpe.models.ledger import DENIALS, Claim, LedgerLine
from cpe.models.previews import PolicyPreview, PreviewLine
from cpe.models.questions import ClaimQuestion
from cpe.models.versions import BEGINNING, CapGroup, LevelNumbers, PolicyVersion, PolicyVersionQuerySet

__all__ = [
    "BEGINNING",
    "DENIALS",
    "ActivityType",
    "CapGroup",
    "Claim",
    "ClaimDraft",
    "ClaimQuestion",
    "Evidence",
    "LedgerLine",
    "LevelNumbers",
    "PolicyPreview",
    "PolicyVersion",
    "PolicyVersionQuerySet",
    "PreviewLine",
]
