"""Bank money in the back office: brought in, placed, looked up by day, booked in the ledger and closed."""

from members.admin.bank import books, lines, statements

__all__ = ["books", "lines", "statements"]
