"""The back office's pages about the machine itself."""

from common.admin.audit import AuditLineAdmin

__all__ = ["AuditLineAdmin"]
