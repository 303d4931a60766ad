"""What CPE keeps about people, why and how long."""

from cpe.personal_data import imports, ledger, previews, proof, rules

__all__ = ["imports", "ledger", "previews", "proof", "rules"]
