"""The tables every app leans on."""

from common.models.duties import DutyFault, DutyRun, DutyState
from common.models.series import Series

__all__ = ["DutyFault", "DutyRun", "DutyState", "Series"]
