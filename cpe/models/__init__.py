"""What CPE keeps: versions of the rules; the ledger of claims, drafts and evidence; previews; imports of claims; how
cycles are judged; own events."""

from cpe.models.activities import ActivityType
from cpe.models.attendance import Attendance, AttendanceFile, AttendanceFileLine, AttendanceList, Attendee
from cpe.models.cycles import CycleSweep, CycleTerms, Hold, JointDecision, Notice
from cpe.models.events import Event, SignUp
from cpe.models.evidence import ClaimDraft, Evidence
from cpe.models.help import HelpRequest
from cpe.models.imports import ClaimFile, ClaimFileLine, ClaimImport
from cpe.models.ledger import DENIALS, Claim, LedgerLine
from cpe.models.previews import PolicyPreview, PreviewLine
from cpe.models.questions import ClaimQuestion
from cpe.models.versions import BEGINNING, CapGroup, LevelNumbers, PolicyVersion, PolicyVersionQuerySet

__all__ = [
    "BEGINNING",
    "DENIALS",
    "ActivityType",
    "Attendance",
    "AttendanceFile",
    "AttendanceFileLine",
    "AttendanceList",
    "Attendee",
    "CapGroup",
    "Claim",
    "ClaimDraft",
    "ClaimFile",
    "ClaimFileLine",
    "ClaimImport",
    "ClaimQuestion",
    "CycleSweep",
    "CycleTerms",
    "Event",
    "Evidence",
    "HelpRequest",
    "Hold",
    "JointDecision",
    "LedgerLine",
    "LevelNumbers",
    "Notice",
    "PolicyPreview",
    "PolicyVersion",
    "PolicyVersionQuerySet",
    "PreviewLine",
    "SignUp",
]
