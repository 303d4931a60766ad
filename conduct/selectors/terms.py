"""Reads of the terms of conduct."""

from datetime import date

from conduct.models import ConductTerms
from conduct.rules.terms import Terms


def terms_on(on: date) -> Terms:
    """The terms in force on a day (1 query). Raises ``ConductTerms.DoesNotExist`` before the first ones."""
    return ConductTerms.objects.filter(effective_on__lte=on).latest("effective_on").numbers
