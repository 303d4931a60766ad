"""Attendance lists of own events: a list is read, its rows put together by person, and a plan comes of it.

Nothing here writes; ``cpe.services`` carries a plan out. ``docs/import.md`` describes the lists.
"""

from cpe.attendance.columns import COLUMNS
from cpe.attendance.judging import AttendeePlan, Kind, PersonPlan, Plan, judged, kind_of, settled_one
from cpe.attendance.reading import Row, Sheet, read

__all__ = [
    "COLUMNS", "AttendeePlan", "Kind", "PersonPlan", "Plan", "Row", "Sheet", "judged", "kind_of", "read",
    "settled_one",
]  # fmt: skip
