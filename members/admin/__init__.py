"""The register in the back office."""

from members.admin import catalogue, credentials, people

__all__ = ["catalogue", "credentials", "people"]
