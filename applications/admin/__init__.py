"""Officer applications in the back office."""

from applications.admin import appointments, intake

__all__ = ["appointments", "intake"]
