"""The tables of the register."""

from members.models.catalogue import Level, Title, TitleQuerySet, Track
from members.models.credentials import Credential, Cycle, Outcome, Recheck
from members.models.imports import OpeningPosition, RegisterImport, TriedFile, TriedLine
from members.models.people import Member

__all__ = [
    "Credential",
    "Cycle",
    "Level",
    "Member",
    "OpeningPosition",
    "Outcome",
    "Recheck",
    "RegisterImport",
    "Title",
    "TitleQuerySet",
    "Track",
    "TriedFile",
    "TriedLine",
]
