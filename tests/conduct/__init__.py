"""Conduct: reports, cases, committees, judgements."""
