"""What CPE keeps about people, why and how long."""

from cpe.personal_data import ledger, previews, proof, questions, rules

__all__ = ["ledger", "previews", "proof", "questions", "rules"]
