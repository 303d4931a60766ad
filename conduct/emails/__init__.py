"""Mails of conduct. None says more than a reference, a day and where to read: what it is about stays in the room."""

from conduct.emails import cases, hearings, judging, reports

__all__ = ["cases", "hearings", "judging", "reports"]
