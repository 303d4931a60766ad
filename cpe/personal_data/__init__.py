"""What CPE keeps about people, why and how long."""

from cpe.personal_data import help, ledger, previews, proof, rules  # noqa: A004  the request's own word

__all__ = ["help", "ledger", "previews", "proof", "rules"]
