"""The register in the back office."""

from members.admin import (
    amounts,
    bank,
    billing,
    catalogue,
    certificates,
    credentials,
    documents,
    erasures,
    exams,
    imports,
    invoices,
    memberships,
    people,
    terms,
)

__all__ = [
    "amounts",
    "bank",
    "billing",
    "catalogue",
    "certificates",
    "credentials",
    "documents",
    "erasures",
    "exams",
    "imports",
    "invoices",
    "memberships",
    "people",
    "terms",
]
