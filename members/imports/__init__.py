"""Bringing a register in from outside: a file is read, its rows judged against the register, and a plan comes of it.

Nothing here writes; ``members.services`` carries a plan out. ``docs/import.md`` describes the file.
"""

from members.imports.cells import Fault
from members.imports.columns import COLUMNS, Column
from members.imports.judging import judged
from members.imports.plan import Counts, PersonPlan, Plan, TitlePlan, plan
from members.imports.reading import Sheet, Unreadable, read

__all__ = [
    "COLUMNS",
    "Column",
    "Counts",
    "Fault",
    "PersonPlan",
    "Plan",
    "Sheet",
    "TitlePlan",
    "Unreadable",
    "judged",
    "plan",
    "read",
]
