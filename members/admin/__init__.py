"""The register in the back office."""

from members.admin import catalogue, credentials, documents, exams, people

__all__ = ["catalogue", "credentials", "documents", "exams", "people"]
