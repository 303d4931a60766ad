"""Bringing earlier claims in: a file is read, its rows judged by the rules of their day, and a plan comes of it.

Nothing here writes; ``cpe.services`` carries a plan out. ``docs/import.md`` describes the file.
"""

from cpe.imports.columns import COLUMNS
from cpe.imports.effects import Change, Effects, Twice
from cpe.imports.judging import Plan, judged, read
from cpe.imports.rows import RowPlan

__all__ = ["COLUMNS", "Change", "Effects", "Plan", "RowPlan", "Twice", "judged", "read"]
