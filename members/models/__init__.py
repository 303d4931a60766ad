"""The tables of the register."""

from members.models.catalogue import Level, Title, TitleQuerySet, Track
from members.models.credentials import Credential, Cycle, Outcome, Recheck
from members.models.documents import Agreement, Document, DocumentVersion
from members.models.exams import ExamClaim
from members.models.people import Member

__all__ = [
    "Agreement",
    "Credential",
    "Cycle",
    "Document",
    "DocumentVersion",
    "ExamClaim",
    "Level",
    "Member",
    "Outcome",
    "Recheck",
    "Title",
    "TitleQuerySet",
    "Track",
]
