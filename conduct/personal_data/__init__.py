"""What conduct keeps about people: reporters, members a case is about, and who judges."""

from conduct.personal_data import cases, judging, reports

__all__ = ["cases", "judging", "reports"]
