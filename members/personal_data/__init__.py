"""What the register keeps about people, why and how long."""

from members.personal_data import catalogue, people

__all__ = ["catalogue", "people"]
