"""The back office's pages about the machine itself."""

from common.admin import audit, closed_days, duties

__all__ = ["audit", "closed_days", "duties"]
