"""Officer applications in the back office."""

from applications.admin import appointments, intake, questions

__all__ = ["appointments", "intake", "questions"]
