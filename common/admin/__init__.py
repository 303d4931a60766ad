"""The back office's pages about the machine itself."""

from common.admin.audit import AuditLineAdmin
from common.admin.closed_days import ClosedDayAdmin

__all__ = ["AuditLineAdmin", "ClosedDayAdmin"]
