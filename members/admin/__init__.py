"""The register in the back office."""

from members.admin import (
    amounts,
    billing,
    catalogue,
    credentials,
    documents,
    exams,
    imports,
    invoices,
    memberships,
    people,
    terms,
)

__all__ = [
    "amounts",
    "billing",
    "catalogue",
    "credentials",
    "documents",
    "exams",
    "imports",
    "invoices",
    "memberships",
    "people",
    "terms",
]
