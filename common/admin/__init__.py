"""The back office's pages about the machine itself."""

from common.admin import duties

__all__ = ["duties"]
