"""What the register keeps about people, why and how long."""

from members.personal_data import catalogue, imports, people

__all__ = ["catalogue", "imports", "people"]
