"""Officer applications: the request, its parts, what is asked and answered, and appointments to check an identity."""

from applications.models.answers import ReferenceAnswer, ReferenceDraft, ReferenceLink, ReferenceStatement
from applications.models.appointments import Appointment
from applications.models.intake import Application
from applications.models.parts import OrganisationAnswer, Position, Reference
from applications.models.questions import Question, QuestionFile, QuestionText

__all__ = [
    "Application",
    "Appointment",
    "OrganisationAnswer",
    "Position",
    "Question",
    "QuestionFile",
    "QuestionText",
    "Reference",
    "ReferenceAnswer",
    "ReferenceDraft",
    "ReferenceLink",
    "ReferenceStatement",
]
