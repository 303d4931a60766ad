"""Words the register keeps in its rows."""

from enum import StrEnum


class EarnedBy(StrEnum):
    """How the titles of a level are earned."""

    EXAM = "exam"
    ASSESSMENT = "assessment"
