"""What the database refuses of the register's money, as steps of migrations.

Documents and bank lines stay as they were made: beside the columns that repeat what follows, only what is about a
person may be taken out of them, to nothing. A migration that alters one of these tables lifts all of it first, and
ends with it again: ``[*map(lift, REFUSALS), …, *REFUSALS]``.
"""

from collections.abc import Iterable
from typing import Final

from django.db import migrations

from common.append_only import DELETE, TRUNCATE, UPDATE, refuse, refuse_rows

_KEPT: Final = "its rows are kept as they were written"

_APPENDED: Final = (
    "members_contribution",
    "members_invoiceline",
    "members_allocation",
    "members_bookclosing",
)


def _changed(columns: Iterable[str]) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


def _rewritten(columns: Iterable[str], empty: str = "''") -> str:
    return " OR ".join(
        f"(NEW.{column} IS DISTINCT FROM OLD.{column} AND NEW.{column} IS DISTINCT FROM {empty})" for column in columns
    )


_INVOICE: Final = [
    "id", "kind", "number", "year", "sequence", "member_id", "terms_id", "issued_on", "issued_at", "due_on",
    "reference", "link", "credits_id", "why", "to_employer", "language", "total", "vat",
]  # fmt: skip
_BILLED: Final = [
    "bill_name", "bill_attention", "bill_address", "bill_vat_number", "order_number", "copy_to",
]  # fmt: skip
_LINE: Final = [
    "id", "statement_id", "position", "fingerprint", "amount", "booked_on", "ledger_on", "reversal",
    "bank_reference",
]  # fmt: skip
_PAYER: Final = ["name", "iban", "text", "end_to_end"]
_INVOICED: Final = "EXISTS (SELECT 1 FROM members_invoice WHERE terms_id = OLD.id)"

LINES: Final = refuse("members_invoiceline", UPDATE, DELETE, TRUNCATE)
"""As it was until lines could get their contribution later."""
LINES_FILLED_ONCE: Final = (
    refuse_rows(
        "members_invoiceline",
        "kept",
        {
            UPDATE: "OLD.contribution_id IS NOT NULL OR "
            + _changed(("id", "invoice_id", "position", "text", "title_id", "amount"))
        },
        because=_KEPT,
    ),
    refuse("members_invoiceline", DELETE, TRUNCATE),
)
"""A line without a contribution gets one, once; nothing else of a line changes."""

REFUSALS: Final[list[migrations.RunPython]] = [
    *(refuse(table, UPDATE, DELETE, TRUNCATE) for table in _APPENDED),
    refuse_rows(
        "members_invoice",
        "kept",
        {UPDATE: f"{_changed(_INVOICE)} OR {_rewritten(_BILLED)}"},
        because=_KEPT,
    ),
    refuse_rows(
        "members_bankline",
        "kept",
        {UPDATE: f"{_changed(_LINE)} OR {_rewritten(_PAYER)}"},
        because=_KEPT,
    ),
    *(refuse(table, DELETE, TRUNCATE) for table in ("members_invoice", "members_bankline", "members_bankstatement")),
    refuse("members_bankstatement", UPDATE),
    refuse_rows("members_invoiceterms", "invoiced", {UPDATE: _INVOICED, DELETE: _INVOICED}, because=_KEPT),
]
