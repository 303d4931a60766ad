"""Officer applications in the back office."""

from applications.admin import appointments, checking, intake, questions

__all__ = ["appointments", "checking", "intake", "questions"]
