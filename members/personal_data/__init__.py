"""What the register keeps about people, why and how long."""

from members.personal_data import bank, catalogue, certificates, documents, erasures, exams, imports, money, people

__all__ = ["bank", "catalogue", "certificates", "documents", "erasures", "exams", "imports", "money", "people"]
