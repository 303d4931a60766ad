"""The register in the back office."""

from members.admin import catalogue, credentials, imports, people

__all__ = ["catalogue", "credentials", "imports", "people"]
