"""Officer applications in the back office."""

from applications.admin import intake

__all__ = ["intake"]
