"""Officer applications: the request, its parts, what is asked and answered, and appointments to check an identity."""

from applications.models.answers import ReferenceAnswer, ReferenceDraft, ReferenceLink, ReferenceStatement
from applications.models.appointments import Appointment
from applications.models.archive import Archive
from applications.models.assessment import Assessment, Decision, DecisionGround, Interest, ReferenceJudgement, Verdict
from applications.models.copies import CopyOpening, IdentityCopy
from applications.models.intake import Application
from applications.models.parts import OrganisationAnswer, Position, Reference
from applications.models.questions import Question, QuestionFile, QuestionText
from applications.models.verdicts import Finalisation, IdentityCheck, Objection

__all__ = [
    "Application",
    "Appointment",
    "Archive",
    "Assessment",
    "CopyOpening",
    "Decision",
    "DecisionGround",
    "Finalisation",
    "IdentityCheck",
    "IdentityCopy",
    "Interest",
    "Objection",
    "OrganisationAnswer",
    "Position",
    "Question",
    "QuestionFile",
    "QuestionText",
    "Reference",
    "ReferenceAnswer",
    "ReferenceDraft",
    "ReferenceJudgement",
    "ReferenceLink",
    "ReferenceStatement",
    "Verdict",
]
