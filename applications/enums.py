"""The words of officer applications that are kept in columns."""

from enum import StrEnum


class ApplicationState(StrEnum):
    """Where an application is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


class Part(StrEnum):
    """The parts of the form, in the order of the task list."""

    ABOUT = "about-you"
    POSITIONS = "positions"
    ROLE = "role-and-results"
    REFERENCES = "references"
    DOCUMENTS = "documents"
    IDENTITY = "identity"


class Progress(StrEnum):
    """How far a part of the form is."""

    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    ATTENTION = "attention"
    COMPLETE = "complete"


class Standpoint(StrEnum):
    """From where somebody worked for an organisation."""

    INSIDE = "inside"
    OUTSIDE = "outside"


class IdentityWay(StrEnum):
    """How an identity is checked live; nothing of the document is kept."""

    VIDEO = "video"
    IN_PERSON = "in-person"


class SignedHow(StrEnum):
    """How the form was signed."""

    PORTAL = "portal"
    SCAN = "scan"
