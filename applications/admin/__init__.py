"""Officer applications in the back office."""

from applications.admin import appointments, checking, copies, intake, questions

__all__ = ["appointments", "checking", "copies", "intake", "questions"]
