"""The tables every app leans on."""

from common.models.audit import AuditDetail, AuditLine, AuditSeal
from common.models.closed_days import ClosedDay
from common.models.duties import DutyFault, DutyRun, DutyState
from common.models.series import Series
from common.models.uploads import Upload, UploadQuerySet

__all__ = [
    "AuditDetail", "AuditLine", "AuditSeal", "ClosedDay", "DutyFault", "DutyRun", "DutyState", "Series", "Upload",
    "UploadQuerySet",
]  # fmt: skip
