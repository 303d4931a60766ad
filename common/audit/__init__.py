"""The audit log: lines that acts leave, values that erasure may take, seals that chain the lines."""

from common.audit.lines import Entry, changes, erase_details, record, record_acts, record_many, record_reading, snapshot
from common.audit.sealing import seal_waiting

__all__ = [
    "Entry", "changes", "erase_details", "record", "record_acts", "record_many", "record_reading", "seal_waiting",
    "snapshot",
]  # fmt: skip
