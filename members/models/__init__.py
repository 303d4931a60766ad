"""The tables of the register."""

from members.models.catalogue import Level, Title, TitleQuerySet, Track
from members.models.credentials import Credential, Cycle, Outcome, Recheck
from members.models.people import Member

__all__ = ["Credential", "Cycle", "Level", "Member", "Outcome", "Recheck", "Title", "TitleQuerySet", "Track"]
