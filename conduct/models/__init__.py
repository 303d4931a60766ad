"""Conduct: reports, cases, the seats of their committees, what a member answers, and judgements."""

from conduct.models.cases import Article, Case, CaseArticle, Seat, Trace
from conduct.models.judging import (
    Explanation,
    ExplanationFile,
    Extension,
    Finding,
    Hearing,
    Judgement,
    RoomEntry,
    Vote,
)
from conduct.models.reports import Report, ReportAddition, ReportFile
from conduct.models.terms import ConductTerms

__all__ = [
    "Article",
    "Case",
    "CaseArticle",
    "ConductTerms",
    "Explanation",
    "ExplanationFile",
    "Extension",
    "Finding",
    "Hearing",
    "Judgement",
    "Report",
    "ReportAddition",
    "ReportFile",
    "RoomEntry",
    "Seat",
    "Trace",
    "Vote",
]
