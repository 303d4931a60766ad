"""What CPE keeps about people, why and how long."""

from cpe.personal_data import attendance, events, help, imports, ledger, previews, proof, questions, rules  # noqa: A004  the request's word

__all__ = ["attendance", "events", "help", "imports", "ledger", "previews", "proof", "questions", "rules"]
