"""What CPE keeps about people, why and how long."""

from cpe.personal_data import help, imports, ledger, previews, proof, rules  # noqa: A004  the request's own word

__all__ = ["help", "imports", "ledger", "previews", "proof", "rules"]
