"""The register in the back office."""

from members.admin import bank, catalogue, credentials, people

__all__ = ["bank", "catalogue", "credentials", "people"]
