"""What CPE keeps: policy versions, with their levels, shared limits and activities."""

from cpe.models.activities import ActivityType
from cpe.models.versions import BEGINNING, CapGroup, LevelNumbers, PolicyVersion, PolicyVersionQuerySet

__all__ = ["BEGINNING", "ActivityType", "CapGroup", "LevelNumbers", "PolicyVersion", "PolicyVersionQuerySet"]
