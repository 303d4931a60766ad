"""The tables of the register, and of its money."""

from members.models.bank import Allocation, BankLine, BankStatement, BookClosing, Proposal
from members.models.catalogue import Level, Title, TitleQuerySet, Track
from members.models.certificates import Badge, CalendarFeed, Certificate, NameDecision
from members.models.credentials import Credential, Cycle, Outcome, Recheck
from members.models.documents import Agreement, Announcement, Document, DocumentVersion
from members.models.erasures import Erasure
from members.models.exams import ExamClaim
from members.models.imports import OpeningPosition, RegisterImport, TriedFile, TriedLine
from members.models.invoices import Invoice, InvoiceLine, InvoiceTerms
from members.models.memberships import Billing, Contribution, ContributionAmount, Membership, Revocation
from members.models.people import Member, Reachable

__all__ = [
    "Agreement",
    "Allocation",
    "Announcement",
    "Badge",
    "BankLine",
    "BankStatement",
    "Billing",
    "BookClosing",
    "CalendarFeed",
    "Certificate",
    "Contribution",
    "ContributionAmount",
    "Credential",
    "Cycle",
    "Document",
    "DocumentVersion",
    "Erasure",
    "ExamClaim",
    "Invoice",
    "InvoiceLine",
    "InvoiceTerms",
    "Level",
    "Member",
    "Membership",
    "NameDecision",
    "OpeningPosition",
    "Outcome",
    "Proposal",
    "Reachable",
    "Recheck",
    "RegisterImport",
    "Revocation",
    "Title",
    "TitleQuerySet",
    "Track",
    "TriedFile",
    "TriedLine",
]
