"""Conduct in the back office: its terms alone. Reports and cases are opened by whom they were given to."""

from conduct.admin.terms import ConductTermsAdmin

__all__ = ["ConductTermsAdmin"]
