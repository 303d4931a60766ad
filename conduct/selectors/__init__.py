"""Reads of conduct: terms, reports, cases and who is part of them. Lists are of one's own alone."""

from conduct.selectors.cases import (
    case_of_member,
    make_up,
    of_committee,
    of_officer,
    seat_of,
    told_cases,
)
from conduct.selectors.reports import (
    additions_of,
    begun,
    by_secret,
    files_of,
    opened,
    reports_mine,
    reports_to_take,
    sizes,
)
from conduct.selectors.terms import terms_on

__all__ = [
    "additions_of",
    "begun",
    "by_secret",
    "case_of_member",
    "files_of",
    "make_up",
    "of_committee",
    "of_officer",
    "opened",
    "reports_mine",
    "reports_to_take",
    "seat_of",
    "sizes",
    "terms_on",
    "told_cases",
]
