"""The words of officer applications that are kept in columns."""

from enum import StrEnum
from typing import Final


class ApplicationState(StrEnum):
    """Where an application is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SCREENING = "screening"
    REFERENCES = "references"
    ASSESSMENT = "assessment"
    INFORMATION = "information"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    AWARDED = "awarded"
    LAPSED = "lapsed"
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
    """How an identity is checked: live, when nothing of the document is kept, or by a masked copy for some days."""

    VIDEO = "video"
    IN_PERSON = "in-person"
    COPY = "copy"


LIVE: Final = (IdentityWay.VIDEO, IdentityWay.IN_PERSON)
"""The ways for which there are appointments."""


class CopyFailure(StrEnum):
    """Why an identity could not be verified by a masked copy."""

    NAME_DIFFERS = "name-differs"
    NAME_UNREADABLE = "name-unreadable"
    PHOTO_UNREADABLE = "photo-unreadable"
    SHOWS_TOO_MUCH = "shows-too-much"
    NO_DOCUMENT = "no-document"
    OTHER = "other"


class CopyEnd(StrEnum):
    """Why a masked copy was destroyed."""

    VERDICT = "verdict"
    TERM = "term"
    TAKEN_BACK = "taken-back"
    REPLACED = "replaced"
    SHOWS_TOO_MUCH = "shows-too-much"
    GONE = "gone"


class SignedHow(StrEnum):
    """How the form was signed."""

    PORTAL = "portal"
    SCAN = "scan"


class Turn(StrEnum):
    """Whose turn it is in an application that is open."""

    OURS = "ours"
    APPLICANT = "applicant"
    REFERENCES = "references"


class Criterion(StrEnum):
    """What an application is judged by."""

    RELEVANCE = "relevance"
    TERM = "term"
    LEVEL = "level"
    ACCOMPLISHMENT = "accomplishment"


class ReferenceState(StrEnum):
    """Where a person is who was named as a reference."""

    NAMED = "named"
    ASKED = "asked"
    ANSWERED = "answered"
    DECLINED = "declined"
    ENDED = "ended"
    REPLACED = "replaced"
    WITHDREW = "withdrew"


class Declined(StrEnum):
    """Why somebody who was named does not act as a reference."""

    CANNOT_NOW = "cannot-now"
    LACKS_INFORMATION = "lacks-information"
    DOES_NOT_KNOW = "does-not-know"
    NEVER_AGREED = "never-agreed"


class Says(StrEnum):
    """What a reference says about one criterion."""

    CONFIRM = "confirm"
    PARTLY = "partly"
    CANNOT_SAY = "cannot-say"
    DISPUTE = "dispute"


class Quorum(StrEnum):
    """Whether enough people confirm an application: three, of two organisations."""

    REACHED = "reached"
    OPEN = "open"
    AT_RISK = "at-risk"
    IMPOSSIBLE = "impossible"


class Delivery(StrEnum):
    """What became of the last mail with a link to somebody."""

    WAITING = "waiting"
    SENT = "sent"
    CAME_BACK = "came-back"


class QuestionState(StrEnum):
    """Whether a question to an applicant still waits."""

    OPEN = "open"
    ANSWERED = "answered"
    TAKEN_BACK = "taken-back"


class QuestionKind(StrEnum):
    """What is asked: something a colleague wants to know, or for another reference because too few can confirm."""

    INFORMATION = "information"
    REFERENCE = "reference"


class Finding(StrEnum):
    """What somebody finds about one criterion."""

    MET = "met"
    NOT_MET = "not-met"


class Reason(StrEnum):
    """Why a criterion is met, or not met."""

    WORK_IN_FIELD = "work-in-field"
    ENOUGH_IN_FIELD = "enough-in-field"
    OUTSIDE_FIELD = "outside-field"
    TOO_LITTLE_IN_FIELD = "too-little-in-field"
    RELEVANCE_NOT_SHOWN = "relevance-not-shown"
    FIVE_YEARS = "five-years"
    SHORT_BUT_ENOUGH = "short-but-enough"
    UNDER_FIVE_YEARS = "under-five-years"
    TERM_NOT_SHOWN = "term-not-shown"
    RESPONSIBLE = "responsible"
    INFLUENCE = "influence"
    WITHOUT_INFLUENCE = "without-influence"
    CARRIED_OUT_ONLY = "carried-out-only"
    LEVEL_NOT_SHOWN = "level-not-shown"
    OWN_RESULT = "own-result"
    WORK_OF_OTHERS = "work-of-others"
    NO_RESULT = "no-result"
    RESULT_NOT_SHOWN = "result-not-shown"


class Answer(StrEnum):
    """What becomes of an application by a decision."""

    ACCEPT = "accept"
    REJECT = "reject"


class DecisionState(StrEnum):
    """Where a decision is: one person proposes, another one confirms it or sends it back; or it is taken back."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    SENT_BACK = "sent-back"
    TAKEN_BACK = "taken-back"


class ObjectionState(StrEnum):
    """What became of an objection to a rejection."""

    MADE = "made"
    ALLOWED = "allowed"
    DISMISSED = "dismissed"


class IdentityVerdict(StrEnum):
    """Whether the person is who the application names; taken back where the record itself was wrong."""

    VERIFIED = "verified"
    NOT_VERIFIED = "not-verified"
    TAKEN_BACK = "taken-back"


class DocumentKind(StrEnum):
    """The document that somebody showed; nothing of it is kept."""

    PASSPORT = "passport"
    IDENTITY_CARD = "identity-card"
    RESIDENCE_PERMIT = "residence-permit"
    DRIVING_LICENCE = "driving-licence"


class Item(StrEnum):
    """What stands between an acceptance and the award: facts, in the order of the list."""

    REGISTERED = "registered"
    PAID = "paid"
    SIGNED = "signed"
    IDENTIFIED = "identified"


class Stand(StrEnum):
    """How a private link stands for whoever comes with it: the form opens, or a page tells why not."""

    OPEN = "open"
    ANSWERED = "answered"
    DECLINED = "declined"
    WITHDREW = "withdrew"
    CLOSED = "closed"
    ENDED = "ended"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    EARLY = "early"
    FOREIGN = "foreign"
    LATE = "late"
    OWN = "own"
