"""What the register keeps about people, why and how long."""

from members.personal_data import catalogue, documents, exams, people

__all__ = ["catalogue", "documents", "exams", "people"]
